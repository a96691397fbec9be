"""Mail that is to be sent: written with what makes it necessary, sent by whoever is there to send it."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select, update

from assessor.extensions import db, writing
from assessor.mail.delivery import Undeliverable, deliver
from assessor.models import Mail
from assessor.models.base import now

LEASE = timedelta(minutes=2)
PAUSES = (
    timedelta(seconds=15),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
)
"""How long to wait after each failure; after the one that follows the last, it is given up: within a day."""
KEPT = timedelta(days=14)
"""For how long a message that failed may be sent again: as long as a link in one can be valid."""


def post(kind: str, recipient: str, subject: str, body: str, tenant_id: UUID | None = None) -> Mail:
    """Have a message sent, as plain text; call it within `writing()`, so that it goes with what it tells."""
    with writing() as session:
        message = Mail(kind=kind, recipient=recipient, subject=subject, body=body, tenant_id=tenant_id)
        session.add(message)
    return message


def claim() -> Mail | None:
    """Take the message that waits longest, or one whose holder has gone; None where nothing is due."""
    moment = now()
    free = or_(
        (Mail.state == "waiting") & (Mail.due_at <= moment),
        (Mail.state == "sending") & (Mail.held_until < moment),
    )
    oldest = select(Mail.id).where(free).order_by(Mail.due_at, Mail.id).limit(1)
    if db.session.scalar(oldest) is None:  # looked for every other second: without the write lock
        db.session.rollback()
        return None
    with writing() as session:
        if session.get_bind().dialect.name == "postgresql":
            oldest = oldest.with_for_update(skip_locked=True)
        taken = session.scalar(
            update(Mail)
            .where(Mail.id == oldest.scalar_subquery())
            .values(
                state="sending",
                attempts=Mail.attempts + 1,
                fence=Mail.fence + 1,
                held_until=moment + LEASE,
            )
            .returning(Mail)
        )
        if taken is not None:
            session.expunge(taken)
        return taken


def send(mail: Mail) -> str:
    """Send a message that was taken; the state it ends in. Nothing is changed where another took it over."""
    try:
        deliver(mail)
        state, fault = "sent", ""
    except Undeliverable as error:
        state, fault = "failed", str(error)
    except Exception as error:  # a server that is away, or a fault of ours: neither may stop the others
        state = "waiting" if mail.attempts <= len(PAUSES) else "failed"
        fault = f"{type(error).__name__}: {error}"
    return state if _end(mail, state, fault) else "taken over"


def _end(mail: Mail, state: str, fault: str) -> bool:
    """Write down how it ended, where it is still held by whoever says so; what was sent is forgotten."""
    moment = now()
    ended = {
        "state": state,
        "fault": fault[:2000],
        "held_until": None,
        "due_at": moment + PAUSES[mail.attempts - 1] if state == "waiting" else mail.due_at,
        "sent_at": moment if state == "sent" else None,
        "body": "" if state == "sent" else Mail.body,
    }
    with writing() as session:
        done = session.scalar(
            update(Mail)
            .where(Mail.id == mail.id, Mail.fence == mail.fence)
            .values(**ended)
            .returning(Mail.id)
        )
        return done is not None


def forget_failed() -> int:
    """Forget what messages say that failed and are too old to be sent again; how many they are."""
    with writing() as session:
        forgotten = session.scalars(
            update(Mail)
            .where(Mail.state == "failed", Mail.body != "", Mail.written_at <= now() - KEPT)
            .values(body="")
            .returning(Mail.id)
        )
        return len(list(forgotten))


def hurry() -> int:
    """Have everything that waits or failed sent now, but for what is forgotten; how many that are."""
    with writing() as session:
        asked = session.scalars(
            update(Mail)
            .where(Mail.state.in_(("waiting", "failed")), Mail.body != "")
            .values(state="waiting", attempts=0, due_at=now())
            .returning(Mail.id)
        )
        return len(list(asked))
