"""What the pictures of a standing have in common: the bands of the peers' quantiles, and their key."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assessor.charts import drawing, legend, readings
from assessor.charts.palette import INK, PAPER, PEERS_MIDDLE, PEERS_SPREAD, RULE, SUBJECT
from assessor.charts.readings import Standing
from assessor.charts.scale import Scale

QUANTILES = ("p10", "p25", "p50", "p75", "p90")


class Peers(NamedTuple):
    """The published quantiles of one strip; None where one may not be published."""

    p10: float | None
    p25: float | None
    p50: float | None
    p75: float | None
    p90: float | None


def peers(row: Standing) -> Peers:
    """The quantiles of a strip."""
    return Peers(*(row.quantiles[name].value if name in row.quantiles else None for name in QUANTILES))


def require_quantiles(chart: str, rows: Sequence[Standing], top: float) -> None:
    """Refuse values off the scale, quantiles that fall and names that are none, all at once."""
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
        f"{row.label}: quantiles fall" for row in rows if not _rise([q for q in peers(row) if q is not None])
    ]
    if faults:
        raise readings.ChartError(f"chart {chart!r}: " + "; ".join(faults))


def _rise(values: Sequence[float]) -> bool:
    return list(values) == sorted(values)


def bands(among: Peers, plot: Scale, middle: float, thick: float) -> Iterator[str]:
    """The middle 80 and the middle 50 per cent, each where both its ends are published, and the median."""
    for low, high, fill in ((among.p10, among.p90, PEERS_SPREAD), (among.p25, among.p75, PEERS_MIDDLE)):
        if low is not None and high is not None:
            yield drawing.box(
                plot.at(low), middle - thick / 2, plot.at(high) - plot.at(low), thick, fill, RULE
            )
    if among.p50 is not None:
        yield median(plot.at(among.p50), middle, thick)


def median(x: float, middle: float, thick: float) -> str:
    """The line of the median, with a pale rim that keeps it apart from the bands."""
    reach = thick / 2 + 3
    return drawing.line(x, middle - reach, x, middle + reach, PAPER, 5) + drawing.line(
        x, middle - reach, x, middle + reach, INK, 2
    )


def keys(rows: Sequence[Standing], names: Sequence[str]) -> Iterator[legend.Key]:
    """The signs that some strip has; `names` are the row, the score, then the five quantiles."""
    among = [peers(row) for row in rows]
    yield legend.Key(lambda x, y: drawing.dot(x + 9, y, 6.5, SUBJECT), names[1])
    if any(p.p50 is not None for p in among):
        yield legend.Key(lambda x, y: median(x + 9, y, 16), names[4])
    if any(None not in (p.p25, p.p75) for p in among):
        yield legend.Key(legend.swatch(PEERS_MIDDLE, RULE), f"{names[3]} – {names[5]}")
    if any(None not in (p.p10, p.p90) for p in among):
        yield legend.Key(legend.swatch(PEERS_SPREAD, RULE), f"{names[2]} – {names[6]}")
