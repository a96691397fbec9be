"""Scoring cmc: renormalisation, floors, blanks, profiles, balance, what stands in a score."""

from dataclasses import replace
from fractions import Fraction as F

import pytest

from criteria.answers import Answer, NotApplicable
from criteria.explaining import explain
from criteria.levels import blockers
from criteria.ratings import rate, weighed
from criteria.scoring import balance, score
from criteria.shares import practice_shares, total_shares

ABSENT = NotApplicable("no dealers", "Lead")


def declared(model, value=3):
    return {p.id: Answer({"answer": F(value)}) for p in model.practices}


def under(model, *nodes):
    """The practices below any of these criteria or dimensions."""
    names = tuple(f"{node}." for node in nodes)
    return [p.id for p in model.practices if p.id.startswith(names)]


def test_the_shape_and_weights_of_cmc(cmc):
    assert [len(cmc.dimensions), len(cmc.criteria), len(cmc.practices)] == [7, 30, 120]
    assert [d.points for d in cmc.dimensions] == [100, 100, 100, 70, 110, 220, 300]
    for profile in cmc.profiles.values():
        assert sum(profile.points.values()) == 1000
    assert {len(c.practices) for c in cmc.criteria} == {4}
    assert {p.kind for p in cmc.practices if p.id.startswith("results.")} == {"results"}
    assert len([p for p in cmc.practices if p.kind == "results"]) == 20


def test_declared_answers_give_twenty_points_a_step(cmc):
    for value in range(6):
        result = score(cmc, declared(cmc, value), "declared")
        assert {p.score for p in result.practices} == {20 * value}
        assert result.total == 200 * value


def test_one_practice_moves_the_total_by_its_share(cmc):
    # leadership.vision: 30 of the 100 points of leadership, a quarter of it to each practice
    answers = declared(cmc) | {"leadership.vision.customer-promise": Answer({"answer": F(5)})}
    result = score(cmc, answers, "declared")
    assert result.node_scores["leadership.vision"] == 70
    assert result.node_scores["leadership"] == 63
    assert result.total == 603


def test_profiles_weigh_dimensions_differently(cmc):
    answers = declared(cmc, 2) | dict.fromkeys(under(cmc, "results"), Answer({"answer": F(4)}))
    totals = {name: score(cmc, answers, "declared", name).total for name in cmc.profiles}
    # 400 + 40 · the points of results / 100
    assert totals == {"balanced": 520, "results-400": 560, "service": 512, "b2b": 516}
    assert score(cmc, answers, "declared").profile.id == "balanced"
    with pytest.raises(KeyError):
        score(cmc, answers, "declared", "fashionable")
    with pytest.raises(KeyError):
        score(cmc, answers, "audited")


# --- not applicable ---------------------------------------------------------------------------------


def test_not_applicable_is_renormalised_within_its_parent(cmc):
    answers = declared(cmc, 2) | {"leadership.vision.customer-promise": Answer({"answer": F(5)})}
    answers |= {"leadership.vision.lasting-relationship": ABSENT}
    result = score(cmc, answers, "declared")
    # (100 + 40 + 40) / 3 in the criterion, which keeps its 30 points of leadership
    assert result.node_scores["leadership.vision"] == 60
    assert result.node_scores["leadership"] == 46
    assert result.total == 406
    assert result.criteria[0].shares == (F(1, 3), F(1, 3), F(1, 3), 0)
    assert (result.criteria[0].answered, result.criteria[0].applicable) == (3, 3)


def test_a_criterion_that_does_not_apply_leaves_its_points_to_the_others(cmc):
    answers = declared(cmc, 2) | dict.fromkeys(under(cmc, "leadership.vision"), ABSENT)
    answers |= dict.fromkeys(under(cmc, "leadership.commitment"), Answer({"answer": F(4)}))
    result = score(cmc, answers, "declared")
    assert result.node_scores["leadership.vision"] is None
    # 25 of the 70 points that are left score 80, the rest 40: 40 + 40·25/70
    assert result.node_scores["leadership"] == 40 + F(1000, 70)
    notes = {(note.code, note.subject) for note in explain(result).find("leadership").notes}
    assert notes == {("renormalised", "leadership.vision")}


@pytest.mark.parametrize(
    ("nodes", "practices", "state", "part"),
    [
        (["leadership.vision"], 0, "rated", None),  # 70 of 100
        (["leadership.vision"], 1, "not ratable", F("0.6375")),  # 63.75 of 100: under two thirds
    ],
)
def test_the_floor_of_a_dimension(cmc, nodes, practices, state, part):
    gone = under(cmc, *nodes) + under(cmc, "leadership.commitment")[:practices]
    result = score(cmc, declared(cmc) | dict.fromkeys(gone, ABSENT), "declared")
    assert result.state == state
    assert (result.total is None) == (state == "not ratable")
    if part is not None:
        assert [(p.node, p.applicable, p.floor) for p in result.not_ratable] == [
            ("leadership", part, F(2, 3))
        ]
        assert (result.lowest, result.highest, result.level) == (None, None, None)
        assert result.node_scores["leadership"] is None
        assert result.node_scores["strategy"] == 60
        assert "leadership" not in {short.node for short in blockers(cmc, result.standings)}
        with pytest.raises(ValueError, match="not ratable"):
            explain(result)


def test_exactly_two_thirds_are_enough(cmc):
    leadership, *others = cmc.dimensions
    thirds = tuple(replace(c, points=F(100, 3)) for c in leadership.criteria[:3])
    even = replace(cmc, dimensions=(replace(leadership, criteria=thirds), *others))
    gone = dict.fromkeys(under(cmc, "leadership.vision"), ABSENT)
    assert score(even, declared(cmc) | gone, "declared").state == "rated"


def test_the_floor_of_the_whole(cmc):
    # 30 % of the weight of every process dimension: 0.3 · 700 = 210 points, 790 are left of 1000
    gone, lost = [], F(0)
    for dimension in cmc.dimensions[:6]:
        left = dimension.points * F(3, 10)
        for practice, weight in [(p, c.points / 4) for c in dimension.criteria for p in c.practices]:
            if weight <= left:
                gone.append(practice.id)
                left, lost = left - weight, lost + weight
    result = score(cmc, declared(cmc) | dict.fromkeys(gone, ABSENT), "declared")
    assert lost > 200
    assert [(p.node, p.applicable, p.floor) for p in result.not_ratable] == [
        ("total", 1 - lost / 1000, F("0.8"))
    ]


def test_results_never_wholly_not_applicable(cmc):
    result = score(cmc, declared(cmc) | dict.fromkeys(under(cmc, "results"), ABSENT), "declared")
    assert {p.node for p in result.not_ratable} == {"results", "total"}


def test_nothing_applies(cmc):
    result = score(cmc, dict.fromkeys((p.id for p in cmc.practices), ABSENT), "declared")
    assert (result.state, result.total, result.level) == ("not ratable", None, None)
    assert len(result.not_ratable) == 8


# --- blanks -----------------------------------------------------------------------------------------


def test_a_draft_with_blanks_is_an_interval(cmc):
    answers = {name: value for name, value in declared(cmc).items() if not name.startswith("results.")}
    draft = score(cmc, answers, "declared", submitted=False)
    assert (draft.state, draft.total, draft.level) == ("incomplete", None, None)
    assert (draft.lowest, draft.highest) == (420, 720)
    assert balance(draft) is None
    results = draft.dimensions[-1]
    assert (results.lowest, results.highest, results.answered, results.applicable) == (0, 100, 0, 20)
    with pytest.raises(ValueError, match="incomplete"):
        explain(draft)


def test_submitted_blanks_count_as_nothing_in_place(cmc):
    answers = {name: value for name, value in declared(cmc).items() if not name.startswith("results.")}
    result = score(cmc, answers, "declared")
    assert (result.state, result.total) == ("rated", 420)
    assert result.level.number == 1  # results at 0 pass no gate
    notes = explain(result).find("results.perception").parts[0].notes
    assert [(note.code, note.value) for note in notes] == [("unanswered", 0)]


def test_a_complete_draft_is_a_number(cmc):
    draft = score(cmc, declared(cmc), "declared", submitted=False)
    assert (draft.state, draft.total, draft.lowest, draft.highest) == ("rated", 600, 600, 600)


def test_no_answers_at_all(cmc):
    assert score(cmc, {}, "declared").total == 0
    assert balance(score(cmc, {}, "declared")) is None
    draft = score(cmc, {}, "declared", submitted=False)
    assert (draft.lowest, draft.highest) == (0, 1000)


# --- balance ----------------------------------------------------------------------------------------


def test_balance_is_one_when_even_and_falls_when_not(cmc):
    even = balance(score(cmc, declared(cmc), "declared"))
    assert even == (pytest.approx(600), pytest.approx(1))
    answers = declared(cmc, 5) | dict.fromkeys(under(cmc, "results"), Answer({"answer": F(0)}))
    # 10 · 100^0.7 · max(0, 1)^0.3 = 251.19 of 700
    geometric, ratio = balance(score(cmc, answers, "declared"))
    assert geometric == pytest.approx(1000 * 100**-0.3)
    assert ratio == pytest.approx(geometric / 700)


# --- what a practice's score says -------------------------------------------------------------------


def test_limits_and_ceilings_are_noted_in_the_explanation(cmc):
    process = {"approach": 80, "deployment": 30, "learning": 60, "integration": 60, "evidence": 4}
    results = {"level": 70, "trend": 60, "comparison": 50, "integration": 60}
    results |= {"scope": 80, "periods": 2, "comparator": 0, "evidence": 3}
    answers = {
        p.id: Answer({k: F(v) for k, v in (results if p.kind == "results" else process).items()})
        for p in cmc.practices
    }
    result = score(cmc, answers, "verified")
    tree = explain(result)
    first, last = cmc.practices[0], cmc.practices[-1]
    assert [(n.code, n.subject, n.value) for n in tree.find(first.id).notes] == [("bound", "deployment", 50)]
    assert [(n.code, n.subject) for n in tree.find(last.id).notes] == [
        ("limited", "trend"), ("limited", "comparison"),
    ]  # fmt: skip
    parts = {part.id: (part.score, part.contribution) for part in tree.find(last.id).parts}
    assert parts["trend"] == (25, F("6.25"))
    assert parts["scope"] == (80, 0)
    assert sum(contribution for _, contribution in parts.values()) == 45
    assert rate(cmc.rating_of(last, "verified"), answers[last.id]).score == 45
    assert weighed(cmc.rating_of(last, "verified"), answers[last.id]) == (70, 25, 25, 60)


def test_explaining_finds_any_node_with_its_share(cmc):
    tree = explain(score(cmc, declared(cmc), "declared"))
    node = tree.find("leadership.vision.customer-promise")
    assert (node.kind, node.score, node.share, node.contribution) == ("practice", 60, F(1, 4), F("4.5"))
    assert tree.find("leadership.vision").contribution == 18
    assert tree.find("weather") is None


# --- shares -----------------------------------------------------------------------------------------


def test_shares_of_groups(assurance, ladder):
    whole = (True,) * 6
    assert practice_shares(assurance, assurance.criteria[0], whole) == (F(1, 2),) * 6
    # one level gone: the others carry three halves of their means; one question gone: the other alone
    assert practice_shares(assurance, assurance.criteria[0], (True, True, False, False, True, False)) == (
        F(3, 4), F(3, 4), 0, 0, F(3, 2), 0,
    )  # fmt: skip
    # plan 1 : 0.5 and do 1, half each
    assert practice_shares(ladder, ladder.criteria[0], (True,) * 3) == (F(1, 3), F(1, 6), F(1, 2))
    assert practice_shares(ladder, ladder.criteria[0], (False, False, True)) == (0, 0, 1)
    assert practice_shares(ladder, ladder.criteria[0], (False,) * 3) == (0, 0, 0)


def test_shares_of_the_total_are_on_its_scale(cmc, twolayer):
    assert sum(total_shares(cmc, cmc.profiles["balanced"], (True,) * 7)) == 10
    assert total_shares(twolayer, twolayer.profiles["published"], (True, True)) == (15, 10)
    assert total_shares(twolayer, twolayer.profiles["published"], (False, True)) == (0, 25)
