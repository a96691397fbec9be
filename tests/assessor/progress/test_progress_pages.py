"""What the page says about a change: the figures of the comparison, and only of what the visitor may see."""

from dataclasses import replace
from html import unescape
from pathlib import Path
from shutil import copytree
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import event

from assessor.assessments.sheets import sheet_of
from assessor.extensions import db
from assessor.languages import wording
from assessor.models import Assessment, Tenant
from assessor.progress.showing import progress
from criteria.answers import NotApplicable
from criteria.model import Model
from criteria.registry import load
from tests.assessor.browsing import CheckingClient
from tests.assessor.progress.conftest import PACKS, Recording
from tests.criteria.test_change import NOW, THEN, answered

LANGUAGES = ("en", "zh-Hans", "zh-Hant")


def page_of(assessment: Assessment, query: str = "") -> str:
    return f"/assessments/{assessment.id}/progress{query}"


def told(earlier: Assessment, later: Assessment, language: str = "en"):
    return progress(sheet_of(earlier, [PACKS]), sheet_of(later, [PACKS]), wording(language))  # type: ignore[arg-type]


def test_real_change_is_told_apart_from_the_change_of_model(
    client: CheckingClient, recorded: Recording
) -> None:
    recorded()
    now = recorded("1.1", "2026-03-01")
    page = unescape(client.get(page_of(now)).text)
    # worked by hand in tests/criteria/test_change.py: 57.5 then, 60 now; 47.9 then by the new version
    for name, value in (("Total then", "58"), ("Total now", "60")):
        assert f'<p class="headline__name">{name}</p>\n  <p class="headline__value">{value} ' in page
    for name, value in (("Real change", "+18.8"), ("Change of model", "−15.8")):
        assert f'<p class="headline__name">{name}</p>\n  <p class="headline__value">{value}</p>' in page
    assert "The model went from corner@1.0 to corner@1.1." in page
    assert "carry 91.7% of the weight of corner@1.1" in page
    for title in ("Demonstration", "Queue", "Record", "Returns settled"):
        assert f"<li>{title}</li>" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_of_the_comparison_is_on_the_page(
    client: CheckingClient, recorded: Recording, language: str
) -> None:
    then, now = recorded(), recorded("1.1", "2026-03-01")
    found = told(then, now, language)
    page = unescape(client.get(page_of(now, f"?lang={language}")).text)
    rows = [moved for dimension, criteria in found.dimensions for moved in (dimension, *criteria)]
    assert len(rows) == 6
    for moved in (*rows, *found.rose, *found.fell):
        assert moved.title in page
        assert moved.real in page
    for row in found.picture.table.rows:
        assert all(cell in page for cell in row)
    # the line of a dimension is its real change: then by the new version, now on what both versions ask
    assert [row[1:] for row in found.picture.table.rows] == [
        ("+25.0", "50.0", "75.0"),
        ("+12.5", "45.8", "58.3"),
    ]
    assert f'<html lang="{language}"' in page
    if language != "en":
        assert "Real change" not in page


def test_what_rose_and_fell_most_leads_with_the_greatest(recorded: Recording) -> None:
    found = told(recorded(), recorded("1.1", "2026-03-01"))
    assert [(moved.id, moved.real) for moved in found.rose] == [
        ("counter.advice.listening", "+50.0"),
        ("counter.greeting.welcome", "+25.0"),
        ("after.returns.settlement", "+25.0"),
        ("after.contact.reply", "+25.0"),
    ]
    assert [(moved.id, moved.real) for moved in found.fell] == [("after.contact.reminder", "−25.0")]


def test_within_one_version_there_is_only_a_change(client: CheckingClient, recorded: Recording) -> None:
    recorded()
    now = recorded(day="2026-03-01", answers=answered({**THEN, "counter.greeting.welcome": 4}))
    page = client.get(page_of(now)).text
    assert "Change of model" not in page
    assert "corner@1.0" not in page
    assert "Practices that are not the same" not in page
    assert "No practice fell." in page


def test_another_weight_profile_is_said(recorded: Recording) -> None:
    then, now = recorded(), recorded(day="2026-03-01")
    sheets = [sheet_of(one, [PACKS]) for one in (then, now)]
    model = sheets[1].model
    own = model.profiles[model.default_profile]
    other = replace(own, id="even", points=dict.fromkeys(own.points, own.points["after"]))
    weighed = replace(model, profiles={**model.profiles, "even": other})
    found = progress(sheets[0], replace(sheets[1], model=weighed, profile="even"), wording("en"))
    assert found.apart
    assert found.total.real == "0.0"
    assert found.total.of_model == "−1.3"  # 62.5 and 50 at 60:40, then at 50:50
    assert any(sentence.startswith("The weights were") for sentence in found.said)


def test_too_little_in_common_gives_the_reason_and_no_number(
    client: CheckingClient, recorded: Recording
) -> None:
    recorded()
    absent = NotApplicable("not here")
    gone = {name: absent for name in NOW if name.startswith("counter.advice.")}
    now = recorded("1.1", "2026-03-01", answers={**answered(NOW), **gone})
    page = client.get(page_of(now)).text
    assert "There is no number for the real change of the total:" in page
    assert "At the counter: what both versions ask and what applied carries 50.0% of the weight" in page
    assert '<p class="headline__value">–</p>' in page


def test_a_draft_says_that_answers_are_missing(client: CheckingClient, recorded: Recording) -> None:
    recorded()
    some = dict(list(answered(NOW).items())[:4])
    draft = recorded("1.1", "2026-03-01", status="draft", answers=some)
    assert "Answers are still missing, so that there is no total yet" in client.get(page_of(draft)).text


# --- which ones -------------------------------------------------------------------------------------


def test_the_latest_earlier_one_is_compared_unless_another_is_chosen(
    client: CheckingClient, recorded: Recording
) -> None:
    first, second = recorded(day="2023-03-01"), recorded(day="2024-03-01")
    now = recorded("1.1", "2026-03-01")
    later = recorded("1.1", "2026-09-01")
    latest, chosen = client.get(page_of(now)).text, client.get(page_of(now, f"?with={first.id}")).text
    assert f'<option value="{second.id}" selected>1 March 2024 · corner@1.0</option>' in latest
    assert f'<option value="{first.id}" selected>' in chosen
    assert "1 March 2023<br>" in chosen
    assert str(later.id) not in latest


def test_drafts_and_other_organisations_models_and_tracks_are_not_offered(
    client: CheckingClient, recorded: Recording, assessment: Assessment, stranger: Tenant
) -> None:
    others = [
        recorded(day="2024-01-01", status="draft"),
        recorded(day="2024-01-01", name="Another corner"),
        recorded(day="2024-01-01", tenant=stranger),
        recorded(day="2026-04-01"),
        assessment,
    ]
    now = recorded("1.1", "2026-03-01")
    page = client.get(page_of(now)).text
    assert "There is nothing to compare with yet" in page
    for other in others:
        assert client.get(page_of(now, f"?with={other.id}")).status_code == 404
    for odd in (uuid4(), "x", ""):
        assert client.get(page_of(now, f"?with={odd}")).status_code == 404
    assert "progress" not in client.get(f"/assessments/{now.id}/").text


def test_a_stranger_finds_nothing(client: CheckingClient, foreign: Assessment) -> None:
    assert client.get(page_of(foreign)).status_code == 404


def test_the_result_leads_to_the_change(client: CheckingClient, recorded: Recording) -> None:
    recorded()
    now = recorded("1.1", "2026-03-01")
    assert f'href="{page_of(now)}"' in client.get(f"/assessments/{now.id}/").text


def test_a_model_that_is_gone_is_said(app: Flask, client: CheckingClient, recorded: Recording) -> None:
    recorded()
    now = recorded(day="2026-03-01")
    app.config["MODEL_FOLDERS"] = []
    page = client.get(page_of(now)).text
    assert "These two cannot be compared" in page
    assert "no model &#39;corner@1.0&#39;" in page


def test_a_model_that_names_practices_the_earlier_one_never_had_is_said(
    app: Flask, client: CheckingClient, recorded: Recording, tmp_path: Path
) -> None:
    recorded()
    now = recorded("1.1", "2026-03-01", model=_misnamed(tmp_path))
    app.config["MODEL_FOLDERS"] = [tmp_path]
    page = client.get(page_of(now)).text
    assert "after.returns.settlement: after.returns.refunds: no practice of corner@1.0" in page


def _misnamed(folder: Path) -> Model:
    """The corner shop's models, the later of which misspells an id of the earlier."""
    copytree(PACKS / "corner", folder / "corner")
    head = folder / "corner" / "1.1" / "model.yaml"
    text = head.read_text(encoding="utf-8")
    head.write_text(text.replace("after.returns.refund,", "after.returns.refunds,"), encoding="utf-8")
    return load("corner@1.1", [folder])


def test_the_page_is_light_and_asks_the_database_seldom(
    client: CheckingClient, local: Tenant, assessment: Assessment, recorded: Recording
) -> None:
    again = recorded(
        day="2027-10-31",
        name="Lantern Street Bank",
        model=sheet_of(assessment).model,
        answers=sheet_of(assessment).answers,
    )
    asked = []
    db.session.rollback()
    event.listen(db.engine, "before_cursor_execute", lambda *found: asked.append(found[2]))
    page = client.get(page_of(again))
    assert page.status_code == 200
    assert "Score by dimension, then and now" in page.text
    assert len(page.data) <= 150_000
    assert len(asked) <= 15
