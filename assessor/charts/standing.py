"""The standing strip: one organisation against the quantiles of its peers, a strip a row."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assessor.charts import drawing, legend, readings, scale
from assessor.charts.drawing import WIDTH, Chart
from assessor.charts.palette import INK, MUTED, PAPER, PEERS_MIDDLE, PEERS_SPREAD, RULE, SUBJECT
from assessor.charts.readings import ChartTable, Reading, Standing
from assessor.charts.scale import Line, Scale

QUANTILES = ("p10", "p25", "p50", "p75", "p90")
WIDE = 16.0


class _Peers(NamedTuple):
    p10: float | None
    p25: float | None
    p50: float | None
    p75: float | None
    p90: float | None


def standing_strip(
    id: str,
    title: str,
    rows: Sequence[Standing],
    *,
    headers: Sequence[str],
    top: float = 100,
    language: str = "en",
    summary: str = "",
    synthetic: str = "",
) -> Chart:
    """Quantile bands of the peers with a dot for the subject; what may not be published is simply not drawn.

    `headers` name the row, the score, p10, p25, p50, p75, p90 and the peers' number, in this order; quantiles
    that no row has make no column. `synthetic` is the notice to show when the peers are not real. Raises
    ChartError on values outside 0 to `top`, or quantiles that fall.
    """
    rows = [Standing(*row) for row in rows]
    _check(id, rows, top)
    names = readings.checked_headers(id, headers, 8)
    lines = [scale.lined(row.label, row.shown, row.n_shown) for row in rows]
    plot = scale.fitted(lines, top)
    notice, above = legend.notice(0, 0, synthetic)
    foot = above + sum(line.height for line in lines)
    keys, below = legend.key(0, foot + 26, _keys(rows, names))
    parts = [notice, *_strips(rows, lines, plot, above), *scale.axis(plot, foot), keys]
    bounds = (0, 0, WIDTH, foot + 26 + below)
    description = drawing.described(summary, ((row.label, _spoken(row)) for row in rows))
    return Chart(drawing.picture(id, title, description, bounds, parts, language), _table(title, rows, names))


def _spoken(row: Standing) -> str:
    return f"{row.shown} ({row.n_shown})" if row.n_shown else row.shown


def _peers(row: Standing) -> _Peers:
    return _Peers(*(row.quantiles[name].value if name in row.quantiles else None for name in QUANTILES))


def _check(chart: str, rows: Sequence[Standing], top: float) -> None:
    named = [(row.label, row.value) for row in rows]
    named += [
        (f"{row.label} ({name})", reading[0]) for row in rows for name, reading in row.quantiles.items()
    ]
    readings.require_within(chart, top, named)
    faults = [
        f"{row.label}: found {name!r}, allowed: {', '.join(QUANTILES)}"
        for row in rows
        for name in row.quantiles
        if name not in QUANTILES
    ]
    faults += [
        f"{row.label}: quantiles fall" for row in rows if not _rise([q for q in _peers(row) if q is not None])
    ]
    if faults:
        raise readings.ChartError(f"chart {chart!r}: " + "; ".join(faults))


def _rise(values: Sequence[float]) -> bool:
    return list(values) == sorted(values)


def _strips(rows: Sequence[Standing], lines: Sequence[Line], plot: Scale, top: float) -> Iterator[str]:
    y = top
    for row, line in zip(rows, lines, strict=True):
        middle = y + line.height / 2
        yield scale.lettered(line, middle, plot, MUTED if row.value is None else INK)
        yield drawing.line(plot.left, middle, plot.right, middle, RULE, 0.8)
        yield from _bands(_peers(row), plot, middle)
        if row.value is not None:
            yield drawing.dot(plot.at(row.value), middle, 6.5, SUBJECT)
        y += line.height


def _bands(peers: _Peers, plot: Scale, middle: float) -> Iterator[str]:
    for low, high, fill in ((peers.p10, peers.p90, PEERS_SPREAD), (peers.p25, peers.p75, PEERS_MIDDLE)):
        if low is not None and high is not None:
            yield drawing.box(plot.at(low), middle - WIDE / 2, plot.at(high) - plot.at(low), WIDE, fill, RULE)
    if peers.p50 is not None:
        yield _median(plot.at(peers.p50), middle)


def _median(x: float, middle: float) -> str:
    reach = WIDE / 2 + 3
    return drawing.line(x, middle - reach, x, middle + reach, PAPER, 5) + drawing.line(
        x, middle - reach, x, middle + reach, INK, 2
    )


def _keys(rows: Sequence[Standing], names: Sequence[str]) -> Iterator[legend.Key]:
    peers = [_peers(row) for row in rows]
    yield legend.Key(lambda x, y: drawing.dot(x + 9, y, 6.5, SUBJECT), names[1])
    if any(p.p50 is not None for p in peers):
        yield legend.Key(lambda x, y: _median(x + 9, y), names[4])
    if any(None not in (p.p25, p.p75) for p in peers):
        yield legend.Key(legend.swatch(PEERS_MIDDLE, RULE), f"{names[3]} – {names[5]}")
    if any(None not in (p.p10, p.p90) for p in peers):
        yield legend.Key(legend.swatch(PEERS_SPREAD, RULE), f"{names[2]} – {names[6]}")


def _table(title: str, rows: Sequence[Standing], names: Sequence[str]) -> ChartTable:
    had = [name for name in QUANTILES if any(row.quantiles.get(name) for row in rows)]
    headers = (*names[:2], *(names[2 + QUANTILES.index(name)] for name in had), names[7])
    blank = Reading(None, "")
    return ChartTable(
        title,
        headers,
        tuple(
            (row.label, row.shown, *(row.quantiles.get(name, blank)[1] for name in had), row.n_shown)
            for row in rows
        ),
    )
