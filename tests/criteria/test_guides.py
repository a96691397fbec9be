"""Guides, glossary and sources of a pack: what is refused, and what is checked of the texts."""

import shutil
from pathlib import Path

import pytest

from criteria.faults import PackInvalid
from criteria.glossary import Glossary, Term
from criteria.loading import load_pack
from criteria.quality import Thresholds, examine, reading_ease, similar, texts_of
from criteria.registry import BUILT_IN, load
from criteria.text import Text

ORIGINAL = BUILT_IN / "cmc" / "2026.1"
GUIDE = "practices/leadership.vision.yaml"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the built-in pack to spoil."""
    folder = tmp_path / "2026.1"
    shutil.copytree(ORIGINAL, folder)
    return folder


def spoil(pack: Path, name: str, old: str, new: str) -> list[str]:
    """Replace a text in one file; the faults that follow, as printed."""
    path = pack / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackInvalid) as refused:
        load_pack(pack)
    return [str(fault) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("customer-promise:", "customer-promises:", "an unknown practice"),
        ("customer-promise:", "customer-promises:", "no guide to 'customer-promise'"),
        ("    5:\n", "    6:\n", "every level once: 1, 2, 3, 4, 5"),
        ("  guidance:\n", "  guidence:\n", "an unknown key"),
        ("horizon: quick-win", "horizon: soon", "'soon'"),
        ("days: 3\n", "days: 3.5\n", "3.5"),
    ],
)
def test_a_guide_that_does_not_fit_is_refused_with_its_line(pack, old, new, said):
    faults = spoil(pack, GUIDE, old, new)
    assert any(said in fault for fault in faults), faults
    assert all(fault.startswith(f"2026.1/{GUIDE}:") for fault in faults)


def test_a_text_missing_in_a_language_is_refused(pack):
    path = pack / GUIDE
    lines = path.read_text(encoding="utf-8").splitlines()
    first = next(n for n, line in enumerate(lines) if line.strip().startswith("zh-Hans:"))
    path.write_text("\n".join(lines[:first] + lines[first + 1 :]), encoding="utf-8")
    with pytest.raises(PackInvalid) as refused:
        load_pack(pack)
    assert [fault.found for fault in refused.value.faults] == ["no zh-Hans"]


def test_a_guide_to_no_criterion_is_refused(pack):
    shutil.copy(pack / GUIDE, pack / "practices" / "leadership.visions.yaml")
    with pytest.raises(PackInvalid, match=r"leadership\.visions"):
        load_pack(pack)


def test_a_source_row_that_nothing_carries_is_refused(pack):
    assert (
        "practices of the pack"
        in spoil(pack, "sources.yaml", "results.perception.expectation-gap", "results.perception.gap")[0]
    )
    shutil.copy(ORIGINAL / "sources.yaml", pack / "sources.yaml")
    faults = spoil(pack, "sources.yaml", "practices: [results.perception.expectation-gap]", "practices: []")
    assert "nothing carries" in faults[0]


def test_guides_change_the_digest(pack):
    before = load_pack(pack).digest
    path = pack / GUIDE
    path.write_text(
        path.read_text(encoding="utf-8").replace("A good promise", "The good promise", 1), encoding="utf-8"
    )
    assert load_pack(pack).digest != before


# --- the texts --------------------------------------------------------------------------------------


def test_near_duplicates_are_found_in_either_language():
    said = {
        "a": ("Every complaint is logged and answered within two days", "每件投诉均登记并在两日内答复"),
        "b": ("Each complaint is logged and answered within two days", "产品设计前先听取重点客户的意见"),
        "c": ("Leaders visit customers by a yearly plan", "每件投诉均登记并在三日内答复"),
    }
    texts = {name: Text({"en": english, "zh-Hans": chinese}) for name, (english, chinese) in said.items()}
    found = {(pair.first, pair.second, pair.language) for pair in similar(texts, 0.6)}
    assert found == {("a", "b", "en"), ("a", "c", "zh-Hans")}


def test_the_glossary_holds_for_whole_words_only():
    glossary = Glossary((Term(("survey", "surveys"), ("调查",)),))
    assert list(glossary.broken_terms("Surveyors visit the site", "勘测员到访")) == []
    assert len(list(glossary.broken_terms("A survey is run", "进行问询"))) == 1
    assert list(glossary.broken_terms("A survey is run", "开展调查")) == []


def test_short_words_and_short_sentences_read_more_easily():
    easy = "Staff know what to do. They act the same day."
    hard = "Organisational responsibilities regarding communication necessitate comprehensive documentation."
    assert reading_ease(easy) > 80 > 20 > reading_ease(hard)


def test_the_check_names_what_is_wrong(pack):
    path = pack / GUIDE
    text = path.read_text(encoding="utf-8")
    start = text.index("zh-Hans:", text.index("descriptors:"))
    end = text.index("\n", start)
    path.write_text(text[:start] + 'zh-Hans: "只写 brochure"' + text[end:], encoding="utf-8")
    quality = examine(load_pack(pack), load_pack(pack).glossary)
    found = {(p.where, p.found) for p in quality.problems}
    assert any("brochure" in what for _, what in found)
    assert any("characters" in what for _, what in found)
    assert any(where.startswith("leadership.vision.customer-promise") for where, _ in found)


def test_the_built_in_pack_is_complete_and_says_nothing_twice():
    model = load("cmc@2026.1")
    quality = examine(model, model.glossary)
    assert (quality.guides, quality.descriptors, quality.actions) == (120, 600, 600)
    assert (quality.missing, quality.similar, quality.problems) == ((), (), ())
    assert quality.thresholds == Thresholds()
    assert quality.closest < 0.5


def test_every_practice_has_evidence_of_every_kind_and_steps_with_effort():
    for practice in load("cmc").practices:
        guide = practice.guide
        assert guide is not None
        assert len(guide.evidence.documents) >= 2
        assert guide.evidence.records
        assert all(len(interview.questions) == 2 for interview in guide.evidence.interviews)
        assert [action.level for action in guide.actions] == [1, 2, 3, 4, 5]
        assert all(action.days >= 1 for action in guide.actions)
        assert (guide.measure is not None) == (practice.kind == "results")
        assert len(list(texts_of(guide))) > 20
