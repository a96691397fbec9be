"""Contrast against pairs whose ratios are known, and colours that are made darker until they can be read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.brands.brand import DEFAULT
from assessor.brands.palette import READABLE, contrast, readable, shown_ratio, worst_contrast

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),  # the well-known pair around the limit
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
        ("#008000", "#ffffff", 5.14),
        ("#0000ff", "#ffffff", 8.59),
        ("#ffff00", "#ffffff", 1.07),
        ("#0000ff", "#ff0000", 2.15),
    ],
)
def test_known_pairs(one, other, ratio):
    assert round(contrast(one, other), 2) == ratio
    assert contrast(one, other) == contrast(other, one)


def test_a_ratio_that_failed_never_reads_as_one_that_passed():
    assert contrast("#777777", "#ffffff") < READABLE
    assert shown_ratio(4.4999) == "4.49:1"


@settings(max_examples=60, deadline=None)
@given(colours)
def test_what_is_proposed_can_be_read_and_what_can_be_read_stays(colour):
    proposed = readable(colour)
    assert worst_contrast(proposed)[0] >= READABLE
    assert (proposed == colour) == (worst_contrast(colour)[0] >= READABLE)
    assert all(proposed[i : i + 2] <= colour[i : i + 2] for i in (1, 3, 5))


@settings(max_examples=20, deadline=None)
@given(colours.filter(lambda colour: colour != "#000000"))
def test_it_is_the_nearest_of_the_darker_ones(colour):
    """One step lighter along the way to the colour cannot be read."""
    channels = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    steps = [
        "#" + "".join(f"{int(channel * step / 255 + 0.5):02x}" for channel in channels) for step in range(256)
    ]
    proposed = readable(colour)
    chosen = max(step for step, made in enumerate(steps) if made == proposed)
    assert all(worst_contrast(made)[0] < READABLE for made in steps[chosen + 1 :])


def test_the_houses_own_colours_can_be_read():
    for colour in (DEFAULT.primary, DEFAULT.accent, DEFAULT.ink, DEFAULT.muted, DEFAULT.alert):
        assert worst_contrast(colour, DEFAULT.accent)[0] >= READABLE
