"""A form that came too late: its token has lapsed, or whoever filled it in is no longer signed in.

Nothing of it may be carried out, and nothing that was typed may be lost: the page shows it for copying.
"""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from flask import current_app, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from assessor.access import RULES, anybody
from assessor.accounts.presence import present_account
from assessor.languages import message

TEXTS: Mapping[str, str] = {
    "comment": message("Comment"),
    "reason": message("Reason"),
    "rationale": message("Rationale"),
    "action": message("What you will do"),
    "note": message("Notes"),
    "owner": message("Who does it"),
    "title": message("Title"),
    "name": message("Name"),
    "scope": message("Scope"),
    "sites": message("Sites"),
    "business_units": message("Business units"),
    "seen_from": message("Group"),
    "addresses": message("E-mail addresses"),
    "personal": message("A few words of your own"),
    "link": message("Address"),
}
"""The fields that people write in, which may stand before or after what they are about; never a password."""


def lapsed_page() -> str:
    """What has happened, what was typed, and the way back."""
    away = _needs_somebody() and present_account() is None
    back = _way_back()
    return render_template(
        "errors/lapsed.html",
        away=away,
        way=url_for("security.login", next=back) if away else back,
        typed=[] if request.blueprint == "security" else typed_texts(request.form.items(multi=True)),
    )


def typed_texts(fields: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What was written in a form, with the names of the fields; the message of a name is not yet translated.

    >>> typed_texts([("a.practice:comment", "Two sites"), ("rationale:b", " "), ("password", "secret")])
    [('Comment', 'Two sites')]
    """
    return [(TEXTS[kind], text) for name, text in fields if text.strip() and (kind := _kind(name))]


def _kind(name: str) -> str | None:
    parts = name.split(":")
    return next((part for part in (parts[0], parts[-1]) if part in TEXTS), None)


def _needs_somebody() -> bool:
    if current_app.config["LOCAL_OPERATOR"]:
        return False
    action = getattr(current_app.view_functions.get(request.endpoint or ""), "action", None)
    return action is not None and RULES[action] is not anybody


def _way_back() -> str:
    """The page of the form: its own address, or the one that it was sent from."""
    sent_from = urlsplit(request.referrer or "")
    own = [request.full_path.rstrip("?")]
    if sent_from.netloc == request.host:
        own.append(sent_from._replace(scheme="", netloc="", fragment="").geturl())
    return next(filter(_can_be_opened, own), url_for("assessments.index"))


def _can_be_opened(address: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    try:
        return adapter is not None and bool(adapter.match(urlsplit(address).path, method="GET"))
    except HTTPException:
        return False
