"""The log of an organisation: what was done, by whom and when. It only grows, and an altered line shows."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import g
from sqlalchemy import select

from assessor.extensions import writing
from assessor.models import Account, Activity
from assessor.models.base import now

BEFORE_THE_FIRST = "0" * 64
COMMAND_LINE = "command line"


def note(
    tenant_id: UUID,
    action: str,
    about: object = "",
    details: Mapping[str, Any] | None = None,
    *,
    by: Account | None = None,
) -> Activity:
    """Write a line into an organisation's log, in the transaction of what it tells about.

    `action` is a noun and what became of it (`assessment.submitted`), `about` the id of what it concerns,
    `details` plain values that a reader needs, `by` who did it where that is not the visitor in this tenant:
    somebody who joins it just now. Call it within `writing()`: both are kept, or neither.
    """
    actor, account_id = _who(by)
    with writing() as session:
        last = session.scalar(
            select(Activity).where(Activity.tenant_id == tenant_id).order_by(Activity.number.desc()).limit(1)
        )
        line = Activity(
            tenant_id=tenant_id,
            number=last.number + 1 if last else 1,
            at=now(),
            actor=actor,
            account_id=account_id,
            action=action,
            about=str(about),
            details=dict(details or {}),
            previous=last.digest if last else BEFORE_THE_FIRST,
        )
        line.digest = digest_of(line)
        session.add(line)
        session.flush()
    return line


def _who(account: Account | None) -> tuple[str, UUID | None]:
    user = g.get("user")
    if account is not None:
        return account.name or account.email, account.id
    return (user.name, user.account_id) if user else (COMMAND_LINE, None)


def digest_of(line: Activity) -> str:
    """The SHA-256 over a line and the digest of the one before it, in hexadecimal."""
    at: datetime = line.at
    told = [line.number, at.isoformat(), line.actor, line.action, line.about, line.details, line.previous]
    plain = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
