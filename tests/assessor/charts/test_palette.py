"""The colours, held to the contrast they promise: on white, in grey, and to eyes that see two primaries."""

from itertools import pairwise

import pytest

from assessor.charts import palette
from assessor.charts.palette import (
    INK,
    MUTED,
    PAPER,
    PEERS,
    RAMP,
    RULE,
    SUBJECT,
    SUBJECT_TINT,
    contrast,
    lightness,
)

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
DEFICIENCIES = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def seen(colour: str, deficiency: str) -> str:
    linear = [palette._linear(channel) for channel in palette._channels(colour)]
    mixed = [sum(w * c for w, c in zip(row, linear, strict=True)) for row in DEFICIENCIES[deficiency]]
    coded = [
        12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055
        for c in (min(max(m, 0), 1) for m in mixed)
    ]
    return "#" + "".join(f"{round(c * 255):02x}" for c in coded)


@pytest.mark.parametrize("text", [INK, MUTED, SUBJECT])
def test_text_reads_on_white_and_on_the_tint(text):
    assert contrast(text, PAPER) >= 4.5
    assert contrast(text, SUBJECT_TINT) >= 4.5


@pytest.mark.parametrize("mark", [SUBJECT, PEERS, RULE, INK])
def test_marks_stand_out_on_white(mark):
    assert contrast(mark, PAPER) >= 3


def test_the_outline_carries_the_fills_that_are_too_pale_for_it():
    for fill in (*RAMP, palette.PEERS_SPREAD, palette.PEERS_MIDDLE):
        assert max(contrast(fill, PAPER), contrast(RULE, PAPER)) >= 3


@pytest.mark.parametrize("count", range(1, 11))
def test_words_read_on_every_level_of_a_ramp(count):
    for fill in palette.ramp(count):
        assert contrast(palette.text_on(fill), fill) >= 4.5


@pytest.mark.parametrize("count", range(2, 11))
def test_a_ramp_darkens_level_by_level(count):
    greys = [lightness(fill) for fill in palette.ramp(count)]
    assert all(before - after >= 55 / count for before, after in pairwise(greys))


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_the_five_levels_stay_apart_to_every_eye(deficiency):
    greys = [lightness(seen(fill, deficiency)) for fill in RAMP]
    assert all(before - after >= 12 for before, after in pairwise(greys))


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_subject_median_and_bands_stay_apart_to_every_eye(deficiency):
    greys = sorted(
        lightness(seen(fill, deficiency))
        for fill in (INK, SUBJECT, palette.PEERS_MIDDLE, palette.PEERS_SPREAD)
    )
    assert all(after - before >= 12 for before, after in pairwise(greys))


@pytest.mark.parametrize("wrong", ["fff", "#fff", "red", "#12345g", "1234567"])
def test_refuses_what_is_no_colour(wrong):
    with pytest.raises(ValueError, match="allowed: #rrggbb"):
        palette.luminance(wrong)


def test_refuses_a_ramp_of_nothing():
    with pytest.raises(ValueError, match="found 0, allowed: 1 or more"):
        palette.ramp(0)
