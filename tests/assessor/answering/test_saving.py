from uuid import uuid4

import pytest
from sqlalchemy import select
from werkzeug.exceptions import Forbidden, NotFound

from assessor import tenancy
from assessor.access import Action, Role, User
from assessor.answering.operations import Choice, Outcome, Refused, Submission, save, save_all, settle
from assessor.answering.queries import conflicts_on, sheet_for, standings_on
from assessor.answering.sheets import NOTHING, Entry, Sheet
from assessor.extensions import db, writing
from assessor.models import Account, Answer, AnswerRevision, Assessment, Tenant
from tests.assessor.answering.opened import CMC, DEFINITION, OPENED_BY, PROMISE, asked, opened
from tests.assessor.cast import account, join, members

THREE, FOUR = Entry({"answer": "3"}), Entry({"answer": "4"}, comment="two sites")


@pytest.fixture
def cast(company: Tenant) -> dict[str, Account]:
    return members(company)


@pytest.fixture
def shared(company: Tenant) -> Assessment:
    return opened(company)


def user_of(who: Account, tenant: Tenant, role: str) -> User:
    return User(who.name, tenant.id, Role(role), who.id)


@pytest.fixture
def owner(cast: dict[str, Account], company: Tenant) -> User:
    return user_of(cast["owner"], company, "owner")


@pytest.fixture
def coordinator(cast: dict[str, Account], company: Tenant) -> User:
    return user_of(cast["coordinator"], company, "coordinator")


def give(
    user: User, row: Assessment, entry: Entry, base: int, practice: str = PROMISE, key: str = ""
) -> Outcome:
    return save(user, row.id, Submission(practice, key or str(uuid4()), base, entry))


def sheet(user: User, row: Assessment) -> Sheet:
    return sheet_for(user, row.id, Action.ANSWER)


def standing(user: User, row: Assessment, practice: str = PROMISE) -> tuple[Entry, int, str]:
    found = standings_on(sheet(user, row), [practice])[practice]
    return found.entry, found.version, found.by


def revisions(row: Assessment) -> list[AnswerRevision]:
    found = select(AnswerRevision).where(AnswerRevision.assessment_id == row.id)
    return list(db.session.scalars(found.order_by(AnswerRevision.id)))


def states(row: Assessment) -> list[str]:
    return [revision.state for revision in revisions(row)]


# --- one after the other ----------------------------------------------------------------------------


def test_each_save_becomes_the_answer_and_stays_as_a_revision(owner: User, shared: Assessment) -> None:
    assert give(owner, shared, THREE, 0).version == 1
    assert give(owner, shared, FOUR, 1).version == 2
    assert standing(owner, shared) == (FOUR, 2, owner.name)
    assert [(r.base, r.version, r.state, r.values, r.made_by) for r in revisions(shared)] == [
        (0, 1, "applied", {"answer": "3"}, owner.name),
        (1, 2, "applied", {"answer": "4"}, owner.name),
    ]
    answer = db.session.scalars(select(Answer).where(Answer.assessment_id == shared.id)).one()
    assert (answer.role, answer.given_by, answer.comment) == ("consensus", OPENED_BY, "two sites")


def test_the_same_key_again_gives_the_same_outcome_and_writes_nothing(
    owner: User, shared: Assessment
) -> None:
    first = give(owner, shared, THREE, 0, key="k")
    give(owner, shared, FOUR, 1)
    assert give(owner, shared, THREE, 0, key="k") == first
    assert standing(owner, shared)[:2] == (FOUR, 2)
    assert len(revisions(shared)) == 2


@pytest.mark.parametrize(("entry", "practice"), [(FOUR, PROMISE), (THREE, DEFINITION)])
def test_a_key_that_comes_with_another_save_is_refused(
    owner: User, shared: Assessment, entry: Entry, practice: str
) -> None:
    give(owner, shared, THREE, 0, key="k")
    with pytest.raises(Refused) as refused:
        give(owner, shared, entry, 1, practice, key="k")
    assert refused.value.faults[0].field == "key"
    assert len(revisions(shared)) == 1


def test_somebody_elses_key_is_refused(owner: User, coordinator: User, shared: Assessment) -> None:
    give(owner, shared, THREE, 0, key="k")
    with pytest.raises(Refused):
        give(coordinator, shared, THREE, 0, key="k")


def test_an_answer_can_be_cleared_and_given_again(owner: User, shared: Assessment) -> None:
    give(owner, shared, THREE, 0)
    assert give(owner, shared, NOTHING, 1).version == 2
    assert standing(owner, shared)[0] == NOTHING
    assert give(owner, shared, THREE, 0).state == "conflicting"  # a page from before it was cleared
    assert give(owner, shared, THREE, 2).version == 3


def test_a_comment_alone_and_what_does_not_apply_are_kept(owner: User, shared: Assessment) -> None:
    remark, left_out = Entry(comment="ask sales"), Entry({}, True, "no such customers")
    give(owner, shared, remark, 0)
    give(owner, shared, left_out, 0, DEFINITION)
    assert standing(owner, shared)[0] == remark
    assert not standing(owner, shared)[0].answered
    assert standing(owner, shared, DEFINITION)[0] == left_out


def test_nothing_saved_on_nothing_is_no_answer(owner: User, shared: Assessment) -> None:
    assert (give(owner, shared, NOTHING, 0).state, give(owner, shared, NOTHING, 0).version) == ("applied", 0)
    assert db.session.scalars(select(Answer)).all() == []


def test_numbers_are_kept_one_way(owner: User, shared: Assessment) -> None:
    give(owner, shared, Entry({"answer": " 3.0 "}), 0)
    assert standing(owner, shared)[0] == THREE


# --- two at once ------------------------------------------------------------------------------------


def test_an_older_base_waits_for_its_maker_and_changes_nothing(
    owner: User, coordinator: User, shared: Assessment
) -> None:
    give(owner, shared, THREE, 0)
    late = give(coordinator, shared, FOUR, 0)
    assert (late.state, late.version) == ("conflicting", 1)
    assert standing(owner, shared) == (THREE, 1, owner.name)
    assert set(conflicts_on(sheet(coordinator, shared))) == {PROMISE}
    assert conflicts_on(sheet(owner, shared)) == {}


def test_the_same_answer_on_an_older_base_is_no_conflict(
    owner: User, coordinator: User, shared: Assessment
) -> None:
    give(owner, shared, FOUR, 0)
    late = give(coordinator, shared, FOUR, 0)
    assert (late.state, late.version) == ("applied", 1)
    assert standing(owner, shared) == (FOUR, 1, owner.name), "it is still the first who said it"


def test_a_version_that_was_never_there_is_a_conflict(owner: User, shared: Assessment) -> None:
    assert give(owner, shared, THREE, 7).state == "conflicting"


def test_choosing_theirs_keeps_what_stands(owner: User, coordinator: User, shared: Assessment) -> None:
    give(owner, shared, THREE, 0)
    late = give(coordinator, shared, FOUR, 0)
    assert settle(coordinator, shared.id, Choice(late.revision_id, False, 1)).state == "dismissed"
    assert standing(owner, shared)[0] == THREE
    assert conflicts_on(sheet(coordinator, shared)) == {}


def test_choosing_mine_makes_it_the_answer(owner: User, coordinator: User, shared: Assessment) -> None:
    give(owner, shared, THREE, 0)
    late = give(coordinator, shared, FOUR, 0, key="late")
    chosen = settle(coordinator, shared.id, Choice(late.revision_id, True, 1))
    assert (chosen.state, chosen.version) == ("applied", 2)
    assert standing(owner, shared) == (FOUR, 2, coordinator.name)
    again = give(coordinator, shared, FOUR, 0, key="late")
    assert (again.state, again.version) == ("applied", 2), "sent again by a browser that never heard"
    assert settle(coordinator, shared.id, Choice(late.revision_id, False, 2)).state == "applied"


def test_choosing_mine_against_what_was_not_seen_stays_a_conflict(
    owner: User, coordinator: User, shared: Assessment
) -> None:
    give(owner, shared, THREE, 0)
    late = give(coordinator, shared, FOUR, 0)
    give(owner, shared, Entry({"answer": "5"}), 1)
    assert settle(coordinator, shared.id, Choice(late.revision_id, True, 1)).state == "conflicting"
    assert standing(owner, shared)[0] == Entry({"answer": "5"})


def test_answering_anew_settles_what_waited(owner: User, coordinator: User, shared: Assessment) -> None:
    give(owner, shared, THREE, 0)
    give(coordinator, shared, FOUR, 0)
    give(coordinator, shared, Entry({"answer": "2"}), 0)
    assert states(shared) == ["applied", "dismissed", "conflicting"], "one at a time waits"
    give(coordinator, shared, Entry({"answer": "1"}), 1)
    assert states(shared) == ["applied", "dismissed", "dismissed", "applied"]


def test_nobody_settles_for_somebody_else(owner: User, coordinator: User, shared: Assessment) -> None:
    give(owner, shared, THREE, 0)
    late = give(coordinator, shared, FOUR, 0)
    with pytest.raises(NotFound):
        settle(owner, shared.id, Choice(late.revision_id, True, 1))
    assert states(shared) == ["applied", "conflicting"]


# --- what is refused --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "fields"),
    [
        (Entry({"answer": "7"}), ["value:answer"]),
        (Entry({"answer": "2.5"}), ["value:answer"]),
        (Entry({"approach": "3"}), ["value:approach", ""]),
        (Entry({}, True), ["reason"]),
        (Entry({}, True, "  "), ["reason"]),
        (Entry({"answer": "3"}, True, "none"), ["value:answer"]),
        (Entry({"answer": "3"}, False, "none"), ["reason"]),
        (Entry({"answer": "3"}, comment="x" * 20_001), ["comment"]),
        (Entry({"answer": "3"}, comment="\ud800"), ["comment"]),
        (Entry({"answer": "9"}, False, "why", "\x00"), ["reason", "value:answer", "comment"]),
    ],
)
def test_faults_are_named_with_their_fields(
    owner: User, shared: Assessment, entry: Entry, fields: list[str]
) -> None:
    with pytest.raises(Refused) as refused:
        give(owner, shared, entry, 0)
    assert [fault.field for fault in refused.value.faults] == fields
    assert revisions(shared) == []


def test_one_fault_on_a_page_saves_nothing_of_it(owner: User, shared: Assessment) -> None:
    good, bad = Submission(PROMISE, "a", 0, THREE), Submission(DEFINITION, "b", 0, Entry({}, True))
    with pytest.raises(Refused):
        save_all(owner, shared.id, [good, bad])
    assert revisions(shared) == []


def test_an_unknown_practice_is_not_found(owner: User, shared: Assessment) -> None:
    with pytest.raises(NotFound):
        give(owner, shared, THREE, 0, "leadership.vision.nothing")


# --- whose sheet ------------------------------------------------------------------------------------


def test_together_a_respondent_answers_what_they_were_asked(
    cast: dict[str, Account], company: Tenant, shared: Assessment, owner: User
) -> None:
    respondent = user_of(cast["respondent"], company, "respondent")
    with pytest.raises(Forbidden):
        sheet(respondent, shared)
    asked(shared, cast["respondent"], ["strategy"])
    found = sheet(respondent, shared)
    assert [d.id for d in found.dimensions] == ["strategy"]
    assert (found.role, found.given_by) == ("consensus", OPENED_BY)
    with pytest.raises(Forbidden):
        give(respondent, shared, THREE, 0, PROMISE)
    first = next(p.id for c in found.criteria for p in c.practices)
    give(respondent, shared, THREE, 0, first)
    assert standing(owner, shared, first) == (THREE, 1, respondent.name)


def test_apart_everybody_has_a_sheet_of_their_own(cast: dict[str, Account], company: Tenant) -> None:
    row = opened(company, "apart")
    second = account("second@local.example", "Second")
    join(second, company, "respondent")
    asked(row, cast["respondent"])
    asked(row, second)
    one, two = user_of(cast["respondent"], company, "respondent"), user_of(second, company, "respondent")
    give(one, row, THREE, 0)
    assert give(two, row, FOUR, 0).state == "applied"
    assert standing(one, row)[0] == THREE
    assert standing(two, row)[0] == FOUR
    rows = db.session.execute(select(Answer.role, Answer.given_by).order_by(Answer.id)).all()
    assert [tuple(found) for found in rows] == [("respondent", one.name), ("respondent", "Second")]


def test_apart_who_leads_answers_only_where_asked(
    cast: dict[str, Account], company: Tenant, owner: User
) -> None:
    row = opened(company, "apart")
    with pytest.raises(Forbidden):
        sheet(owner, row)
    asked(row, cast["owner"], ["results"])
    assert [d.id for d in sheet(owner, row).dimensions] == ["results"]


def test_who_leads_answers_every_dimension_whatever_they_were_asked(
    cast: dict[str, Account], shared: Assessment, owner: User
) -> None:
    asked(shared, cast["owner"], ["results"])
    assert len(sheet(owner, shared).dimensions) == len(CMC.dimensions)


def test_strangers_viewers_and_submitted_assessments(
    cast: dict[str, Account], company: Tenant, other_company: Tenant, shared: Assessment, owner: User
) -> None:
    with pytest.raises(NotFound):
        give(user_of(cast["owner"], other_company, "owner"), shared, THREE, 0)
    with pytest.raises(Forbidden):
        give(user_of(cast["viewer"], company, "viewer"), shared, THREE, 0)
    with writing():
        shared.status = "submitted"
    with pytest.raises(Forbidden):
        give(owner, shared, THREE, 0)
    assert not sheet_for(owner, shared.id, Action.READ_QUESTIONNAIRE).is_open
    assert revisions(shared) == []


def test_an_assessment_from_a_file_is_not_answered_here(company: Tenant, owner: User) -> None:
    with pytest.raises(NotFound):
        sheet(owner, opened(company, None))  # type: ignore[arg-type]


def test_whoever_sits_at_the_machine_answers_without_an_account(company: Tenant, shared: Assessment) -> None:
    operator = User("local", company.id, Role.OPERATOR)
    other = User("elsewhere", company.id, Role.OPERATOR)
    with tenancy.within(company.id):
        give(operator, shared, THREE, 0)
        give(other, shared, FOUR, 0)
        assert set(conflicts_on(sheet(other, shared))) == {PROMISE}
        assert conflicts_on(sheet(operator, shared)) == {}
