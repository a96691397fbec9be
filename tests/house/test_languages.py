"""Every text has its Chinese, and every translation is used."""

import re

import pytest

from tools.messages import catalogues, gathered, used

HAVE, TWICE = gathered(catalogues())

CHINESE = re.compile(r"[一-鿿]")
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def test_every_message_is_translated() -> None:
    missing = {text: place for text, place in used().items() if not HAVE.get(text)}
    assert not missing


def test_no_translation_is_left_over() -> None:
    assert not HAVE.keys() - used().keys()


@pytest.mark.parametrize(("text", "translation"), sorted(HAVE.items()))
def test_translations_keep_their_values(text: str, translation: str) -> None:
    assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(translation))
