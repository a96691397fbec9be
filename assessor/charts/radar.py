"""The radar: a profile over the axes of the model, beside that of its peers."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from assessor.charts import drawing, legend, readings, spokes
from assessor.charts.drawing import WIDTH, Chart
from assessor.charts.palette import GRID, MUTED, PAPER, PEERS, RULE, SUBJECT, SUBJECT_TINT
from assessor.charts.readings import Axis, ChartError, ChartTable, Reading
from assessor.charts.spokes import RADIUS, Label, Point, at

LEFT = -WIDTH / 2
RINGS = 5
DASH = "5 4"


def radar(
    id: str,
    title: str,
    axes: Sequence[Axis],
    comparison: Sequence[Reading] | None = None,
    comparison_label: str = "",
    top: float = 100,
    *,
    headers: Sequence[str],
    language: str = "en",
    summary: str = "",
    synthetic: str = "",
) -> Chart:
    """Profile over the axes, clockwise from the top; a missing value leaves a gap, never a zero.

    `headers` name the axis and the score. `synthetic` is the notice to show when the peers are not real.
    Where labels would not find room beside their axes, the axes are numbered and listed underneath. Raises
    ChartError on values outside 0 to `top`, or a comparison that is not one reading for each axis.
    """
    axes = [Axis(*axis) for axis in axes]
    peers = [Reading(*reading) for reading in comparison or ()]
    _check(id, axes, peers, top)
    names = readings.checked_headers(id, headers, 2)
    around, head, foot = _lettering(axes)
    notice, notice_height = legend.notice(LEFT, 0, synthetic)
    keys, keys_height = legend.key(LEFT, foot, _keys(names[1], comparison_label if peers else ""))
    head -= notice_height
    parts = [drawing.moved(notice, head), *_web(axes, peers, top), around, keys]
    description = drawing.described(summary, ((axis.label, axis.shown) for axis in axes))
    bounds = (LEFT, head, WIDTH, foot - head + keys_height)
    svg = drawing.picture(id, title, description, bounds, parts, language)
    columns = (*names, comparison_label) if peers else names
    return Chart(svg, ChartTable(title, columns, tuple(_rows(axes, peers))))


def _check(chart: str, axes: Sequence[Axis], peers: Sequence[Reading], top: float) -> None:
    if peers and len(peers) != len(axes):
        raise ChartError(
            f"chart {chart!r}: comparison: found {len(peers)} values, allowed: {len(axes)}, one for each axis"
        )
    named = [(axis.label, axis.value) for axis in axes]
    against = [(f"{axis.label} (comparison)", peer.value) for axis, peer in zip(axes, peers, strict=False)]
    readings.require_within(chart, top, named + against)


def _rows(axes: Sequence[Axis], peers: Sequence[Reading]) -> Iterator[tuple[str, ...]]:
    for index, axis in enumerate(axes):
        yield axis.label, axis.shown, *((peers[index].shown,) if peers else ())


def _lettering(axes: Sequence[Axis]) -> tuple[str, float, float]:
    """The words around the web and their list where they have one; with the head and the foot of it all."""
    labels, numbered = spokes.placed(axes)
    head = min(-RADIUS, *(label.top for label in labels)) - 10
    foot = max(RADIUS, *(_foot(label) for label in labels)) + 12
    listed, height = spokes.listed(axes, foot) if numbered else ("", 0.0)
    return "".join(map(spokes.drawn, labels)) + listed, head, foot + height


def _foot(label: Label) -> float:
    return label.top + label.height


def _keys(subject: str, peers: str) -> Iterator[legend.Key]:
    yield legend.Key(legend.stroke(SUBJECT, "", lambda x, y: drawing.dot(x, y, 4.5, SUBJECT)), subject)
    if peers:
        yield legend.Key(
            legend.stroke(PEERS, DASH, lambda x, y: drawing.diamond(x, y, 4, PAPER, PEERS)), peers
        )


def _points(values: Sequence[float | None], top: float) -> list[Point | None]:
    count = len(values)
    return [
        None if value is None else at(index, count, RADIUS * value / top)
        for index, value in enumerate(values)
    ]


def _web(axes: Sequence[Axis], peers: Sequence[Reading], top: float) -> Iterator[str]:
    count = len(axes)
    subject = _points([axis.value for axis in axes], top)
    against = _points([peer.value for peer in peers], top)
    whole = [point for point in subject if point]
    if len(whole) == count > 2:
        yield drawing.shape(whole, fill=SUBJECT_TINT)
    yield from _grid(count, top)
    yield from _outline(against, PEERS, 1.6, DASH)
    yield from _outline(subject, SUBJECT, 2.4, "")
    yield from (drawing.diamond(*point, 4, PAPER, PEERS) for point in against if point)
    yield from (drawing.dot(*point, 4.5, SUBJECT) for point in whole)


def _grid(count: int, top: float) -> Iterator[str]:
    for ring in range(1, RINGS + 1):
        yield drawing.ring(RADIUS * ring / RINGS, RULE if ring == RINGS else GRID)
    yield from (drawing.line(0, 0, *at(index, count, RADIUS), GRID) for index in range(count))
    # Halfway to the second axis the scale's figures stand clear of spokes and marks.
    yield from (_tick(ring, count, top) for ring in range(1, RINGS + 1))


def _tick(ring: int, count: int, top: float) -> str:
    x, y = at(1, 2 * max(count, 3), RADIUS * ring / RINGS)
    return drawing.text(x, y + 10, f"{top * ring / RINGS:g}", 10, anchor="middle", fill=MUTED)


def _outline(points: Sequence[Point | None], colour: str, thick: float, dash: str) -> Iterator[str]:
    """The whole polygon, or only the sides whose two ends are known."""
    known = [point for point in points if point]
    if len(known) == len(points) > 2:
        yield drawing.shape(known, stroke=colour, width=thick, dash=dash)
        return
    for start, end in pairwise([*points, *points[:1]]):
        if start and end:
            yield drawing.line(*start, *end, colour, thick, dash)
