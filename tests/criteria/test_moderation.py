"""From several answers to what may be said of them."""

from fractions import Fraction

import pytest

from criteria.answers import Answer, NotApplicable
from criteria.model import Component, Rating, Scale
from criteria.moderation import FarApart, Opinion, in_the_middle, must_explain, to_discuss, unanimous, width
from criteria.registry import load
from criteria.text import Text

DECLARED = load("cmc").tracks["declared"].ratings["process"]
NUMBERS = Rating(
    "r", (Component("c", Text({"en": "C"}), Fraction(1), range=Scale(Fraction(0), Fraction(100))),)
)
NA = NotApplicable("No partners")


def said(*levels: int | str) -> list[Opinion]:
    return [
        NA if level == "na" else Answer({"answer": Fraction(level)}, f"comment {level}") for level in levels
    ]


def numbers(*values: int) -> list[Opinion]:
    return [Answer({"c": Fraction(value)}) for value in values]


def test_the_same_answer_with_other_comments_is_unanimous_and_carries_none() -> None:
    three = Answer({"answer": Fraction(3)}, "seen")
    assert unanimous([three, Answer({"answer": Fraction(3)}, "heard")]) == Answer({"answer": Fraction(3)})


def test_unanimity_of_not_applicable_keeps_a_reason_only_if_it_is_everybodys() -> None:
    assert unanimous([NA, NA]) == NotApplicable("No partners")
    assert unanimous([NA, NotApplicable("None here")]) == NotApplicable("")
    assert unanimous([NA, *said(0)]) is None
    assert unanimous([*said(0), NA]) is None


@pytest.mark.parametrize(
    ("levels", "middle"),
    [
        ((1, 2, 3), 2),
        ((1, 2, 3, 5), 2),  # the lower of two
        ((5, 0, 5), 5),
        ((2, 3), None),  # of two there is no middle
        ((2, 2, 2, "na", "na"), 2),
        ((2, 2, 2, "na", "na", "na"), None),  # as many hold that it does not apply
        ((), None),
    ],
)
def test_the_median_is_an_answer_that_somebody_gave(
    levels: tuple[int | str, ...], middle: int | None
) -> None:
    found = in_the_middle(DECLARED, said(*levels))
    assert (found.values["answer"] if found else None) == middle


def test_a_median_that_the_component_does_not_allow_is_none() -> None:
    """As where a level follows from values by site."""
    assert in_the_middle(DECLARED, [Answer({"answer": Fraction(5, 2)})] * 3) is None


def test_fewer_than_one_answer_have_no_median() -> None:
    with pytest.raises(ValueError, match="found 0; allowed: 1 or more"):
        in_the_middle(DECLARED, said(1), least=0)


@pytest.mark.parametrize(
    ("levels", "settled", "reasons"),
    [
        ((3, 3, 2), 3, ()),
        ((3, 3, 2), 2, ()),
        ((3, 3, 2), 4, ("differs",)),
        ((2, 4), 2, ("apart",)),
        ((2, 4), 3, ("differs", "apart")),
        ((2, "na"), 2, ("applies",)),
        ((2, "na"), "na", ("applies",)),
        ((2, 2), "na", ("differs",)),
        (("na", "na"), "na", ()),
        ((), 3, ("nobody",)),
    ],
)
def test_words_are_owed_where_an_answer_does_not_follow(
    levels: tuple[int | str, ...], settled: int | str, reasons: tuple[str, ...]
) -> None:
    assert must_explain(DECLARED, said(*levels), said(settled)[0]) == reasons


def test_a_range_of_numbers_is_measured_as_a_part_of_it() -> None:
    assert to_discuss(NUMBERS, numbers(20, 59)) == ()
    assert to_discuss(NUMBERS, numbers(20, 60)) == ("apart",)
    assert to_discuss(NUMBERS, numbers(20, 59), FarApart(2, Fraction(1, 4))) == ("apart",)


def test_the_bound_of_a_set_of_answers_is_counted_in_its_steps() -> None:
    assert to_discuss(DECLARED, said(1, 3), FarApart(3, Fraction(1))) == ()
    assert to_discuss(DECLARED, said(1, 4), FarApart(3, Fraction(1))) == ("apart",)


def test_width_is_a_part_of_the_scale() -> None:
    assert width(DECLARED, said(0, 5)) == 1
    assert width(DECLARED, said(3)) == width(DECLARED, []) == width(DECLARED, [NA, NA]) == 0
    assert width(DECLARED, said(3, "na")) == 1
    assert width(NUMBERS, numbers(10, 40, 30)) == Fraction(3, 10)
