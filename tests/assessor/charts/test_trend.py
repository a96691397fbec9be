"""A cohort over editions: every mark lies where its value says, and the part of a version is drawn apart."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.charts import ChartError, Reading, Standing, spread, trend
from assessor.charts.palette import GRID, INK, PAPER, PEERS, PEERS_MIDDLE, PEERS_SPREAD, contrast
from assessor.charts.trend import NOT_KNOWN, OF_VERSION, Edition

NINE = ("Edition", "Version", "Organisations", "Median", "Q1", "Q3", "Change", "Real", "Of the version")
SIX = ("Part", "P10", "Q1", "Median", "Q3", "P90")
LONG = "An edition whose name is as long as nobody would ever call one"


def edition(number, median, **more):
    reading = Reading(median, "–" if median is None else f"{median:g}")
    return Edition((f"No {number}", "31 October 2026"), "2026.1", "120", reading, **more)


def quartiles(low, high):
    return Reading(low, f"{low:g}"), Reading(high, f"{high:g}")


def drawing_of(drawn, *rows, **more):
    settings = {"headers": NINE, "unknown": "not known", **more}
    return drawn(trend("t", "Trend", rows, **settings))


def strokes(picture, dash=None, width="2.5"):
    return [
        node
        for node, _ in picture.marks
        if node.get("stroke-width") == width and node.get("stroke-dasharray") == dash
    ]


def diamonds(picture, fill):
    found = [box for node, box in picture.marks if node.tag.endswith("polygon") and node.get("fill") == fill]
    return [((box.left + box.right) / 2, (box.top + box.bottom) / 2) for box in found]


def line_ends(node):
    return [float(node.attrib[name]) for name in ("x1", "y1", "x2", "y2")]


def scale_of(picture):
    """Where values lie, read back from the ticks and their figures."""
    ticks = [box.top for node, box in picture.marks if node.get("stroke") == GRID]
    words = [float(word.text) for word in picture.words if word.size == 10]
    (low, top), (high, bottom) = (words[0], ticks[0]), (words[-1], ticks[-1])
    return lambda value: top + (bottom - top) * (value - low) / (high - low)


@given(values=st.lists(st.integers(0, 1000).map(lambda tenths: tenths / 10), min_size=2, max_size=9))
@settings(max_examples=60)
def test_every_median_lies_where_the_ticks_say(drawn, values):
    picture = drawing_of(drawn, *(edition(n, value) for n, value in enumerate(values)))
    at = scale_of(picture)
    found = diamonds(picture, PEERS)[: len(values)]
    assert [y for _, y in found] == [pytest.approx(at(value), abs=0.3) for value in values]
    steps = [right - left for (left, _), (right, _) in pairwise(found)]
    assert steps == [pytest.approx(steps[0], abs=0.3)] * len(steps)
    assert picture.strays == []


def test_the_part_of_a_new_version_is_a_step_of_its_own(drawn):
    picture = drawing_of(
        drawn,
        edition(1, 40),
        edition(2, 48, version="new", before=42.5, change="+8", real="+2.5", of_version="+5.5"),
    )
    at = scale_of(picture)
    (solid,), (dashed,) = strokes(picture)[:1], strokes(picture, OF_VERSION)[:1]
    _, y1, x2, y2 = line_ends(solid)
    assert (y1, y2) == (pytest.approx(at(40), abs=0.2), pytest.approx(at(42.5), abs=0.2))
    assert line_ends(dashed) == [x2, y2, x2, pytest.approx(at(48), abs=0.2)]
    assert diamonds(picture, PAPER) == [(pytest.approx(x2), pytest.approx(y2))]
    assert "+5.5" in picture.said
    assert "Oftheversion" in picture.said


def test_the_step_does_not_hang_on_colour_alone():
    assert OF_VERSION != NOT_KNOWN
    assert contrast(INK, PEERS_SPREAD) > 7, "legible on the band, in grey too"


def test_a_change_whose_parts_are_not_known_is_dotted_all_the_way(drawn):
    picture = drawing_of(drawn, edition(1, 40), edition(2, 48, version="unknown", change="+8"))
    assert not [node for node in strokes(picture) if node.get("stroke") == INK]
    dotted, sign = strokes(picture, NOT_KNOWN) + strokes(picture, NOT_KNOWN, "2")
    assert line_ends(dotted)[0] < line_ends(dotted)[2]
    assert sign.get("stroke") == INK
    assert "notknown" in picture.said
    assert "Oftheversion" not in picture.said


def test_no_line_runs_over_an_edition_that_publishes_nothing(drawn):
    picture = drawing_of(drawn, edition(1, 40), edition(2, None), edition(3, 41), edition(4, 42))
    assert len(strokes(picture)) == 1
    assert len(diamonds(picture, PEERS)) == 3 + 1, "three medians and the sign in the key"
    assert picture.chart.table.rows[1][3] == "–"


def test_quartiles_are_an_area_that_ends_where_the_version_does(drawn):
    rows = [
        edition(1, 40, quartiles=quartiles(30, 50)),
        edition(2, 41, quartiles=quartiles(31, 51)),
        edition(3, 45, quartiles=quartiles(35, 55), version="new", before=42),
    ]
    picture = drawing_of(drawn, *rows)
    at = scale_of(picture)
    filled = [(node.tag, box) for node, box in picture.marks if node.get("fill") == PEERS_SPREAD]
    shapes = [box for tag, box in filled if tag.endswith("polygon")]
    assert len(shapes) == 1
    assert (shapes[0].top, shapes[0].bottom) == (
        pytest.approx(at(51), abs=0.3),
        pytest.approx(at(30), abs=0.3),
    )
    alone = max((box for tag, box in filled if tag.endswith("rect")), key=lambda box: box.left)
    assert (alone.top, alone.bottom) == (pytest.approx(at(55), abs=0.3), pytest.approx(at(35), abs=0.3))
    assert shapes[0].right < alone.left


@pytest.mark.parametrize("count", [2, 3, 8, 24])
def test_words_stay_apart_and_inside_however_many_editions(drawn, count):
    rows = [
        edition(n, 30 + (7 * n) % 40, version="new", before=35.0, of_version="+12.5")
        if n % 3 == 2
        else edition(n, 30 + (7 * n) % 40, quartiles=quartiles(20, 80))
        for n in range(count)
    ]
    picture = drawing_of(drawn, *rows, synthetic=LONG, language="zh-Hant", summary="Said first.")
    assert picture.strays == []
    assert picture.collisions == []
    assert all(words.size >= 10 and contrast(words.fill, words.behind) >= 4.5 for words in picture.words)
    assert f"No{count - 1}" in picture.said, "the newest is always named"
    assert len(picture.chart.table.rows) == count
    assert picture.all("desc")[0].text.startswith("Said first. No 0 31 October 2026: 30")


def test_the_table_has_the_columns_that_some_edition_fills():
    rows = [edition(1, 40), edition(2, 41, change="+1")]
    table = trend("t", "T", rows, headers=NINE, unknown="?").table
    assert table.headers == ("Edition", "Version", "Organisations", "Median", "Change")
    assert table.rows[1] == ("No 2 31 October 2026", "2026.1", "120", "41", "+1")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([edition(1, 40), edition(2, None)], "found fewer than 2"),
        ([edition(1, None), edition(2, None)], "found fewer than 2"),
        ([edition(1, 40), edition(2, 101)], "No 2 31 October 2026: found 101, allowed: 0 to 100"),
        ([edition(1, 40), edition(2, 41, quartiles=quartiles(-1, 50))], "found -1, allowed: 0 to 100"),
        ([edition(1, 40), edition(2, 41, version="new", before=140)], "found 140, allowed: 0 to 100"),
    ],
)
def test_refuses_what_it_cannot_draw(rows, words):
    with pytest.raises(ChartError, match=words):
        trend("t", "T", rows, headers=NINE, unknown="?")


# The peers by themselves

FIVE = {"p10": 20.0, "p25": 30.0, "p50": 40.0, "p75": 50.0, "p90": 60.0}


def band(label, *names):
    named = {name: Reading(FIVE[name], f"{FIVE[name]:g}") for name in names or FIVE}
    return Standing(label, None, named["p50"].shown if "p50" in named else "–", named)


def test_peers_by_themselves_have_no_subject(drawn):
    picture = drawn(spread("s", "Spread", [band("a"), band("b", "p50"), band("c", "p25")], headers=SIX))
    assert picture.all("circle") == []
    assert len([1 for n, _ in picture.marks if n.get("fill") == PEERS_MIDDLE]) == 2  # one row, and the key
    assert picture.chart.table.headers == SIX
    assert picture.chart.table.rows[1] == ("b", "–", "–", "40", "–", "–")
    assert picture.all("desc")[0].text == "a: P10 20, Q1 30, Median 40, Q3 50, P90 60; b: Median 40; c: Q1 30"
    assert picture.strays == picture.collisions == []


def test_a_single_row_names_its_quantiles(drawn):
    picture = drawn(spread("s", "S", [band("a", "p25", "p50", "p75")], headers=SIX, synthetic=LONG))
    for words in ("Q130", "Median40", "Q350"):
        assert words in picture.said
    assert "P1020" not in picture.said
    assert picture.strays == picture.collisions == []
    assert picture.words[0].text.startswith("An edition"), "that the peers are synthetic is said first"


def test_a_spread_refuses_quantiles_that_fall():
    wrong = Standing("a", None, "", {"p25": Reading(60, "60"), "p75": Reading(40, "40")})
    with pytest.raises(ChartError, match="a: quantiles fall"):
        spread("s", "S", [wrong], headers=SIX)
