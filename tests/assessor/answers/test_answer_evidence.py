"""The evidence register of an answer file: what may stand in it, and where a fault is."""

from pathlib import Path
from typing import Any

import pytest

from assessor.answers.evidence import EVIDENCE_KINDS, MOST_ITEMS, EvidenceItem
from assessor.answers.files import read_answers
from assessor.answers.wording import CHOICES, choice, phrase
from assessor.answers.workbook import write_template
from criteria.faults import AnswersInvalid
from criteria.text import LANGUAGES
from tests.assessor.answers.answer_sheets import DEFINITION, MODEL, PROMISE, as_json, as_yaml, document
from tests.assessor.answers.opened_workbooks import NS, Opened, described, opened

DIGEST = "0123456789ABCDEF" * 4
ITEM: dict[str, Any] = {"id": "D-1", "kind": "document", "on": [PROMISE], "title": "Charter"}
SITES = [{"name": "North", "share": 60}, {"name": "South", "share": 40}]


def written(folder: Path, *items: object, track: str = "declared") -> Path:
    whole = document(track)
    whole["organisation"]["sites"] = SITES
    (folder / "a.json").write_bytes(as_json({**whole, "evidence": list(items)}))
    return folder / "a.json"


def faults_of(path: Path) -> list[str]:
    with pytest.raises(AnswersInvalid) as refused:
        read_answers(path)
    return [str(fault) for fault in refused.value.faults]


@pytest.mark.parametrize("track", ["declared", "verified"])
def test_an_item_says_what_was_seen_and_what_it_supports(tmp_path: Path, track: str) -> None:
    whole = {**ITEM, "seen_on": "2026-09-01", "by": "Lead", "site": "North", "note": "Two pages"}
    (found,) = read_answers(written(tmp_path, {**whole, "sha256": DIGEST}, track=track)).evidence
    assert found == EvidenceItem(
        "D-1", "document", (PROMISE,), "Charter", found.seen_on, "Lead", "North", "Two pages", DIGEST.lower()
    )
    assert str(found.seen_on) == "2026-09-01"


@pytest.mark.parametrize(
    "on", [f"{PROMISE}; {DEFINITION}", f"{PROMISE}，{DEFINITION}", [PROMISE, DEFINITION]]
)
def test_several_practices_may_stand_in_a_list_or_in_one_text(tmp_path: Path, on: object) -> None:
    (found,) = read_answers(written(tmp_path, {**ITEM, "on": on})).evidence
    assert found.on == (PROMISE, DEFINITION)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"id": ""}, "evidence[0].id: found nothing; allowed: a text"),
        ({"id": "x" * 41}, "evidence[0].id: found 41 characters; allowed: at most 40"),
        ({"kind": "documnt"}, "evidence[0].kind: found 'documnt'; allowed: one of document, record,"),
        ({"kind": "documnt"}, ", perhaps document"),
        ({"title": None}, "evidence[0].title: found nothing; allowed: a text"),
        ({"title": "x" * 301}, "evidence[0].title: found 301 characters; allowed: at most 300"),
        ({"note": "x" * 20_001}, "evidence[0].note: found 20001 characters; allowed: at most 20000"),
        ({"on": []}, "evidence[0].on: found nothing; allowed: practices of cmc@2026.1"),
        ({"on": " ; "}, "evidence[0].on: found nothing; allowed: practices of cmc@2026.1"),
        ({"on": [3]}, "evidence[0].on: found [3]; allowed: practices of cmc@2026.1"),
        ({"on": "leadership.vision"}, "evidence[0].on: found 'leadership.vision'; allowed: practices of"),
        ({"on": f"{PROMISE}s"}, f", perhaps {PROMISE}"),
        ({"on": [PROMISE, PROMISE]}, f"evidence[0].on: found '{PROMISE}' again; allowed: each practice once"),
        ({"seen_on": "1.9.2026"}, "evidence[0].seen_on: found '1.9.2026'; allowed: a date, YYYY-MM-DD"),
        ({"seen_on": "2026-02-30"}, "evidence[0].seen_on: found '2026-02-30'; allowed: a date, YYYY-MM-DD"),
        (
            {"site": "Nort"},
            "evidence[0].site: found 'Nort'; allowed: a site that it lists: North, South, perhaps",
        ),
        ({"sha256": "12ab"}, "evidence[0].sha256: found '12ab'; allowed: 64 hexadecimal digits"),
        ({"sha256": "g" * 64}, "allowed: 64 hexadecimal digits, the SHA-256 of the file"),
        ({"file": "a.pdf"}, "evidence[0].file: found an unknown key; allowed: one of id, kind, on, title,"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, changes: dict[str, Any], expected: str) -> None:
    (fault,) = faults_of(written(tmp_path, {**ITEM, **changes}))
    assert expected in fault
    assert fault.startswith("a.json:")


def test_a_site_is_refused_where_the_organisation_lists_none(tmp_path: Path) -> None:
    whole = {**document(), "evidence": [{**ITEM, "site": "North"}]}
    (tmp_path / "a.yaml").write_bytes(as_yaml(whole))
    (fault,) = faults_of(tmp_path / "a.yaml")
    assert fault.endswith(
        "found 'North'; allowed: a site that it lists: none, as the organisation lists no sites"
    )


def test_each_item_has_an_id_of_its_own_and_all_faults_are_told_at_once(tmp_path: Path) -> None:
    faults = faults_of(written(tmp_path, ITEM, {**ITEM, "kind": "rumour"}, "a photograph"))
    assert [fault.partition(": ")[2] for fault in faults] == [
        "evidence[2]: found 'a photograph'; allowed: fields of its own",
        f"evidence[1].kind: found 'rumour'; allowed: one of {', '.join(EVIDENCE_KINDS)}",
        "evidence[1].id: found 'D-1' again; allowed: each item once",
    ]


def test_there_are_so_many_items_at_most(tmp_path: Path) -> None:
    items = [{**ITEM, "id": f"D-{n}"} for n in range(MOST_ITEMS + 1)]
    assert len(read_answers(written(tmp_path, *items[1:])).evidence) == MOST_ITEMS
    (fault,) = faults_of(written(tmp_path, *items))
    assert "evidence: found 2001 items; allowed: at most 2000" in fault


def test_in_csv_there_is_no_register(tmp_path: Path) -> None:
    text = "@model,cmc@2026.1\n@evidence,D-1\npractice,answer\n"
    (tmp_path / "a.csv").write_text(text)
    assert any(
        "a.csv:2: evidence: found 'D-1'; allowed: a list" in fault for fault in faults_of(tmp_path / "a.csv")
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_offers_the_kinds_in_its_language(tmp_path: Path, language: str) -> None:
    book = opened(tmp_path, language=language)
    name = phrase("sheet.evidence-register", language)
    lists = {
        rule.get("sqref"): rule.findtext("m:formula1", namespaces=NS)
        for rule in book.tree(name).iterfind(".//m:dataValidation[@type='list']", NS)
    }
    words = [choice("evidence.observation" if k == "observation" else k, language) for k in EVIDENCE_KINDS]
    assert lists["B4:B63"] == f'"{",".join(words)}"'
    assert lists["C4:C63"] == "practice_ids"
    assert str(lists["G4:G63"]).endswith("!$C$15:$C$20")
    sites = [book.cells[book.names[1]][row][0] for row in range(14, 20)]
    assert sites == ["@site"] * 6


def test_a_finding_and_an_item_may_both_be_observations_in_chinese(tmp_path: Path) -> None:
    assert CHOICES["observation"][1] != CHOICES["evidence.observation"][1]
    whole = document("verified")
    whole["evidence"] = [{**ITEM, "kind": "observation"}]
    whole["findings"] = [{"id": "OB-1", "kind": "observation", "text": "Seen"}]
    (tmp_path / "a.json").write_bytes(as_json(whole))
    write_template(
        MODEL, "verified", tmp_path / "a.xlsx", "zh-Hans", answers=read_answers(tmp_path / "a.json")
    )
    cells = Opened(tmp_path / "a.xlsx").cells
    assert (cells["证据登记"][3][1], cells["审核发现"][3][1]) == ("现场观察", "观察项")
    sheet = read_answers(tmp_path / "a.xlsx")
    assert (sheet.evidence[0].kind, sheet.findings[0].kind) == ("observation", "observation")


def test_a_fault_in_a_workbook_names_its_cell(tmp_path: Path) -> None:
    book = described(opened(tmp_path, "declared"))
    book.fill("Evidence register", {"A5": "D-1", "B5": "rumour", "D5": "Charter"})
    assert faults_of(book.save()) == [
        f"acme.xlsx: Evidence register!B5: evidence[0].kind: found 'rumour'; allowed: one of "
        f"{', '.join(EVIDENCE_KINDS)}",
        "acme.xlsx: Evidence register!C5: evidence[0].on: found nothing; allowed: practices of cmc@2026.1",
    ]
