"""The questionnaire as a workbook: drop-downs, colours and guidance; empty, or filled with a sheet of answers."""

import io
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook

from assessor.answers.booklet import FILLS, Booklet
from assessor.answers.forms import write_assessment, write_decision, write_findings
from assessor.answers.guidance import write_guidance
from assessor.answers.layout import LISTS, MARKER, META, META_NAME, START
from assessor.answers.questionnaire import write_answers, write_assessor
from assessor.answers.reading import FORMAT
from assessor.answers.sheet import AnswerSheet
from benchmarks.classification import countries, divisions, sections
from criteria.model import Model
from criteria.text import LANGUAGES

CREATED = datetime(2026, 1, 1)
"""The same in every workbook: two that say the same are the same, byte for byte."""

MOST_ASSESSORS = 20
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def write_template(
    model: Model,
    track: str,
    path: Path,
    language: str = "en",
    answers: AnswerSheet | None = None,
    assessors: int = 0,
) -> None:
    """Write the questionnaire of a model's track to `path`, which ends in .xlsx.

    `answers` fills it in; `read_answers` then gives an equal sheet (but for source and digest). A track that
    certifies also gets sheets for findings, the decision and `assessors` blind ratings. The file appears
    whole or not at all.

    Raises ValueError for an unknown track or language, another model's answers, or a number of assessors
    that does not fit; OSError where the folder cannot be written.
    """
    _check(model, track, path, language, answers, assessors)
    buffer = io.BytesIO()
    with Workbook(buffer, _OPTIONS) as workbook:
        workbook.set_properties({"title": f"{model.title} {model.reference}", "created": CREATED})
        workbook.set_size(2400, 1400)
        _write(Booklet(workbook, model, track, language, answers), assessors)
    _replace(path, buffer.getvalue())


def _check(
    model: Model, track: str, path: Path, language: str, answers: AnswerSheet | None, assessors: int
) -> None:
    if track not in model.tracks:
        raise ValueError(f"track: found {track!r}; allowed: one of {', '.join(model.tracks)}")
    if language not in LANGUAGES:
        raise ValueError(f"language: found {language!r}; allowed: one of {', '.join(LANGUAGES)}")
    if path.suffix.lower() != ".xlsx":
        raise ValueError(f"{path.name}: found {path.suffix!r}; allowed: a name that ends in .xlsx")
    if not 0 <= assessors <= MOST_ASSESSORS or (assessors and not model.tracks[track].certifies):
        most = MOST_ASSESSORS if model.tracks[track].certifies else 0
        raise ValueError(f"assessors: found {assessors}; allowed: 0 to {most} in the track {track}")
    if answers is not None and (answers.model.digest, answers.track) != (model.digest, track):
        found = f"{answers.model.reference}, track {answers.track}"
        raise ValueError(f"answers: found those of {found}; allowed: {model.reference}, track {track}")


def _write(booklet: Booklet, assessors: int) -> None:
    start = booklet.sheet(START, booklet.say("sheet.start"), (4, 100, 20))
    write_assessment(booklet)
    progress = write_answers(booklet)
    if booklet.track.certifies:
        filled = booklet.filled.assessors if booklet.filled else ()
        for n in range(max(assessors, len(filled))):
            write_assessor(booklet, n + 1, filled[n] if n < len(filled) else None)
        write_findings(booklet)
        write_decision(booklet)
    write_guidance(booklet)
    _write_start(booklet, start, progress)
    _write_meta(booklet)
