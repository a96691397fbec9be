"""Markdown: what people wrote is text wherever it stands, for a reader of CommonMark with tables."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.printing.fonts import printable
from assessor.reports.editable.markdown import markdown
from assessor.reports.flow.blocks import (
    Block,
    Flow,
    Heading,
    Table,
    bullets,
    facts,
    paragraph,
    row,
    stacked,
    strong,
)
from tests.assessor.reports.reading_forms import tokens

HOSTILE = (
    "# heading", "###### six", "## closed ##", "- item", "+ item", "* item", "1. first", "12) twelfth",
    "> said", "---", "***", "===", "- - -", "```sh", "~~~", "    indented", "\tindented", "| a | b |",
    "a | b", ":---:", "|---|",
    "[x](http://evil.example)", "![x](http://evil.example/x.png)", "<http://evil.example>",
    "[x]: http://evil.example", "[x][y]", "<script>alert(1)</script>", "<b>bold</b>", "<!-- gone -->",
    "&lt;b&gt; &amp; &#60;", "**bold**", "__bold__", "*a*", "_a_", "`code`", "~~struck~~", "back\\slash",
    "\\# escaped", "ends in a slash\\", "ends in a number sign #", "https://evil.example", "www.evil.example",
    "$x$ and $y$", "<br>", "line\nbreak", "line\r\n\r\n# break", "a\u2028- b", "\u202egnol", "nul\x00byte",
    "客户（管理）**能力**", "2024. 年",
)  # fmt: skip
ALPHABET = "#-+*=_~`>|[]()<>!&;:\\/$.1 ab\n\t客"
texts = st.one_of(st.sampled_from(HOSTILE), st.text(ALPHABET, max_size=14), st.text(max_size=12))


def report(*sections: Block, holder: str = "Example", running: tuple[str, ...] = ("cmc",)) -> Flow:
    return Flow("en", "Report", holder, "Model", "2026-11-02", "", running, (), sections)


def blocks(first: str, second: str, third: str) -> tuple[Block, ...]:
    """Every kind of block, with these texts in every place that a text can have."""
    return (
        Heading(1, "a", f"1 {first}"),
        Heading(4, "b", second or "x"),
        paragraph(first, " ", strong(second), " ", third),
        paragraph(second, tone="warning"),
        bullets([first or "x", second or "x", third or "x"]),
        facts(f"Facts {first}", (second or "x", stacked([first, third or "x"])), ("Name", third)),
        Table(
            third or "x",
            (first, second),
            (row(first, second, kind="parent"), row(second, stacked([third, first]))),
        ),
    )


def shape(text: str) -> list[tuple[str, str]]:
    """How a reader takes the text: blocks, and what stands within them, without runs of words."""
    found = []
    for token in tokens(text):
        found.append((token.type, token.tag))
        found += [
            (child.type, child.tag)
            for child in token.children or ()
            if child.type not in ("text", "softbreak")
        ]
    return found


BLOCKS = (
    "heading", "paragraph", "bullet_list", "list_item", "table", "thead", "tbody", "tr", "th", "td",
    "blockquote",
)  # fmt: skip
KINDS = {"inline", "hr"} | {f"{name}_{end}" for name in BLOCKS for end in ("open", "close")}
WITHIN = {"text", "softbreak", "hardbreak", "strong_open", "strong_close", "html_inline"}


@settings(max_examples=250, deadline=None)
@given(texts, texts, texts)
def test_no_text_becomes_markup(first: str, second: str, third: str) -> None:
    written = markdown(report(*blocks(first, second, third), holder=first or "x", running=(second or "x",)))
    read = tokens(written)
    assert {token.type for token in read} <= KINDS
    within = [child for token in read for child in token.children or ()]
    assert {child.type for child in within} <= WITHIN
    assert {child.content for child in within if child.type == "html_inline"} <= {"<br>"}
    assert sum(token.type == "heading_open" for token in read) == 3
    assert sum(token.type == "bullet_list_open" for token in read) == 2
    assert sum(token.type == "tr_open" for token in read) == 3
    assert {token.type: sum(t.type == token.type for t in read) for token in read}.get("td_open") == 4


@settings(max_examples=250, deadline=None)
@given(texts.filter(str.strip))
def test_a_text_is_read_as_it_was_written(text: str) -> None:
    written = markdown(report(paragraph(text), Table("t", ("h", text), (row("r", text),))))
    read = tokens(written)
    inline = [token for token in read if token.type == "inline"]
    expected = flattened(text)
    assert words(inline[2]) == expected, "in a paragraph"
    assert words(inline[-2]) == expected, "in a cell"


@settings(max_examples=150, deadline=None)
@given(texts, texts, texts)
def test_marks_of_strong_words_never_show(first: str, second: str, third: str) -> None:
    written = markdown(report(paragraph("b", first, strong(second), third, "e")))
    read = [token for token in tokens(written) if token.type == "inline"]
    assert words(read[2]) == flattened("b" + first + second + third + "e")


def flattened(text: str) -> str:
    return " ".join("".join(f"{line} " for line in map(printable, text.splitlines())).split())


def words(token) -> str:
    marks = {"strong_open": "", "strong_close": ""}
    said = (child.content if child.type == "text" else marks.get(child.type, " ") for child in token.children)
    return " ".join("".join(said).split())


@pytest.mark.parametrize("text", HOSTILE)
def test_each_known_trick_keeps_the_shape_of_a_plain_word(text: str) -> None:
    tame = shape(markdown(report(*blocks("word", "word", "word"))))
    lines = [line for line in text.splitlines() if line.strip()]
    plain = "\n".join("word" for _ in lines)
    expected = tame if len(lines) == 1 else shape(markdown(report(*blocks(plain, plain, plain))))
    assert shape(markdown(report(*blocks(text, text, text)))) == expected


def test_no_link_and_no_picture_is_ever_written() -> None:
    written = markdown(
        report(*blocks("[x](http://a.example)", "![y](b.png)", "https://c.example www.d.example"))
    )
    assert not [t for t in types(written) if t.startswith(("link", "image"))]
    assert "https://" not in written
    assert "www." not in written


def types(text: str) -> Sequence[str]:
    return [child.type for token in tokens(text) for child in token.children or ()]


def test_figures_are_not_littered_with_backslashes() -> None:
    written = markdown(report(Table("t", ("a", "b"), (row("x", "57.0"), row("y", "+2.0"), row("z", "−6.6")))))
    assert "| x | 57.0 |" in written
    assert "| y | +2.0 |" in written
    assert "| z | −6.6 |" in written
