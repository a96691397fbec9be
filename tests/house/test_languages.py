"""Every text has its Chinese, and every translation is used."""

import re

import pytest

from assessor.answers.wording import PHRASES
from assessor.languages import TERMS, wording
from criteria.text import replacements
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


def test_every_term_of_the_interface_is_used() -> None:
    said = "\n".join([*HAVE.values(), *(simplified for _, simplified in PHRASES.values())])
    assert not [term for term in replacements(TERMS) if term not in said]


@pytest.mark.parametrize(
    "word", ["文件夾", "保存", "設備", "會話", "賬", "退出登入", "響應", "默認", "鏈接", "鍊", "信息", "打印"]
)
def test_readers_in_taiwan_find_their_own_words(word: str) -> None:
    say = wording("zh-Hant")
    assert not [text for text in HAVE if word in say(text)]


def test_chinese_has_its_own_punctuation() -> None:
    wrong = re.compile(r"[一-鿿][,;:!?()]|[,;:!?()][一-鿿]")
    assert [text for text in HAVE.values() if wrong.search(text)] == []


@pytest.mark.parametrize("word", ["评估", "帐户", "协调人", "电子邮箱"])
def test_chinese_has_one_word_for_a_thing(word: str) -> None:
    """The catalogue says 评价, 账户 and 协调员."""
    assert [text for text in HAVE.values() if word in text] == []
