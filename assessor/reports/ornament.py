"""Vector ornament: the guilloche of the certificate, the seal's ring and the code that leads to verification.

All of it is lines and arcs worked out here: it prints sharp at any size and says nothing of its own.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import cos, pi, sin

import segno
from markupsafe import Markup

# A half wave of the sine as a cubic: where its handles lie, as a share of its length.
HANDLE = 0.3642
STRANDS = 5
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
    """The paths of a woven frame: strands of waves along the four sides, each a little out of step.

    Lengths in the units of the drawing; `depth` is how wide the weave is.
    """
    return tuple(_strand(width, height, inset, depth, index / STRANDS) for index in range(STRANDS))


def _strand(width: float, height: float, inset: float, depth: float, phase: float) -> str:
    left, top, right, bottom = inset, inset, width - inset, height - inset
    corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
    swing = depth / 2 * (1 - 1.6 * phase)
    return "".join(_waves(start, end, swing, depth * 2.2) for start, end in pairwise(corners))


def _waves(start: tuple[float, float], end: tuple[float, float], swing: float, length: float) -> str:
    """Half waves from corner to corner, a whole number of full ones, so that strands meet at the corners."""
    across, down = end[0] - start[0], end[1] - start[1]
    distance = abs(across) + abs(down)
    count = 2 * max(1, round(distance / length / 2))
    part = distance / count
    ux, uy = across / distance, down / distance
    pieces = [f"M{start[0]:.2f} {start[1]:.2f}"]
    for index in range(count):
        side = swing * 1.6 if index % 2 == 0 else -swing * 1.6
        handles = ((HANDLE * part, side), ((1 - HANDLE) * part, side), (part, 0.0))
        points = (f"{ux * a - uy * b:.2f} {uy * a + ux * b:.2f}" for a, b in handles)
        pieces.append("c" + " ".join(points))
    return "".join(pieces)


@lru_cache(maxsize=4)
def rosette(radius: float, lobes: int, strands: int) -> tuple[str, ...]:
    """The paths of a woven ring about the origin: one lobed line, each strand turned further."""
    return tuple(_lobed(radius, lobes, 2 * pi * index / lobes / strands) for index in range(strands))


def _lobed(radius: float, lobes: int, turned: float) -> str:
    """A closed line that swings between two fifths and all of the radius."""
    steps = lobes * 16
    angles = [2 * pi * index / steps for index in range(steps)]
    reaches = [radius * (0.7 + 0.3 * cos(lobes * (angle - turned))) for angle in angles]
    points = (f"{reach * sin(a):.1f} {-reach * cos(a):.1f}" for a, reach in zip(angles, reaches, strict=True))
    return "M" + "L".join(points) + "Z"


def verification_code(address: str, title: str) -> Markup:
    """A QR code of an address as SVG, with the error correction that survives a fold (level M).

    Raises ValueError where the address is too long to be read from paper.
    """
    code = segno.make(address, error="m", micro=False)
    if int(code.version) > 10:
        raise ValueError(
            f"verification address: found {len(address)} characters, too long for a readable code"
        )
    drawn = code.svg_inline(omitsize=True, border=4, title=title, svgclass=None, lineclass=None)
    return Markup(drawn)  # noqa: S704 - segno has escaped the title, and the rest are its own numbers
