"""Numbers as they are written, and as they are shown."""

from decimal import Decimal
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.exact import Weights, dot, exact, less, plain, proportions, rounded

some = settings(max_examples=40, deadline=None)
fractions = st.fractions(min_value=-1000, max_value=1000, max_denominator=10_000)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0.1", F(1, 10)), (0.1, F(1, 10)), (Decimal("1.10"), F(11, 10)), (7, F(7)), ("2/3", F(2, 3)),
        (" 5 ", F(5)), ("+5", F(5)), ("-.5", F(-1, 2)), ("1e3", F(1000)), (F(1, 3), F(1, 3)),
    ],
)  # fmt: skip
def test_read_exactly(written, value):
    assert exact(written) == value


@pytest.mark.parametrize(
    "written",
    [
        "", "x", "1,5", "1_000", "0x1F", "٣", "½", "1/0", "1/-2", "nan", "inf", "1e31", "1e-999999999",
        "9" * 41, float("nan"), float("-inf"), True, None, [1], 1j,
    ],
)  # fmt: skip
def test_refused(written):
    with pytest.raises(ValueError, match="not a"):
        exact(written)


@pytest.mark.parametrize(
    ("value", "places", "up", "even", "cut"),
    [
        ("2.45", 1, "2.5", "2.4", "2.4"), ("2.55", 1, "2.6", "2.6", "2.5"), ("2.449", 1, "2.4", "2.4", "2.4"),
        ("-2.45", 1, "-2.5", "-2.4", "-2.4"), ("0.5", 0, "1", "0", "0"), ("1.5", 0, "2", "2", "1"),
        ("473.1", 0, "473", "473", "473"), ("2.9999", 2, "3.00", "3.00", "2.99"),
    ],
)  # fmt: skip
def test_rounding_modes(value, places, up, even, cut):
    modes = ("half-up", "half-even", "truncate")
    assert [str(rounded(F(value), places, mode)) for mode in modes] == [up, even, cut]


@some
@given(st.lists(st.tuples(fractions, fractions), max_size=8))
def test_dot_is_the_exact_sum(pairs):
    shares, values = [a for a, _ in pairs], [b for _, b in pairs]
    assert dot(shares, values) == sum((a * b for a, b in pairs), F(0))


@some
@given(st.lists(st.tuples(fractions, fractions | st.integers(0, 100).map(F)), min_size=1, max_size=8))
def test_weights_give_the_same_sum(pairs):
    shares, values = [a for a, _ in pairs], [b for _, b in pairs]
    assert Weights(shares).mean(values) == dot(shares, values)


@some
@given(fractions, fractions)
def test_less_is_less(one, other):
    assert less(one, other) == (one < other)


@some
@given(st.lists(fractions.map(abs), min_size=1, max_size=8))
def test_proportions_add_up(weights):
    assert sum(proportions(weights)) == (1 if any(weights) else 0)


def test_plain():
    assert [plain(F(x)) for x in ("3", "2.5", "-0.25")] == ["3", "2.5", "-0.25"]
