"""The workbook's sheets about each practice: what every level looks like, and what evidence to look for."""

from collections.abc import Iterator, Sequence

from xlsxwriter.worksheet import Worksheet

from assessor.answers.booklet import Booklet
from assessor.answers.grid import title_of, title_width
from assessor.answers.layout import ANSWERS, DESCRIPTORS, EVIDENCE, FIRST_ROW, outline
from criteria.guide import EvidencePrompts, Guide, Interview, Measure
from criteria.model import Dimension, Practice
from criteria.text import Text

LEVELS = (1, 2, 3, 4, 5)
_DESCRIPTOR, _GUIDANCE, _MEASURE, _LINK = 34, 50, 54, 11
_PROMPTS = {"documents": 42, "records": 46, "interviews": 60, "observation": 38, "customer_side": 38}


def write_descriptors(booklet: Booklet) -> None:
    """One row a practice: its title, the descriptors of levels 1 to 5, its guidance and its measure."""
    measured = any(p.guide is not None and p.guide.measure for p in booklet.model.practices)
    evidence = booklet.has(EVIDENCE)
    headings = [
        booklet.say("column.title"),
        *(booklet.say("column.level", level=_level(booklet, level)) for level in LEVELS),
        booklet.say("column.guidance"),
        *([booklet.say("column.measure")] if measured else []),
        *([booklet.say("column.evidence")] if evidence else []),
    ]
    widths = (
        title_width(booklet),
        *[_DESCRIPTOR] * len(LEVELS),
        _GUIDANCE,
        *[_MEASURE] * measured,
        *[_LINK] * evidence,
    )
    sheet = _begin(booklet, DESCRIPTORS, widths, headings)
    for practice, row in _practices(booklet, sheet, len(widths)):
        booklet.link_to(sheet, row, 0, title_of(booklet, practice), ANSWERS, practice)
        cells = _described(booklet, practice.guide, measured) if practice.guide else [""] * (6 + measured)
        _write(booklet, sheet, row, cells)
        if evidence:
            booklet.link_to(sheet, row, len(widths) - 1, booklet.say("link.evidence"), EVIDENCE, practice)


def write_evidence(booklet: Booklet) -> None:
    """One row a practice: documents, records, whom to ask what, what to observe, what customers can tell."""
    headings = [booklet.say("column.title"), *(booklet.say(f"column.{key}") for key in _PROMPTS)]
    headings.append(booklet.say("sheet.descriptors"))
    widths = (title_width(booklet), *_PROMPTS.values(), _LINK)
    sheet = _begin(booklet, EVIDENCE, widths, headings)
    for practice, row in _practices(booklet, sheet, len(widths)):
        booklet.link_to(sheet, row, 0, title_of(booklet, practice), ANSWERS, practice)
        prompts = _prompted(booklet, practice.guide.evidence) if practice.guide else [""] * len(_PROMPTS)
        _write(booklet, sheet, row, prompts)
        where = len(widths) - 1
        booklet.link_to(sheet, row, where, booklet.say("link.descriptors"), DESCRIPTORS, practice)


def _begin(booklet: Booklet, kind: str, widths: tuple[float, ...], headings: Sequence[str]) -> Worksheet:
    sheet = booklet.sheet(kind, booklet.say(f"sheet.{kind}"), widths)
    booklet.put(sheet, 1, 0, booklet.say("link.back"), "note")
    for column, heading in enumerate(headings):
        booklet.put(sheet, FIRST_ROW - 1, column, heading, "heading")
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.repeat_rows(FIRST_ROW - 1)
    return sheet


def _practices(booklet: Booklet, sheet: Worksheet, columns: int) -> Iterator[tuple[Practice, int]]:
    """The practices with their rows; the headings between them are written on the way."""
    for line in outline(booklet.model):
        if isinstance(line.node, Practice):
            yield line.node, line.row
            continue
        name = "dimension" if isinstance(line.node, Dimension) else "criterion"
        for column in range(1, columns):
            booklet.put(sheet, line.row, column, None, name)
        booklet.put(sheet, line.row, 0, title_of(booklet, line.node), name)


def _write(booklet: Booklet, sheet: Worksheet, row: int, cells: Sequence[str]) -> None:
    for column, cell in enumerate(cells, start=1):
        booklet.put(sheet, row, column, cell, "read")


def _level(booklet: Booklet, number: int) -> str:
    found = (booklet.text(level.title) for level in booklet.model.levels if level.number == number)
    return f"{number} {next(found, '')}".strip()


def _described(booklet: Booklet, guide: Guide, measured: bool) -> list[str]:
    guidance = [booklet.text(guide.guidance)]
    if guide.not_applicable_when:
        guidance.append(booklet.say("guide.not applicable", when=booklet.text(guide.not_applicable_when)))
    descriptors = [booklet.text(guide.descriptors.get(level)) for level in LEVELS]
    measure = [_measure(booklet, guide.measure)] if measured else []
    return [*descriptors, "\n".join(guidance), *measure]


def _measure(booklet: Booklet, measure: Measure | None) -> str:
    if measure is None:
        return ""
    say, text = booklet.say, booklet.text
    lines = [
        text(measure.definition),
        say("guide.formula", formula=text(measure.formula), unit=text(measure.unit)),
        say("guide.required", figures=_together(booklet, measure.required)),
        say("guide.segments", segments=text(measure.segments)),
        say("guide.comparators", comparators=text(measure.comparators)),
        say("guide.periods", periods=str(measure.periods)),
    ]
    return "\n".join(lines)


def _prompted(booklet: Booklet, evidence: EvidencePrompts) -> list[str]:
    return [
        _points(booklet, evidence.documents),
        _points(booklet, evidence.records),
        "\n".join(_interview(booklet, interview) for interview in evidence.interviews),
        booklet.text(evidence.observation),
        booklet.text(evidence.customer_side),
    ]


def _interview(booklet: Booklet, interview: Interview) -> str:
    return f"{booklet.text(interview.whom)}\n{_points(booklet, interview.questions)}"


def _points(booklet: Booklet, texts: Sequence[Text]) -> str:
    return "\n".join(f"• {booklet.text(text)}" for text in texts)


def _together(booklet: Booklet, texts: Sequence[Text]) -> str:
    return ("; " if booklet.language == "en" else "；").join(map(booklet.text, texts))
