"""Several respondents of a self-assessment: every form says the same, and every fault is named at once."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.answers import respondents as respondents_module
from assessor.answers import workbook
from assessor.answers.files import read_answers
from assessor.answers.sheet import AnswerSheet, Respondent
from assessor.answers.workbook import write_template
from criteria.answers import NotApplicable
from criteria.faults import AnswersInvalid
from criteria.text import LANGUAGES
from tests.assessor.answers.answer_sheets import (
    DEFINITION,
    MODEL,
    NO_MODEL,
    PROMISE,
    answer_maps,
    as_csv,
    as_json,
    as_yaml,
    comments_beside,
    declared_sheets,
    document,
    document_of,
    names,
    practices_of,
)
from tests.assessor.answers.opened_workbooks import described, opened

PEOPLE: list[dict[str, Any]] = [
    {"name": "Head of sales", "group": "Management", "practices": {PROMISE: 4}},
    {"name": "R2", "group": "Front line", "practices": {PROMISE: {"answer": 1, "comment": "Not that I saw"}}},
]


def read(folder: Path, people: list[Any], **changes: Any) -> AnswerSheet:
    (folder / "a.json").write_bytes(as_json({**document(), "respondents": people, **changes}))
    return read_answers(folder / "a.json")


def faults(folder: Path, people: Any, **changes: Any) -> list[str]:
    with pytest.raises(AnswersInvalid) as caught:
        read(folder, people, **changes)
    return [f"{fault.key}: {fault.found}; {fault.allowed}" for fault in caught.value.faults]


@st.composite
def asked(draw: st.DrawFn) -> AnswerSheet:
    """A self-assessment with respondents."""
    found = []
    for name in draw(st.lists(names, min_size=1, max_size=3, unique=True)):
        answers = draw(answer_maps("declared"))
        group = draw(st.sampled_from(["Management", "Front line", "信息技术"]))
        found.append(Respondent(name, group, answers, draw(comments_beside(answers))))
    return replace(draw(declared_sheets()), respondents=tuple(found))


def said(sheet: AnswerSheet) -> dict[str, Any]:
    people = [
        {"name": p.name, "group": p.group, "practices": practices_of(p.answers, p.comments)}
        for p in sheet.respondents
    ]
    return {**document_of(sheet), "respondents": people}


def without_file(sheet: AnswerSheet) -> AnswerSheet:
    return replace(sheet, model=NO_MODEL, source="", digest="")


@settings(max_examples=12, deadline=None)
@given(sheet=asked(), suffix=st.sampled_from(["yaml", "json"]), language=st.sampled_from(LANGUAGES))
def test_text_and_workbook_come_back_equal(
    tmp_path_factory: pytest.TempPathFactory, sheet: AnswerSheet, suffix: str, language: Any
) -> None:
    folder = tmp_path_factory.mktemp("asked")
    text = as_yaml(said(sheet)) if suffix == "yaml" else as_json(said(sheet))
    (folder / f"a.{suffix}").write_bytes(text)
    once = read_answers(folder / f"a.{suffix}")
    assert without_file(once) == sheet
    write_template(MODEL, "declared", folder / "a.xlsx", language, answers=once)
    assert without_file(read_answers(folder / "a.xlsx")) == sheet


def test_what_one_respondent_says_is_not_what_is_scored(tmp_path: Path) -> None:
    sheet = read(tmp_path, PEOPLE)
    alone = read(tmp_path, [])
    assert sheet.answers == alone.answers
    assert [(p.name, p.group, list(p.answers)) for p in sheet.respondents] == [
        ("Head of sales", "Management", [PROMISE]),
        ("R2", "Front line", [PROMISE]),
    ]


def test_an_audit_has_assessors_and_says_so(tmp_path: Path) -> None:
    whole = {**document("verified"), "respondents": PEOPLE}
    (tmp_path / "a.json").write_bytes(as_json(whole))
    with pytest.raises(AnswersInvalid, match="respondents in the track verified") as caught:
        read_answers(tmp_path / "a.json")
    (fault,) = caught.value.faults
    assert fault.key == "respondents"
    assert "assessors" in fault.allowed


def test_every_fault_of_every_respondent_is_named_at_once(tmp_path: Path) -> None:
    people = [
        {"name": "A", "group": "Front line", "practices": {PROMISE: 6, "leadership.vision.gone": 1}},
        {"name": "A", "group": "front  line", "role": "lead", "practices": {DEFINITION: "four"}},
        {"practices": {PROMISE: {"not_applicable": True}}},
        "somebody",
    ]
    found = "\n".join(faults(tmp_path, people))
    for expected in (
        f"{PROMISE}.answer: 6; one of 0, 1, 2, 3, 4, 5",
        "'leadership.vision.gone'; a practice of cmc@2026.1",
        "respondents[1].name: 'A' again; each respondent once",
        "respondents[1].group: 'front  line'; 'Front line', as the first of that group",
        "respondents[1].role: an unknown key",
        f"{DEFINITION}.answer: 'four'",
        "respondents[2].name: nothing",
        "respondents[2].group: nothing",
        "N/A without a reason",
        "respondents[3]: 'somebody'; fields of its own",
    ):
        assert expected in found, expected


def test_faults_of_text_name_their_line(tmp_path: Path) -> None:
    whole = {**document(), "respondents": [*PEOPLE, {"name": "C", "group": "IT", "practices": {PROMISE: 9}}]}
    text = as_yaml(whole).decode()
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(AnswersInvalid) as caught:
        read_answers(tmp_path / "a.yaml")
    line = next(n for n, said in enumerate(text.splitlines(), start=1) if said.strip().endswith(": 9"))
    assert [fault.where for fault in caught.value.faults] == [f"a.yaml:{line}"]


def test_a_list_that_is_none(tmp_path: Path) -> None:
    assert faults(tmp_path, {"name": "A"}) == ["respondents: {'name': 'A'}; a list"]


@pytest.mark.parametrize(
    ("people", "groups", "fault"),
    [
        (respondents_module.MOST_RESPONDENTS + 1, 1, "301 respondents; at most 300"),
        (respondents_module.MOST_GROUPS + 1, respondents_module.MOST_GROUPS + 1, "9 groups; at most 8"),
    ],
)
def test_there_is_a_limit(tmp_path: Path, people: int, groups: int, fault: str) -> None:
    crowd = [{"name": f"R{n}", "group": f"G{n % groups}"} for n in range(people)]
    assert faults(tmp_path, crowd) == [f"respondents: {fault}"]


def test_a_sheet_of_their_own_is_filled_in(tmp_path: Path) -> None:
    book = described(opened(tmp_path, respondents=3))
    for sheet, name, group, level in (("Respondent 1", "R1", "IT", 2), ("Respondent 3", "R3", "Desk", 4)):
        rows = {key: book.row_of(sheet, f"@{key}") for key in ("name", "group")}
        book.fill(sheet, {f"C{rows['name']}": name, f"C{rows['group']}": group})
        book.fill(sheet, {book.at(sheet, PROMISE, "answer"): level})
    read = read_answers(book.save()).respondents
    assert [(p.name, p.group, p.answers[PROMISE].values["answer"]) for p in read] == [
        ("R1", "IT", 2),
        ("R3", "Desk", 4),
    ]


def test_a_fault_on_their_sheet_names_its_cell(tmp_path: Path) -> None:
    book = described(opened(tmp_path, respondents=2))
    book.fill("Respondent 2", {book.at("Respondent 2", PROMISE, "answer"): 7})
    with pytest.raises(AnswersInvalid) as caught:
        read_answers(book.save())
    places = {fault.where.partition(": ")[2] for fault in caught.value.faults}
    assert f"Respondent 2!{book.at('Respondent 2', PROMISE, 'answer')}" in places


@pytest.mark.parametrize(("track", "count"), [("declared", workbook.MOST_RESPONDENTS + 1), ("verified", 1)])
def test_a_workbook_has_no_more_sheets_than_can_be_handled(tmp_path: Path, track: str, count: int) -> None:
    with pytest.raises(ValueError, match=f"respondents: found {count}; allowed: 0 to"):
        write_template(MODEL, track, tmp_path / "a.xlsx", respondents=count)
    assert list(tmp_path.iterdir()) == []


def test_csv_has_no_form_for_respondents(tmp_path: Path) -> None:
    plain = as_csv(read(tmp_path, []))
    (tmp_path / "a.csv").write_bytes(
        plain.replace(b"practice,", b"@respondents,Head of sales\r\npractice,", 1)
    )
    with pytest.raises(AnswersInvalid, match="respondents: found 'Head of sales'; allowed: a list"):
        read_answers(tmp_path / "a.csv")


def test_a_respondent_may_say_that_something_does_not_apply(tmp_path: Path) -> None:
    entry = {PROMISE: {"not_applicable": True, "reason": "We sell nothing"}}
    (who,) = read(tmp_path, [{"name": "A", "group": "B", "practices": entry}]).respondents
    assert who.answers[PROMISE] == NotApplicable("We sell nothing")


def test_an_empty_sheet_is_nobodys(tmp_path: Path) -> None:
    book = described(opened(tmp_path, respondents=2))
    assert [name for name in book.names if name.startswith("Respondent")] == ["Respondent 1", "Respondent 2"]
    assert read_answers(book.save()).respondents == ()


def test_the_example_of_the_guide_can_be_read(tmp_path: Path) -> None:
    text = (Path(__file__).parents[3] / "docs" / "answers.md").read_text(encoding="utf-8")
    first, example = (
        text[text.index(mark) :].partition("```")[0] for mark in ("answers: 1 ", "respondents:\n")
    )
    (tmp_path / "a.yaml").write_text(first + example, encoding="utf-8")
    people = read_answers(tmp_path / "a.yaml").respondents
    assert [(person.name, person.group) for person in people] == [
        ("Head of sales", "Management"),
        ("R2", "Front line"),
    ]
