"""Aiming at peers: their released figures, cited, or why there are none."""

from dataclasses import replace
from fractions import Fraction

from assessor.editions.queries import standing_of
from assessor.plans import peers
from assessor.plans.aims import Aim, aim_fields, aim_of
from assessor.plans.peers import peer_aims
from assessor.reports.building import score_sheet
from criteria.planning import LevelTarget
from tests.assessor.editions.reading import EVERYBODY, kept
from tests.assessor.plans.settling import uneven


def of(sheet):
    return peer_aims(sheet, score_sheet(sheet), None)


def test_the_aims_are_the_released_quantiles_of_the_total_and_are_settled_with_what_they_cite(
    client, address, company
):
    sheet = uneven()
    assert of(sheet).reason == peers.NO_EDITION
    row = kept(EVERYBODY)
    standing = standing_of(sheet, score_sheet(sheet))
    released = {q.name: q.value for n in standing.nodes if n.node == "total" for q in n.quantiles}
    found = of(sheet).aims
    assert found
    for aim in found:
        assert aim.target.at_least == Fraction(str(released[aim.quantile])) * 10
        assert (aim.edition, aim.cohort) == (row.name, standing.chosen.cohort)
        assert aim_of(aim_fields(aim)) == aim
    asked = client.get(f"{address}/target").text
    assert all(f'value="{aim.quantile}"' in asked for aim in found)
    assert row.name in asked


def test_each_reason_is_said(web):
    sheet = uneven()
    assert of(replace(sheet, status="draft")).reason == peers.NOT_SUBMITTED
    nobody = replace(sheet, organisation=replace(sheet.organisation, employees=None))
    assert of(nobody).reason == peers.NO_HEAD_COUNT
    assert of(sheet).reason == peers.NO_EDITION


def test_aims_are_the_same_from_their_rows():
    for aim in (Aim(LevelTarget(4)),):
        assert aim_of(aim_fields(aim)) == aim
