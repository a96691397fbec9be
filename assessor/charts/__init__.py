"""Charts as SVG: pure functions from plain values to one picture and one table, the same for page and PDF.

Charts never round and never format a score: the caller passes every figure as it is to be printed. Only the
ticks of a scale, fifths of its top, are written here.
"""

from assessor.charts.bars import bars
from assessor.charts.drawing import Chart
from assessor.charts.dumbbell import dumbbell
from assessor.charts.heatmap import heatmap
from assessor.charts.ladder import ladder
from assessor.charts.path import path
from assessor.charts.placement import placement
from assessor.charts.radar import radar
from assessor.charts.readings import (
    Axis,
    Band,
    Bar,
    Cell,
    ChartError,
    ChartTable,
    Dumbbell,
    HeatRow,
    Reading,
    Rung,
    Spot,
    Standing,
    Stop,
    Tally,
    Threshold,
)
from assessor.charts.series import series
from assessor.charts.spread import spread
from assessor.charts.stages import stages
from assessor.charts.standing import standing_strip
from assessor.charts.swarm import swarm
from assessor.charts.tally import tally
from assessor.charts.trend import trend

__all__ = [
    "Axis",
    "Band",
    "Bar",
    "Cell",
    "Chart",
    "ChartError",
    "ChartTable",
    "Dumbbell",
    "HeatRow",
    "Reading",
    "Rung",
    "Spot",
    "Standing",
    "Stop",
    "Tally",
    "Threshold",
    "bars",
    "dumbbell",
    "heatmap",
    "ladder",
    "path",
    "placement",
    "radar",
    "series",
    "spread",
    "stages",
    "standing_strip",
    "swarm",
    "tally",
    "trend",
]
