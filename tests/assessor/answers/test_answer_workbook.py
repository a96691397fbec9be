"""The questionnaire as its user meets it, and what comes of filling it in by hand."""

import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from python_calamine import SheetVisibleEnum

from assessor.answers.entry_rules import STATES
from assessor.answers.files import read_answers
from assessor.answers.sheet import AnswerSheet
from assessor.answers.wording import CHOICES, PHRASES, choice, code_of, phrase
from assessor.answers.workbook import write_template
from criteria.answers import Answer, NotApplicable
from criteria.faults import AnswersInvalid
from criteria.text import LANGUAGES
from tests.assessor.answers.answer_sheets import DEFINITION, MODEL, PROMISE, SATISFACTION, as_json, document
from tests.assessor.answers.opened_workbooks import NS, Opened, described, letters, opened


def sheet_of(track: str, tmp_path: Path) -> AnswerSheet:
    (tmp_path / "a.json").write_bytes(as_json(document(track)))
    return read_answers(tmp_path / "a.json")


def test_a_workbook_filled_in_by_hand_is_read(tmp_path: Path) -> None:
    book = described(opened(tmp_path))
    book.fill("Answers", {book.at("Answers", PROMISE, "answer"): 4})
    book.fill("Answers", {book.at("Answers", PROMISE, "comment"): "=SUM(1) is no formula"})
    book.fill("Answers", {book.at("Answers", DEFINITION, "not_applicable"): "yes"})
    book.fill("Answers", {book.at("Answers", DEFINITION, "reason"): "One customer only"})
    sheet = read_answers(book.save())
    assert sheet.answers == {
        PROMISE: Answer({"answer": 4}, "=SUM(1) is no formula"),
        DEFINITION: NotApplicable("One customer only"),
    }
    assert (str(sheet.assessed_on), sheet.organisation.employees, sheet.status) == (
        "2026-10-31",
        250,
        "submitted",
    )


def test_what_is_missing_beside_n_a_is_looked_for_in_its_own_cell(tmp_path: Path) -> None:
    book = described(opened(tmp_path, "verified"))
    na, reason, approved = (
        book.at("Answers", PROMISE, column) for column in ("not_applicable", "reason", "approved_by")
    )
    book.fill("Answers", {na: "yes"})
    with pytest.raises(AnswersInvalid) as refused:
        read_answers(book.save())
    told = {fault.where: fault.found for fault in refused.value.faults}
    assert told[f"acme.xlsx: Answers!{reason}"] == "N/A without a reason"
    assert told[f"acme.xlsx: Answers!{approved}"] == "N/A that nobody approved"


def test_faults_name_the_sheet_and_the_cell(tmp_path: Path) -> None:
    book = opened(tmp_path)
    answer, definition = (book.at("Answers", practice, "answer") for practice in (PROMISE, DEFINITION))
    na = book.at("Answers", DEFINITION, "not_applicable")
    book.fill("Answers", {answer: 7, definition: "three", na: "yes"})
    with pytest.raises(AnswersInvalid) as refused:
        read_answers(book.save())
    told = [str(fault) for fault in refused.value.faults]
    name = book.row_of("Assessment", "@organisation.name")
    assert f"acme.xlsx: Assessment!C{name}: organisation.name: found nothing; allowed: a text" in told
    assert f"acme.xlsx: Answers!{answer}: {PROMISE}.answer: found 7; allowed: one of 0, 1, 2, 3, 4, 5" in told
    assert any(fault.startswith(f"acme.xlsx: Answers!{definition}: {DEFINITION}.answer: ") for fault in told)
    assert len([fault for fault in told if DEFINITION in fault]) == 2  # no reason, and a value beside N/A


def test_a_space_left_in_a_cell_is_no_answer(tmp_path: Path) -> None:
    book = described(opened(tmp_path))
    book.fill(
        "Answers", {book.at("Answers", PROMISE, "answer"): " ", book.at("Answers", PROMISE, "reason"): " "}
    )
    assert read_answers(book.save()).answers == {}


def test_an_error_in_a_cell_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    book = described(opened(tmp_path))
    cell = book.at("Answers", PROMISE, "answer")
    part = book.part("Answers")
    filled = rf'<c r="{cell}"\1 t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    book.parts[part] = re.sub(rf'<c r="{cell}"( s="\d+")/>', filled, book.parts[part].decode()).encode()
    with pytest.raises(AnswersInvalid, match=rf"Answers!{cell}: .*found '#DIV/0!'"):
        read_answers(book.save())


def test_blind_ratings_findings_and_decision_are_filled_in_by_hand(tmp_path: Path) -> None:
    book = described(opened(tmp_path, "verified", assessors=2))
    row = {key: book.row_of("Assessor 1", f"@{key}") for key in ("name", "role")}
    book.fill("Assessor 1", {f"C{row['name']}": "Lin Yi", f"C{row['role']}": "lead"})
    values = {"level": 60, "trend": 40, "comparison": 20, "integration": 40, "scope": 66.5, "periods": 3}
    values |= {"comparator": 1, "evidence": 2}
    book.fill("Assessor 1", {book.at("Assessor 1", SATISFACTION, c): v for c, v in values.items()})
    na = {"not_applicable": "yes", "reason": "No such customers"}
    book.fill("Assessor 1", {book.at("Assessor 1", PROMISE, column): v for column, v in na.items()})
    book.fill(
        "Findings",
        dict(zip(("A4", "B4", "C4", "D4", "E4"), ("N1", "minor", PROMISE, "t", "open"), strict=True)),
    )
    decision = {"certify": "no", "decided_by": "Board", "decided_on": 46330}
    book.fill(
        "Decision", {f"C{book.row_of('Decision', f'@{key}')}": value for key, value in decision.items()}
    )
    sheet = read_answers(book.save())
    (lin,) = sheet.assessors
    assert (lin.name, lin.role, lin.answers[PROMISE]) == (
        "Lin Yi",
        "lead",
        NotApplicable("No such customers"),
    )
    assert lin.answers[SATISFACTION] == Answer({name: Fraction(value) for name, value in values.items()})
    assert [(f.id, f.on, f.plan_accepted) for f in sheet.findings] == [("N1", PROMISE, False)]
    assert sheet.decision is not None
    assert (sheet.decision.certify, str(sheet.decision.decided_on)) == (False, "2026-11-04")


def test_faults_of_an_assessor_name_their_sheet(tmp_path: Path) -> None:
    book = described(opened(tmp_path, "verified", assessors=2))
    cell = book.at("Assessor 2", PROMISE, "approach")
    book.fill("Assessor 2", {cell: 52})
    with pytest.raises(AnswersInvalid) as refused:
        read_answers(book.save())
    told = str(refused.value)
    assert (
        f"acme.xlsx: Assessor 2!{cell}: {PROMISE}.approach: found 52; allowed: 0 to 100 in steps of 5" in told
    )
    assert "acme.xlsx: Assessor 2!C2: assessors[0].name: found nothing" in told
    assert "no deployment, learning, integration, evidence" in told


def test_renamed_sheets_are_still_found(tmp_path: Path) -> None:
    book = described(opened(tmp_path))
    book.fill("Answers", {book.at("Answers", PROMISE, "answer"): 4})
    book.parts["xl/workbook.xml"] = book.parts["xl/workbook.xml"].replace(
        b'name="Answers"', b'name="Q &amp; A"'
    )
    assert len(read_answers(book.save()).answers) == 1


def test_somebody_elses_workbook_is_refused(tmp_path: Path) -> None:
    from xlsxwriter import Workbook

    with Workbook(tmp_path / "other.xlsx") as other:
        other.add_worksheet().write(0, 0, "practice")
    with pytest.raises(
        AnswersInvalid, match=r"other.xlsx: found no sheet 'meta'; allowed: a workbook made by"
    ):
        read_answers(tmp_path / "other.xlsx")


@pytest.mark.parametrize(("status", "refused"), [("draft", False), ("published", True)])
def test_a_published_pack_that_differs_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: str, refused: bool
) -> None:
    """The workbook is of the same version, made before its pack was edited."""
    book = described(opened(tmp_path))
    edited = replace(MODEL, digest="0" * 64, status=status)
    monkeypatch.setattr("assessor.answers.checking.load", lambda *_: edited)
    book.save()
    if not refused:
        assert read_answers(book.path).model is edited
        return
    with pytest.raises(
        AnswersInvalid, match=r"found a workbook made from another cmc@2026.1 .*the published one"
    ):
        read_answers(book.path)


@pytest.mark.parametrize("track", MODEL.tracks)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_visible_sheet_is_protected_and_only_inputs_are_open(
    tmp_path: Path, track: str, language: str
) -> None:
    book = opened(tmp_path, track, language=language, assessors=2 if track == "verified" else 0)
    styles = ElementTree.fromstring(book.parts["xl/styles.xml"])
    open_styles = {
        n
        for n, style in enumerate(styles.findall("m:cellXfs/m:xf", NS))
        if (own := style.find("m:protection", NS)) is not None and own.get("locked") == "0"
    }
    for name in book.names[: book.names.index("_assessor")]:
        protection = book.tree(name).find("m:sheetProtection", NS)
        assert protection is not None
        assert protection.get("sheet") == "1"
        assert protection.get("password") is None
        for cell in book.tree(name).iterfind(".//m:c", NS):
            if int(cell.get("s", "0")) in open_styles:
                assert cell.find("m:f", NS) is None
    answers = book.tree(book.names[2])
    ids = next(row for row in book.cells[book.names[2]] if row[0] == "practice")
    opened_cells = {c.get("r") for c in answers.iterfind(".//m:c", NS) if int(c.get("s", "0")) in open_styles}
    row = book.row_of(book.names[2], PROMISE)
    free = [ids[n] for n in range(len(ids)) if f"{letters(n)}{row}" in opened_cells]
    process = [component.id for component in MODEL.tracks[track].ratings["process"].components]
    audit = track == "verified"
    rated = ["comment", *process] if audit else [*process, "comment"]
    assert free == [*rated, "not_applicable", "reason", *(["approved_by"] if audit else [])]


def test_the_hidden_sheet_says_what_the_workbook_was_made_from(tmp_path: Path) -> None:
    book = opened(tmp_path, language="zh-Hant")
    assert {
        name: visible for name, visible in book.visible.items() if visible != SheetVisibleEnum.Visible
    } == {"_assessor": SheetVisibleEnum.VeryHidden}
    facts = {row[0]: row[1] for row in book.cells["_assessor"][1:6]}
    assert facts == {
        "answers": "1",
        "model": "cmc@2026.1",
        "digest": MODEL.digest,
        "track": "declared",
        "language": "zh-Hant",
    }


def validations(book: Opened, name: str) -> dict[str, Mapping[str, str]]:
    """The rule of every validated range: its attributes and its first formula."""
    found = {}
    for rule in book.tree(name).iterfind(".//m:dataValidation", NS):
        found[str(rule.get("sqref"))] = {**rule.attrib, "formula": rule.findtext("m:formula1", "", NS)}
    return found


def rule_at(book: Opened, name: str, cell: str) -> Mapping[str, str]:
    column, row = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()  # type: ignore[union-attr]
    for ranges, rule in validations(book, name).items():
        for span in ranges.split():
            first, _, last = span.partition(":")
            low, high = (int(re.sub("[A-Z]", "", end)) for end in (first, last or first))
            if re.sub(r"\d", "", first) == column and low <= int(row) <= high:
                return rule
    return {}


def test_drop_downs_and_limits_follow_the_model(tmp_path: Path) -> None:
    book = opened(tmp_path, "verified", assessors=1)
    for name in ("Answers", "Assessor 1"):
        process = {c.id: rule_at(book, name, book.at(name, PROMISE, c.id)) for c in rating("process")}
        results = {c.id: rule_at(book, name, book.at(name, SATISFACTION, c.id)) for c in rating("results")}
        assert process["evidence"]["formula"] == '"0,1,2,3,4"'
        assert "3 Sampled records, most units" in process["evidence"]["prompt"]
        assert process["deployment"].get("type") is None  # by site: a text is allowed
        cell = book.at(name, PROMISE, "approach")
        assert (
            process["approach"]["formula"] == f"AND(ISNUMBER({cell}),{cell}>=0,{cell}<=100,MOD({cell}-0,5)=0)"
        )
        assert (results["periods"]["type"], results["scope"]["type"]) == ("whole", "decimal")
        assert rule_at(book, name, book.at(name, PROMISE, "level")) == {}
    assert rule_at(book, "Findings", "C9")["formula"] == "node_ids"
    status = book.row_of("Assessment", "@status")
    assert rule_at(book, "Assessment", f"C{status}")["formula"] == '"draft,submitted"'


def rating(kind: str) -> Any:
    return MODEL.tracks["verified"].ratings[kind].components


def test_long_lists_reach_every_code(tmp_path: Path) -> None:
    book = opened(tmp_path)
    names = ElementTree.fromstring(book.parts["xl/workbook.xml"]).iterfind(".//m:definedName", NS)
    ranges = {name.get("name"): str(name.text) for name in names}
    lists = {key: span_values(book, ranges[key]) for key in ("industry_codes", "country_codes", "node_ids")}
    assert (lists["industry_codes"][0], lists["industry_codes"][-1]) == ("A", "99")
    assert {"CN", "NO", "TW"} <= set(lists["country_codes"])
    assert len(lists["node_ids"]) == 150


def span_values(book: Opened, reference: str) -> list[object]:
    match = re.fullmatch(r"_assessor!\$([A-Z])\$(\d+):\$\1\$(\d+)", reference.replace("'", ""))
    assert match is not None
    column = ord(match[1]) - ord("A")
    return [row[column] for row in book.cells["_assessor"][int(match[2]) - 1 : int(match[3])]]


def test_progress_and_states_are_right_before_anything_calculates(tmp_path: Path) -> None:
    sheet = sheet_of("declared", tmp_path)
    sheet = replace(sheet, answers={**sheet.answers, SATISFACTION: NotApplicable("None yet")})
    book = opened(tmp_path, answers=sheet)
    state = book.cells["Answers"][1].index(".state")
    states = {row[0]: row[state] for row in book.cells["Answers"] if row[0] in MODEL.by_id}
    assert {practice: state for practice, state in states.items() if state} == {
        PROMISE: "Answered",
        DEFINITION: "Answered",
        SATISFACTION: "Not applicable",
    }
    progress = {row[1]: row[2] for row in book.cells["Start"] if row[2]}
    assert (progress["Leadership"], progress["Results"], progress["People"]) == ("2 / 16", "1 / 20", "0 / 16")


def test_states_and_progress_calculate_as_they_say(tmp_path: Path) -> None:
    """The formulas, worked out here for one row: nothing, a value, N/A with and without its reason."""
    book = opened(tmp_path, "verified")
    row = book.row_of("Answers", PROMISE)
    formulas = {c.get("r"): c.findtext("m:f", None, NS) for c in book.tree("Answers").iterfind(".//m:c", NS)}
    cell = {c: book.at("Answers", PROMISE, c) for c in ("not_applicable", "reason", "approved_by", ".state")}
    first, last = book.at("Answers", PROMISE, "approach"), book.at("Answers", PROMISE, "evidence")
    assert formulas[cell[".state"]] == (
        f"IF(LEN({cell['not_applicable']})>0,"
        f"IF(AND(LEN({cell['reason']})>0,LEN({cell['approved_by']})>0),"
        '"Not applicable","Reason or approval missing"),'
        f'IF(COUNTA({first}:{last})=0,"",IF(COUNTA({first}:{last})<5,"Incomplete","Answered")))'
    )
    column = re.sub(r"\d", "", cell[".state"])
    heading = next(n for n in range(row, 0, -1) if "COUNTIF" in str(formulas.get(f"{column}{n}")))
    end = heading + 4 + 16
    span = f"{column}{heading + 1}:{column}{end}"
    assert formulas[f"{column}{heading}"] == (
        f'COUNTIF({span},"Answered")+COUNTIF({span},"Not applicable")&" / 16"'
    )


def test_colours_follow_the_state_of_the_row(tmp_path: Path) -> None:
    book = opened(tmp_path, "verified")
    column = re.sub(r"\d", "", book.at("Answers", PROMISE, ".state"))
    row = book.row_of("Answers", PROMISE)
    rules = [rule.text for rule in book.tree("Answers").iterfind(".//m:cfRule/m:formula", NS)]
    words = {state: phrase(f"state.{state}", "en") for state in STATES}
    assert sorted(map(str, rules)) == sorted(
        f'${column}{row}="{words[state]}"' for state in (*STATES, "unexplained", "half")
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_speaks_the_language_asked_for(tmp_path: Path, language: str) -> None:
    book = opened(tmp_path, "verified", language=language, assessors=1)
    names = ["start", "assessment", "answers", "assessor", "findings", "decision"]
    names += ["evidence-register", "measurements", "guidance", "descriptors", "evidence"]
    expected = [phrase(f"sheet.{name}", language) + (" 1" if name == "assessor" else "") for name in names]
    assert book.names == [*expected, "_assessor"]
    shown = [str(cell) for name in expected for row in book.cells[name] for cell in row]
    assert MODEL.practices[0].question.in_language(language) in shown
    assert not [key for key in PHRASES if key in shown]
    if language != "en":
        english = {text for text, _ in PHRASES.values()} | {english for english, _ in CHOICES.values()}
        assert not english & set(shown)


def test_the_guidance_explains_every_value_and_cap(tmp_path: Path) -> None:
    book = opened(tmp_path, "verified")
    rows = [tuple(map(str, row[:4])) for row in book.cells["Guidance"]]
    approach = ("Approach", "0 to 100 in steps of 5", "The practice scores at most this value", "")
    deployment = ("Deployment", approach[1], "The practice scores at most this value plus 20", "")
    trend = ("Trend", approach[1], "Counts at most 25 where “Periods reported” is below 3", "")
    assert {approach, deployment, trend} <= set(rows)
    assert ("Evidence", "0", "Assertion", "5") in rows
    assert ("", "3", "Sampled records, most units", "85") in rows
    assert ("balanced", "Balanced", str(MODEL.profiles["balanced"].reason), "") in rows
    assert ("C", "Manufacturing", "", "") in rows


def test_every_phrase_is_in_both_languages_and_choices_can_be_told_apart() -> None:
    assert all(english and chinese for english, chinese in (*PHRASES.values(), *CHOICES.values()))
    for language in LANGUAGES:
        codes = [code.rpartition(".")[2] for code in CHOICES]
        assert [code_of(choice(code, language)) for code in CHOICES] == codes


def test_two_workbooks_that_say_the_same_are_the_same(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_template(MODEL, "verified", tmp_path / name, "zh-Hans", assessors=2)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_workbook_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"the old one")

    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        write_template(MODEL, "declared", path)
    assert path.read_bytes() == b"the old one"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"track": "sworn"}, "track: found 'sworn'; allowed: one of declared, verified"),
        ({"language": "fr"}, "language: found 'fr'; allowed: one of en, zh-Hans, zh-Hant"),
        ({"path": Path("a.xls")}, "a.xls: found '.xls'; allowed: a name that ends in .xlsx"),
        ({"assessors": 1}, "assessors: found 1; allowed: 0 to 0 in the track declared"),
        ({"track": "verified", "assessors": 21}, "assessors: found 21; allowed: 0 to 20"),
    ],
)
def test_wrong_requests_are_refused(tmp_path: Path, arguments: Mapping[str, Any], message: str) -> None:
    request = {"model": MODEL, "track": "declared", "path": tmp_path / "a.xlsx", **arguments}
    with pytest.raises(ValueError, match=re.escape(message)):
        write_template(**request)
    assert not list(tmp_path.iterdir())


def test_answers_of_another_track_do_not_fill_it(tmp_path: Path) -> None:
    declared = sheet_of("declared", tmp_path)
    with pytest.raises(
        ValueError, match=r"answers: found those of cmc@2026.1, track declared; allowed: cmc@2026.1,"
    ):
        write_template(MODEL, "verified", tmp_path / "a.xlsx", answers=declared)
