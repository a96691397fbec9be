"""Whether what is printed is what is attached: the statement of result, looked for in the text of pages."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from io import BytesIO
from typing import Any

from assessor.languages import LANGUAGES, Wording, message, wording
from assessor.signing.certificates import plain_text
from assessor.signing.verification import Comparison, FigureFacts, Remark, remark

FIRST_PAGES, BEFORE = 12, 4
"""Pages that are read: cover, contents, statement and summary stand well within them. The certificate's
section is looked for after the first four."""

RATED = message("Level %(number)s, %(title)s, with %(total)s of %(points)s points.")
WITHOUT_LEVEL = message("%(total)s of %(points)s points.")
OPEN = message("Not final: between %(lowest)s and %(highest)s of %(points)s points, as answers are missing.")
NOT_RATABLE = message("Not ratable: too little of the model applies to give a score.")

TITLES = {
    "number": message("Level"),
    "title": message("Name of the level"),
    "total": message("Total"),
    "points": message("Points of the model"),
    "lowest": message("Lowest total"),
    "highest": message("Highest total"),
}
_DATES = (
    ("basis", "assessed_on_shown", message("Assessed on")),
    ("certificate", "decided_on_shown", message("Decided on")),
    ("certificate", "effective_on_shown", message("Effective from")),
    ("certificate", "expires_on_shown", message("Expires on")),
)
_HOLDER, _RESULT, _CERTIFICATION = message("Organisation"), message("Result"), message("Certification")
_NAMES = (
    ("certificate", "number", message("Certificate number")),
    ("standing", "edition", message("Benchmark edition")),
)
_FIELD = re.compile(r"%\((\w+)\)s")
_LEAST_SHORTENED, _CUT = 12, "..."  # an ellipsis, as it is after squeezing
_DAY = r"\d{1,2}[A-Z][a-z]+\d{4}|\d{4}年\d{1,2}月\d{1,2}日"
_NUMBERED = re.compile(r"\[U\+(0?[0-9A-F]{4,5})\]")
_NUMBER, _TITLE = r"(?<![\d.,])\d+(?:[.,'’]\d+)*", r"\S.{0,160}?"


def pages_of(pdf: bytes, document: Mapping[str, Any]) -> Iterator[str]:
    """The text of the pages that state the result, one by one, as far as somebody asks for them.

    The section of the certificate comes after the first few, found by the outline: it may stand anywhere.
    """
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(pdf))
    first = list(range(min(len(reader.pages), FIRST_PAGES)))
    section = _section(reader, squeezed(Expected.of(document).say(_CERTIFICATION)))
    for index in dict.fromkeys([*first[:BEFORE], *section, *first[BEFORE:]]):
        yield reader.pages[index].extract_text()


def _section(reader: Any, title: str) -> list[int]:  # noqa: ANN401 - of a library that is loaded only here
    """The page on which the outline has a section begin, and the one after it."""
    try:
        numbers = [
            reader.get_destination_page_number(entry)
            for entry in reader.outline
            if not isinstance(entry, list) and squeezed(str(entry.title)).lstrip("0123456789.") == title
        ]
    except Exception:  # an outline of a stranger: it was only to save time
        return []
    return [
        page for number in numbers[:1] if number for page in (number, number + 1) if page < len(reader.pages)
    ]


def compare(document: Mapping[str, Any], pages: Iterable[str]) -> tuple[FigureFacts, ...]:
    """Every figure of the statement of result as attached and as printed.

    Pages are read only until all are found.
    """
    expected, text = Expected.of(document), Text("", "")
    found: tuple[FigureFacts, ...] = ()
    for page in pages:
        text = text.with_page(page)
        found = tuple(expected.found_in(text))
        if all(one.comparison == "same" for one in found):
            break
    return found


def required(figure: FigureFacts) -> bool:
    """Whether a document must print it; what else is not printed may be left out of a shorter one."""
    return figure.name in (_HOLDER, _RESULT, *TITLES.values())


def contradictions(document: Mapping[str, Any]) -> Iterator[Remark]:
    """Figures of an attachment whose value is not what they show."""
    dimensions = [(part.get("title"), part.get("score")) for part in document.get("dimensions") or ()]
    for title, figure in [("total", document.get("total")), *dimensions]:
        if isinstance(figure, dict) and not _shows_its_value(figure):
            yield remark(
                message("the attached result contradicts itself: %(title)s is %(value)s, shown as %(shown)s"),
                title=title,
                value=figure.get("value"),
                shown=figure.get("shown"),
            )


def _shows_its_value(figure: Mapping[str, Any]) -> bool:
    try:
        shown, value = Decimal(str(figure["shown"])), Decimal(repr(float(figure["value"])))
        places = -int(shown.as_tuple().exponent)
        return abs(shown - value) <= Decimal(10) ** -places / 2 + Decimal("1e-9")
    except (InvalidOperation, KeyError, TypeError, ValueError):
        return False


def squeezed(text: str) -> str:
    """Text without the spaces and the forms of characters that printing and reading change.

    A character for which there was no glyph is printed by its number, and read back.

    >>> squeezed("总分 523（满分 1,000）\\n"), squeezed("[U+0938]ewa")
    ('总分523(满分1000)', 'सewa')
    """
    tight = _NUMBERED.sub(lambda found: chr(int(found.group(1), 16)), "".join(text.split()))
    kept = "".join(c for c in _plain(tight) if not c.isspace() and unicodedata.category(c)[0] != "C")
    return re.sub(r"(?<=\d)[,'’](?=\d{3}(?!\d))", "", kept)


def _plain(text: str) -> str:
    """Text with one form for every character: what is full-width and joined in print is not in data."""
    return unicodedata.normalize("NFKC", text)


@dataclass(frozen=True, slots=True)
class Text:
    """The pages read so far: as they are, and squeezed."""

    raw: str
    tight: str

    def with_page(self, page: str) -> "Text":
        """The same and one page more."""
        return Text(f"{self.raw}\n{_plain(page)}", self.tight + squeezed(page))

    def has(self, value: str) -> bool:
        """Whether a value is printed, whole or shortened where there was no room for it."""
        tight = squeezed(value)
        if not tight or tight in self.tight:
            return bool(tight)
        begun = re.escape(tight[:_LEAST_SHORTENED])
        shortened = re.finditer(rf"({begun}.*?){re.escape(_CUT)}", self.tight)
        return len(tight) > _LEAST_SHORTENED and any(tight.startswith(one.group(1)) for one in shortened)

    def after(self, label: str) -> str:
        """What stands behind a label, on its line or the next."""
        found = re.search(rf"(?m)^\s*{re.escape(_plain(label))}\s*(\S.*)$", self.raw)
        return found.group(1).strip() if found else ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What an attachment lets expect in print."""

    say: Wording
    document: Mapping[str, Any]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Expected":
        """In the language of the document."""
        language = _text(document, "basis", "language")
        return cls(wording(next((one for one in LANGUAGES if one == language), "en")), document)

    def found_in(self, text: Text) -> Iterator[FigureFacts]:
        """Every figure, compared with what is printed."""
        yield from self._result(text)
        yield self._named(_HOLDER, _text(self.document, "subject", "name"), text)
        for part, field, label in _NAMES:
            if value := _text(self.document, part, field):
                yield self._named(label, value, text)
        for part, field, label in _DATES:
            if value := _text(self.document, part, field):
                yield self._dated(label, value, text)

    def _result(self, text: Text) -> Iterator[FigureFacts]:
        template, values = self._sentence()
        found = _pattern(self.say(template)).search(text.raw)
        if found is None and template == RATED:
            level, total = (self.say(title) for title in (TITLES["number"], TITLES["total"]))
            found = _columns(level, total).search(text.raw)
        if found is None:
            yield _figure(_RESULT, self.say(template, **values), "", "not printed")
            return
        for name, value in values.items():
            printed = " ".join(found.group(name).split())
            yield _figure(TITLES[name], value, printed, "same" if _same(name, value, printed) else "differs")

    def _sentence(self) -> tuple[str, dict[str, str]]:
        """The sentence that states the result, and what is filled in."""
        points = {"points": _text(self.document, "basis", "points", "shown")}
        if self.document.get("interval"):
            ends = {end: _text(self.document, "interval", end, "shown") for end in ("lowest", "highest")}
            return OPEN, ends | points
        if not self.document.get("total"):
            return NOT_RATABLE, {}
        total = {"total": _text(self.document, "total", "shown")} | points
        if not self.document.get("level"):
            return WITHOUT_LEVEL, total
        return RATED, {name: _text(self.document, "level", name) for name in ("number", "title")} | total

    def _named(self, label: str, value: str, text: Text) -> FigureFacts:
        if text.has(value):
            return _figure(label, value, value, "same")
        printed = text.after(self.say(label))
        return _figure(label, value, printed, "differs" if printed else "not printed")

    def _dated(self, label: str, value: str, text: Text) -> FigureFacts:
        printed = re.findall(re.escape(squeezed(self.say(label))) + f":?({_DAY})", text.tight)
        if not printed:
            return self._named(label, value, text)
        same = squeezed(value) in printed
        return _figure(label, value, value if same else printed[0], "same" if same else "differs")


@lru_cache(maxsize=16)
def _pattern(template: str) -> re.Pattern[str]:
    """A sentence of the catalogue as what finds it, however its lines break, with a group for every value."""
    parts = _FIELD.split(template)
    literal = [r"\s*".join(["", *map(re.escape, squeezed(part)), ""]) for part in parts[::2]]
    groups = [f"(?P<{name}>{_TITLE if name == 'title' else _NUMBER})" for name in parts[1::2]]
    pattern = "".join(part + group for part, group in zip(literal, [*groups, ""], strict=True))
    return re.compile(pattern, re.DOTALL)


@lru_cache(maxsize=16)
def _columns(level: str, total: str) -> re.Pattern[str]:
    """How a certificate states a result: level and total side by side, with or without a second language."""
    return re.compile(
        rf"{re.escape(_plain(level))}\D{{0,40}}(?P<number>{_NUMBER})\s*(?P<title>\S\D{{0,160}}?)\s*"
        rf"{re.escape(_plain(total))}\D{{0,40}}(?P<total>{_NUMBER})\D{{0,40}}(?P<points>{_NUMBER})"
    )


def _same(name: str, value: str, printed: str) -> bool:
    """Whether a value is what is printed; the name of a level may have its other language beside it."""
    one, other = squeezed(value), squeezed(printed)
    beside = name == "title" and len(printed.split()) > 1
    return other == one or (beside and (other.startswith(one) or other.endswith(one)))


def _figure(name: str, attached: str, printed: str, comparison: Comparison) -> FigureFacts:
    return FigureFacts(name, plain_text(attached), plain_text(printed), comparison)


def _text(document: Mapping[str, Any], *path: str) -> str:
    """A text of the attachment; empty where it has none there."""
    value: Any = document
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return str(value) if isinstance(value, str | int) else ""
