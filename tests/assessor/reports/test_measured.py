"""What is said of measurements follows from the printed numbers, and never corrects a rating."""

from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.answers.measurements import Comparator, Measurement, Period
from assessor.languages import LANGUAGES, wording
from assessor.reports.building import build, score_sheet
from assessor.reports.measured import measurement_charts, results_views
from assessor.reports.outline import outliner
from criteria.answers import Answer, NotApplicable
from tests.assessor.sheets import declared, verified

ON = "results.perception.overall-satisfaction"
SHEET = verified()


def measure(*values, better="higher", target=None, comparator=None, **more):
    """A measure from 2024 on."""
    return Measurement(
        on=ON,
        title="Measure",
        unit="points",
        better=better,
        periods=tuple(Period(str(2024 + n), Fraction(str(value))) for n, value in enumerate(values)),
        target=None if target is None else Fraction(str(target)),
        comparator=None if comparator is None else Comparator("Panel", Fraction(str(comparator))),
        **more,
    )


def result_of(*measures, sheet=SHEET, language="en", **values):
    """The view of the practice, with some of its rated values changed."""
    answer = sheet.answers[ON]
    if values:
        answer = replace(answer, values={**answer.values, **{k: Fraction(v) for k, v in values.items()}})
    changed = replace(sheet, measurements=measures, answers={**sheet.answers, ON: answer})
    nodes = outline_of(language) if sheet is SHEET and not values else outliner_of(changed, language)
    results = results_views(nodes, changed, wording(language))
    return next(p for c in results for p in c.practices if p.practice == ON)


@cache
def outline_of(language):
    """The outline of the sheet as it is: to build it takes longer than all that is tested here."""
    return outliner_of(SHEET, language)


def outliner_of(sheet, language):
    return outliner(score_sheet(sheet), wording(language)).dimensions()


def said(*measures, **more):
    return [(v.of, v.good, v.text) for m in result_of(*measures, **more).measurements for v in m.verdicts]


@pytest.mark.parametrize(
    ("found", "verdicts"),
    [
        (
            measure(70, 72, 75, target=75, comparator="74.9"),
            [
                ("change", True, "Better than in 2024 by 5.0"),
                ("target", True, "Reaches the target"),
                ("comparator", True, "Better than the comparator by 0.1"),
            ],
        ),
        (
            measure(9, 8, 10, better="lower", target=8, comparator=10),
            [
                ("change", False, "Worse than in 2024 by 1"),
                ("target", False, "Misses the target by 2"),
                ("comparator", None, "Equal to the comparator"),
            ],
        ),
        (
            measure(74, 70, 66, better="target", target=60, comparator=55),
            [
                ("change", True, "Nearer to the target than in 2024 by 8"),
                ("target", False, "Misses the target by 6"),
                ("comparator", False, "Farther from the target than the comparator by 1"),
            ],
        ),
        (
            measure(50, 60, 70, better="target", target=60, comparator=50),
            [
                ("change", None, "As near to the target as in 2024"),
                ("target", False, "Misses the target by 10"),
                ("comparator", None, "As near to the target as the comparator"),
            ],
        ),
        (measure(3), [("change", None, "One period only: no change can be told")]),
        (
            measure(3, 3),
            [
                ("change", None, "The same as in 2024"),
                ("change", None, "Fewer than the 3 periods that make a trend"),
            ],
        ),
        (
            measure(-2, -1, 0, target=0),
            [("change", True, "Better than in 2024 by 2"), ("target", True, "Reaches the target")],
        ),
    ],
)
def test_verdicts_say_what_the_numbers_say(found, verdicts):
    assert said(found) == verdicts


def number(shown: str) -> float:
    return float(shown.replace(",", ""))


@given(
    values=st.lists(st.decimals(-500, 500, places=6), min_size=2, max_size=5),
    other=st.decimals(-500, 500, places=6),
    better=st.sampled_from(["higher", "lower"]),
)
@settings(max_examples=60, deadline=None)
def test_no_verdict_contradicts_what_is_printed(values, other, better):
    (view,) = result_of(measure(*values, better=better, comparator=other)).measurements
    printed = [number(p.value.shown) for p in view.periods]
    sign = 1 if better == "higher" else -1
    good = {v.of: v.good for v in view.verdicts if "periods" not in v.text}
    for of, against in (("change", printed[0]), ("comparator", number(view.comparator_value.shown))):
        lead = sign * (printed[-1] - against)
        assert good[of] == (None if lead == 0 else lead > 0)
    assert number(view.change.shown) == pytest.approx(printed[-1] - printed[0], abs=1e-9)


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        (measure(70, "71.25", target=80), ["70.00", "71.25", "+1.25", "80.00"]),
        (measure(48213, 5120000), ["48,213", "5,120,000", "+5,071,787"]),
        (measure("0.0001", "-0.00005"), ["0.0001", "-0.0001", "-0.0002"]),
        (measure(Fraction(1, 3), 1), ["0.3333", "1.0000", "+0.6667"]),
    ],
)
def test_a_measure_is_printed_with_as_many_decimals_as_it_needs_up_to_four(found, shown):
    (view,) = result_of(found).measurements
    figures = [*(p.value for p in view.periods), view.change, view.target]
    assert [figure.shown for figure in figures if figure] == shown


def test_the_sample_and_the_direction_are_said_in_every_language():
    found = measure(1, 2, 3, better="lower", n=96412)
    for language, words in zip(LANGUAGES, ("lower is better", "越低越好", "越低越好"), strict=True):
        (view,) = result_of(found, language=language).measurements
        assert (view.better_title, view.n.shown) == (words, "96,412")


@pytest.mark.parametrize(
    ("measures", "rated", "remarks"),
    [
        ([measure(1, 2, 3, comparator=2)], {"periods": 3, "comparator": 1}, []),
        ([measure(1, 2, 3)], {"periods": 3, "comparator": 0}, []),
        (
            [measure(1, 2, 3)],
            {"periods": 5, "comparator": 1},
            [
                "The rating counts 5 periods; no figure here has more than 3.",
                "The rating counts a comparator; none of the figures here has one.",
            ],
        ),
        (
            [measure(1), replace(measure(1, 2, 3, comparator=2), title="Other")],
            {"periods": 2, "comparator": 0},
            [
                "The rating counts 2 of the 3 periods that are listed here.",
                "A comparator is listed here; the rating does not count it as a valid one.",
            ],
        ),
    ],
)
def test_what_does_not_agree_with_the_rating_is_remarked_and_not_corrected(measures, rated, remarks):
    result = result_of(*measures, **rated)
    assert list(result.remarks) == remarks
    assert {part.id: part.given for part in result.ratings if part.id in rated} == {
        name: str(value) for name, value in rated.items()
    }


def test_a_practice_that_does_not_apply_may_still_have_figures():
    excluded = replace(SHEET, answers={**SHEET.answers, ON: NotApplicable("None", "Lead")})
    assert isinstance(SHEET.answers[ON], Answer)
    assert result_of(measure(1, 2, 3), sheet=excluded).remarks == (
        "Figures were handed in, but the practice was not rated.",
    )


def test_measurements_change_no_score():
    bare = replace(SHEET, measurements=(), evidence=())
    assert score_sheet(bare).total == score_sheet(SHEET).total


@pytest.mark.parametrize("sheet", [verified(), declared()])
def test_every_results_practice_is_listed_with_its_ratings(sheet):
    document = build(sheet, score_sheet(sheet), "en")
    listed = [p for c in document.results for p in c.practices]
    assert [p.practice for p in listed] == [p.id for p in sheet.model.practices if p.kind == "results"]
    rated = next(p for p in listed if p.state == "answered")
    assert "evidence" not in {part.id for part in rated.ratings}
    assert [m.practice for m in document.measurements] == [m.on for m in sheet.measurements]


def test_every_measurement_has_a_picture_with_its_figures():
    document = build(SHEET, score_sheet(SHEET), "zh-Hans")
    charts = measurement_charts(document, wording("zh-Hans"))
    assert list(charts) == [m.id for m in document.measurements]
    for found in document.measurements:
        table = charts[found.id].table
        assert table.caption == f"{found.title} ({found.unit})"
        assert table.rows == tuple((p.period, p.value.shown) for p in found.periods)
        assert table.headers == ("期间", "数值")
    assert "目标 85.0" in charts[document.measurements[0].id].svg
