"""The flow as Markdown: CommonMark with pipe tables, in which nobody's text is markup."""

import re
from collections.abc import Iterator, Sequence

from assessor.languages import Wording, wording
from assessor.printing.fonts import printable
from assessor.reports.flow.blocks import (
    Block,
    Bullets,
    Cell,
    Facts,
    Flow,
    Heading,
    Line,
    Paragraph,
    Picture,
    Run,
    Table,
)

# Everything that begins something within a line: code, emphasis, links, HTML, entities, tables, mathematics.
_MARKUP = re.compile(r"[\\`*_\[\]<|~$]|&(?=#?\w+;)")
# What some readers take for an address without any markup.
_ADDRESS = re.compile(r"(?i)(https?|ftp|mailto|xmpp)(:)|(www)(\.)")
# What begins something at the start of a line: headings, lists, rules, quotations, underlines, tables.
_START = re.compile(r"^(#{1,6}(?=\s|$)|[-+](?=[\s-]|$)|=|>|:(?=-)|\d{1,9}(?=[.)](?:\s|$)))")
_BLANKS = re.compile(r"[ \t\r\n\f\v\x1c-\x1e\x85\u2028\u2029]+")
BREAK, TABLE_BREAK = "\\\n", "<br>"


def markdown(report: Flow) -> str:
    """The report as Markdown text; the same flow gives the same text."""
    say = wording(report.language)
    parts = [f"# {_heading(report.title + say(': ') + report.holder)}", escaped(report.subject)]
    parts += [part for block in (*report.opening, *report.sections) for part in _block(block, say)]
    parts += ["---", BREAK.join(escaped(text) for text in report.running)]
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """The text so that it reads as itself wherever it stands: on one line, and no part of it markup.

    >>> print(escaped("# a|b *c* <script> https://d"))
    \\# a\\|b \\*c\\* \\<script> https\\://d
    >>> print(escaped("2024. The year"), escaped("+2.0"), escaped("- not a list"))
    2024\\. The year +2.0 \\- not a list
    """
    return _begun(_inline(text).strip())


def _inline(text: str) -> str:
    """The text as it stands within a line; its blanks become one each."""
    safe = _MARKUP.sub(r"\\\g<0>", _BLANKS.sub(" ", printable(text)))
    return _ADDRESS.sub(lambda found: f"{found[1] or found[3]}\\{found[2] or found[4]}", safe)


def _begun(line: str) -> str:
    """The line so that its start begins nothing."""
    return _START.sub(lambda found: f"{found[0]}\\" if found[0][0].isdigit() else f"\\{found[0]}", line)


def _heading(text: str) -> str:
    """The text of a heading, at whose end a number sign would be taken for its own."""
    return re.sub(r"#$", r"\\#", escaped(text))


def _lines(line: Line) -> list[str]:
    """The lines of a line: a text of several keeps them, without those that are empty."""
    written = [""]
    for run in line:
        first, *others = run.text.splitlines() or [""]
        written[-1] += _run(first, run)
        written += [_run(other, run) for other in others]
    return [_begun(found) for text in written if (found := text.strip())]


def _run(text: str, run: Run) -> str:
    safe = _inline(text)
    if not run.strong or not safe.strip():
        return safe
    before, after = " " * safe.startswith(" "), " " * safe.endswith(" ")
    return f"{before}**{safe.strip()}**{after}"


def _joined(cell: Cell) -> str:
    return TABLE_BREAK.join(text for line in cell.lines for text in _lines(line))


# --- blocks -----------------------------------------------------------------------------------------


def _block(block: Block, say: Wording) -> Iterator[str]:
    match block:
        case Heading():
            yield f"{'#' * (block.level + 1)} {_heading(block.text)}"
        case Paragraph():
            yield _paragraph(block)
        case Bullets():
            yield "\n".join(f"- {TABLE_BREAK.join(_lines(item))}" for item in block.items)
        case Facts():
            yield from _facts(block, say)
        case Table():
            yield from _table(block)
        case Picture():
            if not block.told:
                yield from _table(block.table)


def _paragraph(block: Paragraph) -> str:
    lines = _lines(block.line)
    if block.tone == "warning":
        return "\n".join(f"> {line}" for line in BREAK.join(lines).splitlines())
    return BREAK.join(lines)


def _facts(block: Facts, say: Wording) -> Iterator[str]:
    if block.caption:
        yield f"**{escaped(block.caption)}**"
    colon = say(": ")
    yield "\n".join(f"- **{escaped(fact.name)}**{colon}{_joined(fact.cell)}" for fact in block.rows)


def _table(block: Table) -> Iterator[str]:
    yield f"**{escaped(block.caption)}**"
    rows = [_row([escaped(header) for header in block.headers])]
    rows += ["|" + "|".join("---:" if i in block.numeric else "---" for i in range(len(block.headers))) + "|"]
    for row in block.rows:
        cells = [_joined(cell) for cell in row.cells]
        rows.append(_row([f"**{cells[0]}**", *cells[1:]] if row.kind and cells[0] else cells))
    yield "\n".join(rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
