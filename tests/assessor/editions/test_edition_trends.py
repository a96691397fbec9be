"""A cohort over editions on its page, with what a new version of the model changed kept apart."""

import re
from dataclasses import replace
from datetime import timedelta

from assessor.charts.palette import PAPER, PEERS
from assessor.editions import pages
from assessor.editions.queries import _opened, editions_root, opened
from benchmarks import Cohort
from benchmarks.trends import trend
from tests.assessor.browsing import CheckingClient
from tests.assessor.editions.reading import CMC, DAY, NODES, Page, asked, firms, half_up, kept, titled


def restated(contributions, by, *, renewed=False):
    """The same assessments with other scores; or newer ones of the same organisations."""
    return [
        replace(
            one,
            assessment_id="2" if renewed else one.assessment_id,
            decided_on=DAY + timedelta(days=30) if renewed else one.decided_on,
            scores=tuple(None if score is None else score + by for score in one.scores),
        )
        for one in contributions
    ]


CROWD = firms(60, ("C", "CN", "large"))


def years(*, last_version="2026.2", of_last=None):
    """Three editions: better scores in the second, another version of the model in the third."""
    later = restated(CROWD, 20, renewed=True)
    first = kept(CROWD, version="2026.1")
    second = kept(later, version="2026.1", previous=opened(first), built_on=DAY + timedelta(days=90))
    of_last = restated(later, 60) if of_last is None else of_last
    third = kept(of_last, version=last_version, previous=opened(second), built_on=DAY + timedelta(days=180))
    return [first, second, third]


def test_a_single_edition_has_no_trend(client: CheckingClient, local):
    assert "Trend:" not in client.get(f"/benchmarks/{kept(CROWD).name}").text


def test_a_node_that_the_newest_editions_have_not_is_not_followed(client: CheckingClient, local, monkeypatch):
    monkeypatch.setattr(pages, "MOST_FOLLOWED", 2)
    fewer = [replace(one, scores=one.scores[1:3]) for one in CROWD]
    first = kept(
        firms(60, ("C", "CN", "large"), nodes=2), line="other", nodes=("first", "second"), version="1"
    )
    second = kept(fewer, line="other", nodes=("second", "third"), version="2", previous=opened(first))
    kept(fewer, line="other", nodes=("second", "third"), version="2", previous=opened(second))
    response = client.get(f"/benchmarks/{first.name}")
    assert response.status_code == 200
    assert "Trend:" not in response.text
    assert "Trend:" in client.get(f"/benchmarks/{second.name}").text


def test_the_trend_is_that_of_the_editions_and_keeps_the_version_apart(client: CheckingClient, local):
    rows = years()
    followed = trend([opened(row) for row in rows], Cohort(), "total")
    assert followed.steps[1].of_version == 6.0
    page = Page(client.get(f"/benchmarks/{rows[0].name}").text)
    table = next(table for table in page.tables if table[0][0] == "Edition")
    assert [row[0][:9] for row in table[1:]] == ["edition 1", "edition 2", "edition 3"]
    medians = [half_up(point.value, total=True) for point in followed.points]
    at = table[0].index("Median")
    assert [row[at] for row in table[1:]] == medians
    assert [row[table[0].index("Change")] for row in table[1:]] == ["", "+20", "+60"]
    assert [row[table[0].index("Real change")] for row in table[1:]] == ["", "", "0"]
    assert [row[table[0].index("Part of the new version")] for row in table[1:]] == ["", "", "+60"]
    drawn = re.findall(r'<polygon points="[^,]*,(\S+) [^"]*" fill="(#\w+)"', page.pictures["trend"])
    ys = {fill: [y for y, found in drawn if found == fill] for fill in (PEERS, PAPER)}
    assert ys[PAPER] == [ys[PEERS][1]], "by the version before, nothing has changed since edition 2"
    assert f"the median went from {medians[0]} in edition 1 to {medians[2]} in edition 3" in page.text
    assert (
        "Edition 3 is the first of version 2026.2 of the model, after 2026.1. Of the change of +60"
        in page.text
    )


def test_the_change_of_every_dimension_is_told(client: CheckingClient, local):
    rows = years()
    page = Page(client.get(f"/benchmarks/{rows[2].name}").text)
    table = next(table for table in page.tables if table[0][:3] == ["Part", "Median", "Change"])
    assert [row[0] for row in table[1:]] == ["Total", *(titled(d.id) for d in CMC.dimensions)]
    for row, node in zip(table[1:], ("total", *(d.id for d in CMC.dimensions)), strict=True):
        (step,) = trend([opened(one) for one in rows[1:]], Cohort(), node).steps
        signed = [
            f"+{half_up(value, total=node == 'total')}" for value in (step.total, step.of_version) if value
        ]
        assert row[2] == signed[0]
        assert row[4] == signed[1]


def test_a_part_of_a_version_that_is_not_known_is_said_so(client: CheckingClient, local):
    newcomers = firms(60, ("C", "CN", "large"), prefix="other")
    rows = years(of_last=newcomers)
    page = Page(client.get(f"/benchmarks/{rows[2].name}").text)
    assert "Too few organisations can be compared by both" in page.text
    assert "A new version, its part not known" in page.text


def test_a_cohort_that_one_edition_alone_publishes_has_nothing_to_compare(client: CheckingClient, local):
    first = kept(CROWD)
    added = firms(30, ("G", "FR", "small"))
    second = kept([*CROWD, *added], previous=opened(first), built_on=DAY + timedelta(days=90))
    page = client.get(asked(second, Cohort("G", "FR", "small"))).text
    assert "Fewer than two editions publish this cohort" in page
    assert 'id="trend-title"' not in page


def test_another_edition_that_is_damaged_takes_the_trend_only(client: CheckingClient, local):
    rows = years()
    path = editions_root() / rows[0].folder / "counts.arrow"
    path.unlink()
    _opened.cache_clear()
    response = client.get(f"/benchmarks/{rows[2].name}")
    assert response.status_code == 200
    page = Page(response.text)
    assert f"{rows[0].folder}/counts.arrow" in page.text
    assert len(page.statistics) == len(NODES)
