"""The charts of a report in three languages, charts at the edge of what they bear, and a reader of both."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from assessor.charts import (
    Axis,
    Band,
    Bar,
    Chart,
    Dumbbell,
    HeatRow,
    Reading,
    Rung,
    Standing,
    Tally,
    Threshold,
    bars,
    dumbbell,
    heatmap,
    ladder,
    placement,
    radar,
    stages,
    standing_strip,
    tally,
)
from assessor.charts.lettering import width
from assessor.charts.palette import ramp
from criteria.registry import load

SVG = "{http://www.w3.org/2000/svg}"


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: "Box", slack: float = 0.6) -> bool:
        return (
            self.left - slack <= other.left
            and other.right <= self.right + slack
            and self.top - slack <= other.top
            and other.bottom <= self.bottom + slack
        )


class Words(NamedTuple):
    text: str
    box: Box
    fill: str
    size: float
    behind: str  # the fill that was drawn last beneath it


def numbers(text: str) -> list[float]:
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", text)]


def extent(node: ElementTree.Element) -> Box | None:
    """The box around a mark, from its own coordinates."""
    get = {name: float(node.get(name, "0")) for name in ("x", "y", "width", "height", "cx", "cy", "r")}
    tag = node.tag.removeprefix(SVG)
    if tag == "rect":
        return Box(get["x"], get["y"], get["x"] + get["width"], get["y"] + get["height"])
    if tag == "circle":
        return Box(get["cx"] - get["r"], get["cy"] - get["r"], get["cx"] + get["r"], get["cy"] + get["r"])
    if tag == "line":
        listed = [float(node.attrib[name]) for name in ("x1", "y1", "x2", "y2")]
    elif tag in ("polygon", "path"):
        listed = numbers(node.get("points", "") + node.get("d", ""))
    else:
        return None
    xs, ys = listed[::2], listed[1::2]
    return Box(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True)
class Drawn:
    """A chart, read back from its SVG."""

    chart: Chart

    @cached_property
    def root(self) -> ElementTree.Element:
        return ElementTree.fromstring(str(self.chart.svg))

    @cached_property
    def view(self) -> Box:
        left, top, wide, high = numbers(self.root.attrib["viewBox"])
        return Box(left, top, left + wide, top + high)

    def all(self, tag: str) -> list[ElementTree.Element]:
        return list(self.root.iter(SVG + tag))

    @cached_property
    def nodes(self) -> list[tuple[ElementTree.Element, float]]:
        """Every mark in the order it is painted, with how far it was moved down."""
        return list(self._walk(self.root, 0.0))

    def _walk(self, node: ElementTree.Element, down: float) -> Iterator[tuple[ElementTree.Element, float]]:
        for child in node:
            moved = down + (numbers(child.attrib["transform"])[1] if "transform" in child.attrib else 0.0)
            yield child, moved
            yield from self._walk(child, moved)

    @cached_property
    def marks(self) -> list[tuple[ElementTree.Element, Box]]:
        found = [(node, extent(node), down) for node, down in self.nodes]
        return [
            (node, box._replace(top=box.top + down, bottom=box.bottom + down))
            for node, box, down in found
            if box
        ]

    @cached_property
    def words(self) -> list[Words]:
        found: list[Words] = []
        filled: list[tuple[Box, str]] = [(self.view, "#ffffff")]
        for node, down in self.nodes:
            box = extent(node)
            if box and node.get("fill", "none") != "none":
                filled.append(
                    (box._replace(top=box.top + down, bottom=box.bottom + down), node.attrib["fill"])
                )
            if node.tag == SVG + "text":
                found.append(self._read(node, down, filled))
        return found

    @staticmethod
    def _read(node: ElementTree.Element, down: float, filled: list[tuple[Box, str]]) -> Words:
        size, text = float(node.attrib["font-size"]), node.text or ""
        wide = width(text, size, bold="font-weight" in node.attrib)
        left = (
            float(node.attrib["x"])
            - wide * {"start": 0, "middle": 0.5, "end": 1}[node.get("text-anchor", "start")]
        )
        base = float(node.attrib["y"]) + down
        box = Box(left, base - 0.8 * size, left + wide, base + 0.2 * size)
        middle = Box((left + left + wide) / 2, base - 0.3 * size, (left + left + wide) / 2, base - 0.3 * size)
        behind = [fill for area, fill in filled if area.holds(middle, 0)]
        return Words(text, box, node.attrib["fill"], size, behind[-1])

    @cached_property
    def said(self) -> str:
        """All words in order, without spaces: a label that was broken into lines is whole again."""
        return "".join("".join(words.text.split()) for words in self.words)

    @property
    def collisions(self) -> list[tuple[str, str]]:
        return [(a.text, b.text) for a, b in combinations(self.words, 2) if a.box.overlaps(b.box)]

    @property
    def strays(self) -> list[object]:
        outside = [node.attrib for node, box in self.marks if not self.view.holds(box, 1.5)]
        return [*outside, *(words for words in self.words if not self.view.holds(words.box))]


@pytest.fixture(scope="session")
def report() -> Callable[[str], dict[str, Chart]]:
    return charts_in


@pytest.fixture(scope="session")
def extreme() -> dict[str, Chart]:
    return extremes()


@pytest.fixture(scope="session")
def drawn() -> Callable[[Chart], Drawn]:
    return Drawn


SCORES = (60.0, 55.0, 50.0, 45.0, 40.0, 58.0, 35.0)
PEERS = (41.0, 38.0, 36.0, 40.0, 33.0, 37.0, 30.5)
WORDS = {
    "en": ("Dimension", "Criterion", "Score", "Interval", "Peer median", "Band", "Peers", "Not applicable"),
    "zh-Hans": ("维度", "要素", "得分", "区间", "同行中位数", "区段", "同行", "不适用"),
    "zh-Hant": ("維度", "要素", "得分", "區間", "同業中位數", "區段", "同業", "不適用"),
}
SYNTHETIC = {
    "en": "Synthetic peers: demonstration data, not real organisations",
    "zh-Hans": "合成对标数据：仅供演示，非真实组织",
    "zh-Hant": "合成對標資料：僅供示範，非真實組織",
}


def quantiles(median: float, *names: str) -> dict[str, Reading]:
    steps = {"p10": -17, "p25": -8, "p50": 0, "p75": 9, "p90": 19}
    return {name: Reading(median + steps[name], f"{median + steps[name]:.1f}") for name in names or steps}


def _in_points() -> dict[str, Reading]:
    """Quantiles of a total, all named, the upper ones close together."""
    return {
        name: Reading(float(value), str(value))
        for name, value in zip(("p10", "p25", "p50", "p75", "p90"), (240, 330, 410, 420, 433), strict=True)
    }


@cache
def charts_in(language: str) -> dict[str, Chart]:
    """The charts of one report, worded by the real model."""
    model = load("cmc")
    dimension, criterion, score, interval, median, band, peers, blank = WORDS[language]
    titles = [d.title.in_language(language) for d in model.dimensions]
    axes = [Axis(title, value, f"{value:.1f}") for title, value in zip(titles, SCORES, strict=True)]
    against = [Reading(value, f"{value:.1f}") for value in PEERS]
    levels = [level.title.in_language(language) for level in model.levels]
    spread = [7.0 * step % 101 for step in range(30)]
    left = iter(spread)
    cells = [
        HeatRow(title, [_cell(c.title.in_language(language), next(left), blank) for c in d.criteria])
        for title, d in zip(titles, model.dimensions, strict=True)
    ]
    synthetic = SYNTHETIC[language]
    return {
        "tally": tally(
            "tally",
            criterion,
            [
                Tally(f"{title} ({30 * n})", [9 * n, 0, 3 * n, 0, 17 * n, n])
                for n, title in enumerate(titles, start=1)
            ],
            [*(f"{n} {level}" for n, level in enumerate(levels, start=1)), blank],
            header=dimension,
            marked=2,
            mark=median,
            language=language,
        ),
        "radar": radar(
            "radar",
            dimension,
            axes,
            against,
            median,
            headers=(dimension, score),
            language=language,
            synthetic=synthetic,
        ),
        "bars": bars(
            "bars",
            dimension,
            [
                Bar(a.label, a.value, a.shown, a.value - 4, a.value + 6, p.value, f"±{i}", p.shown)
                for i, (a, p) in enumerate(zip(axes, against, strict=True))
            ],
            100,
            [Threshold(at, f"{level} {at}") for at, level in zip((15, 30, 50, 70), levels[1:], strict=True)],
            headers=(dimension, score, interval, median),
            language=language,
            synthetic=synthetic,
        ),
        "heatmap": heatmap(
            "heatmap",
            criterion,
            cells,
            [
                Band(at, level, fill)
                for at, level, fill in zip((0, 15, 30, 50, 70), levels, ramp(5), strict=True)
            ],
            headers=(dimension, criterion, score, band),
            language=language,
            not_applicable=blank,
        ),
        "ladder": ladder(
            "ladder",
            score,
            473.1,
            "473",
            [
                Rung(i, title, at, str(at or 0))
                for i, (title, at) in enumerate(zip(levels, (None, 250, 400, 600, 800), strict=True), 1)
            ],
            1000,
            (441, 498),
            headers=("#", band, score, score),
            held=2,
            interval_shown="441–498",
            top_shown="1000",
            language=language,
        ),
        "placement": placement(
            "placement",
            peers,
            Standing(score, 533, "533", _in_points(), f"{peers} 78% (68–86)", {"p50": "360–455"}),
            headers=(dimension, score, "P10", "P25", median, "P75", "P90", peers, interval),
            top=1000,
            language=language,
            synthetic=synthetic,
            note=f"{blank} {band}",
        ),
        "standing": standing_strip(
            "standing",
            peers,
            [
                Standing(axes[0].label, 60, "60.0", quantiles(41), f"{peers} 78%", {"p50": "38.0–44.5"}),
                Standing(axes[1].label, 55, "55.0", quantiles(38, "p25", "p50", "p75"), f"{peers} 90%"),
                Standing(axes[2].label, 50, "50.0", quantiles(36, "p50"), f"{peers} 99%"),
                Standing(axes[3].label, 45, "45.0", {}, blank),
            ],
            headers=(dimension, score, "P10", "P25", median, "P75", "P90", peers),
            language=language,
            synthetic=synthetic,
        ),
        "dumbbell": dumbbell(
            "dumbbell",
            dimension,
            [
                Dumbbell(a.label, f"{a.value - p.value:+.1f}", (Reading(a.value, a.shown), p))
                for a, p in zip(axes, against, strict=True)
            ],
            (score, median),
            headers=(dimension, interval),
            language=language,
        ),
        "stages": stages(
            "stages",
            dimension,
            [
                _cell(stage.title.in_language(language), value, blank)
                for stage, value in zip(model.stages, (62.5, 48, 0, 33.3, 100), strict=True)
            ],
            headers=(dimension, score),
            language=language,
        ),
    }


def _cell(label: str, value: float, blank: str) -> Axis:
    """Zero stands for what does not apply, so that every report has one."""
    return Axis(label, value, f"{value:.1f}") if value else Axis(label, None, blank)


LONG = "A label of eighty characters, which is as long as any author of a pack may write"
LONG_CHINESE = (
    "面向全体客户的全生命周期管理与跨部门协同机制建设以及持续改进能力评价维度（含内部客户与合作伙伴）"
)
UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def items(count: int) -> list[Axis]:
    labels = (LONG, LONG_CHINESE, "Short", UNBROKEN)
    readings = ((None, "not applicable"), (0.0, "0.0"), (100.0, "100.0"), (50.0, "50.0"), (73.2, "73.2"))
    return [Axis(f"{labels[i % 4]} {i}", *readings[i % 5]) for i in range(count)]


def _rising(count: int, spread: float) -> list[Reading]:
    """Values ever higher, from all on one place to the whole scale."""
    values = [100 - spread * (count - 1 - n) for n in range(count)]
    return [Reading(value, f"{value:.1f}") for value in values]


@cache
def extremes() -> dict[str, Chart]:
    """One row and forty, nothing and everything, and labels of every length."""
    found: dict[str, Chart] = {}
    for count in (1, 2, 3, 4, 12, 24, 40):
        axes = items(count)
        peers = [Reading(40.0, "40.0")] * count if count % 2 else None
        found[f"radar of {count}"] = radar(
            f"r{count}", "R", axes, peers, LONG, headers=(LONG, LONG_CHINESE), synthetic=LONG * 3
        )
    for count in (1, 40):
        rows = [
            Bar(
                *axis,
                *((0.0, 100.0) if axis.value is not None else (None, None)),
                marker=(0.0, 100.0, None)[i % 3],
            )
            for i, axis in enumerate(items(count))
        ]
        marks = [
            Threshold(at, label)
            for at, label in ((0, "zero"), (2, LONG), (4, "near"), (99, "almost"), (100, LONG))
        ]
        found[f"bars of {count}"] = bars(
            f"b{count}", "B", rows, 100, marks, headers=("a", LONG, LONG_CHINESE, "d"), synthetic=LONG
        )
    bands = [Band(0, LONG, "#ffffff"), Band(50, LONG_CHINESE, "#000000")]
    for counts in ((1,), (2, 7), (40, 1, 3)):
        rows = [HeatRow((LONG, LONG_CHINESE, "X")[i % 3], items(count)) for i, count in enumerate(counts)]
        found[f"heatmap of {counts}"] = heatmap(
            f"h{len(counts)}", "H", rows, bands, headers=tuple("abcd"), not_applicable=LONG
        )
    near = [Rung(1, LONG, None), Rung(2, LONG_CHINESE, 950, "950"), Rung(3, UNBROKEN, 990, "990")]
    for total in (0.0, 949.9, 1000.0, None):
        found[f"ladder at {total}"] = ladder(
            f"l{len(found)}",
            "L",
            total,
            str(total),
            near,
            interval=(0, 1000),
            headers=tuple("abcd"),
            interval_shown="0–1000",
        )
    found["ladder of one"] = ladder(
        f"l{len(found)}", "L", 3, "3", [Rung(1, "One", None)], headers=tuple("abcd"), held=1
    )
    for count in (1, 40):
        rows = [Standing(*axis, quantiles(50) if i % 2 else {}, LONG) for i, axis in enumerate(items(count))]
        found[f"standing of {count}"] = standing_strip(
            f"s{count}", "S", rows, headers=tuple("abcdefgh"), synthetic=LONG
        )
    for value in (None, 0.0, 100.0):
        for named in (("p50",), ("p10", "p25", "p50", "p75", "p90")):
            row = Standing(LONG, value, "100.0", {name: Reading(100.0, "100.0") for name in named}, LONG * 2)
            found[f"placement at {value} of {len(named)}"] = placement(
                f"p{len(found)}",
                "P",
                row,
                headers=(*"ab", LONG, "c", LONG_CHINESE, UNBROKEN, *"def"),
                synthetic=LONG,
                note=LONG * 3,
            )
    for count in (1, 2, 8):
        rows = [
            Dumbbell(axis.label, axis.shown, _rising(count, spread))
            for axis, spread in zip(items(12), (0, 1, 4, 14, 0.5, 7) * 2, strict=True)
        ]
        found[f"dumbbell of {count}"] = dumbbell(
            f"d{count}",
            "D",
            rows,
            [LONG, LONG_CHINESE, UNBROKEN, *"abcde"][:count],
            headers=(LONG, LONG_CHINESE),
        )
    for count in (1, 2, 5, 11, 40):
        found[f"stages of {count}"] = stages(f"t{count}", "T", items(count), headers=("a", "b"))
    return found


def every() -> Iterator[tuple[str, str]]:
    for language in WORDS:
        yield from ((language, name) for name in charts_in(language))
    yield from (("extreme", name) for name in extremes())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "chart" in metafunc.fixturenames:
        cases = [(charts_in(kind) if kind in WORDS else extremes())[name] for kind, name in every()]
        metafunc.parametrize("chart", cases, ids=["-".join(case) for case in every()])
