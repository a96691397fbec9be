"""Texts in one language only are examined in that language, and nothing ends in an error."""

from dataclasses import replace

import pytest

from criteria.glossary import Glossary
from criteria.model import Model
from criteria.quality import examine
from criteria.registry import load
from criteria.text import Text


def _of_one_practice(said: str) -> Model:
    """The model with a single practice, whose descriptors all say the same."""
    model = load("cmc")
    dimension = model.dimensions[0]
    criterion = dimension.criteria[0]
    practice = criterion.practices[0]
    assert practice.guide is not None
    guide = replace(practice.guide, descriptors={1: Text({"en": said})})
    alone = replace(criterion, practices=(replace(practice, guide=guide),))
    return replace(model, dimensions=(replace(dimension, criteria=(alone,)),))


def test_english_alone_is_not_mistranslated():
    said = "Somebody keeps a list of customers and reads it aloud to every colleague each single week."
    problems = examine(_of_one_practice(said), Glossary()).problems
    assert not [p for p in problems if "descriptor" in p.where or p.where.endswith(":1")]


@pytest.mark.parametrize("said", ["100 %", "—"])
def test_a_text_without_words_is_short_and_no_error(said):
    quality = examine(_of_one_practice(said), Glossary())
    assert [p.found for p in quality.problems if p.where.endswith(":1") and p.language == "en"] == ["0 words"]
    assert "descriptors" not in [reading.kind for reading in quality.readability]
