"""The evidence register in a document: every item, what it supports, and what nothing supports."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from assessor.answers.evidence import EVIDENCE_KINDS, EvidenceItem
from assessor.answers.files import read_answers
from assessor.demo.steps import ANSWERS
from assessor.languages import LANGUAGES
from assessor.reports.building import build, review_sheet, score_sheet
from assessor.reports.exchange import to_json
from criteria.answers import Answer
from tests.assessor.sheets import declared, verified

PACKS = Path(__file__).parents[2] / "data" / "packs"
PROMISE = "leadership.vision.customer-promise"


def document_of(sheet, language="en"):
    return build(sheet, score_sheet(sheet), language)


def practices_of(document):
    return {p.id: p for d in document.dimensions for c in d.criteria for p in c.practices}


def test_an_item_is_listed_with_all_that_was_said_of_it():
    first, second = document_of(verified()).evidence
    assert (first.number, first.id, first.kind, first.kind_title) == (1, "D-1", "document", "Document")
    assert [(p.id, p.title) for p in first.practices] == [
        (PROMISE, "Customer promise"),
        (
            "operations.complaints.root-cause",
            practices_of(document_of(verified()))[first.practices[1].id].title,
        ),
    ]
    assert (first.seen_on_shown, first.by, first.site) == (
        "1 September 2026",
        "Assessor One",
        "Harbour works",
    )
    assert (first.note, first.digest) == ("章程已核对。\nTwo pages.", "0123456789abcdef" * 4)
    assert (second.seen_on_shown, second.by, second.site, second.note, second.digest) == ("", "", "", "", "")


def test_a_practice_names_the_items_that_it_rests_on():
    found = practices_of(document_of(verified()))
    assert [(e.number, e.id) for e in found[PROMISE].evidence] == [(1, "D-1")]
    assert [e.id for e in found["results.perception.overall-satisfaction"].evidence] == ["C-1"]
    assert sum(len(practice.evidence) for practice in found.values()) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_a_name_in_every_language(language):
    items = tuple(EvidenceItem(kind, kind, (PROMISE,), "x") for kind in EVIDENCE_KINDS)
    titles = [e.kind_title for e in document_of(replace(verified(), evidence=items), language).evidence]
    assert len(set(titles)) == len(EVIDENCE_KINDS)
    assert all(title.isascii() == (language == "en") for title in titles)


def test_what_is_rated_above_assertion_without_an_item_is_said():
    sheet = verified()
    answer = sheet.answers[PROMISE]
    lowest = replace(answer, values={**answer.values, "evidence": Fraction(0)})
    bare = replace(sheet, evidence=(), answers={**sheet.answers, PROMISE: lowest})
    listed = {u.practice: u.rating for u in document_of(bare).unregistered}
    rated = {
        name
        for name, answer in bare.answers.items()
        if isinstance(answer, Answer) and answer.values["evidence"] > 0
    }
    assert set(listed) == rated
    assert PROMISE not in listed
    assert set(listed.values()) <= {
        "1 (A document only)",
        "2 (Document and interview, or a single record)",
        "3 (Sampled records, most units)",
        "4 (Two or more independent kinds, one from the customer's side)",
    }


def test_an_item_takes_its_practices_off_that_list():
    sheet = verified()
    without = {u.practice for u in document_of(replace(sheet, evidence=())).unregistered}
    supported = {name for item in sheet.evidence for name in item.on}
    assert supported <= without
    assert {u.practice for u in document_of(sheet).unregistered} == without - supported


def test_a_track_that_does_not_rate_evidence_lacks_none():
    assert document_of(declared()).unregistered == ()


@pytest.mark.parametrize("name", ["assurance", "ladder", "twolayer"])
def test_other_models_have_a_register_too(name):
    sheet = read_answers(PACKS / name / "answers.yaml", folders=[PACKS])
    item = EvidenceItem("E-1", "record", (sheet.model.practices[0].id,), "Log")
    document = document_of(replace(sheet, evidence=(item,)))
    assert [e.id for e in document.evidence] == ["E-1"]
    assert practices_of(document)[sheet.model.practices[0].id].evidence[0].id == "E-1"
    assert to_json(document)


def test_the_demonstration_supports_what_it_rates():
    """Its register is as a certification body would want it: kinds fit the ratings; a few gaps are shown."""
    sheet = read_answers(ANSWERS / "audit.xlsx")
    kinds: dict[str, set[str]] = {}
    for item in sheet.evidence:
        for practice in item.on:
            kinds.setdefault(practice, set()).add(item.kind)
    for practice, answer in sheet.answers.items():
        own = kinds.get(practice, set())
        if isinstance(answer, Answer) and own and answer.values["evidence"] == 4:
            assert len(own) > 1, practice
            assert own & {"customer-side", "mystery-shopping"}, practice
        if isinstance(answer, Answer) and answer.values["evidence"] == 1:
            assert own == {"document"}, practice
    document = document_of(sheet)
    assert 1 <= len(document.unregistered) <= 5
    remarks = [remark for c in document.results for p in c.practices for remark in p.remarks]
    assert remarks == ["The rating counts 2 of the 3 periods that are listed here."]


def test_the_demonstration_comes_to_what_it_came_to_without_its_register():
    sheet = read_answers(ANSWERS / "audit.xlsx")
    result = score_sheet(sheet)
    document = build(sheet, result, "en", reviewed=review_sheet(sheet, result))
    assert (document.total.shown, document.level.number, document.confidence.letter) == ("523", 3, "B")
