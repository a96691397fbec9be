"""Vector ornament: the guilloche of the certificate, the seal's ring and the code that leads to verification.

All of it is lines and arcs worked out here: it prints sharp at any size and says nothing of its own.
"""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from math import cos, pi, sin

import segno
from markupsafe import Markup

from assessor.printing.drawing import Drawing, Layer, Path, Point, circle, rectangle

# A half wave of the sine as a cubic: where its handles lie, as a share of its length.
HANDLE = 0.3642
SUMMIT = 0.75  # how high a cubic rises between handles of height 1
CURVES = 4  # cubics in a lobe of the ring
STRANDS = 6
GAP = 0.16  # between the segments of the ring, in radians


@dataclass(frozen=True, slots=True)
class Arc:
    """A segment of the seal's ring: one level."""

    path: str
    reached: bool


def ring(reached: list[bool], radius: float = 80.5, centre: float = 100.0) -> list[Arc]:
    """One arc a level, clockwise from the top.

    >>> [arc.reached for arc in ring([True, False])]
    [True, False]
    """
    step = 2 * pi / len(reached)
    return [
        Arc(_arc(centre, radius, index * step + GAP / 2, (index + 1) * step - GAP / 2), done)
        for index, done in enumerate(reached)
    ]


def _arc(centre: float, radius: float, start: float, end: float) -> str:
    (x1, y1), (x2, y2) = ((centre + radius * sin(a), centre - radius * cos(a)) for a in (start, end))
    large = int(end - start > pi)
    return f"M{x1:.2f} {y1:.2f}A{radius:g} {radius:g} 0 {large} 1 {x2:.2f} {y2:.2f}"


@lru_cache(maxsize=8)
def guilloche(tint: str, accent: str, primary: str) -> Drawing:
    """The ground of a certificate on A4 in three colours: a woven ring, and a braided frame around it."""
    rosette, knot = _rosette(66, 12, 10), _rosette(4.6, 8, 6)
    corners = ((11.0, 11.0), (199.0, 11.0), (199.0, 286.0), (11.0, 286.0))
    return Drawing(210, 297, (
        Layer(rosette, 0.24, tint, at=((105.0, 140.0),)),
        Layer(_braid(210, 297, 11, 5), 0.15, accent, within=(6.4, 6.4, 197.2, 284.2)),
        Layer((rectangle(-4.9, -4.9, 9.8, 9.8),), fill="#ffffff", at=corners),
        Layer(knot, 0.15, primary, at=corners),
        Layer((circle(1),), fill=primary, at=corners),
        Layer((rectangle(6.1, 6.1, 197.8, 284.8),), 0.7, primary),
        Layer((rectangle(15.9, 15.9, 178.2, 265.2),), 0.25, primary),
    ))  # fmt: skip


def _braid(width: float, height: float, inset: float, depth: float) -> tuple[Path, ...]:
    """Strands of one wave along the four sides, each a part of a wave further on, `depth` wide together.

    They run on over the corners, where something has to stand on them.
    """
    left, top, right, bottom = inset, inset, width - inset, height - inset
    corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
    return tuple(
        _wave(start, end, depth / 2, depth * 2.2, index / STRANDS)
        for index in range(STRANDS)
        for start, end in pairwise(corners)
    )


def _wave(start: Point, end: Point, swing: float, length: float, phase: float) -> Path:
    """Half waves from corner to corner, begun a part of a wave before the first."""
    across, down = end[0] - start[0], end[1] - start[1]
    distance = abs(across) + abs(down)
    count = 2 * max(1, round(distance / length))
    part = distance / count
    ux, uy = across / distance, down / distance
    before = 2 * part * phase
    curves = []
    for index in range(count + 2 * (phase > 0)):
        along = index * part - before
        side = (swing if index % 2 == 0 else -swing) / SUMMIT
        points = ((along + HANDLE * part, side), (along + (1 - HANDLE) * part, side), (along + part, 0.0))
        first, second, last = ((start[0] + ux * a - uy * b, start[1] + uy * a + ux * b) for a, b in points)
        curves.append((first, second, last))
    return Path((start[0] - ux * before, start[1] - uy * before), tuple(curves))


def _rosette(radius: float, lobes: int, strands: int) -> tuple[Path, ...]:
    """A woven ring about the origin: one lobed line, each strand turned further."""
    return tuple(_lobed(radius, lobes, 2 * pi * index / lobes / strands) for index in range(strands))


def _lobed(radius: float, lobes: int, turned: float) -> Path:
    """A closed line that swings between a tenth and all of the radius."""
    step = 2 * pi / (lobes * CURVES)
    knots = [_on_lobe(radius, lobes, turned, index * step) for index in range(lobes * CURVES + 1)]
    curves = tuple(
        (
            (x + dx * step / 3, y + dy * step / 3),
            (to_x - to_dx * step / 3, to_y - to_dy * step / 3),
            (to_x, to_y),
        )
        for ((x, y), (dx, dy)), ((to_x, to_y), (to_dx, to_dy)) in pairwise(knots)
    )
    return Path(knots[0][0], curves, closed=True)


def _on_lobe(radius: float, lobes: int, turned: float, angle: float) -> tuple[Point, Point]:
    """A point of the line, and how it moves on with the angle."""
    swung = lobes * (angle - turned)
    reach, growth = radius * (0.55 + 0.45 * cos(swung)), -radius * 0.45 * lobes * sin(swung)
    along, up = sin(angle), -cos(angle)
    return (reach * along, reach * up), (growth * along - reach * up, growth * up + reach * along)


class CodeTooLong(ValueError):
    """An address of which no code can be made that is read from paper."""


def verification_code(address: str, title: str) -> Markup:
    """A QR code of an address as SVG, with the error correction that survives a fold (level M).

    Raises CodeTooLong where the address is too long to be read from paper.
    """
    code = segno.make(address, error="m", micro=False)
    if int(code.version) > 10:
        raise CodeTooLong(
            f"verification address: found {len(address)} characters, too long for a readable code"
        )
    drawn = BytesIO()
    code.save(
        drawn, kind="svg", xmldecl=False, nl=False, omitsize=True, border=4, title=title, svgclass=None,
        lineclass=None,
    )  # fmt: skip
    return Markup(drawn.getvalue().decode())  # noqa: S704 - segno has escaped the title, and the rest are its own numbers
