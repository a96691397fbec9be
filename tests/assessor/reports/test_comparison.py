"""The standing in a document: in words, in pictures and in print, and never more than may be shown."""

import re
from collections import Counter
from dataclasses import fields, is_dataclass, replace
from datetime import date

import pytest

import benchmarks
from assessor.demo.peers import Plan, contributions
from assessor.editions.nodes import compared_nodes
from assessor.languages import LANGUAGES, wording
from assessor.reports.building import build, score_sheet
from assessor.reports.comparison import percentages
from assessor.reports.document import Figure
from assessor.reports.pictures import pictures
from assessor.reports.rendering import report_booklet
from benchmarks import Cell, Cohort
from criteria.registry import load
from tests.assessor.sheets import declared

MODEL = load("cmc")
NODES = compared_nodes(MODEL)
CROWDED, THIN = Cell("I", "CN", "medium"), Cell("A", "PG", "small")
BOTH = Cell("J", "HK", "large")  # withheld, in a country that is thin


def edition(rows):
    return benchmarks.build(
        line="cmc-synthetic",
        track="declared",
        nodes=NODES,
        contributions=rows,
        built_on=date(2026, 10, 31),
        synthetic=True,
    )


@pytest.fixture(scope="module")
def rows():
    return list(contributions(Plan(MODEL, "declared", 16_000, 2033)))


@pytest.fixture(scope="module")
def peers(rows):
    return edition(rows)


@pytest.fixture(scope="module")
def few(rows):
    """So few that no cohort of anybody may be shown."""
    return edition(rows[:9])


def document(peers, cell, language="en"):
    sheet = declared()
    result = score_sheet(sheet)
    standing = benchmarks.stand(peers, cell, percentages(MODEL, result.total, result.node_scores))
    return build(sheet, result, language, standing=standing)


def figures(value):
    if isinstance(value, Figure):
        yield value.shown
    elif isinstance(value, tuple):
        for item in value:
            yield from figures(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from figures(getattr(value, field.name))


def printed(page):
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def test_a_position_is_said_in_words_with_its_interval(peers):
    for position in document(peers, CROWDED).standing.positions:
        rank, low, high = position.percentile, position.percentile_low, position.percentile_high
        assert position.place == f"ahead of {rank.shown}% of peers ({low.shown}–{high.shown})"
        assert low.value <= rank.value <= high.value


def test_positions_stand_in_the_order_of_the_model(peers):
    listed = [position.node for position in document(peers, CROWDED).standing.positions]
    expected = [node for d in MODEL.dimensions for node in (d.id, *(c.id for c in d.criteria))]
    assert listed == ["total", *expected]


def test_quantiles_of_the_total_and_the_dimensions_have_their_intervals(peers):
    told = {"total", *(dimension.id for dimension in MODEL.dimensions)}
    positions = document(peers, CROWDED).standing.positions
    assert len(positions) == len(NODES)
    for position in positions:
        interval = position.p50_interval
        assert (interval is not None) == (position.node in told)
        if interval:
            assert interval.lowest.value <= position.p50.value <= interval.highest.value
    total = positions[0]
    assert 100 < total.p50_interval.lowest.value < total.p50_interval.highest.value < 1000


def test_what_is_missing_is_explained_and_nothing_is_where_nothing_is_missing(peers):
    assert document(peers, CROWDED).standing.unshown == ""
    thin = document(peers, THIN).standing
    assert thin.n == "10"
    assert {(p.p25, p.p90) for p in thin.positions} == {(None, None)}
    for number in ("10 peers", "20", "50"):
        assert number in thin.unshown


def test_parts_that_too_few_peers_have_are_named(rows):
    column = NODES.index("operations.response")
    without = [
        replace(one, scores=(*one.scores[:column], None, *one.scores[column + 1 :])) if row % 50 else one
        for row, one in enumerate(rows)
    ]
    standing = document(edition(without), CROWDED).standing
    title = next(c.title for c in MODEL.criteria if c.id == "operations.response")
    assert standing.too_few == (title.in_language("en"),)
    assert "operations.response" not in {position.node for position in standing.positions}


def test_withheld_rungs_are_those_narrower_than_the_one_used(peers):
    rungs = document(peers, THIN).standing.rungs
    used = [rung.used for rung in rungs].index(True)
    assert used == 1
    assert [rung.withheld for rung in rungs] == [True, False, False, False, False]
    assert rungs[0].reason == "withheld: fewer than 10 other organisations are known"


def test_estimates_are_called_estimates_and_say_what_they_rest_on(peers):
    withheld, thin = document(peers, BOTH).standing.estimates
    hong_kong = "Information and communication · Hong Kong SAR China"
    assert (withheld.cohort, thin.cohort) == (f"{hong_kong} · 250 employees or more", hong_kong)
    assert (withheld.parent, thin.parent) == (hong_kong, "Information and communication · Eastern Asia")
    for estimate in (withheld, thin):
        assert estimate.basis.startswith("An estimate, not a count: ")
        assert estimate.parent in estimate.basis
        assert [m.node for m in estimate.medians] == ["total", *(d.id for d in MODEL.dimensions)]
        for one in estimate.medians:
            assert one.interval.lowest.value < one.median.value < one.interval.highest.value
    assert "nothing may be published" in withheld.basis
    assert withheld.medians[0].median.value > 100, "the total is in points"
    assert document(peers, CROWDED).standing.estimates == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_cohort_there_is_a_reason_and_no_picture(few, language):
    found = document(few, CROWDED, language)
    assert found.standing.positions == found.standing.estimates == ()
    assert found.standing.unshown == ""
    assert all(rung.withheld for rung in found.standing.rungs)
    drawn = pictures(found, wording(language))
    assert drawn.placement is None
    assert drawn.standing is None


@pytest.mark.parametrize(
    ("key", "language", "title"),
    [
        ("C|CN|large", "en", "Manufacturing · China · 250 employees or more"),
        ("C|CN-GD|*", "zh-Hans", "制造业 · 广东省"),
        ("*|*|*", "zh-Hant", "所有行業 · 世界"),
    ],
)
def test_a_cohort_has_a_title_in_every_language_a_province_too(key, language, title):
    assert Cohort.parse(key).titled(language) == title


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_chinese_is_chinese_throughout_with_full_width_punctuation(peers, language):
    standing = document(peers, BOTH, language).standing
    said = [standing.statement, standing.unshown, *(e.basis for e in standing.estimates)]
    said += [position.place for position in standing.positions] + [rung.reason for rung in standing.rungs]
    for text in said:
        assert not re.search("[A-Za-z]{2,}", text), text
        assert not re.search(r"[\u4e00-\u9fff] ?[,.:;()!?]", text), text
        assert not re.search(r"[。；：，] ", text), text


# --- pictures and print -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cell", [CROWDED, THIN, BOTH])
def test_both_pictures_say_that_their_peers_are_synthetic(peers, cell, language):
    say = wording(language)
    drawn = pictures(document(peers, cell, language), say)
    for chart in (drawn.placement, drawn.standing):
        assert say("Synthetic peers") in printed(chart.svg)
        assert chart.svg.startswith("<svg")
    assert len(drawn.standing.table.rows) == len(MODEL.dimensions)


def test_the_total_lies_on_its_own_scale_and_the_note_says_what_is_missing(peers):
    thin = pictures(document(peers, THIN), wording("en")).placement
    crowded = pictures(document(peers, CROWDED), wording("en")).placement
    assert "So that nobody is given away" in printed(thin.svg)
    assert "given away" not in printed(crowded.svg)
    for chart in (thin, crowded):
        assert ">1000</text>" in chart.svg
        assert chart.table.rows[1][0] == "Position"


def test_a_page_about_one_dimension_shows_its_criteria_too(peers):
    whole = document(peers, CROWDED)
    one = MODEL.dimensions[0]
    nodes = {one.id, *(criterion.id for criterion in one.criteria)}
    positions = tuple(p for p in whole.standing.positions if p.node in nodes)
    drawn = pictures(replace(whole, standing=replace(whole.standing, positions=positions)), wording("en"))
    titles = [one.title.in_language("en"), *(c.title.in_language("en") for c in one.criteria)]
    assert [row[0] for row in drawn.standing.table.rows] == titles
    assert drawn.standing.table.caption == f"{titles[0]} and its criteria among their peers"
    assert drawn.placement is None


@pytest.mark.parametrize("cell", [CROWDED, BOTH])
def test_every_figure_and_word_of_the_standing_is_in_the_printed_report(peers, cell):
    found = document(peers, cell)
    section = printed(
        re.search('<section id="standing".*?</section>', report_booklet(found, "en").whole(), re.DOTALL)[0]
    )
    times = Counter(re.findall(r"\d+(?:\.\d+)?", section))
    wanted = Counter(figures(found.standing))
    assert wanted.total() > 250
    assert {shown: count for shown, count in wanted.items() if times[shown] < count} == {}
    estimates = found.standing.estimates
    for text in (e for one in estimates for e in (one.cohort, one.basis)):
        assert text in section
    assert section.count("An estimate, not a count") == len(estimates)


def test_columns_that_nobody_may_see_take_no_room(peers):
    thin = report_booklet(document(peers, THIN), "en").whole()
    crowded = report_booklet(document(peers, CROWDED), "en").whole()
    assert ">90th percentile</th>" not in thin
    assert crowded.count(">90th percentile</th>") == 1
