"""One number among its peers: the band of their quantiles with every one named, and a dot for the subject."""

from collections.abc import Iterator, Sequence

from assessor.charts import drawing, legend, readings, scale, strips
from assessor.charts.drawing import BODY, LEADING, SMALL, WIDTH, Chart
from assessor.charts.lettering import width, wrap
from assessor.charts.palette import MUTED, SUBJECT, TRACK
from assessor.charts.readings import ChartTable, Standing, Threshold
from assessor.charts.scale import Scale

MARGIN = 16.0  # so that a dot or a tick at an end stays in the picture
THICK = 30.0
RADIUS = 9.0
LARGE = BODY + 3
GAP = 8.0


def placement(
    id: str,
    title: str,
    row: Standing,
    *,
    headers: Sequence[str],
    top: float = 100,
    language: str = "en",
    synthetic: str = "",
    note: str = "",
) -> Chart:
    """The subject's dot on the bands of its peers, every quantile named.

    What may not be published is not drawn, and `note` says why. `headers` name the row, the score, p10, p25,
    p50, p75, p90, the place and the intervals, in this order. `synthetic` is the notice to show when the
    peers are not real. Raises ChartError on values outside 0 to `top`, or quantiles that fall.
    """
    row = Standing(*row)
    strips.require_quantiles(id, [row], top)
    names = readings.checked_headers(id, headers, 9)
    plot = Scale(MARGIN, WIDTH - MARGIN, top)
    notice, down = legend.notice(0, 0, synthetic)
    colon = "：" if language.startswith("zh") else ": "
    head, down = _head(row, f"{names[7]}{colon}{row.place}" if row.place else "", down)
    flags, above = scale.thresholds(plot, _flags(row, names), 0)
    band = down + above + GAP
    below, end = _below(row, names, plot, band + THICK + 6, note)
    parts = [notice, head, *_band(row, plot, band), drawing.moved(flags, band - 2), *below]
    spoken = drawing.described("", [(row.label, f"{row.shown} ({row.place})" if row.place else row.shown)])
    picture = drawing.picture(id, title, spoken, (0, 0, WIDTH, end), parts, language)
    return Chart(picture, _table(title, row, names))


def _head(row: Standing, place: str, top: float) -> tuple[str, float]:
    """The figure and, behind or under it, its place in words; and where what follows begins."""
    shown = wrap(f"{row.label} {row.shown}", WIDTH, LARGE, bold=True)
    tall = drawing.height_of(shown, LARGE)
    drawn = drawing.block(0, top + tall / 2, shown, LARGE, fill=SUBJECT, bold=True)
    if not place:
        return drawn, top + tall + GAP
    left = width(shown[0], LARGE, bold=True) + 18
    if len(shown) == 1 and left + width(place, BODY) <= WIDTH:
        return drawn + drawing.block(left, top + tall / 2, [place]), top + tall + GAP
    lines = wrap(place, WIDTH, BODY)
    room = drawing.height_of(lines)
    return drawn + drawing.block(0, top + tall + room / 2, lines), top + tall + room + GAP


def _flags(row: Standing, names: Sequence[str]) -> list[Threshold]:
    return [
        Threshold(value, f"{title} {row.quantiles[name].shown}") for name, title, value in _named(row, names)
    ]


def _named(row: Standing, names: Sequence[str]) -> Iterator[tuple[str, str, float]]:
    """Every published quantile with its title and value."""
    for name, title in zip(strips.QUANTILES, names[2:7], strict=True):
        found = row.quantiles.get(name)
        if found is not None and found[0] is not None:
            yield name, title, found[0]


def _band(row: Standing, plot: Scale, y: float) -> Iterator[str]:
    yield drawing.box(plot.left, y, plot.right - plot.left, THICK, TRACK)
    yield from strips.bands(strips.peers(row), plot, y + THICK / 2, THICK)
    if row.value is not None:
        yield drawing.dot(plot.at(row.value), y + THICK / 2, RADIUS, SUBJECT)


def _below(
    row: Standing, names: Sequence[str], plot: Scale, foot: float, note: str
) -> tuple[list[str], float]:
    """The axis, the key, and why something is not shown; and where the picture ends."""
    keys, room = legend.key(0, foot + 26, strips.keys([row], names))
    end = foot + 26 + room + 2
    lines = wrap(note, WIDTH, SMALL) if note else ()
    tall = len(lines) * SMALL * LEADING
    said = drawing.block(0, end + 4 + tall / 2, lines, SMALL, fill=MUTED) if lines else ""
    return [*scale.axis(plot, foot), keys, said], end + (tall + GAP if lines else 0)


def _table(title: str, row: Standing, names: Sequence[str]) -> ChartTable:
    rows = [(row.label, row.shown, "")]
    rows += [(names[7], row.place, "")] if row.place else []
    rows += [(name, row.quantiles[q].shown, row.intervals.get(q, "")) for q, name, _ in _named(row, names)]
    if not row.intervals:
        return ChartTable(title, (names[0], names[1]), tuple((label, shown) for label, shown, _ in rows))
    return ChartTable(title, (names[0], names[1], names[8]), tuple(rows))
