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

FIRST_PAGES = 12
"""Pages that are read: cover, contents, statement and summary stand well within them."""

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
_HOLDER, _RESULT = message("Organisation"), message("Result")
_NAMES = (
    ("certificate", "number", message("Certificate number")),
    ("standing", "edition", message("Benchmark edition")),
)
_FIELD = re.compile(r"%\((\w+)\)s")
_LEAST_SHORTENED, _CUT = 12, "..."  # an ellipsis, as it is after squeezing
_DAY = r"\d{1,2}[A-Z][a-z]+\d{4}|\d{4}年\d{1,2}月\d{1,2}日"
_NUMBERED = re.compile(r"\[U\+(0?[0-9A-F]{4,5})\]")
_NUMBER, _TITLE = r"[\d.]+?", ".{1,120}?"


def pages_of(pdf: bytes) -> Iterator[str]:
    """The text of the first pages, one by one, as far as somebody asks for them."""
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(pdf))
    for index in range(min(len(reader.pages), FIRST_PAGES)):
        yield reader.pages[index].extract_text()


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
    plain = unicodedata.normalize("NFKC", tight)
    kept = "".join(c for c in plain if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc", "Cs"))
    return re.sub(r"(?<=\d)[,'’](?=\d{3}(?!\d))", "", kept)


@dataclass(frozen=True, slots=True)
class Text:
    """The pages read so far: as they are, and squeezed."""

    raw: str
    tight: str

    def with_page(self, page: str) -> "Text":
        """The same and one page more."""
        return Text(f"{self.raw}\n{page}", self.tight + squeezed(page))

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
        found = re.search(rf"(?m)^\s*{re.escape(label)}\s*(\S.*)$", self.raw)
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
        found = _pattern(self.say(template)).search(text.tight)
        if found is None:
            yield _figure(_RESULT, self.say(template, **values), "", "not printed")
        for name, value in values.items() if found else ():
            printed = found.group(name) if found else ""
            yield _figure(TITLES[name], value, printed, "same" if printed == squeezed(value) else "differs")

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
    """A sentence of the catalogue as what finds it, with a group for everything that is filled in."""
    parts = _FIELD.split(template)
    literal = [re.escape(squeezed(part)) for part in parts[::2]]
    groups = [f"(?P<{name}>{_TITLE if name == 'title' else _NUMBER})" for name in parts[1::2]]
    return re.compile("".join(part + group for part, group in zip(literal, [*groups, ""], strict=True)))


def _figure(name: str, attached: str, printed: str, comparison: Comparison) -> FigureFacts:
    return FigureFacts(name, plain_text(attached), plain_text(printed), comparison)


def _text(document: Mapping[str, Any], *path: str) -> str:
    """A text of the attachment; empty where it has none there."""
    value: Any = document
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return str(value) if isinstance(value, str | int) else ""
