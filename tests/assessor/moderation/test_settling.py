"""Settling one criterion: what is asked for, what is kept, and two who do it at once."""

import re
from datetime import date
from html import unescape

import pytest
from werkzeug.test import TestResponse

from assessor.extensions import db, writing
from assessor.models import Activity, Answer, AnswerRevision, Assessment, Evidence
from tests.assessor.browsing import CheckingClient
from tests.assessor.moderation.answered import FIRST, MODEL, OWNER

AGREED, NEAR, APART, DISPUTED = (practice.id for practice in FIRST.practices)
HIDDEN = re.compile(r'<input type="hidden" name="((?:seen|against):[^"]+|csrf_token)" value="([^"]*)"')


def address(draft: Assessment) -> str:
    return f"/assessments/{draft.id}/moderation/{FIRST.id}"


def shown(client: CheckingClient, draft: Assessment) -> dict[str, str]:
    """The hidden fields of the page as it is now."""
    return dict(HIDDEN.findall(client.get(address(draft)).text))


def send(
    client: CheckingClient, draft: Assessment, fields: dict[str, str], seen: dict[str, str] | None = None
) -> TestResponse:
    return client.post(address(draft), data={**(seen or shown(client, draft)), **fields})


def chosen(practice: str, choice: str, rationale: str = "", reason: str = "") -> dict[str, str]:
    return {
        f"choice:{practice}": choice,
        f"rationale:{practice}": rationale,
        f"reason:{practice}": reason,
    }


def kept(draft: Assessment, practice: str) -> Answer | None:
    db.session.rollback()
    return db.session.scalar(
        db.select(Answer).where(
            Answer.assessment_id == draft.id, Answer.practice_id == practice, Answer.role == "consensus"
        )
    )


def settled(draft: Assessment, practice: str) -> Answer:
    row = kept(draft, practice)
    assert row is not None
    return row


def revisions(draft: Assessment) -> list[AnswerRevision]:
    db.session.rollback()
    found = db.select(AnswerRevision).where(AnswerRevision.assessment_id == draft.id)
    return list(db.session.scalars(found.order_by(AnswerRevision.id)))


# --- what the page shows ----------------------------------------------------------------------------


def test_shows_who_said_what_and_what_each_level_asks(coordinator: CheckingClient, draft: Assessment) -> None:
    page = coordinator.get(address(draft)).text
    assert "No partners" in page
    assert "Head of sales" in page
    guide = FIRST.practices[0].guide
    assert guide is not None
    assert unescape(page).count(guide.descriptors[3].in_language("en")) == 1
    assert "Everybody says: 3 Defined" in page


def test_suggests_and_never_chooses(coordinator: CheckingClient, draft: Assessment) -> None:
    page = coordinator.get(address(draft)).text
    checked = re.findall(r'name="choice:[^"]+" value="([^"]+)" checked', page)
    assert checked == ["open"] * 4
    assert page.count('class="settle__mark"') == 2  # of the second and the third; all agree on the first


def test_counts_answers_in_a_picture_with_its_table(coordinator: CheckingClient, draft: Assessment) -> None:
    page = coordinator.get(address(draft)).text
    table = page[page.index(f"<caption>How many gave each answer: {FIRST.practices[3].title}</caption>") :]
    rows = [re.findall(r"<t[hd][^>]*>([^<]*)</t", row) for row in table.split("<tr>")[2:5]]
    assert rows[0] == ["All (3)", "0", "0", "2", "0", "0", "0", "1", "0"]
    assert rows[1] == ["Management (1)", "0", "0", "0", "0", "0", "0", "1", "0"]
    assert rows[2] == ["Front line (2)", "0", "0", "2", "0", "0", "0", "0", "0"]


def test_shows_evidence_and_no_address_that_a_browser_would_run(
    coordinator: CheckingClient, draft: Assessment
) -> None:
    with writing() as session:
        for n, link in enumerate(("https://example.org/a", "javascript:alert(1)")):
            session.add(
                Evidence(
                    tenant_id=draft.tenant_id,
                    assessment_id=draft.id,
                    position=n,
                    reference=f"E-{n}",
                    kind="document",
                    practices=[NEAR],
                    title=f"Paper {n}",
                    seen_on=date(2026, 1, 1),
                    seen_by="R2",
                    site="",
                    note="",
                    sha256="",
                    link=link,
                )
            )
    page = coordinator.get(address(draft)).text
    assert 'href="https://example.org/a"' in page
    assert "Paper 1" in page
    assert "javascript:" not in page


# --- settling ---------------------------------------------------------------------------------------


def test_settles_what_was_chosen_and_nothing_else(coordinator: CheckingClient, draft: Assessment) -> None:
    before = originals(draft)
    response = send(coordinator, draft, {**chosen(AGREED, "=3"), **chosen(NEAR, "open")})
    assert response.status_code == 303
    row = settled(draft, AGREED)
    assert (row.values, row.given_by, row.rationale, row.version) == ({"answer": "3"}, OWNER, "", 1)
    assert kept(draft, NEAR) is None
    assert originals(draft) == before
    (revision,) = revisions(draft)
    assert (revision.state, revision.base, revision.version) == ("applied", 0, 1)
    assert revision.made_by == "Coordinator of local"
    logged = db.session.scalars(db.select(Activity).where(Activity.about == str(draft.id))).one()
    assert logged.details == {"practices": [AGREED]}
    assert "1 of 4" in coordinator.get(f"/assessments/{draft.id}/moderation").text


def originals(draft: Assessment) -> list[tuple[object, ...]]:
    db.session.rollback()
    rows = db.session.scalars(
        db.select(Answer)
        .where(Answer.assessment_id == draft.id, Answer.role == "respondent")
        .order_by(Answer.id)
    )
    return [(r.id, r.values, r.reason, r.comment, r.version, r.given_at) for r in rows]


@pytest.mark.parametrize(
    ("practice", "choice", "why"),
    [
        (NEAR, "=4", "this is not what anybody answered"),
        (APART, "=3", "the answers lie two levels or more apart"),
        (DISPUTED, "=2", "some hold that this does not apply"),
        (MODEL.practices[4].id, "=2", "nobody who was asked has answered this"),
    ],
)
def test_asks_for_a_rationale_where_answers_differ(
    coordinator: CheckingClient, draft: Assessment, practice: str, choice: str, why: str
) -> None:
    criterion = next(c for c in MODEL.criteria if practice in {p.id for p in c.practices})
    page = f"/assessments/{draft.id}/moderation/{criterion.id}"
    seen = dict(HIDDEN.findall(coordinator.get(page).text))
    refused = coordinator.post(page, data={**seen, **chosen(practice, choice)})
    assert refused.status_code == 422
    assert why in refused.text
    assert f'href="#rationale:{practice}"' in refused.text
    assert kept(draft, practice) is None
    told = coordinator.post(page, data={**seen, **chosen(practice, choice, "We looked at the records.")})
    assert told.status_code == 303
    assert settled(draft, practice).rationale == "We looked at the records."


def test_nothing_is_half_saved_and_nothing_typed_is_lost(
    coordinator: CheckingClient, draft: Assessment
) -> None:
    fields = {**chosen(AGREED, "=3", "Seen\r\nby all"), **chosen(APART, "=3"), **chosen(DISPUTED, "na")}
    refused = send(coordinator, draft, fields)
    assert refused.status_code == 422
    assert "Say why this does not apply" in refused.text
    assert kept(draft, AGREED) is None
    assert revisions(draft) == []
    assert "Seen\nby all</textarea>" in refused.text
    checked = re.findall(r'name="choice:[^"]+" value="([^"]+)" checked', refused.text)
    assert checked == ["=3", "open", "=3", "na"]
    assert "<title>Error:" in refused.text


def test_not_applicable_needs_a_reason_and_keeps_it(coordinator: CheckingClient, draft: Assessment) -> None:
    send(coordinator, draft, chosen(DISPUTED, "na", "Sales has no partners.", "All is sold directly."))
    row = settled(draft, DISPUTED)
    assert (row.not_applicable, row.reason, row.values) == (True, "All is sold directly.", {})


def test_a_value_that_is_not_on_the_scale_is_refused_in_words(
    coordinator: CheckingClient, draft: Assessment
) -> None:
    seen = shown(coordinator, draft)
    for value in ("=6", "=two", "=", "rated", "elsewhere", "=1e9999"):
        refused = send(coordinator, draft, chosen(AGREED, value, "why"), seen)
        assert refused.status_code == 422
        assert "allowed: 0, 1, 2, 3, 4, 5" in refused.text
    assert kept(draft, AGREED) is None


def test_too_many_words_are_refused_and_counted(coordinator: CheckingClient, draft: Assessment) -> None:
    refused = send(coordinator, draft, chosen(AGREED, "=3", "x" * 20_001))
    assert refused.status_code == 422
    assert "Found 20001 characters; allowed: at most 20000" in refused.text


def test_reopening_keeps_the_words_and_lets_versions_grow(
    coordinator: CheckingClient, draft: Assessment
) -> None:
    send(coordinator, draft, chosen(APART, "=3", "Records say so."))
    send(coordinator, draft, chosen(APART, "open", "Records say so."))
    row = settled(draft, APART)
    assert (row.values, row.rationale, row.version) == ({}, "Records say so.", 2)
    assert "0 of 120" in coordinator.get(f"/assessments/{draft.id}/moderation").text
    send(coordinator, draft, chosen(APART, "=1", "Records say so."))
    assert settled(draft, APART).version == 3
    assert [r.values for r in revisions(draft)] == [{"answer": "3"}, {}, {"answer": "1"}]


def test_sending_the_same_again_saves_it_once(coordinator: CheckingClient, draft: Assessment) -> None:
    seen = shown(coordinator, draft)
    for _ in range(2):
        send(coordinator, draft, chosen(AGREED, "=3"), seen)
    assert settled(draft, AGREED).version == 1
    assert len(revisions(draft)) == 1


def test_goes_on_to_the_next_criterion_where_that_was_asked_for(
    coordinator: CheckingClient, draft: Assessment
) -> None:
    response = send(coordinator, draft, {**chosen(AGREED, "=3"), "then": "next"})
    assert response.location.endswith(f"/moderation/{MODEL.criteria[1].id}")
    assert "Saved: 1." in coordinator.get(response.location).text


def test_a_form_without_its_token_changes_nothing(coordinator: CheckingClient, draft: Assessment) -> None:
    assert coordinator.post(address(draft), data=chosen(AGREED, "=3")).status_code == 400
    assert kept(draft, AGREED) is None


def test_what_is_submitted_meanwhile_is_not_settled_any_more(
    coordinator: CheckingClient, draft: Assessment
) -> None:
    seen = shown(coordinator, draft)
    db.session.rollback()
    with writing() as session:
        session.get_one(Assessment, draft.id).status = "submitted"
    assert send(coordinator, draft, chosen(AGREED, "=3"), seen).status_code == 403
    assert kept(draft, AGREED) is None


# --- two at once ------------------------------------------------------------------------------------


def test_the_second_of_two_sees_both_and_chooses_their_own(
    coordinator: CheckingClient, owner: CheckingClient, draft: Assessment
) -> None:
    seen = shown(owner, draft)
    send(coordinator, draft, chosen(APART, "=3", "Records say so."))
    send(owner, draft, chosen(APART, "=5", "I know <better>."), seen)
    assert settled(draft, APART).values == {"answer": "3"}
    page = owner.get(address(draft)).text
    assert "Somebody else saved before you" in page
    assert "Keep what Coordinator of local saved: 3 Defined" in page
    assert "Records say so." in page
    assert "Use mine: 5 Leading" in page
    assert "I know &lt;better&gt;." in page
    mine = revisions(draft)[-1]
    assert (mine.state, mine.version, mine.base) == ("conflicting", None, 0)
    send(owner, draft, {f"keep:{APART}": str(mine.id)})
    row = settled(draft, APART)
    assert (row.values, row.rationale, row.version) == ({"answer": "5"}, "I know <better>.", 2)
    assert [(r.state, r.version) for r in revisions(draft)] == [("applied", 1), ("applied", 2)]
    assert "Somebody else saved before you" not in owner.get(address(draft)).text


def test_the_second_of_two_keeps_what_the_first_saved(
    coordinator: CheckingClient, owner: CheckingClient, draft: Assessment
) -> None:
    seen = shown(owner, draft)
    send(coordinator, draft, chosen(AGREED, "=3"))
    send(owner, draft, chosen(AGREED, "=4", "Higher."), seen)
    send(owner, draft, {f"keep:{AGREED}": "theirs"})
    assert settled(draft, AGREED).values == {"answer": "3"}
    assert [r.state for r in revisions(draft)] == ["applied", "dismissed"]
    assert "Use mine" not in owner.get(address(draft)).text


def test_whoever_touched_nothing_is_asked_nothing(
    coordinator: CheckingClient, owner: CheckingClient, draft: Assessment
) -> None:
    seen = shown(owner, draft)
    send(coordinator, draft, chosen(AGREED, "=3"))
    send(owner, draft, {**chosen(AGREED, "open"), **chosen(NEAR, "=3")}, seen)
    assert settled(draft, AGREED).values == {"answer": "3"}
    assert settled(draft, NEAR).values == {"answer": "3"}
    assert {r.state for r in revisions(draft)} == {"applied"}


def test_a_choice_against_what_changed_once_more_waits(
    coordinator: CheckingClient, owner: CheckingClient, draft: Assessment
) -> None:
    seen = shown(owner, draft)
    send(coordinator, draft, chosen(AGREED, "=3"))
    send(owner, draft, chosen(AGREED, "=4", "Higher."), seen)
    compared = shown(owner, draft)
    send(coordinator, draft, chosen(AGREED, "=2", "Lower."))
    mine = next(r for r in revisions(draft) if r.state == "conflicting")
    send(owner, draft, {f"keep:{AGREED}": str(mine.id)}, compared)
    assert settled(draft, AGREED).values == {"answer": "2"}
    assert "Keep what Coordinator of local saved: 2 Managed" in owner.get(address(draft)).text


def test_nobody_chooses_for_another(
    coordinator: CheckingClient, owner: CheckingClient, draft: Assessment
) -> None:
    seen = shown(owner, draft)
    send(coordinator, draft, chosen(AGREED, "=3"))
    send(owner, draft, chosen(AGREED, "=4", "Higher."), seen)
    mine = revisions(draft)[-1].id
    assert "Use mine" not in coordinator.get(address(draft)).text
    send(coordinator, draft, {f"against:{AGREED}": "1", f"keep:{AGREED}": str(mine)})
    assert settled(draft, AGREED).values == {"answer": "3"}
    assert revisions(draft)[-1].state == "conflicting"
