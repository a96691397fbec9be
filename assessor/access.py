"""Who may do what: a table of pure predicates, and a guard that refuses whatever is not in it.

A view says `@requires(Action.X)`. The guard runs before every request and reads the mark of the function that
is registered for the endpoint: a view without a mark is refused, so that forgetting it closes a page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from ipaddress import ip_address
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask, Request, abort, current_app, g, request
from sqlalchemy import select
from werkzeug.sansio.utils import host_is_trusted

from assessor.config import LOCAL_HOSTS
from assessor.extensions import LOCAL, db
from assessor.models import Tenant

View = TypeVar("View", bound=Callable[..., Any])


class Action(Enum):
    """What somebody wants to do."""

    FETCH_PUBLIC = "fetch a style sheet, or ask whether the service is alive"
    LIST_ASSESSMENTS = "see which assessments there are"
    READ_MODEL = "read what a model asks"
    READ_BENCHMARKS = "read what editions publish of the peers"
    READ_COVERAGE = "read how much of the peers an edition counts"
    READ_RESULT = "read a result and its explanation"
    TAKE_REPORT = "take a report away as a file"
    TAKE_CERTIFICATE = "take a certificate away as a file"
    TAKE_BENCHMARKS = "take what an edition publishes away as a file"


class Role(Enum):
    """What somebody is in their own tenant."""

    OPERATOR = "operator"
    VIEWER = "viewer"


class Relation(Enum):
    """What somebody is to what they want to act on."""

    NOBODY = "not signed in"
    STRANGER = "of another tenant"
    VIEWER = "viewer of its tenant"
    OPERATOR = "operator of its tenant"


class State(Enum):
    """What condition the assessment is in; NONE where the action is not about one."""

    NONE = "no assessment"
    DRAFT = "draft"
    SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True)
class User:
    """Who makes this request."""

    name: str
    tenant_id: UUID
    role: Role


Predicate = Callable[[Relation, State], bool]


def anybody(_relation: Relation, _state: State) -> bool:
    """Also who is not signed in."""
    return True


def member(relation: Relation, _state: State) -> bool:
    """Of the tenant that owns it."""
    return relation in (Relation.VIEWER, Relation.OPERATOR)


def operator(relation: Relation, _state: State) -> bool:
    """The operator of the tenant that owns it."""
    return relation is Relation.OPERATOR


def operator_once_submitted(relation: Relation, state: State) -> bool:
    """The operator, and not while answers may still change."""
    return relation is Relation.OPERATOR and state is State.SUBMITTED


RULES: Mapping[Action, Predicate] = {
    Action.FETCH_PUBLIC: anybody,
    Action.LIST_ASSESSMENTS: member,
    Action.READ_MODEL: member,
    Action.READ_BENCHMARKS: member,
    Action.READ_COVERAGE: operator,
    Action.READ_RESULT: member,
    Action.TAKE_REPORT: operator,
    Action.TAKE_CERTIFICATE: operator_once_submitted,
    Action.TAKE_BENCHMARKS: operator,
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
    return Relation.OPERATOR if user.role is Role.OPERATOR else Relation.VIEWER


# --- the guard --------------------------------------------------------------------------------------


def requires(action: Action) -> Callable[[View], View]:
    """Mark a view with what its visitor wants to do."""

    def mark(view: View) -> View:
        view.action = action  # type: ignore[attr-defined]
        return view

    return mark


def guard(app: Flask) -> None:
    """Refuse every request that no rule allows."""
    requires(Action.FETCH_PUBLIC)(app.view_functions["static"])
    app.before_request(_check)


def current_user() -> User | None:
    """Who makes this request; None for nobody."""
    user: User | None = g.get("user")
    return user


def _check() -> None:
    g.user = None
    if request.endpoint is None:
        return  # no such page: nothing is revealed, and the answer is 404
    action = getattr(current_app.view_functions[request.endpoint], "action", None)
    if action is None:
        abort(403)
    if RULES[action] is anybody:
        return
    g.user = local_operator(request)
    if g.user is None or not _at_home(action, g.user):
        abort(403)


def _at_home(action: Action, user: User) -> bool:
    """Whether in any state they may do it in their own tenant; the query looks at the state itself."""
    relation = relation_to(user, user.tenant_id)
    return any(allows(action, relation, state) for state in State)


def local_operator(asked: Request) -> User | None:
    """Whoever sits at this machine, where `assessor serve` runs; nobody signs in otherwise."""
    if not current_app.config["LOCAL_OPERATOR"] or not _from_this_machine(asked):
        return None
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
