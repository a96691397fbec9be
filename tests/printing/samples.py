"""Small booklets of every kind of content, and one that is printed once for all who take it apart."""

from functools import lru_cache

from assessor.printing.booklet import Attachment, Booklet, Folio
from assessor.printing.press import Press

STYLE = """
@page { size: A5; margin: 20mm; @top-left { content: "running head" } }
html { font-family: Noto Sans CJK SC; font-size: 9pt }
table { width: 100%; table-layout: fixed; border-collapse: collapse }
td, th { border-bottom: 1pt solid #456 }
nav a::after { content: leader('.') attr(data-page) }
.over { position: absolute; right: 0; bottom: 0 }
"""
FIGURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" width="40mm" role="img">'
    "<title>A grey bar</title><desc>It is as wide as the score.</desc>"
    '<rect width="30" height="20" fill="#888" opacity=".5"/><text x="4" y="14" font-size="6">75</text></svg>'
)
TABLE = (
    "<table><caption>Scores</caption><colgroup><col><col></colgroup>"
    '<thead><tr><th scope="col">Criterion</th><th scope="col">Score</th></tr></thead>'
    '<tbody><tr><th scope="row">Welcome</th><td>75.0</td></tr>'
    '<tr><th scope="row">Care</th><td>62.5</td></tr></tbody></table>'
)
FIRST = f'<h1 id="one">First</h1><p>Text with a <a href="#two">link to the other part</a>.</p>{FIGURE}'
SECOND = (
    f'<section id="two"><h1>Second</h1><h2>List</h2><ul><li>One</li><li>客户</li></ul>{TABLE}'
    '<p class="over">beside</p><p><a href="https://verify.example/17">Verify</a></p></section>'
)
FOLIO = Folio("Page ", " of ", "", "font-family: Noto Sans CJK SC", 7.5, 360, 30, (0.3, 0.3, 0.3))
RESULT = Attachment("result.json", b'{"total": 473}', "application/json", "The result as data")
ADDRESS = "https://verify.example/"


def contents(pages: dict[str, int]) -> str:
    """The part that tells the pages."""
    lines = "".join(
        f'<li><a href="#{name}" data-page="{pages[name]}">{name} of two</a></li>' for name in ("one", "two")
    )
    return f"<h1>Contents</h1><nav><ol>{lines}</ol></nav>"


def booklet(*parts: str, title: str = "A sample", folio: Folio | None = FOLIO) -> Booklet:
    """Parts with contents behind the first, page numbers and an attachment."""
    return Booklet(
        title=title,
        subject="For tests",
        language="en",
        written_on="2026-11-02",
        style=STYLE,
        parts=parts or (FIRST, SECOND),
        contents=contents if not parts else None,
        folio=folio,
        attachments=(RESULT,),
    )


@lru_cache(maxsize=1)
def sample() -> bytes:
    """A conforming file of three pages with every kind of content."""
    return Press(1).print(booklet()).pdf
