"""The radar and the heat map: profile, gaps, bands and words."""

from math import hypot

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.charts import Axis, Band, Cell, ChartError, HeatRow, Reading, heatmap, radar
from assessor.charts.palette import PAPER, PEERS, SUBJECT, ramp
from assessor.charts.spokes import RADIUS

BANDS = [Band(0, "low", "#e4f0f4"), Band(30, "middle", "#65a5bc"), Band(70, "high", "#0d3d55")]
FOUR = ("Dimension", "Criterion", "Score", "Band")
LABELS = st.text(alphabet="abc WM-/,.客户满意，（）", min_size=1, max_size=50).filter(str.strip)


def web(drawn, *values, **more):
    axes = [Axis(f"axis {index}", value, f"v{index}") for index, value in enumerate(values)]
    return drawn(radar("x", "T", axes, headers=("Axis", "Score"), **more))


def dots(picture):
    """Where the subject's values lie, without the sign in the key."""
    found = [
        box for node, box in picture.marks if node.get("fill") == SUBJECT and node.tag.endswith("circle")
    ]
    return [((box.left + box.right) / 2, (box.top + box.bottom) / 2) for box in found[:-1]]


def test_values_lie_along_their_axes_clockwise_from_the_top(drawn):
    assert dots(web(drawn, 100, 50, 0, 25)) == [(0, -RADIUS), (RADIUS / 2, 0), (0, 0), (-RADIUS / 4, 0)]


@given(values=st.lists(st.floats(0, 40), min_size=3, max_size=20))
@settings(max_examples=30)
def test_distance_from_the_middle_is_the_value(drawn, values):
    found = dots(web(drawn, *values, top=40))
    assert [hypot(*place) for place in found] == pytest.approx([RADIUS * v / 40 for v in values], abs=0.2)


def test_a_missing_value_leaves_a_gap(drawn):
    whole, broken = web(drawn, 50, 60, 70, 80), web(drawn, 50, None, 70, 80)
    sides = [node for node in broken.all("line") if node.get("stroke") == SUBJECT]
    assert len(sides) == 2 + 1  # two sides, and the sign in the key
    assert len(dots(broken)) == 3
    assert [n for n in whole.all("polygon") if n.get("stroke") == SUBJECT]
    assert not [n for n in broken.all("polygon") if n.get("stroke") == SUBJECT]


def test_peers_are_told_from_the_subject_without_colour(drawn):
    peers = [Reading(40, "40.0"), Reading(30, "30.0"), Reading(20, "20.0")]
    picture = web(drawn, 50, 60, 70, comparison=peers, comparison_label="Peer median")
    outline = [node for node in picture.all("polygon") if node.get("stroke") == PEERS]
    assert outline[0].get("stroke-dasharray")
    assert [node.get("fill") for node in outline[1:4]] == [PAPER] * 3
    assert not [n for n in picture.all("polygon") if n.get("stroke") == SUBJECT and n.get("stroke-dasharray")]
    assert picture.chart.table.headers == ("Axis", "Score", "Peer median")
    assert picture.chart.table.rows[0] == ("axis 0", "v0", "40.0")


def test_no_comparison_no_column_and_no_sign(drawn):
    picture = web(drawn, 50, 60, 70, comparison_label="Peer median")
    assert "Peer" not in picture.said
    assert picture.chart.table.headers == ("Axis", "Score")


def test_refuses_a_comparison_of_another_length(drawn):
    with pytest.raises(ChartError, match="comparison: found 1 values, allowed: 3, one for each axis"):
        web(drawn, 1, 2, 3, comparison=[Reading(1, "1")])


@given(st.lists(LABELS, min_size=1, max_size=14))
@settings(max_examples=50)
def test_labels_stand_apart_and_clear_of_the_web(drawn, labels):
    axes = [Axis(label, 100, "100.0") for label in labels]
    picture = drawn(radar("x", "T", axes, headers=("Axis", "Score")))
    assert picture.collisions == []
    assert picture.strays == []
    ticks = {"20", "40", "60", "80", "100"}
    outside = [words for words in picture.words if words.text not in ticks]
    for words in outside:
        x = min(max(0, words.box.left), words.box.right)
        y = min(max(0, words.box.top), words.box.bottom)
        assert hypot(x, y) > RADIUS, words


@pytest.mark.parametrize("count", [8, 14, 16, 18])
def test_a_long_label_at_a_pole_gives_way_to_its_neighbours(drawn, count):
    long = "A label of eighty characters, which is as long as any author of a pack may write"
    tall = (1, count - 1)
    axes = [
        Axis(
            long
            if i in (0, count // 2)
            else "A name of three lines, near the pole, that is"
            if i in tall
            else "a",
            50,
            "50.0",
        )
        for i in range(count)
    ]
    picture = drawn(radar("x", "T", axes, headers=("Axis", "Score")))
    assert picture.collisions == []
    assert long.replace(" ", "") in picture.said


def test_axes_too_many_to_label_are_numbered_and_listed(drawn):
    axes = [Axis(f"Criterion with a long name {index}", 50, f"{index}.5") for index in range(40)]
    picture = drawn(radar("x", "T", axes, headers=("Axis", "Score")))
    assert [words.text for words in picture.words].count("40") == 3  # on the ring, in the list, on the scale
    assert picture.chart.table.rows[39] == ("Criterion with a long name 39", "39.5")


# The heat map


def map_of(drawn, *values):
    cells = [Axis(f"c{i}", value, "none" if value is None else f"{value}!") for i, value in enumerate(values)]
    return drawn(
        heatmap("x", "T", [HeatRow("row", cells)], BANDS, headers=FOUR, not_applicable="Not applicable")
    )


def test_a_cell_is_filled_by_the_band_it_begins_or_lies_in(drawn):
    picture = map_of(drawn, 0, 29.9, 30, 69.9, 70, 100)
    fills = [node.get("fill") for node in picture.all("rect")][:6]
    low, middle, high = (band.fill for band in BANDS)
    assert fills == [low, low, middle, middle, high, high]
    assert [row[3] for row in picture.chart.table.rows] == ["low", "low", "middle", "middle", "high", "high"]


def test_what_does_not_apply_is_hatched_and_in_the_key(drawn):
    picture = map_of(drawn, 50, None)
    assert len(picture.all("path")) == 2
    assert "Notapplicable" in picture.said
    assert picture.chart.table.rows[1] == ("row", "c1", "none", "")
    assert "Notapplicable" not in map_of(drawn, 50).said


def test_what_is_not_fully_answered_has_a_dashed_edge_and_a_key_of_its_own(drawn):
    cells = [
        Cell("open", None, "10.0 to 60.0", unfinished=True),
        Cell("out", None, "none"),
        Cell("x", 5, "5"),
    ]
    words = {"not_applicable": "Not applicable", "unfinished": "Not fully answered"}
    picture = drawn(heatmap("x", "T", [HeatRow("row", cells)], BANDS, headers=FOUR, **words))
    dashed = [node for node in picture.all("polygon") if node.get("stroke-dasharray")]
    assert (len(dashed), len(picture.all("path"))) == (2, 2)  # the cell and the sign in the key, of each
    assert "Notfullyanswered" in picture.said
    assert "Notapplicable" in picture.said
    alone = drawn(heatmap("x", "T", [HeatRow("row", cells[:1])], BANDS, headers=FOUR, **words))
    assert "Notfullyanswered" in alone.said
    assert "Notapplicable" not in alone.said
    assert not alone.all("path")


def test_hatching_stays_inside_its_cell(drawn):
    picture = map_of(drawn, None)
    cell, hatching = (
        next(box for node, box in picture.marks if node.tag.endswith(tag)) for tag in ("rect", "path")
    )
    assert cell.holds(hatching, 0.1)


def test_scores_of_a_row_stand_in_line(drawn):
    rows = [
        HeatRow(
            "row", [Axis("Short", 10, "10.0"), Axis("A name that takes several lines of a cell", 20, "20.0")]
        )
    ]
    picture = drawn(heatmap("x", "T", rows, BANDS, headers=FOUR))
    bases = {words.box.bottom for words in picture.words if words.text in ("10.0", "20.0")}
    assert len(bases) == 1


@given(st.lists(st.lists(LABELS, min_size=1, max_size=9), min_size=1, max_size=4))
@settings(max_examples=30)
def test_any_words_fit_their_cells(drawn, labels):
    rows = [HeatRow(names[0], [Axis(name, 40, "40.0") for name in names]) for names in labels]
    picture = drawn(heatmap("x", "T", rows, BANDS, headers=FOUR))
    assert picture.collisions == []
    cells = [box for node, box in picture.marks if node.tag.endswith("rect")]
    for words in picture.words:
        over = [cell for cell in cells if cell.overlaps(words.box)]
        assert all(cell.holds(words.box, 1) for cell in over)


@pytest.mark.parametrize("starts", [(), (5, 50), (0, 50, 50), (0, 60, 40)])
def test_refuses_bands_that_leave_a_value_without_one(starts):
    bands = [Band(start, "b", fill) for start, fill in zip(starts, ramp(5), strict=False)]
    with pytest.raises(ChartError, match="bands: found starts"):
        heatmap("x", "T", [HeatRow("a", [Axis("b", 1, "1")])], bands, headers=FOUR)


@pytest.mark.parametrize("fill", ["navy", "#fff", '#0d3d55" onload="x', "url(#a)", "#+1+1+1"])
def test_refuses_a_fill_that_is_no_colour(fill):
    with pytest.raises(ChartError, match=r"fill of unused: found .*, allowed: #rrggbb"):
        heatmap(
            "x", "T", [HeatRow("a", [Axis("b", 1, "1")])], [*BANDS, Band(90, "unused", fill)], headers=FOUR
        )
