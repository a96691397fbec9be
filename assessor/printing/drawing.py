"""Lines beneath the first page: PDF operators for the binder, SVG for who prints with something else.

The text engine reads a path number by number: drawn by it, the frame of a certificate takes a third of the
time of the whole. Lengths are millimetres from the upper left corner of the page.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
Curve = tuple[Point, Point, Point]
"""A cubic: from where the path has come, over two handles, to its end."""

_ROUND = 0.5523
"""How far the handles of a quarter of a circle lie, as a share of its radius."""


@dataclass(frozen=True, slots=True)
class Path:
    """A line that goes on from its start, curve by curve."""

    start: Point
    curves: tuple[Curve, ...]
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Layer:
    """Paths drawn with one pen: `line` wide in `stroke`, filled with `fill`; colours as #rrggbb, or none.

    They are drawn once for each place of `at`, and within a rectangle (left, top, width, height) only.
    """

    paths: tuple[Path, ...]
    line: float = 0.0
    stroke: str = ""
    fill: str = ""
    at: tuple[Point, ...] = ((0.0, 0.0),)
    within: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """Layers on a page of a size, the lowest first. It is decoration: it has nothing to say."""

    width: float
    height: float
    layers: tuple[Layer, ...]


def rectangle(left: float, top: float, width: float, height: float) -> Path:
    """A rectangle.

    >>> rectangle(0, 0, 3, 6).curves[0]
    ((1.0, 0.0), (2.0, 0.0), (3, 0))
    """
    corners = ((left, top), (left + width, top), (left + width, top + height), (left, top + height))
    ends = (*corners[1:], corners[0])
    return Path(corners[0], tuple(_straight(a, b) for a, b in zip(corners, ends, strict=True)), closed=True)


def _straight(start: Point, end: Point) -> Curve:
    (x, y), (to_x, to_y) = start, end
    step_x, step_y = (to_x - x) / 3, (to_y - y) / 3
    return (x + step_x, y + step_y), (x + 2 * step_x, y + 2 * step_y), end


def circle(radius: float) -> Path:
    """A circle about the origin.

    >>> [end for *_, end in circle(2).curves]
    [(2, 0), (0, 2), (-2, 0), (0, -2)]
    """
    ends = ((0, -radius), (radius, 0), (0, radius), (-radius, 0), (0, -radius))
    curves = tuple(
        ((x - y * _ROUND, y + x * _ROUND), (to_x + to_y * _ROUND, to_y - to_x * _ROUND), (to_x, to_y))
        for (x, y), (to_x, to_y) in pairwise(ends)
    )
    return Path(ends[0], curves, closed=True)


# --- as SVG -----------------------------------------------------------------------------------------


def as_svg(drawing: Drawing) -> str:
    """The drawing as an SVG element of the class `ground`, which readers for the blind pass over.

    >>> as_svg(Drawing(9, 9, (Layer((Path((0, 0), (((1, 0), (2, 0), (3, 0)),)),), 0.5, "#ff0000"),)))[-80:-14]
    'h="0.5"><g transform="translate(0 0)"><path d="M0 0C1 0 2 0 3 0"/>'
    """
    layers = "".join(map(_svg_layer, drawing.layers))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ground" aria-hidden="true" '
        f'viewBox="0 0 {drawing.width:g} {drawing.height:g}">{layers}</svg>'
    )


def _svg_layer(layer: Layer) -> str:
    pen = f'fill="{layer.fill or "none"}" stroke="{layer.stroke or "none"}" stroke-width="{layer.line:g}"'
    paths = "".join(f'<path d="{_svg_path(path)}"/>' for path in layer.paths)
    drawn = "".join(f'<g transform="translate({x:g} {y:g})">{paths}</g>' for x, y in layer.at)
    if layer.within:
        left, top, width, height = (f"{length:g}" for length in layer.within)
        box = (
            f'x="{left}" y="{top}" width="{width}" height="{height}" viewBox="{left} {top} {width} {height}"'
        )
        drawn = f"<svg {box}>{drawn}</svg>"
    return f"<g {pen}>{drawn}</g>"


def _svg_path(path: Path) -> str:
    curves = "".join(f"C{_numbers(*curve)}" for curve in path.curves)
    return f"M{_numbers(path.start)}{curves}{'Z' * path.closed}"


# --- as PDF -----------------------------------------------------------------------------------------

_POINTS = 72 / 25.4


def as_operators(drawing: Drawing) -> bytes:
    """The drawing as operators of a PDF page, which leave the page's state as it was.

    >>> line = Path((0, 0), (((1, 0), (2, 0), (3, 0)),))
    >>> print(as_operators(Drawing(9, 9, (Layer((line,), 0.5, "#ff0000"),))).decode())
    q
    2.834646 0 0 -2.834646 0 25.5118 cm
    q
    0.5 w 1.0000 0.0000 0.0000 RG
    q 1 0 0 1 0 0 cm
    0 0 m 1 0 2 0 3 0 c S
    Q
    Q
    Q
    """
    turned = f"{_POINTS:.6f} 0 0 {-_POINTS:.6f} 0 {drawing.height * _POINTS:.4f} cm"  # its top is our nought
    return "\n".join(
        ["q", turned, *(line for layer in drawing.layers for line in _drawn(layer)), "Q"]
    ).encode()


def _drawn(layer: Layer) -> Iterator[str]:
    yield "q"
    if layer.within:
        yield f"{_numbers(layer.within)} re W n"
    if layer.stroke:
        yield f"{layer.line:g} w {_colour(layer.stroke)} RG"
    if layer.fill:
        yield f"{_colour(layer.fill)} rg"
    painted = "B" if layer.stroke and layer.fill else "f" if layer.fill else "S"
    for x, y in layer.at:
        yield f"q 1 0 0 1 {_numbers((x, y))} cm"
        for path in layer.paths:
            curves = " ".join(f"{_numbers(*curve)} c" for curve in path.curves)
            yield f"{_numbers(path.start)} m {curves} {'h ' * path.closed}{painted}"
        yield "Q"
    yield "Q"


def _colour(colour: str) -> str:
    return " ".join(f"{int(colour[place : place + 2], 16) / 255:.4f}" for place in (1, 3, 5))


def _numbers(*points: Iterable[float]) -> str:
    return " ".join(f"{round(length, 2):g}" for point in points for length in point)
