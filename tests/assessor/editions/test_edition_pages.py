"""The pages of benchmarks: what they show is what is published, and nothing else."""

import csv
import io
import json
import re
from datetime import timedelta

import pandas as pd
import pytest

import benchmarks
from assessor.editions.choosing import FIELDS, wider
from assessor.editions.publication import publication
from assessor.editions.queries import editions_root, opened
from assessor.editions.showing import statistics_of
from assessor.extensions import writing
from assessor.models import ROLES, BenchmarkLine, Edition
from benchmarks import Cohort
from benchmarks.coverage import coverage
from benchmarks.publishing import published_cohorts
from tests.assessor.browsing import CheckingClient
from tests.assessor.cast import browser_of, member
from tests.assessor.editions.reading import (
    CMC,
    DAY,
    EVERYBODY,
    FEW,
    HALF,
    LANGUAGES,
    NODES,
    PUBLISHED,
    QUANTILES,
    Page,
    asked,
    firms,
    half_up,
    kept,
    titled,
)


@pytest.fixture
def edition(local) -> Edition:
    """One edition of real peers."""
    return kept(EVERYBODY)


# --- what is shown is what is published -----------------------------------------------------------------


def test_the_statistics_of_one_cohort_are_the_rows_of_the_published_table(edition):
    built = opened(edition)
    table = benchmarks.published(built)
    assert set(table["cohort"]) == {cohort.key for cohort in published_cohorts(built)}
    for cohort in published_cohorts(built):
        rows = table[table["cohort"] == cohort.key].set_index("node")
        found = {one.node: one for one in statistics_of(built, cohort)}
        assert set(found) == set(rows.index)
        for node, one in found.items():
            assert one.n == rows.loc[node, "n"]
            known = {name: rows.loc[node, name] for name in QUANTILES if pd.notna(rows.loc[node, name])}
            assert {name: float(value) for name, value in one.quantiles.items()} == known


@pytest.mark.parametrize(
    "key", ["*|*|*", "C|CN|large", "C|FR|small", "G|CN-GD|medium", "C|DE|large", "*|030|*"]
)
def test_a_page_shows_the_published_figures_and_no_others(client: CheckingClient, edition, key):
    table = benchmarks.published(opened(edition))
    rows = table[table["cohort"] == key].set_index("node")
    assert not rows.empty
    page = Page(client.get(asked(edition, Cohort.parse(key))).text)
    shown = page.statistics
    assert set(shown) == {titled(node) for node in NODES}
    had = [name for name in QUANTILES if rows[name].notna().any()]
    for node in NODES:
        if node not in rows.index:
            assert set(shown[titled(node)]) == {"–"}, "fewer than ten have a score there"
            continue
        figures = [rows.loc[node, name] for name in had]
        expected = ["–" if pd.isna(one) else half_up(one, total=node == "total") for one in figures]
        assert shown[titled(node)] == [str(rows.loc[node, "n"]), *expected]


def test_a_cohort_says_how_much_of_it_is_counted(client: CheckingClient, edition):
    built = opened(edition)
    for cohort in published_cohorts(built)[::5]:
        reach = built.reach(cohort)
        text = Page(client.get(asked(edition, cohort)).text).text
        n = reach.counted - reach.counted % 5
        assert f"At least {n} organisations are counted, {reach.percent}% of those known" in text


def test_exact_numbers_of_organisations_stay_inside(client: CheckingClient, edition):
    counted = edition.manifest["coverage"]["counted"]
    assert counted % 5, "a number that rounding changes"
    for address in ("/benchmarks", f"/benchmarks/{edition.name}"):
        text = Page(client.get(address).text).text
        assert not re.search(rf"\b{counted}\b", text)
        assert re.search(rf"\b{counted - counted % 5}\b", text)


# --- choosing -------------------------------------------------------------------------------------------


def test_everything_that_some_published_cohort_restricts_can_be_chosen(client: CheckingClient, edition):
    table = benchmarks.published(opened(edition))
    options = Page(client.get(f"/benchmarks/{edition.name}").text).options
    for field, column in zip(FIELDS, ("industry", "geography", "size"), strict=True):
        assert sorted(options[field]) == sorted(set(table[column].dropna()))
        assert len(options[field]) > 1


def test_a_place_stands_under_the_one_that_holds_it(client: CheckingClient, edition):
    places = Page(client.get(f"/benchmarks/{edition.name}").text).options["place"]
    assert [places.index(code) for code in ("142", "030", "CN", "CN-GD")] == sorted(
        places.index(code) for code in ("142", "030", "CN", "CN-GD")
    )
    assert '<optgroup label="Asia">' in client.get(f"/benchmarks/{edition.name}").text


def test_the_choice_stays_chosen_and_the_language_too(client: CheckingClient, edition):
    page = client.get(f"/benchmarks/{edition.name}?industry=C&place=CN&lang=zh-Hant").text
    assert '<option value="C" selected>' in page
    assert '<option value="CN" selected>' in page
    assert '<input type="hidden" name="lang" value="zh-Hant">' in page
    assert Cohort("C", "CN").titled("zh-Hant") in page


def test_the_steps_to_wider_cohorts_hold_each_other():
    for key in ("C|CN-GD|large", "C|CN|large", "*|CN|large", "C|030|*", "*|*|large", "*|*|*"):
        cohort = Cohort.parse(key)
        steps = wider(cohort)
        assert all(step.covers(cohort) and step != cohort for step in steps)
        assert (steps[-1:] == (Cohort(),)) == (cohort != Cohort())


@pytest.mark.parametrize(
    ("extra", "key", "reason"),
    [
        ([], "C|FR|medium", "Fewer than 10 organisations of this cohort are known."),
        ([], "*|FR|medium", "fewer can be counted: the others are counted in a wider cohort only"),
    ],
)
def test_a_cohort_that_is_not_published_says_why_and_offers_a_wider_one(
    client: CheckingClient, local, extra, key, reason
):
    row = kept([*EVERYBODY, *extra])
    built, cohort = opened(row), Cohort.parse(key)
    assert cohort not in published_cohorts(built)
    response = client.get(asked(row, cohort))
    assert response.status_code == 200
    page = Page(response.text)
    assert reason in page.text
    assert not page.tables, "no statistic of it"
    nearest = next(step for step in wider(cohort) if step in published_cohorts(built))
    (link,) = [link for link in page.links if link.endswith("#cohort")]
    assert nearest.title in page.text
    assert "At least" in Page(client.get(link).text).text


def test_low_coverage_is_a_reason_of_its_own(client: CheckingClient, local):
    row = kept([*EVERYBODY, *HALF, *firms(12, ("I", "FR", "medium"))])
    reach = opened(row).reach(Cohort(None, "FR", "medium"))
    assert (reach.counted, reach.population) == (12, 24)
    text = Page(client.get(asked(row, Cohort(None, "FR", "medium"))).text).text
    assert "Under 80% of the organisations that are known in this cohort can be counted" in text


HOSTILE = [
    ("industry=zz", "industry"),
    ("industry=" + "x" * 4000, "industry"),
    ("place=<script>alert(1)</script>", "place"),
    ("place=%00", "place"),
    ("place=*", "place"),
    ("place=C|CN", "place"),
    ("size=../../etc", "size"),
    ("size=%F0%9F%92%A9", "size"),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_in_the_list_is_an_error_of_the_form(client: CheckingClient, edition, language):
    for query, field in HOSTILE:
        response = client.get(f"/benchmarks/{edition.name}?{query}&lang={language}")
        assert response.status_code == 400
        page = response.text.partition("<main")[2]
        assert f'<a class="govuk-link" href="#{field}">' in page
        assert f'id="{field}" name="{field}" aria-invalid="true"' in page
        assert "x" * 41 not in page
        assert "<script" not in response.text


@pytest.mark.parametrize(
    "address",
    [
        "none-declared-1",
        "cmc-declared-0",
        "cmc-declared-99",
        "..%2f..%2fetc",
        "%00",
        "x" * 3000,
    ],
)
def test_an_edition_that_is_not_there_is_not_found(client: CheckingClient, edition, address):
    assert client.get(f"/benchmarks/{address}").status_code == 404
    assert client.get(f"/benchmarks/{address}/published.csv").status_code == 404


# --- the list, and what an edition is -------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_editions_the_list_says_how_to_get_one(client: CheckingClient, local, language):
    page = client.get(f"/benchmarks?lang={language}").text
    for command in ("assessor demo", "assessor peers import", "assessor edition build"):
        assert command in page


@pytest.mark.parametrize("role", ROLES)
def test_commands_are_for_whoever_sits_at_the_machine(web, company, role):
    page = browser_of(web, member(company, role)).get("/benchmarks").text
    assert "There are no data to compare with yet." in page
    assert "assessor " not in page
    assert "<pre" not in page


def test_the_list_has_every_line_with_its_newest_edition_first(client: CheckingClient, local):
    first = kept(PUBLISHED)
    second = kept([*PUBLISHED, *FEW], previous=opened(first), built_on=DAY + timedelta(days=90))
    made_up = kept(PUBLISHED, line="cmc-synthetic", track="verified", synthetic=True)
    page = client.get("/benchmarks")
    heads = re.findall(r'<h2 class="weighed"><a class="govuk-link" href="([^"]+)"', page.text)
    assert heads == [f"/benchmarks/{row.name}" for row in (second, made_up)]
    assert page.text.index(first.name) > page.text.index(second.name)
    assert page.text.count("Synthetic peers") == page.text.count("Real peers") == 1


def test_that_peers_are_synthetic_is_said_on_the_page_and_in_every_picture(client: CheckingClient, local):
    made_up = kept(PUBLISHED, line="cmc-synthetic", synthetic=True)
    page = client.get(f"/benchmarks/{made_up.name}").text
    assert "made up, for demonstration" in page
    pictures = re.findall(r"<svg [^>]*viewBox.*?</svg>", page, re.DOTALL)[1:]
    assert len(pictures) == 2
    assert all("Synthetic peers" in picture for picture in pictures)
    assert "Customer management capability" in page, "the model's title, not the line's id"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edition_says_what_it_is(client: CheckingClient, edition, language):
    text = Page(client.get(f"/benchmarks/{edition.name}?lang={language}").text).text
    for fact in (edition.name, edition.digest, *edition.manifest["classifications"].values(), "k = 5"):
        assert fact in text
    for number in ("10", "20", "50", "80%"):
        assert number in text
    assert CMC.title.in_language(language) in text


def test_imported_peers_are_called_as_their_mapping_says(client: CheckingClient, local):
    with writing() as session:
        nodes = [{"id": "speed", "title": "Speed of answers", "low": "1", "high": "5"}]
        nodes.append({"id": "care", "title": "Care taken", "low": "0", "high": "10"})
        session.add(
            BenchmarkLine(
                id="surveys",
                title="Yearly survey",
                origin="imported",
                tracks=["verified"],
                nodes=nodes,
                pseudonyms=True,
            )
        )
    row = kept(
        firms(60, ("C", "CN", "large"), nodes=2), line="surveys", track="verified", nodes=("speed", "care")
    )
    page = Page(client.get(f"/benchmarks/{row.name}").text)
    table = benchmarks.published(opened(row))
    everyone = table[table["cohort"] == "*|*|*"].set_index("node")
    assert page.statistics["Speed of answers"][3] == half_up(everyone.loc["speed", "p50"], total=False)
    assert "Yearly survey: edition 1" in page.text
    assert "in points from 0, the lowest that the scale of its part allows" in page.text
    assert "Yearly survey" in client.get("/benchmarks").text


def test_a_line_whose_model_is_gone_is_shown_by_its_ids(client: CheckingClient, local):
    row = kept(firms(30, ("C", "CN", "large"), nodes=2), line="gone", nodes=("total", "tact"))
    page = Page(client.get(f"/benchmarks/{row.name}").text)
    assert set(page.statistics) == {"Total", "tact"}


# --- files ----------------------------------------------------------------------------------------------


def test_the_table_is_taken_away_as_it_is_published(client: CheckingClient, edition):
    built = opened(edition)
    for suffix, media in (("csv", "text/csv"), ("json", "application/json")):
        response = client.get(f"/benchmarks/{edition.name}/published.{suffix}")
        assert response.mimetype == media
        assert f"filename={edition.name}.{suffix}" in response.headers["Content-Disposition"]
        assert response.data == publication(built, f".{suffix}")[0]
    rows = list(csv.DictReader(io.StringIO(client.get(f"/benchmarks/{edition.name}/published.csv").text)))
    assert len(rows) == len(benchmarks.published(built))
    content = json.loads(client.get(f"/benchmarks/{edition.name}/published.json").text)
    assert content["edition"]["digest"] == edition.digest
    assert client.get(f"/benchmarks/{edition.name}/published.parquet").status_code == 404


@pytest.mark.parametrize("file", ["counts.arrow", "population.csv", "manifest.json"])
def test_a_damaged_edition_names_the_file(client: CheckingClient, edition, file):
    path = editions_root() / edition.folder / file
    path.write_bytes(path.read_bytes()[:-9])
    response = client.get(f"/benchmarks/{edition.name}")
    assert response.status_code == 503
    assert f"{edition.folder}/{file}" in response.text
    assert client.get("/benchmarks").status_code == 200, "the list needs none of its files"


# --- coverage -------------------------------------------------------------------------------------------


def test_the_coverage_page_tells_what_is_counted_rounded_down(client: CheckingClient, local):
    row = kept([*EVERYBODY, *firms(7, ("K", "US", "large")), *firms(3, ("S", "US", "large"))])
    found = coverage(opened(row))
    page = Page(client.get(f"/benchmarks/{row.name}/coverage").text)
    kinds, industries, *_, sizes = page.tables
    assert [[int(cell) for cell in line[3:]] for line in kinds[1:]] == [
        [one.published, one.possible] for one in found.cohorts.values()
    ]
    shown = dict(zip(found.levels["industry"], industries[1:], strict=True))
    for code, reach in found.levels["industry"].items():
        known = reach.population - reach.population % 5
        assert shown[code][1:] == ([str(known), f"{reach.percent}%"] if known else ["fewer than 5", "–"])
    assert shown["S"][1:] == ["fewer than 5", "–"]
    assert len(sizes) == 1 + len(found.levels["size"])
    assert f"{found.whole.percent}%" in page.text
    assert not re.search(rf"\b{found.whole.counted}\b", page.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_coverage_page_is_reached_from_the_edition(client: CheckingClient, edition, language):
    (link,) = [one for one in Page(client.get(f"/benchmarks/{edition.name}").text).links if "coverage" in one]
    assert client.get(f"{link}?lang={language}").status_code == 200
    assert client.get("/benchmarks/none-declared-1/coverage").status_code == 404


def test_damaged_evidence_is_named_where_it_is_read(client: CheckingClient, edition):
    path = editions_root() / edition.folder / "evidence.arrow"
    content = path.read_bytes()
    path.write_bytes(content[:-200] + bytes(200))
    response = client.get(f"/benchmarks/{edition.name}/coverage")
    assert response.status_code == 503
    assert f"{edition.folder}/evidence.arrow" in response.text
