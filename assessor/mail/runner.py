"""Sending what is due, one message after another."""

import logging

from flask import Flask

from assessor.extensions import db
from assessor.mail.operations import claim, send

_LOGGER = logging.getLogger(__name__)


def send_due(app: Flask) -> int:
    """Send everything that is due; how many messages were taken."""
    taken = 0
    while send_next(app):
        taken += 1
    return taken


def send_next(app: Flask) -> bool:
    """Send the message that waits longest; whether there was one."""
    with app.app_context():
        try:
            mail = claim()
            if mail is None:
                return False
            state = send(mail)
            _LOGGER.info("mail %s (%s): %s", mail.id, mail.kind, state)
            return True
        finally:
            db.session.remove()
