"""Who may do what: a table of pure predicates, and a guard that refuses whatever is not in it.

A view says `@requires(Action.X)`. The guard runs before every request and reads the mark of the function that
is registered for the endpoint: a view without a mark is refused, so that forgetting it closes a page. It also
says which tenant the visitor acts in, and until then nothing that belongs to a tenant can be read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from ipaddress import ip_address
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask, Request, abort, current_app, g, redirect, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.sansio.utils import host_is_trusted
from werkzeug.wrappers import Response

from assessor import tenancy
from assessor.accounts.presence import chosen_tenant, present_account, remember_tenant
from assessor.accounts.queries import somebody_has_an_account
from assessor.config import LOCAL_HOSTS
from assessor.extensions import LOCAL, db
from assessor.models import Account, Assessment, Membership, Tenant

View = TypeVar("View", bound=Callable[..., Any])


class Action(Enum):
    """What somebody wants to do."""

    FETCH_PUBLIC = "fetch a style sheet, or ask whether the service is alive"
    SIGN_IN = "sign in, or ask for a new password"
    SET_UP = "make the first account"
    ACCEPT_INVITATION = "accept an invitation"
    KEEP_ACCOUNT = "change one's own account"
    CREATE_ORGANISATION = "open an account for an organisation"
    CHOOSE_ORGANISATION = "go over to another organisation one belongs to"
    READ_ORGANISATION = "read what is known of the organisation"
    EDIT_ORGANISATION = "change what is known of the organisation"
    READ_MEMBERS = "see who belongs to the organisation"
    INVITE = "ask somebody to join, and take that back"
    MANAGE_MEMBERS = "change roles, and remove members"
    READ_ACTIVITY = "read what was done, by whom and when"
    EXPORT_ORGANISATION = "take everything the organisation owns away"
    DELETE_ORGANISATION = "delete the organisation with all it owns"
    LIST_ASSESSMENTS = "see which assessments there are"
    OPEN_ASSESSMENT = "open an assessment"
    STEER_ASSESSMENT = "say who answers what until when"
    SUBMIT_ASSESSMENT = "submit an assessment"
    REOPEN_ASSESSMENT = "open a submitted assessment again"
    DELETE_ASSESSMENT = "delete an assessment"
    READ_QUESTIONNAIRE = "read the questionnaire with one's own answers"
    ANSWER = "answer"
    READ_ANSWERS = "read what everybody answered"
    MODERATE = "settle the organisation's answer"
    TAKE_WORKBOOK = "take the questionnaire away as a workbook"
    MERGE_WORKBOOK = "merge a workbook that was filled in"
    READ_MODEL = "read what a model asks"
    READ_BENCHMARKS = "read what editions publish of the peers"
    READ_COVERAGE = "read how much of the peers an edition counts"
    READ_RESULT = "read a result and its explanation"
    TAKE_REPORT = "take a report away as a file"
    TAKE_CERTIFICATE = "take a certificate away as a file"
    TAKE_BENCHMARKS = "take what an edition publishes away as a file"
    READ_PLAN = "read the improvement plan"
    EDIT_PLAN = "settle and change the improvement plan"


class Role(Enum):
    """What somebody is in their own tenant."""

    OPERATOR = "operator"
    OWNER = "owner"
    COORDINATOR = "coordinator"
    RESPONDENT = "respondent"
    VIEWER = "viewer"


class Relation(Enum):
    """What somebody is to what they want to act on."""

    NOBODY = "not signed in"
    STRANGER = "of another tenant"
    VIEWER = "viewer of its tenant"
    RESPONDENT = "respondent of its tenant"
    COORDINATOR = "coordinator of its tenant"
    OWNER = "owner of its tenant"
    OPERATOR = "operator of its tenant"


class State(Enum):
    """What condition the assessment is in; NONE where the action is not about one."""

    NONE = "no assessment"
    DRAFT = "draft"
    SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True)
class User:
    """Who makes this request, in the tenant that it is about; whoever sits at this machine has no account."""

    name: str
    tenant_id: UUID
    role: Role
    account_id: UUID | None = None


Predicate = Callable[[Relation, State], bool]

OWNERS = frozenset({Relation.OWNER, Relation.OPERATOR})
STAFF = OWNERS | {Relation.COORDINATOR}
CONTRIBUTORS = STAFF | {Relation.RESPONDENT}
READERS = STAFF | {Relation.VIEWER}
MEMBERS = CONTRIBUTORS | READERS


def anybody(_relation: Relation, _state: State) -> bool:
    """Also who is not signed in."""
    return True


def signed_in(relation: Relation, _state: State) -> bool:
    """Whoever has an account, about that account; in no tenant yet, or in any."""
    return relation not in (Relation.NOBODY, Relation.STRANGER)


def member(relation: Relation, _state: State) -> bool:
    """Of the tenant that owns it."""
    return relation in MEMBERS


def reader(relation: Relation, _state: State) -> bool:
    """Who reads all there is, or leads the work on it."""
    return relation in READERS


def reader_or_once_submitted(relation: Relation, state: State) -> bool:
    """Who answers sees the result when nobody's answers can be swayed by it any more."""
    return relation in READERS or (relation is Relation.RESPONDENT and state is State.SUBMITTED)


def reader_once_submitted(relation: Relation, state: State) -> bool:
    """Not while answers may still change."""
    return relation in READERS and state is State.SUBMITTED


def contributor(relation: Relation, _state: State) -> bool:
    """Who may be asked to answer."""
    return relation in CONTRIBUTORS


def contributor_while_draft(relation: Relation, state: State) -> bool:
    """Who may be asked to answer, while answers may change."""
    return relation in CONTRIBUTORS and state is State.DRAFT


def staff(relation: Relation, _state: State) -> bool:
    """Who leads assessments: coordinators and owners."""
    return relation in STAFF


def staff_while_draft(relation: Relation, state: State) -> bool:
    """Who leads assessments, while answers may change."""
    return relation in STAFF and state is State.DRAFT


def staff_once_submitted(relation: Relation, state: State) -> bool:
    """Who leads assessments, once answers are settled."""
    return relation in STAFF and state is State.SUBMITTED


def owner(relation: Relation, _state: State) -> bool:
    """Who answers for the organisation's account."""
    return relation in OWNERS


def operator(relation: Relation, _state: State) -> bool:
    """Whoever sits at the machine."""
    return relation is Relation.OPERATOR


RULES: Mapping[Action, Predicate] = {
    Action.FETCH_PUBLIC: anybody,
    Action.SIGN_IN: anybody,
    Action.SET_UP: anybody,
    Action.ACCEPT_INVITATION: anybody,
    Action.KEEP_ACCOUNT: signed_in,
    Action.CREATE_ORGANISATION: signed_in,
    Action.CHOOSE_ORGANISATION: signed_in,
    Action.READ_ORGANISATION: member,
    Action.EDIT_ORGANISATION: owner,
    Action.READ_MEMBERS: staff,
    Action.INVITE: staff,
    Action.MANAGE_MEMBERS: owner,
    Action.READ_ACTIVITY: staff,
    Action.EXPORT_ORGANISATION: owner,
    Action.DELETE_ORGANISATION: owner,
    Action.LIST_ASSESSMENTS: member,
    Action.OPEN_ASSESSMENT: staff,
    Action.STEER_ASSESSMENT: staff_while_draft,
    Action.SUBMIT_ASSESSMENT: staff_while_draft,
    Action.REOPEN_ASSESSMENT: staff_once_submitted,
    Action.DELETE_ASSESSMENT: owner,
    Action.READ_QUESTIONNAIRE: contributor,
    Action.ANSWER: contributor_while_draft,
    Action.READ_ANSWERS: staff,
    Action.MODERATE: staff_while_draft,
    Action.TAKE_WORKBOOK: contributor,
    Action.MERGE_WORKBOOK: contributor_while_draft,
    Action.READ_MODEL: member,
    Action.READ_BENCHMARKS: member,
    Action.READ_COVERAGE: operator,
    Action.READ_RESULT: reader_or_once_submitted,
    Action.TAKE_REPORT: reader_or_once_submitted,
    Action.TAKE_CERTIFICATE: reader_once_submitted,
    Action.TAKE_BENCHMARKS: reader,
    Action.READ_PLAN: reader_or_once_submitted,
    Action.EDIT_PLAN: staff,
}


def allows(action: Action, relation: Relation, state: State = State.NONE) -> bool:
    """Whether somebody in this relation may act on something in this state.

    >>> allows(Action.READ_RESULT, Relation.STRANGER, State.SUBMITTED)
    False
    """
    return RULES[action](relation, state)


def relation_to(user: User | None, tenant_id: UUID) -> Relation:
    """What somebody is to a row of a tenant."""
    if user is None:
        return Relation.NOBODY
    if user.tenant_id != tenant_id:
        return Relation.STRANGER
    return Relation[user.role.name]


# --- the guard --------------------------------------------------------------------------------------


def requires(action: Action) -> Callable[[View], View]:
    """Mark a view with what its visitor wants to do."""

    def mark(view: View) -> View:
        view.action = action  # type: ignore[attr-defined]
        return view

    return mark


MEANT = "meant_for"
"""The field of a form that says for which organisation it was opened."""


def guard(app: Flask) -> None:
    """Refuse every request that no rule allows."""
    requires(Action.FETCH_PUBLIC)(app.view_functions["static"])
    app.before_request(_check)
    app.teardown_request(_leave)


def current_user() -> User | None:
    """Who makes this request; None for nobody."""
    user: User | None = g.get("user")
    return user


def visitor() -> User:
    """Who makes this request, in a view that lets nobody else through."""
    user = current_user()
    assert user is not None, "the guard lets nobody through to this page"
    return user


def may(action: Action, state: str = State.NONE.value) -> bool:
    """Whether the visitor may do something in their own tenant, for what a page offers."""
    user = current_user()
    return user is not None and allows(action, relation_to(user, user.tenant_id), State(state))


def _check() -> Response | None:
    g.user = None
    tenancy.enter(tenancy.Reach.NOBODY)
    if request.endpoint is None:
        return None  # no such page: nothing is revealed, and the answer is 404
    action = getattr(current_app.view_functions[request.endpoint], "action", None)
    if action is None:
        abort(403)
    if action is Action.FETCH_PUBLIC:
        return None
    g.user = _user()
    if g.user is not None:
        _require_meant(g.user)
        tenancy.enter(g.user.tenant_id)
    return _refusal(action)


def _require_meant(user: User) -> None:
    """A form whose address names no organisation says which one it was opened for: 409 for another one.

    Whoever belongs to several may have gone on to the next in another window.
    """
    if request.method != "POST" or "assessment_id" in (request.view_args or {}):
        return
    if request.form.get(MEANT, str(user.tenant_id)) != str(user.tenant_id):
        abort(409)


def _leave(_error: BaseException | None) -> None:
    tenancy.enter(tenancy.Reach.EVERYBODY)


def _refusal(action: Action) -> Response | None:
    """Where somebody is sent who may not pass; None for who may."""
    rule = RULES[action]
    if rule is anybody:
        return None
    if rule is signed_in and present_account() is not None:
        return None
    if g.user is None:
        return _way_in()
    if not _at_home(action, g.user):
        abort(403)
    return None


def _way_in() -> Response:
    """To sign in, and back; who is signed in and belongs nowhere may open an organisation."""
    if current_app.config["LOCAL_OPERATOR"]:
        abort(403)
    if present_account() is None and not somebody_has_an_account():
        return redirect(url_for("accounts.set_up"))
    if present_account() is not None:
        return redirect(url_for("organisations.new"))
    if request.method != "GET" or request.accept_mimetypes.best == "application/json":
        abort(401)
    return redirect(url_for("security.login", next=request.full_path.rstrip("?")))


def _at_home(action: Action, user: User) -> bool:
    """Whether in any state they may do it in their own tenant; the query looks at the state itself."""
    relation = relation_to(user, user.tenant_id)
    if RULES[action] is signed_in:
        return user.account_id is not None
    return any(allows(action, relation, state) for state in State)


# --- who it is --------------------------------------------------------------------------------------


def _user() -> User | None:
    if current_app.config["LOCAL_OPERATOR"]:
        return local_operator(request)
    account = present_account()
    if account is None:
        return None
    membership = _membership_for(account)
    if membership is None:
        return None
    remember_tenant(membership.tenant_id)
    return User(account.name or account.email, membership.tenant_id, Role(membership.role), account.id)


def _membership_for(account: Account) -> Membership | None:
    """In which organisation somebody acts: the one that the address is about, else the one chosen last.

    An address about an organisation that they do not belong to is met as one of theirs that lacks it: 404.
    """
    with tenancy.everybody():
        own = {row.tenant_id: row for row in memberships_of(account)}
        about = _tenant_of_address(list(own))
    wanted = about or chosen_tenant()
    return own.get(wanted) if wanted in own else next(iter(own.values()), None)


def memberships_of(account: Account) -> list[Membership]:
    """All memberships of an account, the oldest first; within `tenancy.everybody()` only."""
    if "memberships" not in g:
        found = select(Membership).where(Membership.account_id == account.id).order_by(Membership.id)
        g.memberships = list(db.session.scalars(found.options(joinedload(Membership.tenant))))
    memberships: list[Membership] = g.memberships
    return memberships


def forget_tenant() -> None:
    """For the rest of this request the visitor acts in no tenant: theirs is there no longer."""
    g.pop("memberships", None)
    g.user = None
    tenancy.enter(tenancy.Reach.NOBODY)


def _tenant_of_address(tenants: list[UUID]) -> UUID | None:
    assessment_id = (request.view_args or {}).get("assessment_id")
    if not isinstance(assessment_id, UUID) or len(tenants) < 2:  # nothing to choose between
        return None
    owner_of_it = select(Assessment.tenant_id).where(
        Assessment.id == assessment_id, Assessment.tenant_id.in_(tenants)
    )
    return db.session.scalar(owner_of_it)


def local_operator(asked: Request) -> User | None:
    """Whoever sits at this machine, where `assessor serve --local` runs."""
    if not current_app.config["LOCAL_OPERATOR"] or not _from_this_machine(asked):
        return None
    with tenancy.everybody():
        tenant_id = db.session.scalar(select(Tenant.id).where(Tenant.slug == LOCAL))
    return User(LOCAL, tenant_id, Role.OPERATOR) if tenant_id else None


def _from_this_machine(asked: Request) -> bool:
    """By its address, by the name it asked for, and not through a proxy.

    The name counts because a page elsewhere can have its own name point at this machine, but not ours.
    """
    forwarded = any(name in asked.headers for name in ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"))
    try:
        loopback = ip_address(asked.remote_addr or "").is_loopback
    except ValueError:
        loopback = False
    return loopback and not forwarded and host_is_trusted(asked.host, LOCAL_HOSTS)
