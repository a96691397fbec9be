"""A made-up five-level ladder with reused answer sets, worked by hand."""

from fractions import Fraction as F

import pytest

from criteria.answers import Answer
from criteria.scoring import balance, score
from tests.criteria.working import NOT_HERE, PACKS, answer, blocking, changed


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
