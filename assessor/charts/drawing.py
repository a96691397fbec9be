"""Pieces of SVG: only what a browser under a strict policy and the PDF renderer draw alike.

Presentation attributes, never style; hatching as lines, never a pattern; tints, never transparency; baselines
worked out here, never `dominant-baseline`; one `text` a line.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from assessor.charts.palette import INK, MUTED, PAPER, RULE
from assessor.charts.readings import ChartError, ChartTable

WIDTH = 720.0
BODY = 13.0  # font sizes, in units of the view box
SMALL = 11.5
LEADING = 1.3
DROP = 0.36  # from a line's middle to its baseline, in ems

# No blank after a comma: the PDF renderer takes it for part of the name.
_LATIN = "'Helvetica Neue',Arial,sans-serif"
_FACES = {
    "zh-Hant": f"'Noto Sans CJK TC','Noto Sans TC','PingFang TC','Microsoft JhengHei',{_LATIN}",
    "": f"'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei',{_LATIN}",
}
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*\Z")
# What XML 1.0 does not allow even when escaped.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture and the table of the same figures."""

    svg: Markup
    table: ChartTable


def words(text: str) -> str:
    """Text made safe for SVG, as element or attribute."""
    return str(escape(_FORBIDDEN.sub("\ufffd", text)))


def number(value: float) -> str:
    """A coordinate to a tenth of a unit.

    >>> number(12.04), number(-0.01), number(3.25)
    ('12', '0', '3.2')
    """
    shown = f"{value:.1f}".removesuffix(".0")
    return "0" if shown == "-0" else shown


def text(
    x: float,
    y: float,
    line: str,
    size: float = BODY,
    *,
    anchor: str = "start",
    fill: str = INK,
    bold: bool = False,
) -> str:
    """One line of text on a baseline; nothing where there is nothing to say."""
    if not line:
        return ""
    weight = ' font-weight="700"' if bold else ""
    place = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" fill="{fill}"{weight}{place}>'
        f"{words(line)}</text>"
    )


def height_of(lines: Sequence[str], size: float = BODY) -> float:
    """Height of a block of lines, from the top of the first to the foot of the last."""
    return len(lines) * size * LEADING


def block(
    x: float,
    middle: float,
    lines: Sequence[str],
    size: float = BODY,
    *,
    anchor: str = "start",
    fill: str = INK,
    bold: bool = False,
) -> str:
    """Several lines, centred upwards and downwards on `middle`."""
    first = middle - (len(lines) - 1) / 2 * size * LEADING + size * DROP
    return "".join(
        text(x, first + index * size * LEADING, line, size, anchor=anchor, fill=fill, bold=bold)
        for index, line in enumerate(lines)
    )


def line(
    x1: float, y1: float, x2: float, y2: float, stroke: str = RULE, width: float = 1, dash: str = ""
) -> str:
    """A straight line."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}" '
        f'stroke="{stroke}" stroke-width="{width:g}"{dashes}/>'
    )


def box(x: float, y: float, width: float, height: float, fill: str, stroke: str = "none") -> str:
    """A filled rectangle; an outline lies on its edge."""
    outline = "" if stroke == "none" else f' stroke="{stroke}" stroke-width="0.8"'
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(max(width, 0))}" '
        f'height="{number(max(height, 0))}" fill="{fill}"{outline}/>'
    )


def shape(
    points: Iterable[tuple[float, float]],
    fill: str = "none",
    stroke: str = "none",
    width: float = 1,
    dash: str = "",
) -> str:
    """A polygon."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    listed = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return (
        f'<polygon points="{listed}" fill="{fill}" stroke="{stroke}" '
        f'stroke-width="{width:g}" stroke-linejoin="round"{dashes}/>'
    )


def dot(x: float, y: float, radius: float, fill: str, stroke: str = PAPER) -> str:
    """A round mark; the pale rim keeps it apart from what lies beneath."""
    return (
        f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}" stroke="{stroke}" '
        'stroke-width="1.5"/>'
    )


def ring(radius: float, stroke: str) -> str:
    """A circle around the origin."""
    return f'<circle cx="0" cy="0" r="{number(radius)}" fill="none" stroke="{stroke}" stroke-width="0.8"/>'


def moved(parts: str, down: float) -> str:
    """What was drawn at the top, moved down (or up); nothing where nothing was drawn."""
    return f'<g transform="translate(0 {number(down)})">{parts}</g>' if parts else ""


def diamond(x: float, y: float, radius: float, fill: str, stroke: str) -> str:
    """The mark of the peers."""
    corners = ((x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y))
    return shape(corners, fill=fill, stroke=stroke, width=1.5)


def hatched(x: float, y: float, width: float, height: float, gap: float = 7) -> str:
    """A rectangle ruled with slanting lines: what does not apply or is not known."""
    runs = []
    offset = gap / 2
    while offset < width + height:
        low, high = max(0.0, offset - height), min(offset, width)
        runs.append(
            f"M{number(x + low)} {number(y + offset - low)}L{number(x + high)} {number(y + offset - high)}"
        )
        offset += gap
    return (
        box(x, y, width, height, PAPER, RULE)
        + f'<path d="{"".join(runs)}" fill="none" stroke="{RULE}" stroke-width="0.6"/>'
    )


def dashed(x: float, y: float, width: float, height: float) -> str:
    """A rectangle with a dashed edge: what is not known yet."""
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return shape(corners, PAPER, MUTED, 0.8, "4 3")


def whisker(low: float, high: float, y: float, reach: float = 5) -> str:
    """An interval from one place to another, legible on light and on dark."""
    strokes = ((PAPER, 4.0), (INK, 1.5))
    return "".join(
        line(low, y, high, y, colour, width)
        + line(low, y - reach, low, y + reach, colour, width)
        + line(high, y - reach, high, y + reach, colour, width)
        for colour, width in strokes
    )


def picture(
    chart: str,
    title: str,
    description: str,
    bounds: tuple[float, float, float, float],
    parts: Iterable[str],
    language: str,
) -> Markup:
    """The whole SVG: view box (left, top, width, height), title, description and faces by language.

    Raises ChartError where the id could not be one in XML and in HTML alike.
    """
    if not _ID.match(chart):
        raise ChartError(
            f"chart id: found {chart!r}, allowed: a letter, then letters, digits, '-', '_' or '.'"
        )
    faces = _FACES["zh-Hant" if language.startswith(("zh-Hant", "zh-TW", "zh-HK")) else ""]
    return Markup(  # noqa: S704 - every word in it went through `words`
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{" ".join(map(number, bounds))}" role="img" '
        f'aria-labelledby="{chart}-title {chart}-desc" lang="{words(language)}" font-family="{faces}">'
        f'<title id="{chart}-title">{words(title)}</title><desc id="{chart}-desc">{words(description)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def described(summary: str, pairs: Iterable[tuple[str, str]]) -> str:
    """What a reader hears in place of the picture: the caller's summary, then every label with its figure.

    >>> described("Two dimensions.", [("Leadership", "60.0"), ("Strategy", "55.0")])
    'Two dimensions. Leadership: 60.0; Strategy: 55.0'
    """
    listed = "; ".join(f"{label}: {shown}" for label, shown in pairs)
    return f"{summary} {listed}".strip()
