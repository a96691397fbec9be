"""The level a practice stands at, what the next one asks, and what stands out in a criterion."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from assessor.answers.files import read_answers
from assessor.answers.sheet import Finding
from assessor.languages import LANGUAGES
from assessor.reports.building import build, review_sheet, score_sheet
from assessor.reports.figures import Figures
from criteria.answers import Answer, NotApplicable
from criteria.registry import load
from tests.assessor.sheets import declared, verified

MODEL = load("cmc@2026.1")
PACKS = Path(__file__).parents[2] / "data" / "packs"
CRITERION = "operations.complaints"


def document(sheet, language="en"):
    result = score_sheet(sheet)
    return build(sheet, result, language, reviewed=review_sheet(sheet, result))


def answered(value, **others):
    """A self-assessment with one answer everywhere but for `others`."""
    answers = {p.id: Answer({"answer": Fraction(value)}) for p in MODEL.practices}
    return replace(declared(), answers=answers | others)


def practices(found):
    return [p for d in found.dimensions for c in d.criteria for p in c.practices]


def criterion(found, name=CRITERION):
    return next(c for d in found.dimensions for c in d.criteria if c.id == name)


@pytest.mark.parametrize("value", range(6))
def test_a_declared_practice_stands_at_its_answer(value):
    for model_practice, view in zip(MODEL.practices, practices(document(answered(value))), strict=True):
        guide = model_practice.guide
        assert view.reached.level == value
        assert view.reached.text == (guide.descriptors[value].in_language("en") if value else "")
        assert (view.next.level if view.next else 6) == value + 1
        action = next((a for a in guide.actions if a.level == value + 1), None)
        expected = (action.text.in_language("en"), action.days) if action else None
        assert (view.action and (view.action.text, view.action.days)) == expected


@pytest.mark.parametrize(
    ("ratings", "level"), [(0, 0), (15, 0), (20, 1), (35, 1), (40, 2), (55, 2), (60, 3), (95, 4), (100, 5)]
)
def test_a_verified_practice_stands_at_the_level_whose_band_its_score_is_in(ratings, level):
    values = dict.fromkeys(("approach", "deployment", "learning", "integration"), Fraction(ratings))
    name = "operations.complaints.root-cause"
    sheet = verified()
    answers = {**sheet.answers, name: Answer({**values, "evidence": Fraction(4)})}
    view = next(p for p in practices(document(replace(sheet, answers=answers))) if p.id == name)
    assert view.score.value == ratings
    assert view.reached.level == level


def test_the_ceiling_holds_the_level_down_as_it_does_the_score():
    values = dict.fromkeys(("approach", "deployment", "learning", "integration"), Fraction(100))
    name = "operations.complaints.root-cause"
    sheet = verified()
    answers = {**sheet.answers, name: Answer({**values, "evidence": Fraction(2)})}
    view = next(p for p in practices(document(replace(sheet, answers=answers))) if p.id == name)
    assert (view.score.shown, view.reached.level, view.next.level) == ("45.0", 2, 3)


def test_without_an_answer_nothing_is_said():
    first, second = (p.id for p in MODEL.practices[:2])
    sheet = answered(3, **{first: NotApplicable("Nothing is sold")})
    del sheet.answers[second]
    for view in practices(document(sheet))[:2]:
        assert (view.reached, view.next, view.action) == (None, None, None)


@pytest.mark.parametrize("name", ["assurance", "ladder", "twolayer"])
def test_without_a_guide_nothing_is_said(name):
    found = document(read_answers(PACKS / name / "answers.yaml", folders=[PACKS]))
    assert {(p.reached, p.next, p.action) for p in practices(found)} == {(None, None, None)}
    assert {c.opportunities for d in found.dimensions for c in d.criteria} == {()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_the_language_of_the_document(language):
    view = practices(document(answered(2), language))[0]
    guide, levels = MODEL.practices[0].guide, {level.number: level.title for level in MODEL.levels}
    assert view.reached.title == levels[2].in_language(language)
    assert view.next.text == guide.descriptors[3].in_language(language)
    step = next(a for a in guide.actions if a.level == 3)
    assert (view.action.text, view.action.owner) == tuple(
        text.in_language(language) for text in (step.text, step.owner)
    )


def test_an_opportunity_adds_what_answering_one_level_higher_adds():
    sheet = answered(2, **{MODEL.practices[5].id: Answer({"answer": Fraction(4)})})
    found, total = document(sheet), score_sheet(sheet).total
    named = [o for d in found.dimensions for c in d.criteria for o in c.opportunities]
    assert len(named) == 2 * len(MODEL.criteria)
    for opportunity in named[::7]:
        level = int(sheet.answers[opportunity.node].values["answer"]) + 1
        raised = {**sheet.answers, opportunity.node: Answer({"answer": Fraction(level)})}
        gain = score_sheet(replace(sheet, answers=raised)).total - total
        assert opportunity.text == f"the next level adds {Figures(MODEL).points(gain).shown} points"


def test_opportunities_come_by_what_they_add():
    names = [p.id for p in MODEL.practices if p.id.startswith(f"{CRITERION}.")]
    sheet = verified()
    values = {"deployment": 100, "learning": 100, "integration": 100, "evidence": 4}
    answers = {
        name: Answer({k: Fraction(v) for k, v in {**values, "approach": approach}.items()})
        for name, approach in zip(names, (79, 62, 45, 100), strict=False)
    }
    found = criterion(document(replace(sheet, answers={**sheet.answers, **answers}, findings=())))
    assert [o.node for o in found.opportunities] == [names[1], names[2]]


def test_strengths_are_the_audits_own_or_else_high_levels():
    names = [p.id for p in MODEL.practices if p.id.startswith(f"{CRITERION}.")]
    sheet = replace(answered(3, **{names[1]: Answer({"answer": Fraction(4)})}), findings=())
    (strength,) = criterion(document(sheet)).strengths
    assert (strength.node, strength.text, strength.finding) == (names[1], "level 4, Advanced", "")
    seen = Finding("ST-9", "strength", names[0], "Answered within a day", "closed", plan_accepted=False)
    (strength,) = criterion(document(replace(sheet, findings=(seen,)))).strengths
    assert (strength.node, strength.text, strength.finding) == (names[0], "Answered within a day", "ST-9")


def test_findings_stand_where_they_belong_and_nowhere_else():
    elsewhere = "leadership.vision"
    findings = tuple(
        Finding(f"F-{number}", kind, on, f"text {number}", "open", plan_accepted=True)
        for number, (kind, on) in enumerate(
            [
                ("minor", f"{CRITERION}.root-cause"),
                ("major", CRITERION),
                ("observation", CRITERION),
                ("minor", elsewhere),
                ("major", ""),
            ]
        )
    )
    found = document(replace(answered(3), findings=findings))
    here = criterion(found)
    assert [n.finding for n in here.nonconformities] == ["F-1", "F-0"]
    assert here.opportunities[0].finding == "F-2"
    assert [n.finding for n in criterion(found, elsewhere).nonconformities] == ["F-3"]
    named = [n for d in found.dimensions for c in d.criteria for n in c.nonconformities]
    assert len(named) == 3
