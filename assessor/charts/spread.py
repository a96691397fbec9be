"""The peers by themselves: the quantile bands of one number or of several on one scale, without a subject."""

from collections.abc import Iterator, Sequence

from assessor.charts import drawing, legend, readings, scale, strips
from assessor.charts.drawing import WIDTH, Chart
from assessor.charts.palette import GRID, INK, MUTED, RULE
from assessor.charts.readings import ChartTable, Reading, Standing, Threshold
from assessor.charts.scale import Line, Scale

WIDE = 16.0
THICK = 30.0


def spread(
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
    """Quantile bands, a strip a row, with the figure of each median; of a single row every quantile is named.

    The rows have no value of their own, and `shown` is their median as it is printed. `headers` name the row,
    p10, p25, p50, p75 and p90, in this order; quantiles that no row has make no column. `synthetic` is the
    notice to show when the peers are not real. Raises ChartError on values outside 0 to `top`, or quantiles
    that fall.
    """
    rows = [Standing(*row)._replace(value=None) for row in rows]
    strips.require_quantiles(id, rows, top)
    names = readings.checked_headers(id, headers, 6)
    lines = [scale.lined(row.label, row.shown) for row in rows]
    plot, wide = scale.fitted(lines, top), THICK if len(rows) == 1 else WIDE
    notice, above = legend.notice(0, 0, synthetic)
    flags, room = scale.thresholds(plot, _flags(rows[0], names) if len(rows) == 1 else (), wide + 4)
    above += room
    foot = above + sum(max(line.height, wide + 12) for line in lines)
    keys, below = legend.key(0, foot + 26, _keys(rows, names))
    parts = [notice, *_grid(plot, above, foot), *_strips(rows, lines, plot, above, wide)]
    parts += [drawing.moved(flags, above), *scale.axis(plot, foot), keys]
    spoken = drawing.described(summary, ((row.label, _spoken(row, names)) for row in rows))
    picture = drawing.picture(id, title, spoken, (0, 0, WIDTH, foot + 26 + below), parts, language)
    return Chart(picture, _table(title, rows, names))


def _flags(row: Standing, names: Sequence[str]) -> list[Threshold]:
    return [Threshold(value, f"{name} {shown}") for name, value, shown in _named(row, names)]


def _named(row: Standing, names: Sequence[str]) -> Iterator[tuple[str, float, str]]:
    """Every published quantile with its title, value and figure."""
    for quantile, name in zip(strips.QUANTILES, names[1:], strict=True):
        value, shown = row.quantiles.get(quantile, Reading(None, ""))
        if value is not None:
            yield name, value, shown


def _spoken(row: Standing, names: Sequence[str]) -> str:
    return ", ".join(f"{name} {shown}" for name, _, shown in _named(row, names)) or row.shown


def _keys(rows: Sequence[Standing], names: Sequence[str]) -> list[legend.Key]:
    """The signs of the bands, without that of a subject."""
    return [key for key in strips.keys(rows, ("", "", *names[1:])) if key.label]


def _grid(plot: Scale, top: float, foot: float) -> Iterator[str]:
    for step in range(scale.STEPS + 1):
        place = plot.at(plot.top * step / scale.STEPS)
        yield drawing.line(place, top, place, foot, GRID, 0.8)


def _strips(
    rows: Sequence[Standing], lines: Sequence[Line], plot: Scale, top: float, wide: float
) -> Iterator[str]:
    y = top
    for row, line in zip(rows, lines, strict=True):
        high = max(line.height, wide + 12)
        middle = y + high / 2
        yield scale.lettered(line, middle, plot, INK if row.quantiles else MUTED)
        yield drawing.line(plot.left, middle, plot.right, middle, RULE, 0.8)
        yield from strips.bands(strips.peers(row), plot, middle, wide)
        y += high


def _table(title: str, rows: Sequence[Standing], names: Sequence[str]) -> ChartTable:
    had = [name for name in strips.QUANTILES if any(name in row.quantiles for row in rows)]
    return ChartTable(
        title,
        (names[0], *(names[1 + strips.QUANTILES.index(name)] for name in had)),
        tuple((row.label, *(_shown(row, name) for name in had)) for row in rows),
    )


def _shown(row: Standing, name: str) -> str:
    return row.quantiles.get(name, Reading(None, "–")).shown
