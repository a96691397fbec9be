"""The rule on real firms: the World Management Survey's 9,207 manufacturers, by section and by finer groups.

The file is no part of the project; without it these tests are skipped. It measures management practices in
manufacturing and is never shown as peers of a model. `make attack` prints the whole comparison.
"""

import pytest

from benchmarks import Cell, Contributions, Standing, published, stand
from benchmarks.coverage import coverage
from benchmarks.disclosure import K, guard
from tests.benchmarks.attacks import by_nodes, cohort_sets
from tools import attack

pytestmark = pytest.mark.skipif(
    not attack.SURVEY.is_file(), reason=f"{attack.SURVEY.name} is not beside the project, in shared/data"
)


@pytest.fixture(scope="module")
def firms():
    return attack.firms(attack.SURVEY)


@pytest.fixture(scope="module")
def told(firms):
    return attack.survey(firms)[2:]


@pytest.fixture(scope="module")
def built(told):
    return attack.editions(told)


def test_the_whole_survey_is_read(firms):
    assert len(firms) == 9_207
    assert {len(one.scores) for one in firms} == {4}
    assert [one.scores[1] for one in firms].count(None) == 1, "one interview has no monitoring score"
    assert len({one.cell.place for one in firms}) == 20
    assert sum(one.cell.industry == "C" for one in firms) > 9_000


def test_a_plain_threshold_gives_firms_away_and_the_rule_none(told, built):
    from_five, from_ten, ours = attack.compared(told, built)

    assert from_five.subtracted.alone >= 24, "dozens are singled out by one subtraction"
    assert from_ten.subtracted.alone >= 24
    assert from_five.combined.alone > from_five.subtracted.alone, "and more by combining everything"
    assert from_ten.combined.few > from_ten.subtracted.few
    assert (ours.subtracted, ours.combined) == (attack.Loss(0, 0), attack.Loss(0, 0))
    assert ours.released > 0.8 * from_five.released, "and it still has cohorts to show"


def test_no_firm_is_told_apart_on_a_single_node(built):
    assert not by_nodes(built[-3:], K)


def test_finer_groups_make_it_harder_and_still_nobody_is_told_apart(firms):
    finer = attack.firms(attack.SURVEY, finer=True)
    years = attack.survey(finer)[-2:]

    from_five, _, ours = attack.compared(years, attack.editions(years))

    assert len({one.cell for one in finer}) > 5 * len({one.cell for one in firms})
    assert from_five.subtracted.alone >= 100
    assert (ours.subtracted, ours.combined) == (attack.Loss(0, 0), attack.Loss(0, 0))


def test_what_the_rule_costs(told, built):
    last = told[-1]
    kept = [one for one in last.interviews if one.organisation_id not in last.withdrawn]

    found = coverage(built[-1], Contributions.of(kept, attack.NODES))

    assert found.whole.coverage > 0.95
    assert found.levels["industry"]["C"].coverage > 0.95
    assert found.smallest_class == guard(built[-1].history) >= K
    assert found.freshness is not None
    assert found.freshness.superseded < 0.1 * found.whole.counted
    shown, possible = (
        sum(getattr(one, name) for one in found.cohorts.values()) for name in ("published", "possible")
    )
    assert shown > 0.8 * possible
    gone = attack.exits(told, built)
    assert all(gone[why] > 0 for why in ("withdrawn", "superseded", "along"))
    assert sum(gone.values()) == sum(not stay.counted for stay in built[-1].history)
    figures = dict(attack.figures(found, gone))
    assert figures["firms counted"].startswith(f"{found.whole.counted:,} of {found.whole.population:,}")


def test_every_withdrawn_firm_is_gone_at_once(told, built):
    for year, edition in zip(told, built, strict=True):
        counted = {organisation for members in cohort_sets([edition]).values() for organisation, _ in members}
        assert not counted & year.withdrawn


def test_a_firm_stands_among_its_peers(built):
    """A large Swedish manufacturer with a score in the middle of the scale, among those published."""
    found = stand(built[-1], Cell("C", "SE", "large"), {"management": 50, "people": 25})
    table = published(built[-1])

    assert isinstance(found, Standing)
    assert found.chosen.cohort in ("C|SE|large", "C|SE|*")
    assert found.chosen.cohort in set(table["cohort"])
    management, people = found.nodes
    assert 0 < management.low < management.position < management.high < 1
    assert people.position < management.position
