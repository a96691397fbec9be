"""What the head of every page offers: the sections that the visitor may see, and their account."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask, request, url_for

from assessor import tenancy
from assessor.access import Action, current_user, may, memberships_of
from assessor.accounts.presence import present_account
from assessor.languages import message
from assessor.speech import translated

SECTIONS = (
    ("assessments.index", message("Assessments"), Action.LIST_ASSESSMENTS),
    ("organisations.show", message("Organisation"), Action.READ_ORGANISATION),
    ("questionnaires.index", message("Models"), Action.READ_MODEL),
    ("editions.index", message("Benchmarks"), Action.READ_BENCHMARKS),
)
ROOMS = {
    "assessments.index": (
        "assessments", "opening", "people", "closing", "answering", "moderation", "workbooks", "progress",
        "plans",
    ),
    "organisations.show": ("organisations", "activity"),
}  # fmt: skip
"""The features that a section stands for, where they are more than its own."""


@dataclass(frozen=True, slots=True)
class Section:
    """A link of the head; `current` is what `aria-current` says of it, empty elsewhere."""

    title: str
    url: str
    current: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose account it is, in which organisation they act, and whether they have others."""

    name: str
    organisation: str
    tenant_id: UUID | None
    several: bool


def crown(app: Flask) -> None:
    """Give every page its head."""
    app.context_processor(_head)


def _head() -> dict[str, Any]:
    return {"sections": list(_sections()), "holder": _holder()}


def _sections() -> list[Section]:
    return [
        Section(translated(title), url_for(endpoint), _current(endpoint))
        for endpoint, title, action in SECTIONS
        if may(action)
    ]


def _current(endpoint: str) -> str:
    if request.endpoint == endpoint:
        return "page"
    rooms = ROOMS.get(endpoint, (endpoint.split(".")[0],))
    return "true" if any(name in rooms for name in request.blueprints) else ""


def _holder() -> Holder | None:
    account = present_account()
    if account is None:
        return None
    user = current_user()
    with tenancy.everybody():  # one's own memberships are of several tenants
        own = memberships_of(account)
        here = next((row.tenant for row in own if user and row.tenant_id == user.tenant_id), None)
    name, tenant_id = (here.name, here.id) if here else ("", None)
    return Holder(account.name or account.email, name, tenant_id, len(own) > 1)
