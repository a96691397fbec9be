"""A copy of somebody's questionnaire with the answers given so far: as a workbook, or as CSV."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from assessor.answers.copying import copy_of
from assessor.answers.layout import KEY, PRACTICE, VERSION, components
from assessor.answers.questionnaire import Given
from assessor.answers.sites import written
from assessor.answers.wording import choice, phrase
from assessor.models import Assessment
from assessor.workbooks.content import NOT_HELD, Held
from assessor.workbooks.sheets import Sheet
from criteria.model import Component, Model, Practice
from criteria.text import Language

ASSESSMENT, PERSON = "assessment", "person"
_SHOWN = (".title", ".question", ".allowed")
_REMARKS = ("not_applicable", "reason", "comment")
# What a spreadsheet would take for a formula, also one that splits cells at other places than commas; and
# what was made safe from that before.
_BEGINNING, _SIGN = r"((?:^|[;\t\r\n])[ \u00a0\u3000]*)", r"('{0}[=+\-@\uff1d\uff0b\uff0d\uff20])"
_LIVE, _MADE_SAFE = (re.compile(_BEGINNING + sign) for sign in (_SIGN.format("*"), "'" + _SIGN.format("*")))


@dataclass(frozen=True, slots=True)
class Copy:
    """What is taken away: whose sheet, under which model, and what the application holds on it.

    `title` is what the assessment is called, `whose` what the sheet is called, both in `language`.
    """

    assessment: Assessment
    model: Model
    sheet: Sheet
    held: Mapping[str, Held]
    language: Language
    title: str
    whose: str

    @property
    def asked(self) -> Model:
        """The model with only the dimensions that this person is asked about."""
        asked = tuple(d for d in self.model.dimensions if d.id in self.sheet.dimensions)
        return replace(self.model, dimensions=asked)

    def given(self) -> Given:
        """The answers so far, and what each is now."""
        contents = {practice: held.content for practice, held in self.held.items()}
        every = {practice: content.given() for practice, content in contents.items()}
        return Given(
            {practice: answer for practice, answer in every.items() if answer is not None},
            {practice: content.comment for practice, content in contents.items() if every[practice] is None},
            {p.id: str(self.held.get(p.id, NOT_HELD).stamp) for p in self.asked.practices},
        )

    def facts(self) -> dict[str, str]:
        """What the file must say for it to be known again."""
        return {ASSESSMENT: str(self.assessment.id), PERSON: self.sheet.person}


def workbook(copy: Copy) -> bytes:
    """The questionnaire as a workbook: drop-downs, guidance, locked formulas; hidden, what a merge needs."""
    return copy_of(
        copy.asked,
        copy.assessment.track,
        copy.language,
        copy.given(),
        title=copy.title,
        whose=copy.whose,
        facts=copy.facts(),
    )


def csv_file(copy: Copy) -> bytes:
    """The questionnaire as CSV: UTF-8 with a byte order mark, by which Excel knows it for UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    model, track, given = copy.asked, copy.assessment.track, copy.given()
    head = {"model": model.reference, "track": track, **copy.facts()}
    writer.writerows([safe(KEY + key), safe(fact)] for key, fact in head.items())
    codes = [component.id for component in components(model, track)]
    writer.writerow([PRACTICE, *_SHOWN, *codes, *_REMARKS, VERSION])
    for practice in model.practices:
        shown = _shown(practice, model, copy)
        values = [_text(given.value(practice.id, code)) for code in codes]
        excluded = choice("yes", copy.language) if given.state(practice.id) == "excluded" else ""
        remarks = [given.remark(practice.id, code) or "" for code in _REMARKS[1:]]
        row = [practice.id, *shown, *values, excluded, *remarks, given.versions[practice.id]]
        writer.writerow([safe(cell) for cell in row])
    return ("\ufeff" + text.getvalue()).encode()


def _shown(practice: Practice, model: Model, copy: Copy) -> list[str]:
    """What helps to answer, and is not read back."""
    rated = model.rating_of(practice, copy.assessment.track).components
    allowed = [_allowed(component, copy.language) for component in rated]
    texts = [text.in_language(copy.language) for text in (practice.title, practice.question)]
    return [*texts, "; ".join(allowed)]


def _allowed(component: Component, language: Language) -> str:
    if component.options:
        labels = [
            (written(o.value), o.label.in_language(language) if o.label else "") for o in component.options
        ]
        return "; ".join(" ".join(filter(None, pair)) for pair in labels)
    assert component.range is not None
    low, high = written(component.range.low), written(component.range.high)
    if component.step is None:
        return phrase("allowed.range", language, low=low, high=high)
    return phrase("allowed.step", language, low=low, high=high, step=written(component.step))


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula; `unsafe` gives it back.

    >>> safe("=1+1"), safe("'=1+1"), safe("3"), safe("seen; =40+2;ok")
    ("'=1+1", "''=1+1", '3', "seen; '=40+2;ok")
    """
    return _LIVE.sub(r"\1'\2", text)


def unsafe(text: str) -> str:
    """What `safe` was given.

    >>> unsafe("'=1+1"), unsafe("'a' and 'b'")
    ('=1+1', "'a' and 'b'")
    """
    return _MADE_SAFE.sub(r"\1\2", text)


def _text(value: Fraction | str | None) -> str:
    return "" if value is None else value if isinstance(value, str) else written(value)
