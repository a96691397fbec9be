"""Perception gaps from the record to the document: what is shown, what is withheld, what is said of it."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from assessor.answers.files import read_answers
from assessor.answers.sheet import AnswerSheet, Respondent
from assessor.assessments.operations import record
from assessor.assessments.sheets import sheet_of
from assessor.demo.steps import ANSWERS
from assessor.extensions import db
from assessor.languages import LANGUAGES, wording
from assessor.models import Answer, Assessment, Tenant
from assessor.reports.building import build, score_sheet
from assessor.reports.document import ReportDocument
from assessor.reports.exchange import to_json
from assessor.reports.perception import DRAWN, perception_chart
from criteria.answers import Answer as Given
from tests.assessor.sheets import declared

SPOKEN = "Only the night shift would say such a thing."


def respondent(sheet: AnswerSheet, name: str, group: str, level: int, *, comment: str = "") -> Respondent:
    answer = Given({"answer": Fraction(level)}, comment)
    return Respondent(name, group, {practice.id: answer for practice in sheet.model.practices})


def asked(*groups: tuple[str, list[int]]) -> AnswerSheet:
    sheet = declared()
    people = [
        respondent(sheet, f"{group} {n}", group, level, comment=SPOKEN)
        for group, levels in groups
        for n, level in enumerate(levels, start=1)
    ]
    return replace(sheet, respondents=tuple(people))


def document(sheet: AnswerSheet, language: str = "en") -> ReportDocument:
    return build(sheet, score_sheet(sheet), language)  # type: ignore[arg-type]


def reread(assessment: Assessment) -> AnswerSheet:
    name = assessment.id
    db.session.rollback()
    db.session.expunge_all()
    return sheet_of(db.session.get_one(Assessment, name))


def test_respondents_come_back_from_the_record_as_they_were(local: Tenant) -> None:
    sheet = asked(("Management", [4, 4, 5]), ("Front line", [2, 1, 2]))
    first = sheet.model.practices[0].id
    silent = replace(sheet.respondents[0], answers={}, comments={first: "Cannot judge this"})
    sheet = replace(sheet, respondents=(silent, *sheet.respondents[1:]))
    assert reread(record(sheet, local, "tests")) == sheet


def test_a_list_of_assessments_reads_no_respondents(local: Tenant) -> None:
    recorded = record(asked(("Management", [4, 4, 5])), local, "tests")
    assert sheet_of(recorded, originals=False).respondents == ()
    assert {a.role for a in recorded.answers} == {"consensus", "respondent"}


def test_respondents_go_with_their_assessment(local: Tenant) -> None:
    from assessor.extensions import writing
    from assessor.models import Respondent as Row

    recorded = record(asked(("Management", [4, 4, 5])), local, "tests")
    with writing() as session:
        session.delete(recorded)
    assert db.session.query(Row).count() == 0
    assert db.session.query(Answer).count() == 0


def test_what_was_agreed_is_scored_whoever_answered_beside() -> None:
    sheet = asked(("Management", [5, 5, 5]), ("Front line", [0, 0, 0]))
    with_people, without = document(sheet), document(replace(sheet, respondents=()))
    assert with_people.total == without.total
    assert with_people.dimensions == without.dimensions
    assert without.perception is None


def test_the_lead_says_where_the_groups_differ_most() -> None:
    sheet = asked(("Management", [4, 4, 4]), ("Front line", [2, 2, 2]))
    wider = sheet.model.criteria[3]
    changed = [
        replace(p, answers={**p.answers, **{q.id: Given({"answer": Fraction(0)}) for q in wider.practices}})
        if p.group == "Front line"
        else p
        for p in sheet.respondents
    ]
    view = document(replace(sheet, respondents=tuple(changed))).perception
    assert view is not None
    assert view.lead == (
        f"The groups differ most on {wider.title}: Management gives it 80.0, Front line 0.0."
    )
    assert (view.gaps[0].node, view.gaps[0].gap.shown) == (wider.id, "80.0")
    assert {gap.gap.shown for gap in view.gaps[1:]} == {"40.0"}


@pytest.mark.parametrize(
    ("groups", "lead"),
    [
        ([("A", [3, 3, 3]), ("B", [3, 3, 3])], "The groups see every criterion alike."),
        ([("A", [3, 3, 3]), ("B", [1, 1])], "No two groups can be compared"),
        ([("A", [3])], "No two groups can be compared"),
    ],
)
def test_what_cannot_be_told_apart_is_said_so(groups: list[tuple[str, list[int]]], lead: str) -> None:
    view = document(asked(*groups)).perception
    assert view is not None
    assert view.lead.startswith(lead)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_two_people_is_in_page_picture_or_exchange_format(language: str) -> None:
    """Two people answered 5 throughout; nothing else would be a mean of 100, or one that contains them."""
    whole = document(asked(("A", [1, 1, 1]), ("B", [2, 2, 2]), ("Board", [5, 5])), language)
    without = document(asked(("A", [1, 1, 1]), ("B", [2, 2, 2])), language)
    assert whole.perception is not None
    assert without.perception is not None
    assert whole.perception.gaps == without.perception.gaps
    assert "Board" in whole.perception.notes[-1]
    assert SPOKEN not in to_json(whole), "a comment would tell who wrote it"
    assert "Board 1" not in to_json(whole), "names of respondents are not printed either"


def test_small_groups_taken_together_are_named_as_such() -> None:
    view = document(asked(("A", [1, 1, 1]), ("Board", [5, 5]), ("IT", [2]))).perception
    assert view is not None
    assert [(group.title, group.members) for group in view.groups] == [("A", 3), ("Other groups together", 3)]
    assert view.notes[-1] == "Too small to be shown alone, and taken together: Board, IT."


def test_who_answered_in_part_is_counted_where_it_was() -> None:
    sheet = asked(("A", [1, 1, 1, 1]), ("B", [2, 2, 2]))
    criterion = sheet.model.criteria[0]
    first, *others = sheet.respondents
    answers = {k: v for k, v in first.answers.items() if k != criterion.practices[0].id}
    view = document(replace(sheet, respondents=(replace(first, answers=answers), *others))).perception
    assert view is not None
    assert f"only in part: {criterion.title} 1." in " ".join(view.notes)
    (gap,) = (gap for gap in view.gaps if gap.node == criterion.id)
    assert gap.groups[0].n == 3


def test_few_respondents_are_marked_for_care_and_ten_are_not() -> None:
    view = document(asked(("A", [1, 2] * 5), ("B", [2, 2, 3]))).perception
    assert view is not None
    assert [seen.careful for seen in view.gaps[0].groups] == [False, True]
    assert view.gaps[0].everyone.careful is False


def test_the_picture_has_the_widest_gaps_and_the_table_all() -> None:
    view = document(asked(("A", [1, 1, 1]), ("B", [2, 2, 2]))).perception
    assert view is not None
    chart = perception_chart(view, wording("en"), 100)
    assert chart is not None
    assert [row[0] for row in chart.table.rows] == [gap.title for gap in view.gaps[:DRAWN]]
    assert len(view.gaps) == 30


def test_the_picture_of_eight_groups_that_agree_fits_a_page() -> None:
    groups = [(f"Group {n}", [3, 3, 3 if n else 2]) for n in range(8)]
    chart = perception_chart(document(asked(*groups)).perception, wording("en"), 100)
    assert chart is not None
    width, height = map(float, chart.svg.split('viewBox="', 1)[1].split('"', 1)[0].split()[2:])
    assert height / width * 174 < 235, "millimetres of the page's 253, with room for the heading"


def test_no_picture_where_nothing_can_be_compared() -> None:
    assert perception_chart(document(asked(("A", [1, 1, 1]))).perception, wording("en"), 100) is None
    assert perception_chart(None, wording("en"), 100) is None


def test_the_demonstration_shows_groups_of_three_and_keeps_its_result() -> None:
    sheet = read_answers(Path(ANSWERS) / "self-assessment.xlsx")
    shown = document(sheet)
    assert shown.total is not None
    assert shown.level is not None
    assert (shown.total.shown, shown.level.number) == ("421", 2)
    assert shown.perception is not None
    assert {group.members for group in shown.perception.groups} == {3}
    assert float(shown.perception.gaps[0].gap.shown) > 30
    assert sum(bool(a.comment) for p in sheet.respondents for a in p.answers.values()) >= 5
