"""The overview: who answered, where groups differ, what is settled, and who may see it."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from assessor.assessments.operations import record
from assessor.extensions import db, writing
from assessor.models import Account, Assessment, Tenant
from assessor.models.base import now
from tests.assessor.browsing import CheckingClient
from tests.assessor.cast import browser_of
from tests.assessor.moderation.answered import FIRST, MODEL, THREE, answer, crowd, opened
from tests.assessor.reports.test_perception import asked


def overview(draft: Assessment) -> str:
    return f"/assessments/{draft.id}/moderation"


def test_shows_how_much_is_settled_and_what_can_be(coordinator: CheckingClient, draft: Assessment) -> None:
    page = coordinator.get(overview(draft)).text
    assert "0 of 120" in page
    assert "Head of sales" in page
    assert "19 of 120" in page
    assert "Practices: 16. You see them before anything is settled." in page
    assert (
        "Practices: 2. For what you will not discuss." in page
    )  # the second and the third; of the fourth too few


def test_an_answer_carried_over_is_not_called_settled_here(
    coordinator: CheckingClient, company: Tenant, draft: Assessment
) -> None:
    source = opened(company, THREE, lambda n, number: 3, status="submitted")
    practice = FIRST.practices[0].id
    with writing() as session:
        made = session.get_one(Assessment, draft.id)
        made.copied_from = source.id
        kept = answer(made, practice, 3, made.recorded_by, given_at=now() - timedelta(days=300))
        kept.role = "consensus"
        session.add(kept)
        made.recorded_at = now() - timedelta(days=2)
    page = coordinator.get(overview(draft)).text
    assert "Carried over from an earlier assessment, and answered since: 1." in page
    assert "Answered again after they were settled" not in page
    case = coordinator.get(f"{overview(draft)}/{FIRST.id}").text
    assert "This answer was carried over from an earlier assessment, and somebody has answered since" in case
    assert "Somebody answered after this was settled" not in case


def test_says_that_groups_are_withheld_in_figures_only(
    coordinator: CheckingClient, draft: Assessment
) -> None:
    assert "Whoever moderates sees on the page of a criterion who answered what." in (
        coordinator.get(overview(draft)).text
    )


def test_orders_criteria_by_the_gap_between_groups(
    coordinator: CheckingClient, company: Tenant, people: dict[str, Account]
) -> None:
    """Management sees the fifth criterion two levels higher than the front line, and the ninth one level."""
    wide, narrow = MODEL.criteria[4], MODEL.criteria[8]
    above = {p.id: 2 for p in wide.practices} | {p.id: 1 for p in narrow.practices}
    groups = [(f"{group} {n}", group) for group in ("Management", "Front line") for n in range(3)]
    made = opened(
        company, groups, lambda n, number: 2 + (above.get(MODEL.practices[number].id, 0) if n < 3 else 0)
    )
    page = coordinator.get(overview(made)).text
    assert f"The groups differ most on {wide.title}: Management gives it 80.0, Front line 40.0." in page
    ids = re.findall(rf"/moderation/({'|'.join(re.escape(c.id) for c in MODEL.criteria)})\"", page)
    assert ids[:2] == [wide.id, narrow.id]
    assert ids[2:] == [c.id for c in MODEL.criteria if c not in (wide, narrow)]


def test_without_comparable_groups_the_widest_spread_comes_first(
    coordinator: CheckingClient, draft: Assessment
) -> None:
    page = coordinator.get(overview(draft)).text
    assert "No two groups can be compared" in page
    assert page.index(f'/moderation/{FIRST.id}"') < page.index(f'/moderation/{MODEL.criteria[5].id}"')


def test_small_groups_are_in_no_figure_of_their_own(coordinator: CheckingClient, company: Tenant) -> None:
    """Two of the board see everything at 5: their mean of 100 stands nowhere."""
    groups = [(f"{g} {n}", g) for g, many in (("Shop", 3), ("Office", 3), ("Board", 2)) for n in range(many)]
    made = opened(company, groups, lambda n, number: 5 if n > 5 else 2)
    page = coordinator.get(overview(made)).text
    assert "100.0" not in page
    assert "because there are too few of them even together: Board" in page


def test_tells_who_has_not_finished(coordinator: CheckingClient, company: Tenant) -> None:
    made = opened(company, THREE, lambda n, number: 3 if number < 10 else None, finished=False)
    page = coordinator.get(overview(made)).text
    assert page.count("not yet") == 3
    assert "10 of 120" in page


def test_who_was_asked_about_two_dimensions_is_counted_on_those(
    coordinator: CheckingClient, company: Tenant
) -> None:
    own = MODEL.dimensions[0]
    made = opened(company, THREE, lambda n, number: None, dimensions={"R2": [own.id]})
    count = sum(len(criterion.practices) for criterion in own.criteria)
    assert f"0 of {count}<" in coordinator.get(overview(made)).text


def test_tells_what_was_answered_again_after_it_was_settled(
    coordinator: CheckingClient, draft: Assessment
) -> None:
    first = f"{overview(draft)}/settle/agreed"
    signs = re.findall(r'name="proposal" value="([^"]+)"', coordinator.get(first).text)
    coordinator.submit(first, {"proposal": signs})
    assert "Answered again" not in coordinator.get(overview(draft)).text
    db.session.rollback()
    with writing() as session:
        last = session.scalars(db.select(Assessment).where(Assessment.id == draft.id)).one()
        again = next(a for a in last.answers if a.practice_id == MODEL.practices[7].id and a.given_by == "R2")
        again.values, again.given_at = {"answer": "1"}, now() + timedelta(minutes=1)
    assert "Answered again after they were settled: 1." in coordinator.get(overview(draft)).text


def test_an_assessment_answered_together_has_nothing_to_moderate(
    coordinator: CheckingClient, company: Tenant
) -> None:
    made = opened(company, THREE, lambda n, number: None, answering="together")
    assert "There is nothing to moderate" in coordinator.get(overview(made)).text
    assert coordinator.get(f"{overview(made)}/{FIRST.id}").status_code == 404
    assert coordinator.get(f"{overview(made)}/settle/agreed").status_code == 403


@pytest.mark.parametrize(
    ("role", "status", "reads", "writes"),
    [
        ("owner", "draft", 200, 200),
        ("coordinator", "draft", 200, 200),
        ("respondent", "draft", 403, 403),
        ("viewer", "draft", 403, 403),
        ("coordinator", "submitted", 200, 403),
        ("respondent", "submitted", 403, 403),
    ],
)
def test_who_may_read_and_who_may_settle(
    web: Flask, company: Tenant, people: dict[str, Account], role: str, status: str, reads: int, writes: int
) -> None:
    made = opened(company, THREE, lambda n, number: 3, status=status)
    client = browser_of(web, people[role])
    assert client.get(overview(made)).status_code == reads
    assert client.get(f"{overview(made)}/{FIRST.id}").status_code == reads
    assert client.get(f"{overview(made)}/settle/median").status_code == writes
    if reads == 200 and writes == 403:
        page = client.get(f"{overview(made)}/{FIRST.id}").text
        assert "<form" not in page
        assert "You can read this page and settle nothing" in client.get(overview(made)).text


def test_another_organisation_does_not_know_that_it_exists(
    coordinator: CheckingClient, other_company: Tenant
) -> None:
    made = opened(other_company, THREE, lambda n, number: 3)
    for address in (overview(made), f"{overview(made)}/{FIRST.id}", f"{overview(made)}/settle/agreed"):
        assert coordinator.get(address).status_code == 404


def test_an_assessment_from_a_file_is_read_and_not_settled(local: Tenant, client: CheckingClient) -> None:
    recorded = record(asked(("Management", [4, 4, 5]), ("Front line", [2, 1, 2])), local, "tests")
    page = client.get(overview(recorded)).text
    assert "the answers came in a file" in page
    assert "120 of 120" in page or "119 of 120" in page
    inside = client.get(f"{overview(recorded)}/{FIRST.id}").text
    assert "Management 1" in inside
    assert "Only the night shift would say such a thing." in inside
    assert "<form" not in inside
    assert client.get(f"{overview(recorded)}/settle/agreed").status_code == 403


def test_pages_stay_light_with_thirty_people(coordinator: CheckingClient, company: Tenant) -> None:
    """At most 15 statements and 150 kB, with every comment, in the language that takes most bytes."""
    remark = "每个门店都看过；夜班还没有接受培训。Seen in every shop."
    made = opened(company, crowd(30), lambda n, number: (number + n) % 6, comment=remark)
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *seen: statements.append(seen[2]))
    for path in ("", f"/{FIRST.id}", "/settle/agreed", "/settle/median"):
        statements.clear()
        response = coordinator.get(f"{overview(made)}{path}?lang=zh-Hans")
        assert response.status_code == 200
        assert len([s for s in statements if s != "BEGIN"]) <= 15, path
        assert len(response.data) <= 150_000, f"{path}: {len(response.data)}"


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_speaks_chinese(coordinator: CheckingClient, draft: Assessment, language: str) -> None:
    page = coordinator.get(f"{overview(draft)}?lang={language}").text
    assert ("评议" if language == "zh-Hans" else "評議") in page
    inside = coordinator.get(f"{overview(draft)}/{FIRST.id}?lang={language}").text
    assert ("组织的作答" if language == "zh-Hans" else "組織的作答") in inside
    for english in ("Settled", "Save", "Median", "Nobody"):
        assert f">{english}<" not in page + inside


def test_more_groups_than_marks_have_a_table_and_no_picture(
    coordinator: CheckingClient, company: Tenant
) -> None:
    groups = [(f"P{n}", f"Group {n // 3}") for n in range(27)]
    page = coordinator.get(overview(opened(company, groups, lambda n, number: (n // 3) % 6))).text
    assert "Every criterion by group" in page
    assert 'id="perception-title"' not in page


def test_a_stray_answer_of_somebody_who_was_taken_off_the_list_harms_nothing(
    coordinator: CheckingClient, draft: Assessment
) -> None:
    with writing() as session:
        session.add(answer(draft, MODEL.practices[0].id, 1, "Gone"))
    assert coordinator.get(overview(draft)).status_code == 200
    assert "Gone" not in coordinator.get(f"{overview(draft)}/{FIRST.id}").text
