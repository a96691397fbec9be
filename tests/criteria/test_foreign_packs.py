"""Three made-up models that differ from cmc in everything a pack may declare, with scores worked by hand."""

from fractions import Fraction as F
from pathlib import Path

import pytest

from criteria.answers import Answer, NotApplicable
from criteria.exact import rounded
from criteria.explaining import explain
from criteria.levels import blockers
from criteria.scoring import Score, balance, score
from criteria.views import by_component, by_stage

PACKS = Path(__file__).parents[1] / "data" / "packs"
NOT_HERE = NotApplicable("does not exist here", "lead assessor")


def answer(*values):
    """Exact numbers: one value, the values of a routine or of two layers, or a row of scores."""
    return tuple(F(str(value)) for value in values)


def changed(answers, names, **changes):
    """The answers with some of them replaced; keys write dots as double underscores and dashes as one."""
    result = dict(answers)
    for key, value in changes.items():
        practice = key.replace("__", ".").replace("_", "-")
        assert practice in result
        if value is None:
            del result[practice]
        elif isinstance(value, NotApplicable):
            result[practice] = value
        else:
            own = names if len(value) == len(names) else ("answer",)
            result[practice] = Answer(dict(zip(own, value, strict=True)))
    return result


def blocking(result: Score) -> dict[str, F]:
    return {short.node: short.distance for short in blockers(result.model, result.standings)}


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


class TestLadder:
    """Mean of group means, two answer sets in three kinds of practice, blanks left out, bars to be exceeded.

    offer    range   plan (1·4 + 0.5·2.5)/1.5 = 3.5   do 0.6·3.75 + 0.4·3 = 3.45    mean 3.475
             price   plan 3                           do 5                          mean 4
             (2.5·3.475 + 1.5·4) / 4 = 14.6875 / 4 = 3.671875
    contact  reply   plan 4                           do (2·2.5 + 3.75)/3 = 8.75/3  mean 20.75/6 = 3.4583
             record  plan 2                           do 0.6·2.5 + 0.4·2 = 2.3      mean 2.15
             (2·20.75/6 + 1.5·2.15) / 3.5 = 10.141667 / 3.5 = 2.8976
    upkeep   repair  plan 3                           do 3.75                       mean 3.375
             farewell plan 2                          do 0.6·1.25 + 0.4·3 = 1.95    mean 1.975
             (1.25·3.375 + 1.25·1.975) / 2.5 = 6.6875 / 2.5 = 2.675
    total = (14.6875 + 10.141667 + 6.6875) / 10 = 3.1517
    """

    ROUTINE = ("extent", "depth")
    OFFER, UPKEEP = F("14.6875"), F("6.6875")
    REPLY = F("20.75") / 6
    CONTACT = 2 * REPLY + F("1.5") * F("2.15")

    @pytest.fixture
    def given(self, ladder, read):
        return read(ladder, PACKS / "ladder" / "answers.yaml")

    def of_dimension(self, ladder, name):
        return {p.id: NOT_HERE for p in ladder.practices if p.id.startswith(name + ".")}

    def test_complete(self, ladder, given):
        result = score(ladder, given, "declared")
        assert [c.score for c in result.criteria] == [
            F("3.475"), F(4), self.REPLY, F("2.15"), F("3.375"), F("1.975"),
        ]  # fmt: skip
        assert [d.score for d in result.dimensions] == [
            self.OFFER / 4, self.CONTACT / F("3.5"), self.UPKEEP / F("2.5"),
        ]  # fmt: skip
        assert result.total == (self.OFFER + self.CONTACT + self.UPKEEP) / 10
        assert float(result.total) == pytest.approx(3.1516667)
        assert balance(result) is None

    def test_bars_compare_what_is_displayed(self, ladder, given):
        result = score(ladder, given, "declared")
        assert result.level.number == 3
        # level 4, strict: total 3.2 against 3.4; contact 2.8976 shows as 2.9 and must exceed 2.9;
        # upkeep 2.675 shows 2.7 against 2.9; record 2.15 shows 2.2, farewell 1.975 shows 2.0, against 2.4
        assert blocking(result) == {
            "total": F("0.2"),
            "contact": 0,
            "upkeep": F("0.2"),
            "contact.record": F("0.2"),
            "upkeep.farewell": F("0.4"),
        }

    def test_half_goes_to_the_even_neighbour_at_a_bar(self, ladder, given):
        # record: plan 3, do 0.6·2.5 + 0.4·1 = 1.9, mean 2.45, which shows as 2.4 and does not exceed 2.4
        edge = changed(
            given, self.ROUTINE, contact__record__shared_view=answer(3), contact__record__notes=answer(2.5, 1)
        )
        result = score(ladder, edge, "declared")
        assert result.node_scores["contact.record"] == F("2.45")
        assert blocking(result)["contact.record"] == 0
        # one answer better, do 2.3, mean 2.65 shows 2.6 (even) and passes
        over = changed(edge, self.ROUTINE, contact__record__notes=answer(2.5, 2))
        assert "contact.record" not in blocking(score(ladder, over, "declared"))

    def test_a_total_over_the_bar_that_displays_at_the_bar_does_not_pass(self, ladder):
        # plan 2, habit 1.25, routine (1.25, 1) = 1.15, but 1 for clear prices and the way back:
        # range (1.75 + 1.15)/2 = 1.45, price (1 + 1.25)/2 = 1.125   -> 2.5·1.45 + 1.5·1.125 = 5.3125
        # reply (2 + 1.25)/2 = 1.625, record (2 + 1.15)/2 = 1.575    -> 2·1.625 + 1.5·1.575 = 5.6125
        # repair 1.625, farewell (1 + 1.15)/2 = 1.075                -> 1.25·2.7 = 3.375      sum 14.3
        values = {"capability": answer(2), "habit": answer(1.25), "routine": answer(1.25, 1)}
        names = {"routine": self.ROUTINE}
        low = {
            p.id: Answer(dict(zip(names.get(p.kind, ("answer",)), values[p.kind], strict=True)))
            for p in ladder.practices
        }
        low = changed(low, (), offer__price__clarity=answer(1), upkeep__farewell__return=answer(1))
        assert score(ladder, low, "declared").total == F("1.43")
        # clear prices at 2 again: price 1.625 -> 6.0625, sum 15.05, total 1.505: over 1.5, displayed 1.5
        at = changed(low, (), offer__price__clarity=answer(2))
        assert score(ladder, at, "declared").total == F("1.505")
        assert score(ladder, at, "declared").level.number == 1
        # the way back at 2 too: farewell 1.575 -> 4.0, sum 15.675, total 1.5675, displayed 1.6
        over = changed(at, (), upkeep__farewell__return=answer(2))
        assert score(ladder, over, "declared").total == F("1.5675")
        assert score(ladder, over, "declared").level.number == 2

    def test_not_applicable_group_leaves_the_other_group(self, ladder, given):
        # record = plan alone = 2: contact = (2·20.75/6 + 1.5·2) / 3.5
        result = score(ladder, changed(given, (), contact__record__notes=NOT_HERE), "declared")
        contact = 2 * self.REPLY + 3
        assert result.node_scores["contact.record"] == 2
        assert result.total == (self.OFFER + contact + self.UPKEEP) / 10

    def test_not_applicable_dimension_leaves_the_others_at_the_floor_of_six_tenths(self, ladder, given):
        result = score(ladder, given | self.of_dimension(ladder, "offer"), "declared")
        assert result.state == "rated"
        assert result.total == (self.CONTACT + self.UPKEEP) / 6

    def test_below_the_floor_there_is_no_number(self, ladder, given):
        left = given | self.of_dimension(ladder, "offer") | {"upkeep.repair.first-fix": NOT_HERE}
        result = score(ladder, left, "declared")
        assert (result.state, result.total, result.lowest) == ("not ratable", None, None)
        # 1.25 of the points of upkeep lose half of their weight: 6/10 - 0.0625
        assert [(p.node, p.applicable, p.floor) for p in result.not_ratable] == [
            ("total", F("0.5375"), F("0.6"))
        ]

    def test_a_dimension_that_is_never_wholly_not_applicable(self, ladder, given):
        result = score(ladder, given | self.of_dimension(ladder, "contact"), "declared")
        assert [p.node for p in result.not_ratable] == ["contact"]

    def test_blanks_are_left_out_of_the_means(self, ladder, given):
        # reply = do alone = 8.75/3: contact = 2·8.75/3 + 1.5·2.15
        left = changed(given, (), contact__reply__channels=None)
        contact = 2 * F("8.75") / 3 + F("3.225")
        assert score(ladder, left, "declared").total == (self.OFFER + contact + self.UPKEEP) / 10
        # before submission: channels from 0 to 5
        draft = score(ladder, left, "declared", submitted=False)
        lowest, highest = ((value + F("8.75") / 3) + F("3.225") for value in (0, 5))
        assert draft.total is None
        assert (draft.lowest, draft.highest) == tuple(
            (self.OFFER + contact + self.UPKEEP) / 10 for contact in (lowest, highest)
        )

    def test_a_blank_dimension_is_left_out_of_the_total_but_passes_no_bar(self, ladder, given):
        left = {name: value for name, value in given.items() if not name.startswith("upkeep.")}
        result = score(ladder, left, "declared")
        assert result.total == (self.OFFER + self.CONTACT) / F("7.5")  # 3.31, over the 2.4 of level 3
        assert result.level.number == 2
        assert blocking(result)["upkeep"] == F("1.9")


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
