"""The standing strips: one organisation against the quantiles of its peers, a strip a row, on one scale."""

from collections.abc import Iterator, Sequence

from assessor.charts import drawing, legend, readings, scale, strips
from assessor.charts.drawing import WIDTH, Chart
from assessor.charts.palette import GRID, INK, MUTED, RULE, SUBJECT
from assessor.charts.readings import ChartTable, Reading, Standing
from assessor.charts.scale import Line, Scale

WIDE = 16.0


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

    `headers` name the row, the score, p10, p25, p50, p75, p90 and the place, in this order; quantiles and
    places that no row has make no column. `synthetic` is the notice to show when the peers are not real.
    Raises ChartError on values outside 0 to `top`, or quantiles that fall.
    """
    rows = [Standing(*row) for row in rows]
    strips.require_quantiles(id, rows, top)
    names = readings.checked_headers(id, headers, 8)
    lines = [scale.lined(row.label, row.shown, row.place) for row in rows]
    plot = scale.fitted(lines, top)
    notice, above = legend.notice(0, 0, synthetic)
    foot = above + sum(line.height for line in lines)
    keys, below = legend.key(0, foot + 26, strips.keys(rows, names))
    parts = [notice, *_grid(plot, above, foot), *_strips(rows, lines, plot, above)]
    parts += [*scale.axis(plot, foot), keys]
    bounds = (0, 0, WIDTH, foot + 26 + below)
    description = drawing.described(summary, ((row.label, _spoken(row)) for row in rows))
    return Chart(drawing.picture(id, title, description, bounds, parts, language), _table(title, rows, names))


def _spoken(row: Standing) -> str:
    return f"{row.shown} ({row.place})" if row.place else row.shown


def _grid(plot: Scale, top: float, foot: float) -> Iterator[str]:
    """The ticks of the scale through all strips, so that far rows can be compared."""
    for step in range(scale.STEPS + 1):
        place = plot.at(plot.top * step / scale.STEPS)
        yield drawing.line(place, top, place, foot, GRID, 0.8)


def _strips(rows: Sequence[Standing], lines: Sequence[Line], plot: Scale, top: float) -> Iterator[str]:
    y = top
    for row, line in zip(rows, lines, strict=True):
        middle = y + line.height / 2
        yield scale.lettered(line, middle, plot, MUTED if row.value is None else INK)
        yield drawing.line(plot.left, middle, plot.right, middle, RULE, 0.8)
        yield from strips.bands(strips.peers(row), plot, middle, WIDE)
        if row.value is not None:
            yield drawing.dot(plot.at(row.value), middle, 6.5, SUBJECT)
        y += line.height


def _table(title: str, rows: Sequence[Standing], names: Sequence[str]) -> ChartTable:
    had = [name for name in strips.QUANTILES if any(row.quantiles.get(name) for row in rows)]
    placed = any(row.place for row in rows)
    headers = (*names[:2], *(names[2 + strips.QUANTILES.index(name)] for name in had))
    return ChartTable(
        title,
        headers + ((names[7],) if placed else ()),
        tuple(
            (row.label, row.shown, *(_cell(row, name) for name in had), *((row.place,) if placed else ()))
            for row in rows
        ),
    )


def _cell(row: Standing, name: str) -> str:
    """A quantile and, where there is one, its interval."""
    shown = row.quantiles.get(name, Reading(None, ""))[1]
    interval = row.intervals.get(name)
    return f"{shown} ({interval})" if interval else shown
