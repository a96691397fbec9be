"""A made-up two-layer model with key measures, worked by hand."""

from fractions import Fraction as F

import pytest

from criteria.answers import Answer
from criteria.explaining import explain
from criteria.scoring import score
from criteria.views import by_component, by_stage
from tests.criteria.working import NOT_HERE, PACKS, answer, blocking, changed


class TestTwoLayer:
    """Documentation and implementation count alike; each step is cut off after one decimal.

    practice = cut(min((documentation + implementation)/2, implementation + 1))

    custody  collection  purpose ×2 (4,3) 3.5 · notice (5,2) min(3.5, 3) = 3 · minimum (3,4) 3.5
                         (7 + 3 + 3.5)/4 = 3.375                                       3.3
             keeping     register (4,4) 4 · access (5,4) 4.5 · deletion (2,2) 2
                         10.5/3                                                        3.5
             (30·3.3 + 30·3.5)/60                                                      3.4
    use      sharing     contracts ×1.5 (3,3) 3 · transfers (4,2) min(3, 3) = 3 · log (2,3) 2.5
                         (4.5 + 3 + 2.5)/3.5 = 2.857                                   2.8
             rights      requests (5,5) 5 · correction (3,2) 2.5 · complaints (4,5) 4.5
                         12/3                                                          4.0
             (25·2.8 + 15·4)/40 = 3.25                                                 3.2
    total = (0.6·3.4 + 0.4·3.2 - 1) · 25 = 58
    """

    LAYERS = ("documentation", "implementation")

    @pytest.fixture
    def given(self, twolayer, read):
        return read(twolayer, PACKS / "twolayer" / "answers.yaml")

    def changed(self, answers, **changes):
        return changed(answers, self.LAYERS, **changes)

    def test_complete(self, twolayer, given):
        result = score(twolayer, given, "reviewed")
        assert tuple(p.score for p in result.practices) == answer(
            3.5, 3, 3.5, 4, 4.5, 2, 3, 3, 2.5, 5, 2.5, 4.5
        )
        assert [c.score for c in result.criteria] == [F("3.3"), F("3.5"), F("2.8"), F(4)]
        assert [d.score for d in result.dimensions] == [F("3.4"), F("3.2")]
        assert result.total == 58
        assert result.practices[1].rated.bound_by == "implementation"

    def test_level_and_what_blocks_the_next(self, twolayer, given):
        result = score(twolayer, given, "reviewed")
        assert result.level.number == 3  # the key measure contracts stands at 3, which is at least 3
        # level 4: total 75, criteria 3.5 (keeping stands there), key measures 4
        assert blocking(result) == {
            "total": 17,
            "custody.collection": F("0.2"),
            "use.sharing": F("0.7"),
            "custody.collection.purpose": F("0.5"),
            "use.sharing.contracts": 1,
        }

    def test_one_key_measure_under_its_bar_holds_the_level_down(self, twolayer, given):
        # contracts (3,2) 2.5: sharing (3.75 + 3 + 2.5)/3.5 = 2.64 -> 2.6, over its bar of 2.5;
        # use (65 + 60)/40 = 3.125 -> 3.1; total (2.04 + 1.24 - 1)·25 = 57, over its bar of 50
        result = score(twolayer, self.changed(given, use__sharing__contracts=answer(3, 2)), "reviewed")
        assert result.total == 57
        assert result.level.number == 2
        assert blocking(result) == {"use.sharing.contracts": F("0.5")}

    def test_not_applicable_counts_as_full(self, twolayer, given):
        # contracts 5: sharing (7.5 + 3 + 2.5)/3.5 = 3.71 -> 3.7; use (92.5 + 60)/40 = 3.8125 -> 3.8
        # total (2.04 + 1.52 - 1)·25 = 64
        result = score(twolayer, self.changed(given, use__sharing__contracts=NOT_HERE), "reviewed")
        assert result.node_scores["use.sharing"] == F("3.7")
        assert result.total == 64
        # a gate looks only at what applies
        assert "use.sharing.contracts" not in blocking(result)

    def test_everything_not_applicable_is_full(self, twolayer):
        result = score(twolayer, {p.id: NOT_HERE for p in twolayer.practices}, "reviewed")
        assert (result.total, result.level.number) == (100, 4)
        assert (result.lowest, result.highest) == (100, 100)
        assert {(c.score, c.answered, c.applicable) for c in result.criteria} == {(5, 0, 0)}

    def test_blanks(self, twolayer, given):
        left = self.changed(given, custody__collection__notice=None)
        # submitted: notice 1: (7 + 1 + 3.5)/4 = 2.875 -> 2.8; custody 3.15 -> 3.1;
        # total (1.86 + 1.28 - 1)·25 = 53.5 -> 53
        submitted = score(twolayer, left, "reviewed")
        assert submitted.node_scores["custody.collection"] == F("2.8")
        assert submitted.total == 53
        # before: notice up to 5: 15.5/4 = 3.875 -> 3.8; custody 3.65 -> 3.6; (2.16 + 1.28 - 1)·25 = 61
        draft = score(twolayer, left, "reviewed", submitted=False)
        assert (draft.total, draft.lowest, draft.highest) == (None, 53, 61)

    def test_band_edge_by_truncation(self, twolayer):
        three = {p.id: Answer(dict.fromkeys(self.LAYERS, F(3))) for p in twolayer.practices}
        even = score(twolayer, three, "reviewed")
        assert (even.total, even.level.number) == (50, 3)  # (3 - 1)·25 stands at the bar
        two = answer(2, 2)
        low = self.changed(three, use__rights__requests=two)
        # rights 8/3 -> 2.6; use (75 + 39)/40 = 2.85 -> 2.8; total (1.8 + 1.12 - 1)·25 = 48
        assert score(twolayer, low, "reviewed").total == 48
        assert score(twolayer, low, "reviewed").level.number == 2

    def test_scores_of_the_layers(self, twolayer, given):
        # effective shares: collection 0.3 (purpose 0.15, notice and minimum 0.075), keeping 0.3 (0.1 each),
        # sharing 0.25 (1.5 : 1 : 1 of 3.5), rights 0.15 (0.05 each)
        # documentation   0.6 + 0.375 + 0.225 + 1.1 + 0.25·10.5/3.5 + 0.6 = 3.65
        # implementation  0.45 + 0.15 + 0.3 + 1.0 + 0.25·9.5/3.5 + 0.6 = 3.18: done less well than written
        assert by_component(score(twolayer, given, "reviewed")) == {
            "documentation": F("3.65"),
            "implementation": F("2.5") + F("0.25") * F("9.5") / F("3.5"),
        }

    def test_scores_of_the_stages(self, twolayer, given):
        assert by_stage(score(twolayer, given, "reviewed")) == {
            "gather": F("13.5") / 4,
            # keeping 0.1·(4 + 4.5 + 2), requests and correction 0.05·(5 + 2.5)
            "hold": (F("1.05") + F("0.375")) / F("0.4"),
            # sharing 0.25·10/3.5, complaints 0.05·4.5
            "pass-on": (F("2.5") / F("3.5") + F("0.225")) / F("0.3"),
        }

    def test_rounding_is_explained(self, twolayer, given):
        tree = explain(score(twolayer, given, "reviewed"))
        leaves = list(tree.leaves())
        assert sum(leaf.contribution for leaf in leaves) == 58
        # cut: collection 0.075·0.3·25, sharing (10/3.5 - 2.8)·0.25·25, use 0.05·0.4·25; offset -25
        cuts = {leaf.id: leaf.contribution for leaf in leaves if leaf.kind == "rounding"}
        assert cuts == {
            "custody.collection": -F("0.5625"),
            "use.sharing": -(10 / F("3.5") - F("2.8")) * F("6.25"),
            "use": -F("0.5"),
        }
        assert [leaf.contribution for leaf in leaves if leaf.kind == "offset"] == [-25]
