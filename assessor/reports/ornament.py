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

# A half wave of the sine as a cubic: where its handles lie, as a share of its length.
HANDLE = 0.3642
SUMMIT = 0.75  # how high a cubic rises between handles of height 1
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


@lru_cache(maxsize=4)
def border(width: float, height: float, inset: float, depth: float) -> tuple[str, ...]:
    """The paths of a braid: strands of one wave along the four sides, each a part of a wave further on.

    Lengths in the units of the drawing; `depth` is how wide the braid is. It runs on over the corners, where
    something has to stand on it.
    """
    return tuple(_strand(width, height, inset, depth, index / STRANDS) for index in range(STRANDS))


def _strand(width: float, height: float, inset: float, depth: float, phase: float) -> str:
    left, top, right, bottom = inset, inset, width - inset, height - inset
    corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
    return "".join(_waves(start, end, depth / 2, depth * 2.2, phase) for start, end in pairwise(corners))


def _waves(
    start: tuple[float, float], end: tuple[float, float], swing: float, length: float, phase: float
) -> str:
    """Half waves from corner to corner, begun a part of a wave before the first."""
    across, down = end[0] - start[0], end[1] - start[1]
    distance = abs(across) + abs(down)
    count = 2 * max(1, round(distance / length))
    part = distance / count
    ux, uy = across / distance, down / distance
    before = 2 * part * phase
    pieces = [f"M{start[0] - ux * before:.2f} {start[1] - uy * before:.2f}"]
    for index in range(count + 2 * (phase > 0)):
        side = (swing if index % 2 == 0 else -swing) / SUMMIT
        handles = ((HANDLE * part, side), ((1 - HANDLE) * part, side), (part, 0.0))
        points = (f"{ux * a - uy * b:.2f} {uy * a + ux * b:.2f}" for a, b in handles)
        pieces.append("c" + " ".join(points))
    return "".join(pieces)


@lru_cache(maxsize=4)
def rosette(radius: float, lobes: int, strands: int) -> tuple[str, ...]:
    """The paths of a woven ring about the origin: one lobed line, each strand turned further."""
    return tuple(_lobed(radius, lobes, 2 * pi * index / lobes / strands) for index in range(strands))


def _lobed(radius: float, lobes: int, turned: float) -> str:
    """A closed line that swings between a tenth and all of the radius."""
    steps = lobes * 16
    angles = [2 * pi * index / steps for index in range(steps)]
    reaches = [radius * (0.55 + 0.45 * cos(lobes * (angle - turned))) for angle in angles]
    points = (f"{reach * sin(a):.1f} {-reach * cos(a):.1f}" for a, reach in zip(angles, reaches, strict=True))
    return "M" + "L".join(points) + "Z"


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
