"""Every fault names its place, what was found and what is allowed; all are told at once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assessor.answers.files import read_answers
from criteria.faults import AnswersInvalid
from tests.assessor.answers.answer_sheets import DEFINITION, PROMISE, SATISFACTION, as_json, as_yaml, document

Change = Callable[[dict[str, Any]], object]
DECISION = {"certify": True, "decided_by": "Board", "decided_on": "2026-11-02"}
FINDING = {"id": "NC-1", "kind": "minor", "text": "No owner", "status": "open"}


def faults_of(path: Path, data: bytes | str, model: str | None = None) -> list[str]:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    with pytest.raises(AnswersInvalid) as refused:
        read_answers(path, model=model)
    return [str(fault) for fault in refused.value.faults]


def spoilt(change: Change, track: str = "declared") -> bytes:
    spoiled = document(track)
    change(spoiled)
    return as_json(spoiled)


HEAD: list[tuple[Change, str]] = [
    (lambda d: d.update(answers=2), "answers: found '2'; allowed: 1, the format of this file"),
    (lambda d: d.pop("answers"), "answers: found nothing; allowed: a text"),
    (lambda d: d.update(model="cmc@1999.1"), "model: found 'cmc@1999.1'; allowed: one of cmc@"),
    (lambda d: d.pop("model"), "model: found nothing; allowed: one of cmc@"),
    (lambda d: d.update(track="verifed"), "allowed: one of declared, verified, perhaps verified"),
    (lambda d: d.update(status="final"), "status: found 'final'; allowed: one of draft, submitted"),
    (lambda d: d.pop("status"), "status: found nothing; allowed: one of draft, submitted"),
    (lambda d: d.update(profile="balancd"), "profile: found 'balancd'; allowed: one of balanced,"),
    (lambda d: d.update(date="31.10.2026"), "date: found '31.10.2026'; allowed: a date, YYYY-MM-DD"),
    (lambda d: d.update(date="2026-02-30"), "date: found '2026-02-30'; allowed: a date, YYYY-MM-DD"),
    (lambda d: d.update(date=20261031), "date: found 20261031; allowed: a date, YYYY-MM-DD"),
    (lambda d: d.pop("date"), "date: found nothing; allowed: a date, YYYY-MM-DD"),
    (lambda d: d.update(practises={}), "practises: found an unknown key; allowed: one of answers, model"),
    (lambda d: d.update(practises={}), ", perhaps practices"),
    (lambda d: d.pop("organisation"), "organisation: found nothing; allowed: name, industry"),
    (lambda d: d.update(organisation="Acme"), "organisation: found 'Acme'; allowed: fields of its own"),
    (lambda d: d.update(practices=[1]), "practices: found [1]; allowed: answers by the id of their practice"),
    (lambda d: d.update(findings=[FINDING]), "findings: found findings in the track declared; allowed: only"),
    (lambda d: d.update(decision=DECISION), "decision: found decision in the track declared; allowed: only"),
]

ORGANISATION: list[tuple[dict[str, Any], str]] = [
    ({"name": " "}, "organisation.name: found nothing; allowed: a text"),
    ({"name": "a\x07b"}, "organisation.name: found the character U+0007; allowed: printable text"),
    ({"name": "\ud800"}, "organisation.name: found the character U+D800; allowed: printable text"),
    ({"name": ["a"]}, "organisation.name: found ['a']; allowed: a text"),
    ({"name": "x" * 301}, "organisation.name: found 301 characters; allowed: at most 300"),
    ({"industry": "V"}, "organisation.industry: found 'V'; allowed: an ISIC Rev. 4 section"),
    ({"industry": 123}, "organisation.industry: found '123'; allowed: an ISIC Rev. 4 section"),
    ({"country": "China"}, "organisation.country: found 'China'; allowed: two capital letters"),
    ({"employees": 0}, "organisation.employees: found 0; allowed: a whole number from 1"),
    ({"employees": "many"}, "organisation.employees: found 'many'; allowed: a whole number from 1"),
    ({"employees": 2.5}, "organisation.employees: found 2.5; allowed: a whole number from 1"),
    ({"employees": True}, "organisation.employees: found True; allowed: a whole number from 1"),
    ({"sites": "North"}, "organisation.sites: found 'North'; allowed: a list"),
    ({"sites": ["North"]}, "organisation.sites[0]: found 'North'; allowed: fields of its own"),
    (
        {"sites": [{"name": "N", "share": 0}]},
        "organisation.sites[0].share: found 0; allowed: a number above 0",
    ),
    ({"sites": [{"nmae": "N"}]}, "organisation.sites[0].nmae: found an unknown key"),
    ({"sites": [{"name": "N"}, {"name": "N"}]}, "organisation.sites[1].name: found 'N' again; allowed: each"),
    ({"staff": 3}, "organisation.staff: found an unknown key; allowed: one of name, industry"),
]

ANSWERS: list[tuple[object, str]] = [
    (6, f"{PROMISE}.answer: found 6; allowed: one of 0, 1, 2, 3, 4, 5"),
    ("３", f"{PROMISE}.answer: found '３'; allowed: one of 0"),
    ("=1+1", f"{PROMISE}.answer: found '=1+1'; allowed: one of 0"),
    (True, f"{PROMISE}.answer: found True; allowed: one of 0"),
    ({"anwser": 3}, f"{PROMISE}.anwser: found an unknown component; allowed: one of answer"),
    ({"not_applicable": True}, f"{PROMISE}: found N/A without a reason; allowed: a reason"),
    ({"not_applicable": "perhaps"}, f"{PROMISE}.not_applicable: found 'perhaps'; allowed: true or false"),
    (
        {"answer": 3, "not_applicable": True, "reason": "r"},
        "found a value beside N/A; allowed: either a value",
    ),
    ({"answer": 3, "reason": "r"}, "found a reason without 'not applicable'"),
    ({"answer": 3, "comment": ["a"]}, f"{PROMISE}.comment: found ['a']; allowed: a text"),
    ({"answer": 3, "comment": "x" * 20001}, f"{PROMISE}.comment: found 20001 characters; allowed: at most"),
]

AUDIT: list[tuple[Change, str]] = [
    (
        lambda d: d["practices"].update({PROMISE: 60}),
        "found one value; allowed: a value for each of approach",
    ),
    (
        lambda d: d["practices"][PROMISE].pop("learning"),
        "found no learning; allowed: every component, or none",
    ),
    (lambda d: d["practices"][PROMISE].update(approach=52), "found 52; allowed: 0 to 100 in steps of 5"),
    (
        lambda d: d["practices"][PROMISE].update(deployment="North 60%; 50"),
        "found 'North 60%; 50'; allowed: 0 to 100 in steps of 5, or values by site: 'Site A 60%: 50; Site B",
    ),
    (
        lambda d: d["practices"][PROMISE].update(deployment="North 60%: 52"),
        "found '52'; allowed: 0 to 100 in steps of 5",
    ),
    (
        lambda d: d["practices"].update({SATISFACTION: {"not_applicable": True, "reason": "r"}}),
        f"{SATISFACTION}: found N/A that nobody approved; allowed: the name of the lead assessor",
    ),
    (
        lambda d: d["practices"][PROMISE].update(approved_by="Lin Yi"),
        f"{PROMISE}: found an approval without 'not applicable'; allowed: an approval only with N/A",
    ),
    (lambda d: d.update(assessors=[{"role": "lead"}]), "assessors[0].name: found nothing; allowed: a text"),
    (
        lambda d: d.update(assessors=[{"name": "A", "role": "boss"}]),
        "found 'boss'; allowed: one of lead, member",
    ),
    (
        lambda d: d.update(assessors=[{"name": "A", "role": "lead"}, {"name": "A", "role": "member"}]),
        "assessors[1].name: found 'A' again; allowed: each assessor once",
    ),
    (
        lambda d: d.update(assessors=[{"name": "A", "role": "lead"}, {"name": "B", "role": "lead"}]),
        "assessors[1].role: found a second lead; allowed: one lead assessor",
    ),
    (
        lambda d: d.update(assessors=[{"name": "A", "role": "lead", "practices": {"x.y": 1}}]),
        "found 'x.y'; allowed: a practice of cmc@2026.1",
    ),
    (
        lambda d: d.update(findings=[{**FINDING, "status": None}]),
        "findings[0].status: found nothing; allowed: one of open, closed",
    ),
    (lambda d: d.update(findings=[FINDING, FINDING]), "findings[1].id: found 'NC-1' again; allowed: each"),
    (
        lambda d: d.update(findings=[{**FINDING, "on": "people"}]),
        "findings[0].on: found 'people'; allowed: a pr",
    ),
    (
        lambda d: d.update(findings=[{**FINDING, "kind": "huge"}]),
        "found 'huge'; allowed: one of major, minor",
    ),
    (
        lambda d: d.update(findings=[{**FINDING, "closed_on": "2026-11-01"}]),
        "findings[0].closed_on: found 2026-11-01; allowed: nothing while the finding is open",
    ),
    (lambda d: d.update(decision={}), "decision.certify: found nothing; allowed: true or false"),
    (lambda d: d.update(decision={**DECISION, "certify": "maybe"}), "decision.certify: found 'maybe'"),
    (lambda d: d.update(decision={**DECISION, "decided_on": "soon"}), "decision.decided_on: found 'soon'"),
]


@pytest.mark.parametrize(("change", "expected"), HEAD)
def test_head_faults(tmp_path: Path, change: Change, expected: str) -> None:
    assert expected in "\n".join(faults_of(tmp_path / "a.json", spoilt(change)))


@pytest.mark.parametrize(("fields", "expected"), ORGANISATION)
def test_organisation_faults(tmp_path: Path, fields: dict[str, Any], expected: str) -> None:
    found = faults_of(tmp_path / "a.json", spoilt(lambda d: d["organisation"].update(fields)))
    assert expected in "\n".join(found)


@pytest.mark.parametrize(("entry", "expected"), ANSWERS)
def test_answer_faults(tmp_path: Path, entry: object, expected: str) -> None:
    found = faults_of(tmp_path / "a.json", spoilt(lambda d: d["practices"].update({PROMISE: entry})))
    assert expected in "\n".join(found)


@pytest.mark.parametrize(("change", "expected"), AUDIT)
def test_audit_faults(tmp_path: Path, change: Change, expected: str) -> None:
    assert expected in "\n".join(faults_of(tmp_path / "a.json", spoilt(change, "verified")))


def test_head_and_answers_are_told_together_with_their_lines(tmp_path: Path) -> None:
    text = f"""answers: 1
model: cmc@2026.1
track: declared
status: final
organisation: {{name: Harbour Lantern Ltd, industry: Z, country: CN}}
date: 2026-10-31
practices:
  {PROMISE}: 7
  {DEFINITION}:
    answer: 3
    reason: why
"""
    found = faults_of(tmp_path / "a.yaml", text)
    assert [fault.partition(" found ")[0] for fault in found] == [
        "a.yaml:4: status:",
        "a.yaml:5: organisation.industry:",
        f"a.yaml:8: {PROMISE}.answer:",
        f"a.yaml:11: {DEFINITION}:",
    ]


def test_json_faults_name_their_line(tmp_path: Path) -> None:
    entry = document("verified")
    entry["organisation"]["sites"] = [{"name": 'a "quoted", [bracketed]\nname'}, {"name": "N", "share": "x"}]
    entry["practices"][DEFINITION]["evidence"] = 9
    data = as_json(entry)
    lines = data.decode().splitlines()
    share, evidence = (1 + n for n, line in enumerate(lines) if '"share"' in line or '"evidence": 9' in line)
    assert [fault.partition(" found ")[0] for fault in faults_of(tmp_path / "a.json", data)] == [
        f"a.json:{share}: organisation.sites[1].share:",
        f"a.json:{evidence}: {DEFINITION}.evidence:",
    ]


def test_repeated_json_keys_are_refused_with_their_line(tmp_path: Path) -> None:
    data = as_json(document()).decode().replace('"country"', '"name": "Another", "country"')
    line = data[: data.index("Another")].count("\n") + 1
    assert faults_of(tmp_path / "a.json", data) == [
        f"a.json:{line}: organisation.name: found the key twice; allowed: each key once"
    ]


def test_repeated_yaml_keys_are_refused_with_their_line(tmp_path: Path) -> None:
    data = as_yaml(document()).decode() + "status: draft\n"
    line = data.count("\n")
    assert faults_of(tmp_path / "a.yaml", data) == [
        f"a.yaml:{line}: status: found the key twice; allowed: each key once"
    ]


CSV = f"""@model,cmc@2026.1
@track,declared
@status,submitted
@date,2026-10-31
@organisation.name,Harbour Lantern Ltd
@organisation.industry,C
@organisation.country,CN
practice,answer,not_applicable,reason,comment
{PROMISE},3,,,
{DEFINITION},,yes,no customers yet,
"""


def test_a_missing_reason_is_looked_for_on_the_line_of_its_row(tmp_path: Path) -> None:
    without = CSV.replace("yes,no customers yet,", "yes") + f"{SATISFACTION},,yes,,\n"
    assert faults_of(tmp_path / "a.csv", without) == [
        f"a.csv:{line}: {practice}: found N/A without a reason; allowed: a reason"
        for line, practice in ((10, DEFINITION), (11, SATISFACTION))
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "@status,submitted",
            "@status,final",
            "a.csv:3: status: found 'final'; allowed: one of draft, submitted",
        ),
        (
            "@status,submitted",
            "@status,draft,x",
            "a.csv:3: status: found 'x'; allowed: one value beside its key",
        ),
        ("@status", "@track", "a.csv:3: track: found the key twice; allowed: each key once"),
        ("@status,submitted", "@practices,x", "a.csv:3: practices: found an unknown key"),
        ("@organisation.industry", "@organisation.industri", "perhaps industry"),
        (
            "@organisation.name,",
            "@organisation,x\n@organisation.name,",
            "organisation: found 'x'; allowed: fields",
        ),
        (
            "@organisation.name,",
            "@organisation.sites,;;\n@organisation.name,",
            "organisation.sites: found ';;'",
        ),
        (
            "practice,answer",
            "practise,answer",
            "a.csv:8: found 'practise'; allowed: 'practice' and the names",
        ),
        (
            "reason,comment",
            "reason,reason",
            "a.csv:8: reason: found the column twice; allowed: each column once",
        ),
        (
            "practice,answer",
            "practice,answr",
            "a.csv:9: leadership.vision.customer-promise.answr: found an unknown",
        ),
        (f"{PROMISE},3", f"{PROMISE},7", "a.csv:9: leadership.vision.customer-promise.answer: found '7'"),
        (f"{PROMISE},3", f"{PROMISE},#REF!", "answer: found '#REF!'; allowed: one of 0"),
        (
            f"{PROMISE},3,,,",
            f"{PROMISE},3,,,,9",
            "a.csv:9: leadership.vision.customer-promise: found '9'; allowed",
        ),
        (
            f"{DEFINITION},",
            f"{PROMISE},",
            "a.csv:10: leadership.vision.customer-promise: found a second answer",
        ),
        (f"{PROMISE},3", "leadership.vision.customer-promis,3", "perhaps leadership.vision.customer-promise"),
        (
            f"{PROMISE},3,,,",
            f'{PROMISE},3,,,"a\nb"\n{PROMISE},3,,,',
            "a.csv:11: leadership.vision.customer-promise",
        ),
        (
            "no customers yet,",
            '"no" customers,',
            "a.csv:10: found ',' expected after '\"'; allowed: valid CSV",
        ),
        (
            CSV[CSV.index("practice,") :],
            "",
            "a.csv: found no heading row; allowed: a row that begins with 'practice'",
        ),
    ],
)
def test_csv_faults(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in CSV
    assert expected in "\n".join(faults_of(tmp_path / "a.csv", CSV.replace(old, new)))


def test_the_csv_of_these_tests_is_otherwise_sound(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CSV)
    assert set(read_answers(tmp_path / "a.csv").answers) == {PROMISE, DEFINITION}


def test_another_model_than_asked_for_is_refused(tmp_path: Path) -> None:
    found = faults_of(tmp_path / "a.json", as_json(document()), model="samm@2.1")
    assert found == ["a.json:3: model: found 'cmc@2026.1'; allowed: samm@2.1, as asked for; or ask for none"]


def test_an_unknown_model_asked_for_is_named(tmp_path: Path) -> None:
    found = faults_of(tmp_path / "a.json", spoilt(lambda d: d.pop("model")), model="nothing")
    assert found[0].startswith("a.json: model: found 'nothing'; allowed: one of cmc@")
