"""The flow as Markdown: CommonMark with pipe tables, in which nobody's text is markup."""

import re
import unicodedata
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
_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
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
    written: list[list[Run]] = [[]]
    for run in line:
        first, *others = _LINE_END.split(run.text)
        written[-1].append(Run(first, run.strong))
        written += [[Run(other, run.strong)] for other in others]
    return [_begun(found) for runs in written if (found := _runs(runs).strip())]


def _runs(runs: Sequence[Run]) -> str:
    """Runs beside each other; words that stand out where a reader of Markdown would see that they do."""
    texts = [_inline(run.text) for run in runs]
    written = ""
    for index, (run, text) in enumerate(zip(runs, texts, strict=True)):
        after = "".join(texts[index + 1 :])
        written += _strong(text, written, after) if run.strong else text
    return written


def _strong(text: str, before: str, after: str) -> str:
    """The text set off, unless what stands right beside the marks would keep them from being marks."""
    words = text.strip()
    left, right = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    opens = words and (_is_word(words[0]) or not _is_word((before + left)[-1:]))
    closes = words and (_is_word(words[-1]) or not _is_word((right + after)[:1]))
    return f"{left}**{words}**{right}" if opens and closes else text


def _is_word(character: str) -> bool:
    """Whether a character is neither blank nor punctuation, as CommonMark tells them; nothing is blank."""
    return bool(character) and unicodedata.category(character)[0] not in "PSZ"


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
        yield _titled(block.caption)
    colon = say(": ")
    yield "\n".join(
        f"- {_strong(escaped(fact.name), '', colon)}{colon}{_joined(fact.cell)}" for fact in block.rows
    )


def _titled(caption: str) -> str:
    return _strong(escaped(caption), "", "")


def _table(block: Table) -> Iterator[str]:
    yield _titled(block.caption)
    rows = [_row([escaped(header) for header in block.headers])]
    rows += ["|" + "|".join("---:" if i in block.numeric else "---" for i in range(len(block.headers))) + "|"]
    for row in block.rows:
        cells = [_joined(cell) for cell in row.cells]
        rows.append(_row([_strong(cells[0], "", ""), *cells[1:]] if row.kind else cells))
    yield "\n".join(rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
