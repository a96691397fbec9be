"""A made-up three-level model of ninety questions, worked by hand."""

from fractions import Fraction as F

import pytest

from criteria.answers import Answer
from criteria.exact import rounded
from criteria.scoring import score
from tests.criteria.working import NOT_HERE, PACKS, answer, blocking, changed


class TestAssurance:
    """Sum of level means: criterion = mean(level 1) + mean(level 2) + mean(level 3), each 0 to 1.

    Answers of two questions a level (level 1 | level 2 | level 3), and what they come to:

    direction   policy        1, 1     | 1, 0.5    | 0.5, 0      1     + 0.75  + 0.25  = 2
                risk          1, 0.5   | 0.5, 0.5  | 0.25, 0     0.75  + 0.5   + 0.125 = 1.375
                training      1, 1     | 0.5, 0.25 | 0, 0        1     + 0.375 + 0     = 1.375   4.75 / 3
    design      threats       0.5, 0.5 | 0.25,0.25 | 0, 0        0.5   + 0.25  + 0     = 0.75
                requirements  1, 0.5   | 0.5, 0.25 | 0.25, 0     0.75  + 0.375 + 0.125 = 1.25
                architecture  1, 1     | 1, 1      | 0.5, 0.5    1     + 1     + 0.5   = 2.5     4.5 / 3
    build       pipeline      1, 1     | 1, 1      | 1, 0.5      1     + 1     + 0.75  = 2.75
                release       1, 1     | 0.5, 1    | 0.25, 0.25  1     + 0.75  + 0.25  = 2
                defects       1, 1     | 1, 0.5    | 0.5, 0      1     + 0.75  + 0.25  = 2       6.75 / 3
    check       design-review 0.5,0.25 | 0, 0      | 0, 0        0.375 + 0     + 0     = 0.375
                test-of-needs 1, 0.5   | 0.5, 0.25 | 0.25, 0     0.75  + 0.375 + 0.125 = 1.25
                scanning      1, 1     | 0.5, 0.25 | 0.5, 0      1     + 0.375 + 0.25  = 1.625   3.25 / 3
    operate     incidents     1, 0.5   | 0.5, 0.5  | 0.25, 0.25  0.75  + 0.5   + 0.25  = 1.5
                environment   1, 1     | 0.5, 1    | 0.25, 0.5   1     + 0.75  + 0.375 = 2.125
                retirement    0.5, 0.5 | 0.25, 0   | 0, 0        0.5   + 0.125 + 0     = 0.625   4.25 / 3

    total = (4.75 + 4.5 + 6.75 + 3.25 + 4.25) / 15 = 23.5 / 15 = 1.5667
    """

    @pytest.fixture
    def given(self, assurance, read):
        return read(assurance, PACKS / "assurance" / "answers.yaml")

    def test_shape(self, assurance):
        assert [len(assurance.dimensions), len(assurance.criteria), len(assurance.practices)] == [5, 15, 90]
        assert assurance.languages == ("en",)

    def test_complete(self, assurance, given):
        result = score(assurance, given, "declared")
        assert result.total == F("23.5") / 15
        assert str(rounded(result.total, 2)) == "1.57"
        assert tuple(c.score for c in result.criteria) == answer(
            2, 1.375, 1.375, 0.75, 1.25, 2.5, 2.75, 2, 2, 0.375, 1.25, 1.625, 1.5, 2.125, 0.625
        )
        assert tuple(d.score * 3 for d in result.dimensions) == answer(4.75, 4.5, 6.75, 3.25, 4.25)

    def test_level_and_what_blocks_the_next(self, assurance, given):
        result = score(assurance, given, "declared")
        assert result.level.number == 1
        # level 2: total at least 2; dimensions at least 1.5 (design stands at the bar and passes);
        # level-1 questions at least 0.5 (one is at 0.25)
        assert blocking(result) == {
            "total": 2 - F("23.5") / 15,
            "check": F("1.5") - F("3.25") / 3,
            "operate": F("1.5") - F("4.25") / 3,
            "check.design-review.open-threats": F("0.25"),
        }

    def test_not_applicable_within_a_level_leaves_the_other_question(self, assurance, given):
        # scanning: level 2 is 0.5 alone: 1 + 0.5 + 0.25 = 1.75 instead of 1.625
        left = changed(given, (), check__scanning__penetration_test=NOT_HERE)
        result = score(assurance, left, "declared")
        assert result.node_scores["check.scanning"] == F("1.75")
        assert result.total == F("23.625") / 15

    def test_not_applicable_on_a_whole_level_scales_the_others_up(self, assurance, given):
        # requirements: (0.75 + 0.375) · 3/2 = 1.6875 instead of 1.25
        left = changed(
            given,
            (),
            design__requirements__reused_needs=NOT_HERE,
            design__requirements__supplier_alignment=NOT_HERE,
        )
        result = score(assurance, left, "declared")
        assert result.node_scores["design.requirements"] == F("1.6875")
        assert result.total == F("23.9375") / 15

    def test_not_applicable_on_a_whole_criterion_leaves_the_others(self, assurance, given):
        own = {p.id: NOT_HERE for p in assurance.practices if p.id.startswith("operate.retirement.")}
        result = score(assurance, given | own, "declared")
        # operate = (1.5 + 2.125) / 2; total = (4.75/3 + 4.5/3 + 6.75/3 + 3.25/3 + 1.8125) / 5
        assert result.node_scores["operate.retirement"] is None
        assert result.node_scores["operate"] == F("1.8125")
        assert result.total == (F("19.25") / 3 + F("1.8125")) / 5

    def test_two_of_three_criteria_not_applicable_is_below_the_floor_of_a_half(self, assurance, given):
        names = ("operate.retirement.", "operate.environment.")
        own = {p.id: NOT_HERE for p in assurance.practices if p.id.startswith(names)}
        result = score(assurance, given | own, "declared")
        assert result.state == "not ratable"
        assert [(part.node, part.applicable) for part in result.not_ratable] == [("operate", F(1, 3))]
        assert result.total is None
        assert result.node_scores["operate"] is None

    def test_blanks(self, assurance, given):
        left = changed(given, (), build__pipeline__gated_build=None, build__pipeline__tested_parts=None)
        submitted = score(assurance, left, "declared")
        # pipeline = 1 + 1 + 0 = 2
        assert submitted.total == F("22.75") / 15
        draft = score(assurance, left, "declared", submitted=False)
        # pipeline from 2 to 3
        assert (draft.state, draft.total) == ("incomplete", None)
        assert (draft.lowest, draft.highest) == (F("22.75") / 15, F("23.75") / 15)

    def test_band_edge_of_the_total(self, assurance):
        # every criterion 0.5 + 0.5 + 0 = 1, so the total is 1, which is at least 1
        grade = {"level-1": F("0.5"), "level-2": F("0.5"), "level-3": F(0)}
        half = {p.id: Answer({"answer": grade[p.group]}) for p in assurance.practices}
        assert score(assurance, half, "declared").total == 1
        assert score(assurance, half, "declared").level.number == 1
        less = changed(half, (), direction__policy__written_rules=answer("0.25"))
        # 0.375 + 0.5 = 0.875: total = 14.875 / 15
        assert score(assurance, less, "declared").total == F("14.875") / 15
        assert score(assurance, less, "declared").level.number == 0

    def test_band_edge_that_must_be_exceeded(self, assurance):
        full = {p.id: Answer({"answer": F(1)}) for p in assurance.practices}
        at = dict.fromkeys((p.id for p in assurance.criteria[0].practices[2:]), Answer({"answer": F("0.5")}))
        # the first criterion: 1 + 0.5 + 0.5 = 2, not above 2, and the total (14·3 + 2)/15 is over 2.75
        result = score(assurance, full | at, "declared")
        assert result.total == F(44, 15)
        assert result.level.number == 2
        assert blocking(result) == {"direction.policy": 0}
        over = score(assurance, full | dict(list(at.items())[:3]), "declared")
        assert over.node_scores["direction.policy"] == F("2.25")
        assert over.level.number == 3
