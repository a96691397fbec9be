"""Bars, strips, stages and the ladder: every mark lies where its value says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.charts import (
    Axis,
    Bar,
    ChartError,
    Reading,
    Rung,
    Standing,
    Threshold,
    bars,
    ladder,
    placement,
    stages,
    standing_strip,
)
from assessor.charts.palette import GRID, INK, PAPER, PEERS, PEERS_MIDDLE, PEERS_SPREAD, SUBJECT, TRACK, ramp

FOUR = ("Dimension", "Score", "Interval", "Median")
EIGHT = ("Dimension", "Score", "P10", "P25", "Median", "P75", "P90", "Position")
NINE = (*EIGHT, "Interval")


def filled(picture, fill, tag="rect"):
    return [box for node, box in picture.marks if node.get("fill") == fill and node.tag.endswith(tag)]


def ruled(picture, stroke, width=None):
    return [
        box
        for node, box in picture.marks
        if node.get("stroke") == stroke and (width is None or node.get("stroke-width") == width)
    ]


def bar(drawn, *rows, **more):
    return drawn(bars("x", "T", rows, headers=FOUR, **more))


@given(value=st.floats(0, 100))
@settings(max_examples=40)
def test_a_bar_is_as_long_as_its_value(drawn, value):
    picture = bar(drawn, Bar("a", value, "v"))
    (track,), subject = filled(picture, TRACK), filled(picture, SUBJECT)
    assert subject[0].right - subject[0].left == pytest.approx(
        (track.right - track.left) * value / 100, abs=0.2
    )
    assert subject[0].left == track.left


def test_a_missing_value_is_hatched_and_has_no_bar(drawn):
    picture = bar(drawn, Bar("a", None, "n/a"))
    assert filled(picture, TRACK) == []
    assert len(filled(picture, SUBJECT)) == 1  # the sign in the key
    assert picture.all("path")
    assert "n/a" in picture.said


def test_whiskers_and_median_lie_on_the_scale(drawn):
    picture = bar(drawn, Bar("a", 50, "50.0", 40, 70, 25))
    (track,) = filled(picture, TRACK)

    def at(value):
        return pytest.approx(track.left + (track.right - track.left) * value / 100, abs=0.2)

    body = ruled(picture, INK, "1.5")[0]
    assert (body.left, body.right) == (at(40), at(70))
    diamond = ruled(picture, PEERS)[0]
    assert (diamond.left + diamond.right) / 2 == at(25)


def test_an_interval_without_width_is_not_drawn_nor_in_the_key(drawn):
    picture = bar(drawn, Bar("a", 50, "50.0", 50, 50))
    assert ruled(picture, INK, "1.5") == []
    assert "Interval" not in picture.said
    assert "Median" not in picture.said


def test_the_interval_is_spoken_once(drawn):
    rows = [
        Bar("a", None, "0.0 to 2.0", 0, 2, None, "0.0 to 2.0"),
        Bar("b", 5, "5.0", 4, 6, None, "4.0 to 6.0"),
    ]
    assert bar(drawn, *rows).all("desc")[0].text == "a: 0.0 to 2.0; b: 5.0 (4.0 to 6.0)"


def test_the_table_has_the_columns_that_some_row_fills():
    plain = bars("x", "T", [Bar("a", 1, "1.0")], headers=FOUR).table
    assert (plain.headers, plain.rows) == (("Dimension", "Score"), (("a", "1.0"),))
    rows = [Bar("a", 1, "1.0", 0, 2, None, "0.0–2.0"), Bar("b", 5, "5.0", marker=4, marker_shown="4.0")]
    full = bars("x", "T", rows, headers=FOUR).table
    assert full.headers == FOUR
    assert full.rows == (("a", "1.0", "0.0–2.0", ""), ("b", "5.0", "", "4.0"))


def test_no_threshold_runs_through_the_words_of_another(drawn):
    marks = [
        Threshold(at, f"{name} level of all levels")
        for at, name in ((10, "first"), (14, "second"), (60, "third"))
    ]
    picture = bar(drawn, Bar("a", 50, "50.0"), thresholds=marks)
    stems = [box for node, box in picture.marks if node.get("stroke-dasharray")]
    assert len(stems) == 3
    flags = [words for words in picture.words if "level" in words.text]
    assert not [
        (words.text, stem)
        for words in flags
        for stem in stems
        if words.box.left < stem.left < words.box.right and stem.top < words.box.bottom - 1
    ]


def test_refuses_a_threshold_off_the_scale():
    with pytest.raises(ChartError, match="Level 9: found 900, allowed: 0 to 100"):
        bars("x", "T", [Bar("a", 1, "1")], 100, [Threshold(900, "Level 9")], headers=FOUR)


# Standing


def strip(drawn, names, value=55.0):
    numbers = {"p10": 10.0, "p25": 25.0, "p50": 50.0, "p75": 75.0, "p90": 90.0}
    quantiles = {name: Reading(numbers[name], str(numbers[name])) for name in names}
    return drawn(
        standing_strip("x", "T", [Standing("a", value, "v", quantiles, "ahead of 78%")], headers=EIGHT)
    )


@pytest.mark.parametrize(
    ("names", "spread", "middle", "median"),
    [
        (("p10", "p25", "p50", "p75", "p90"), 1, 1, 1),
        (("p25", "p50", "p75"), 0, 1, 1),
        (("p50",), 0, 0, 1),
        (("p10", "p25"), 0, 0, 0),
        ((), 0, 0, 0),
    ],
)
def test_only_what_was_published_is_drawn_and_in_the_key(drawn, names, spread, middle, median):
    picture = strip(drawn, names)
    assert len(filled(picture, PEERS_SPREAD)) == 2 * spread
    assert len(filled(picture, PEERS_MIDDLE)) == 2 * middle
    assert len(ruled(picture, INK, "2")) == 2 * median
    assert ("Median" in picture.said) == bool(median)
    headers = (
        "Dimension",
        "Score",
        *(EIGHT[2 + ("p10", "p25", "p50", "p75", "p90").index(n)] for n in names),
        "Position",
    )
    assert picture.chart.table.headers == headers


def test_bands_and_dot_share_the_scale(drawn):
    picture = strip(drawn, ("p10", "p25", "p50", "p75", "p90"))
    spread, middle = filled(picture, PEERS_SPREAD)[0], filled(picture, PEERS_MIDDLE)[0]
    unit = (spread.right - spread.left) / 80
    assert middle.left - spread.left == pytest.approx(15 * unit, abs=0.2)
    dot = filled(picture, SUBJECT, "circle")[0]
    assert (dot.left + dot.right) / 2 - spread.left == pytest.approx(45 * unit, abs=0.2)


def test_a_subject_without_a_value_has_no_dot(drawn):
    assert len(filled(strip(drawn, ("p50",), None), SUBJECT, "circle")) == 1  # the sign in the key


def test_refuses_quantiles_that_fall_or_are_unknown():
    wrong = {"p25": Reading(60, "60"), "p75": Reading(40, "40"), "p99": Reading(1, "1")}
    with pytest.raises(ChartError, match="found 'p99', allowed: p10, p25, p50, p75, p90; a: quantiles fall"):
        standing_strip("x", "T", [Standing("a", 1, "1", wrong, "")], headers=EIGHT)


def test_synthetic_peers_are_announced_above_everything(drawn):
    rows = [Standing("a", 1, "1.0", {}, "")]
    picture = drawn(standing_strip("x", "T", rows, headers=EIGHT, synthetic="Synthetic peers"))
    (said,) = [words for words in picture.words if words.text == "Synthetic peers"]
    assert said.box.top == min(words.box.top for words in picture.words)
    assert "Synthetic" not in drawn(standing_strip("x", "T", rows, headers=EIGHT)).said


def test_every_strip_lies_on_the_ticks_of_one_scale(drawn):
    rows = [Standing(label, 40, "40.0", {}) for label in "abc"]
    picture = drawn(standing_strip("x", "T", rows, headers=EIGHT))
    ticks = {round(box.left, 1) for box in ruled(picture, GRID, "0.8")}
    assert len(ticks) == 6
    dots = filled(picture, SUBJECT, "circle")[:3]
    assert {round((dot.left + dot.right) / 2, 1) for dot in dots} == {sorted(ticks)[2]}


def test_a_quantile_has_its_interval_in_the_table_where_there_is_one():
    rows = [
        Standing("a", 1, "1.0", {"p50": Reading(5, "5.0")}, "", {"p50": "4.0–6.0"}),
        Standing("b", 1, "1.0", {"p50": Reading(5, "5.0")}),
    ]
    table = standing_strip("x", "T", rows, headers=EIGHT).table
    assert table.headers == ("Dimension", "Score", "Median")  # nobody's place is given
    assert table.rows == (("a", "1.0", "5.0 (4.0–6.0)"), ("b", "1.0", "5.0"))


# Placement

QUANTILES = {"p10": 240.0, "p25": 330.0, "p50": 410.0, "p75": 470.0, "p90": 520.0}


def placed(drawn, names, value=533.0, **more):
    found = {name: Reading(QUANTILES[name], f"{QUANTILES[name]:.0f}") for name in names}
    row = Standing("Total", value, "533", found, "ahead of 78%", more.pop("intervals", {}))
    return drawn(placement("x", "T", row, headers=NINE, top=1000, **more))


@pytest.mark.parametrize(
    ("names", "spread", "middle"),
    [(tuple(QUANTILES), 1, 1), (("p25", "p50", "p75"), 0, 1), (("p50",), 0, 0), ((), 0, 0)],
)
def test_a_placement_shows_and_names_what_was_published_and_nothing_else(drawn, names, spread, middle):
    picture = placed(drawn, names, note="why not")
    assert len(filled(picture, PEERS_SPREAD)) == 2 * spread
    assert len(filled(picture, PEERS_MIDDLE)) == 2 * middle
    titles = dict(zip(QUANTILES, NINE[2:7], strict=True))
    for name, value in QUANTILES.items():
        assert (f"{titles[name]}{value:.0f}" in picture.said) == (name in names)
    assert [row[0] for row in picture.chart.table.rows] == [
        "Total",
        "Position",
        *(titles[name] for name in names),
    ]
    assert "whynot" in picture.said


def test_the_dot_the_bands_and_the_flags_share_the_scale(drawn):
    picture = placed(drawn, tuple(QUANTILES))
    (track,) = filled(picture, TRACK)

    def at(value):
        return pytest.approx(track.left + (track.right - track.left) * value / 1000, abs=0.2)

    spread, dot = filled(picture, PEERS_SPREAD)[0], filled(picture, SUBJECT, "circle")[0]
    assert (spread.left, spread.right) == (at(240), at(520))
    assert (dot.left + dot.right) / 2 == at(533)
    stems = sorted(box.left for node, box in picture.marks if node.get("stroke-dasharray"))
    assert stems == [at(value) for value in QUANTILES.values()]


def test_a_placement_says_its_place_to_who_cannot_see_it(drawn):
    picture = placed(drawn, ("p50",), intervals={"p50": "360–455"})
    assert picture.all("desc")[0].text == "Total: 533 (ahead of 78%)"
    assert picture.chart.table.headers == ("Dimension", "Score", "Interval")
    assert picture.chart.table.rows == (
        ("Total", "533", ""),
        ("Position", "ahead of 78%", ""),
        ("Median", "410", "360–455"),
    )


def test_a_placement_refuses_what_the_strips_refuse():
    row = Standing("a", 101, "101", {"p25": Reading(60, "60"), "p75": Reading(40, "40")})
    with pytest.raises(ChartError, match="a: found 101, allowed: 0 to 100"):
        placement("x", "T", row, headers=NINE)
    with pytest.raises(ChartError, match="a: quantiles fall"):
        placement("x", "T", row._replace(value=1), headers=NINE)
    with pytest.raises(ChartError, match="headers: found 8, allowed: exactly 9"):
        placement("x", "T", Standing("a", 1, "1", {}), headers=EIGHT)


# Stages


def test_a_meter_is_as_long_as_its_value(drawn):
    picture = drawn(
        stages("x", "T", [Axis("a", 25, "25.0"), Axis("b", None, "n/a")], headers=("Stage", "Score"))
    )
    (track,), (filling,) = filled(picture, TRACK), filled(picture, SUBJECT)
    assert (filling.right - filling.left) / (track.right - track.left) == pytest.approx(0.25, abs=0.002)
    assert len(picture.all("path")) == 1


@pytest.mark.parametrize(("count", "rows"), [(1, 1), (6, 1), (7, 2), (12, 2), (13, 3)])
def test_many_stages_take_more_rows(drawn, count, rows):
    picture = drawn(
        stages("x", "T", [Axis(str(i), 5, "5.0") for i in range(count)], headers=("Stage", "Score"))
    )
    chevrons = [box for node, box in picture.marks if node.tag.endswith("polygon")]
    assert len(chevrons) == count
    assert len({box.top for box in chevrons}) == rows


# The ladder

LEVELS = [Rung(1, "Initial", None, "0"), Rung(2, "Managed", 250, "250"), Rung(3, "Defined", 600, "600")]


def climb(drawn, total, levels=LEVELS, **more):
    return drawn(
        ladder("x", "Total", total, "shown", levels, headers=("No.", "Level", "From", "Total"), **more)
    )


def pointed(picture):
    return next(box for node, box in picture.marks if node.tag.endswith("circle"))


@given(st.tuples(st.floats(0, 1000), st.floats(0, 1000)))
@settings(max_examples=40)
def test_a_higher_total_never_points_further_left_nor_lower(drawn, totals):
    low, high = (pointed(climb(drawn, total)) for total in sorted(totals))
    assert low.left <= high.left
    assert low.top >= high.top


def test_the_pointer_is_true_to_scale(drawn):
    assert pointed(climb(drawn, 500)).left - pointed(climb(drawn, 0)).left == pytest.approx(348, abs=0.2)


def test_narrow_steps_are_drawn_equally_wide_and_the_pointer_follows(drawn):
    levels = [Rung(1, "a", None, "0"), Rung(2, "b", 980, "980"), Rung(3, "c", 990, "990")]
    steps = [box for node, box in climb(drawn, None, levels).marks if node.tag.endswith("rect")]
    assert {round(box.right - box.left) for box in steps} == {232}
    assert pointed(climb(drawn, 985, levels)).left + 4 == pytest.approx(
        (steps[1].left + steps[1].right) / 2, abs=0.3
    )


@pytest.mark.parametrize("held", [None, 1, 2, 3])
def test_steps_are_filled_up_to_the_level_held_not_to_the_total(drawn, held):
    steps = [node.get("fill") for node, _ in climb(drawn, 950, held=held).marks if node.tag.endswith("rect")]
    assert steps == [*ramp(3)[: held or 0], *[PAPER] * (3 - (held or 0))]


def test_the_table_marks_the_level_held():
    chart = ladder("x", "T", 473.1, "473", LEVELS, headers=("No.", "Level", "From", "Total"), held=2)
    assert chart.table.rows == (
        ("1", "Initial", "0", ""),
        ("2", "Managed", "250", "473"),
        ("3", "Defined", "600", ""),
    )


def test_a_total_that_is_none_has_words_and_no_pointer(drawn):
    picture = climb(drawn, None, held=None)
    assert "shown" in picture.said
    assert picture.all("circle") == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((1001, LEVELS), "total: found 1001, allowed: 0 to 1000"),
        ((5, [Rung(1, "a", None), Rung(2, "b", 500), Rung(3, "c", 400)]), "found thresholds"),
        ((5, []), "found thresholds"),
    ],
)
def test_refuses_a_ladder_that_does_not_rise(drawn, arguments, words):
    with pytest.raises(ChartError, match=words):
        climb(drawn, *arguments)


def test_refuses_an_interval_that_is_turned_round(drawn):
    with pytest.raises(ChartError, match="interval: found 9 to 3"):
        climb(drawn, 5, interval=(9, 3))


def test_an_open_total_still_shows_between_what_it_lies(drawn):
    picture = climb(drawn, None, interval=(250, 600), interval_shown="250 to 600")
    body = ruled(picture, INK, "1.5")[0]
    steps = [box for node, box in picture.marks if node.tag.endswith("rect")]
    assert (body.left, body.right) == (steps[1].left, steps[2].left)
    assert "250to600" in picture.said


def test_under_a_first_level_that_takes_something_there_is_bare_ground(drawn):
    levels = [Rung(1, "Entry", 300, "300"), Rung(2, "Full", 700, "700")]
    below, above = climb(drawn, 100, levels), climb(drawn, 300, levels)
    steps = [box for node, box in below.marks if node.tag.endswith("rect")]
    assert len(steps) == 2
    assert pointed(below).right < steps[0].left
    assert (pointed(below).top + pointed(below).bottom) / 2 == pytest.approx(steps[0].bottom, abs=0.2)
    assert (pointed(above).top + pointed(above).bottom) / 2 == pytest.approx(steps[0].top, abs=0.2)
