"""What is asked of mail."""

from collections.abc import Sequence

from sqlalchemy import select

from assessor.extensions import db
from assessor.models import Mail


def unsent() -> Sequence[Mail]:
    """What waits, is being sent or could not be, the oldest first."""
    found = select(Mail).where(Mail.state != "sent").order_by(Mail.written_at, Mail.id)
    return db.session.scalars(found).all()
