"""Mail that is to be sent: written with what makes it necessary, sent by whoever is there to send it."""

from uuid import UUID

from assessor.extensions import writing
from assessor.models import Mail


def post(kind: str, recipient: str, subject: str, body: str, tenant_id: UUID | None = None) -> Mail:
    """Have a message sent, as plain text; call it within `writing()`, so that it goes with what it tells."""
    with writing() as session:
        message = Mail(kind=kind, recipient=recipient, subject=subject, body=body, tenant_id=tenant_id)
        session.add(message)
    return message
