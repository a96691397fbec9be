"""The questionnaire as a workbook: drop-downs, colours and guidance; empty, or filled in."""

import io
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from assessor.answers.booklet import Booklet
from assessor.answers.descriptors import write_descriptors, write_evidence
from assessor.answers.forms import write_assessment, write_decision, write_findings
from assessor.answers.grid import labelled
from assessor.answers.guidance import write_guidance
from assessor.answers.layout import DESCRIPTORS, EVIDENCE, LISTS, MARKER, META, META_NAME, START, label_list
from assessor.answers.measurements import measured
from assessor.answers.questionnaire import write_answers, write_respondents
from assessor.answers.reading import FORMAT
from assessor.answers.register_forms import write_measurements, write_register
from assessor.answers.sheet import AnswerSheet
from assessor.answers.start import steps, write_start
from benchmarks.classification import countries, divisions, provinces, sections
from criteria.model import Model
from criteria.text import LANGUAGES, Language

CREATED = datetime(2026, 1, 1)
"""The same in every workbook: two that say the same are the same, byte for byte."""

MOST_ASSESSORS = 20
MOST_RESPONDENTS = 40
"""Sheets of respondents; a workbook with more is no longer handled with ease, a file of text is."""

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def write_template(
    model: Model,
    track: str,
    path: Path,
    language: Language = "en",
    answers: AnswerSheet | None = None,
    assessors: int = 0,
    respondents: int = 0,
) -> None:
    """Write the questionnaire of a model's track to `path`, which ends in .xlsx.

    `answers` fills it in; `read_answers` then gives an equal sheet (but for source and digest). A track that
    certifies also gets sheets for findings, the decision and `assessors` blind ratings; any other gets
    sheets for `respondents` who answer beside each other. The file appears whole or not at all.

    Raises ValueError for an unknown track or language, another model's answers, or a number of assessors
    or respondents that does not fit; OSError where the folder cannot be written.
    """
    _check(model, track, path, language, answers, assessors)
    respondents = max(respondents, len(answers.respondents) if answers else 0)
    _check_respondents(model, track, respondents)
    with made() as (workbook, buffer):
        workbook.set_properties({"title": f"{model.title} {model.reference}", "created": CREATED})
        _write(Booklet(workbook, model, track, language, answers), assessors, respondents)
    _replace(path, buffer.getvalue())


@contextmanager
def made() -> Iterator[tuple[Workbook, io.BytesIO]]:
    """A workbook in memory in which text never becomes a formula or a link, and what it is written to."""
    buffer = io.BytesIO()
    with Workbook(buffer, _OPTIONS) as workbook:
        workbook.set_size(2400, 1400)
        yield workbook, buffer


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


def _check_respondents(model: Model, track: str, respondents: int) -> None:
    most = 0 if model.tracks[track].certifies else MOST_RESPONDENTS
    if not 0 <= respondents <= most:
        raise ValueError(f"respondents: found {respondents}; allowed: 0 to {most} in the track {track}")


def _write(booklet: Booklet, assessors: int, respondents: int) -> None:
    start = booklet.sheet(START, booklet.say("sheet.start"), (5, 100, 20))
    write_assessment(booklet)
    filled = booklet.filled.assessors if booklet.filled else ()
    progress = write_answers(booklet, max(assessors, len(filled)))
    write_respondents(booklet, respondents)
    if booklet.track.certifies:
        write_findings(booklet)
        write_decision(booklet)
    write_register(booklet)
    if measured(booklet.model):
        write_measurements(booklet)
    write_guidance(booklet)
    for kind, write in ((DESCRIPTORS, write_descriptors), (EVIDENCE, write_evidence)):
        if booklet.has(kind):
            write(booklet)
    write_start(
        booklet, start, progress, steps(booklet, respondents), apart=bool(max(assessors, len(filled)))
    )
    booklet.fit()
    write_meta(booklet)


def write_meta(booklet: Booklet, more: Mapping[str, str] | None = None) -> None:
    """The sheet that nobody sees: what the workbook was made from, and the lists too long for a cell."""
    sheet = booklet.workbook.add_worksheet(META_NAME)
    sheet.write_string(0, 0, MARKER + META)
    model = booklet.model
    facts = {
        "answers": str(FORMAT),
        "model": model.reference,
        "digest": model.digest,
        "track": booklet.track.id,
        "language": booklet.language,
        **(more or {}),
    }
    for row, (key, fact) in enumerate(facts.items(), start=1):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, fact)
    for column, (key, codes) in enumerate(_lists(model).items(), start=3):
        if not codes:
            continue
        for row, code in enumerate(codes, start=1):
            sheet.write_string(row, column, code)
        span = xl_range_abs(1, column, len(codes), column)
        booklet.workbook.define_name(LISTS[key], f"='{META_NAME}'!{span}")
    _write_labels(booklet, sheet, 4 + len(LISTS))
    sheet.protect()
    sheet.very_hidden()


def _write_labels(booklet: Booklet, sheet: Worksheet, first: int) -> None:
    """What each value of a practice that is rated by one thing only is called, for the formulas beside it."""
    for n, rating in enumerate(booklet.ratings):
        component = labelled(rating)
        if component is None:
            continue
        column = first + 2 * n
        for row, option in enumerate(component.options, start=1):
            sheet.write_number(row, column, float(option.value))
            sheet.write_string(row, column + 1, booklet.text(option.label))
        span = xl_range_abs(1, column, len(component.options), column + 1)
        booklet.workbook.define_name(label_list(n), f"='{META_NAME}'!{span}")


def _lists(model: Model) -> Mapping[str, list[str]]:
    return {
        "organisation.industry": [entry.code for entry in (*sections(), *divisions())],
        "organisation.country": [c.code for c in countries()] + [province.code for province in provinces()],
        "on": [*(c.id for c in model.criteria), *(p.id for p in model.practices)],
        "evidence.on": [practice.id for practice in model.practices],
        "measurements.on": [practice.id for practice in measured(model)],
    }


def _replace(path: Path, data: bytes) -> None:
    """The whole file or nothing: beside its place first, then renamed."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        unfinished.write_bytes(data)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
