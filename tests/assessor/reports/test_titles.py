"""The title of an assessment stands wherever two of one organisation could be taken for each other."""

from dataclasses import replace

import pytest

from assessor.assessments.operations import record
from assessor.languages import LANGUAGES, Language
from assessor.models import Assessment, Tenant
from assessor.reports.exchange import plain
from assessor.reports.operations import document_for
from tests.assessor.browsing import CheckingClient
from tests.assessor.reports.reading_forms import FORMS, printed, squeezed, told
from tests.assessor.sheets import declared

TITLE = "Self-assessment <2026> & spring"
SHOWN = "Self-assessment &lt;2026&gt; &amp; spring"
NAME = "Lantern Street Bank"


@pytest.fixture
def titled(local: Tenant) -> Assessment:
    return record(replace(declared(NAME), title=TITLE), local, "tests")


@pytest.mark.parametrize("name", ["", "why/leadership", "plan", "plan/target", "progress", "report"])
def test_every_page_of_a_result_says_which_assessment_it_is_of(
    client: CheckingClient, titled: Assessment, name: str
) -> None:
    page = client.get(f"/assessments/{titled.id}/{name}").text
    _, _, content = page.partition("<main")
    assert SHOWN in content
    if name.startswith("plan"):
        assert f'/assessments/{titled.id}/">{NAME} · {SHOWN}</a>' in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", [*FORMS, "pdf"])
def test_every_form_of_the_report_says_it(titled: Assessment, form: str, language: Language) -> None:
    found = document_for(titled, language)
    said = squeezed(printed(found, language) if form == "pdf" else told(found, language, form))
    assert said.count(squeezed(TITLE)) == 2  # on the cover, and in the statement of result


def test_an_anonymised_report_does_not_say_it(client: CheckingClient, titled: Assessment) -> None:
    page = client.get(f"/assessments/{titled.id}/report?variant=anonymised").text
    assert "Anonymised organisation" in page
    assert "spring" not in page


def test_without_a_title_nothing_is_said(client: CheckingClient, assessment: Assessment) -> None:
    found = document_for(assessment, "en")
    assert found.title is None
    assert "title" not in plain(found)
    assert ">Assessment<" not in client.get(f"/assessments/{assessment.id}/report").text


def test_assessments_to_compare_with_are_told_apart(client: CheckingClient, local: Tenant) -> None:
    day = declared(NAME).assessed_on
    earlier = [
        replace(declared(NAME), title=title, assessed_on=day.replace(month=1), digest=title)
        for title in ("Head office", "Branches")
    ]
    for sheet in earlier:
        record(sheet, local, "tests")
    later = record(replace(declared(NAME), title="Everybody"), local, "tests")
    page = client.get(f"/assessments/{later.id}/progress").text
    assert f"{NAME} · Everybody" in page
    assert "31 January 2026 · Head office · cmc@2026.1</option>" in page
    assert "31 January 2026 · Branches · cmc@2026.1</option>" in page
