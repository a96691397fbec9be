"""Every text has its Chinese, and every translation is used."""

import re

import pytest

from tools.messages import catalogue, translated, used

CHINESE = re.compile(r"[一-鿿]")
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def test_every_message_is_translated() -> None:
    have = translated(catalogue())
    missing = {text: place for text, place in used().items() if not have.get(text)}
    assert not missing


def test_no_translation_is_left_over() -> None:
    assert not translated(catalogue()).keys() - used().keys()


@pytest.mark.parametrize(("text", "translation"), sorted(translated(catalogue()).items()))
def test_translations_keep_their_values(text: str, translation: str) -> None:
    assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(translation))
