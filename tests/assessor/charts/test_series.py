"""A measure over its periods: every mark lies where its value says, and nothing runs into anything else."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.charts import Axis, ChartError, Threshold, series
from assessor.charts.palette import INK, PEERS, SUBJECT, contrast, lightness
from assessor.charts.series import COMPARATOR_DASH, TARGET_DASH

LONG = "The best of all organisations that were asked, by a panel of customers who had been with two of them"
CHINESE = "行业协会全体会员单位的平均水平（按客户数加权）"


def points(*values, name="{}"):
    return [Axis(name.format(2020 + n), value, f"{value:,g}") for n, value in enumerate(values)]


def drawing_of(drawn, rows, **more):
    return drawn(series("m", "Measure", rows, headers=("Period", "Value"), **more))


def dots(picture):
    found = [box for node, box in picture.marks if node.tag.endswith("circle")]
    return [((box.left + box.right) / 2, (box.top + box.bottom) / 2) for box in found]


def dashes(picture, dash):
    return [box for node, box in picture.marks if node.get("stroke-dasharray") == dash]


@given(
    values=st.lists(st.integers(-(10**6), 10**6).map(lambda v: v / 100), min_size=1, max_size=40),
    against=st.tuples(st.none() | st.integers(-9999, 9999), st.none() | st.integers(-9999, 9999)),
)
@settings(max_examples=80, deadline=None)
def test_values_lie_in_order_of_size_and_everything_stays_apart(drawn, values, against):
    target, comparator = (v if v is None else Threshold(v, f"{LONG} {v}") for v in against)
    picture = drawing_of(drawn, points(*values), target=target, comparator=comparator)
    places = dots(picture)
    assert len(places) == len(values)
    assert all(left[0] < right[0] for left, right in pairwise(places))
    for (one, here), (other, there) in pairwise(sorted(zip(values, places, strict=True))):
        assert here[1] >= there[1] - 0.11 if one <= other else here[1] <= there[1]
    assert picture.strays == []
    assert picture.collisions == []


def test_equal_steps_are_equally_high_also_below_zero(drawn):
    picture = drawing_of(drawn, points(-20, -10, 0, 10))
    heights = [y for _, y in dots(picture)]
    assert [round(above - below, 1) for above, below in pairwise(heights)] == [17.3, 17.4, 17.3]


def test_what_the_values_are_held_against_lies_on_their_scale_and_is_named(drawn):
    rows = points(70, 80)
    picture = drawing_of(drawn, rows, target=Threshold(80, "Target 80"), comparator=Threshold(75, "Panel 75"))
    (first, last), (target,), (panel,) = (
        dots(picture),
        dashes(picture, TARGET_DASH),
        dashes(picture, COMPARATOR_DASH),
    )
    assert target.top == last[1]
    assert panel.top == pytest.approx((first[1] + last[1]) / 2, abs=0.1)
    assert {"Target80", "Panel75"} <= {"".join(words.text.split()) for words in picture.words}


def test_without_them_no_line_is_drawn_for_what_nobody_said(drawn):
    picture = drawing_of(drawn, points(70, 80))
    assert not dashes(picture, TARGET_DASH)
    assert not dashes(picture, COMPARATOR_DASH)


@pytest.mark.parametrize("count", [1, 2, 6, 12, 40])
def test_the_last_value_and_its_period_are_always_written_and_the_table_has_all(drawn, count):
    rows = points(*(1000.5 * n for n in range(count)))
    picture = drawing_of(drawn, rows)
    assert {rows[-1].label, rows[-1].shown} <= {words.text for words in picture.words}
    assert picture.chart.table.rows == tuple((row.label, row.shown) for row in rows)
    spoken = picture.all("desc")[0].text
    assert all(f"{row.label}: {row.shown}" in spoken for row in rows)


@pytest.mark.parametrize("label", [LONG, CHINESE, "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk"])
def test_long_names_are_broken_and_never_cut(drawn, label):
    picture = drawing_of(
        drawn,
        points(1, 2, 3, name=f"{{}} {label[:34]}"),
        target=Threshold(3, f"{label} 3"),
        comparator=Threshold(2.99, f"{label} 2.99"),
        language="zh-Hans",
    )
    assert "".join(f"{label} 2.99".split()) in picture.said
    assert picture.strays == []
    assert picture.collisions == []


def test_it_can_be_read_in_grey_and_is_legible(drawn):
    picture = drawing_of(
        drawn, points(1, 2), target=Threshold(3, "Target 3"), comparator=Threshold(1, "Panel 1")
    )
    for words in picture.words:
        assert words.size >= 10
        assert contrast(words.fill, words.behind) >= 4.5
    assert TARGET_DASH != COMPARATOR_DASH
    assert all(lightness(colour) < 50 for colour in (SUBJECT, PEERS, INK))


def test_markup_is_printed_as_words(drawn):
    hostile = "</text><script>x</script>&"
    picture = drawing_of(drawn, [Axis(hostile, 1, hostile)], target=Threshold(1, hostile), summary=hostile)
    assert not picture.all("script")
    assert picture.said.count("".join(hostile.split())) == 3


@pytest.mark.parametrize(
    ("rows", "more", "words"),
    [
        ([], {}, "found no rows"),
        ([Axis("2025", None, "–")], {}, "2025: found None, allowed: a number"),
        ([Axis("2025", float("nan"), "–"), Axis("2026", 1, "1")], {}, "2025: found nan"),
        ([Axis("2025", 1, "1")], {"target": Threshold(float("inf"), "Target")}, "Target: found inf"),
    ],
)
def test_what_cannot_be_drawn_is_refused(rows, more, words):
    with pytest.raises(ChartError, match=words):
        series("m", "Measure", rows, headers=("Period", "Value"), **more)


def test_the_headers_are_two():
    with pytest.raises(ChartError, match="headers: found 1, allowed: exactly 2"):
        series("m", "Measure", points(1), headers=("Period",))
