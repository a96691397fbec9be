"""Settling many practices at once: listed first, and only what is still as it was listed."""

import re

from assessor.extensions import db, writing
from assessor.models import Activity, Answer, AnswerRevision, Assessment, Tenant
from tests.assessor.browsing import CheckingClient
from tests.assessor.moderation.answered import FIRST, MODEL, THREE, opened

SIGN = re.compile(r'name="proposal" value="([^"]+)"')
HIDDEN = re.compile(r'name="(seen:[^"]+|csrf_token)" value="([^"]*)"')
NEVER = "Median of what the respondents answered, the lower of two in the middle. Not discussed."


def address(draft: Assessment, way: str) -> str:
    return f"/assessments/{draft.id}/moderation/settle/{way}"


def settle(client: CheckingClient, draft: Assessment, way: str) -> str:
    signs = SIGN.findall(client.get(address(draft, way)).text)
    response = client.submit(address(draft, way), {"proposal": signs})
    assert response.status_code == 303
    return client.get(response.location).text


def consensus(draft: Assessment) -> dict[str, Answer]:
    db.session.rollback()
    found = db.select(Answer).where(Answer.assessment_id == draft.id, Answer.role == "consensus")
    return {row.practice_id: row for row in db.session.scalars(found)}


def test_lists_first_and_settles_what_everybody_agrees_on(
    coordinator: CheckingClient, draft: Assessment
) -> None:
    listed = coordinator.get(address(draft, "agreed")).text
    assert "To be settled: 16" in listed
    assert consensus(draft) == {}
    assert "Settled: 16." in settle(coordinator, draft, "agreed")
    rows = consensus(draft)
    assert len(rows) == 16
    assert {practice.id for practice in FIRST.practices[1:]} & rows.keys() == set()
    assert {row.rationale for row in rows.values()} == {""}
    assert {row.given_by for row in rows.values()} == {draft.recorded_by}
    assert db.session.query(AnswerRevision).filter_by(assessment_id=draft.id, state="applied").count() == 16
    (line,) = db.session.scalars(db.select(Activity).where(Activity.about == str(draft.id)))
    assert line.details == {"way": "agreed", "count": 16}


def test_the_median_says_of_itself_that_nobody_talked_about_it(
    coordinator: CheckingClient, draft: Assessment
) -> None:
    page = coordinator.get(address(draft, "median")).text
    assert NEVER in page
    assert "To be settled: 2" in page
    settle(coordinator, draft, "median")
    rows = consensus(draft)
    assert {name: row.values["answer"] for name, row in rows.items()} == {
        FIRST.practices[1].id: "3",
        FIRST.practices[2].id: "3",
    }
    assert {row.rationale for row in rows.values()} == {NEVER}


def test_the_words_of_the_median_are_in_the_language_of_who_settles(
    coordinator: CheckingClient, draft: Assessment
) -> None:
    coordinator.get(f"{address(draft, 'median')}?lang=zh-Hans")
    settle(coordinator, draft, "median")
    assert {row.rationale for row in consensus(draft).values()} == {
        "取填答人作答的中位数；居中的有两个时取较低者。未经讨论。"
    }


def test_leaves_open_what_an_unfinished_person_may_still_answer(
    coordinator: CheckingClient, company: Tenant
) -> None:
    made = opened(company, THREE, lambda n, number: 3 if n < 2 or number > 1 else None, finished=False)
    page = coordinator.get(address(made, "agreed")).text
    assert "To be settled: 118" in page
    assert "Respondents who have not finished: 3." in page
    done = opened(company, THREE, lambda n, number: 3 if n < 2 or number > 1 else None)
    assert "To be settled: 120" in coordinator.get(address(done, "agreed")).text


def test_a_reason_that_respondents_wrote_is_not_made_the_organisations(
    coordinator: CheckingClient, company: Tenant
) -> None:
    made = opened(company, THREE, lambda n, number: "Only the owner knows" if number == 0 else 3)
    page = coordinator.get(address(made, "agreed")).text
    assert "To be settled: 119" in page
    assert "everybody says that it does not apply; write the reason in your own words" in page
    settle(coordinator, made, "agreed")
    assert MODEL.practices[0].id not in consensus(made)


def test_what_changed_after_it_was_listed_stays_as_it_is(
    coordinator: CheckingClient, owner: CheckingClient, draft: Assessment
) -> None:
    signs = SIGN.findall(coordinator.get(address(draft, "agreed")).text)
    mine, other = MODEL.practices[10].id, MODEL.practices[11].id
    settle_one(owner, draft, mine)
    db.session.rollback()
    with writing() as session:
        for row in session.scalars(
            db.select(Answer).where(Answer.assessment_id == draft.id, Answer.practice_id == other)
        ):
            row.values = {"answer": "1"}
    response = coordinator.submit(address(draft, "agreed"), {"proposal": signs})
    told = coordinator.get(response.location).text
    assert "Settled: 14." in told
    assert "Left as they are, because somebody answered or settled them meanwhile: 2." in told
    rows = consensus(draft)
    assert rows[mine].values == {"answer": "5"}
    assert other not in rows


def settle_one(client: CheckingClient, draft: Assessment, practice: str) -> None:
    criterion = next(c for c in MODEL.criteria if practice in {p.id for p in c.practices})
    page = f"/assessments/{draft.id}/moderation/{criterion.id}"
    seen = dict(HIDDEN.findall(client.get(page).text))
    client.post(page, data={**seen, f"choice:{practice}": "=5", f"rationale:{practice}": "Seen."})


def test_each_can_be_reopened(coordinator: CheckingClient, draft: Assessment) -> None:
    settle(coordinator, draft, "agreed")
    practice = FIRST.practices[0].id
    page = f"/assessments/{draft.id}/moderation/{FIRST.id}"
    seen = dict(HIDDEN.findall(coordinator.get(page).text))
    coordinator.post(page, data={**seen, f"choice:{practice}": "open"})
    assert consensus(draft)[practice].values == {}
    assert "To be settled: 1<" in coordinator.get(address(draft, "agreed")).text


def test_notes_on_an_open_practice_are_kept_when_it_is_settled(
    coordinator: CheckingClient, draft: Assessment
) -> None:
    practice = FIRST.practices[2].id
    page = f"/assessments/{draft.id}/moderation/{FIRST.id}"
    seen = dict(HIDDEN.findall(coordinator.get(page).text))
    coordinator.post(
        page, data={**seen, f"choice:{practice}": "open", f"rationale:{practice}": "Ask IT first."}
    )
    settle(coordinator, draft, "median")
    assert consensus(draft)[practice].rationale == f"Ask IT first.\n{NEVER}"


def test_a_sign_of_nothing_settles_nothing(coordinator: CheckingClient, draft: Assessment) -> None:
    response = coordinator.submit(address(draft, "agreed"), {"proposal": ["elsewhere 0", "", "x"]})
    assert "Settled: 0." in coordinator.get(response.location).text
    assert consensus(draft) == {}
