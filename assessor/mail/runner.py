"""Who sends mail: a thread beside the server, or a command."""

import logging
import threading

from flask import Flask

from assessor.extensions import db
from assessor.mail.operations import claim, send

PAUSE = 2.0
"""Seconds between two looks at the mail while there is none."""

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


class Postman(threading.Thread):
    """Sends mail until it is stopped; a fault of the database is waited out."""

    def __init__(self, app: Flask) -> None:
        super().__init__(name="mail", daemon=True)
        self._app = app
        self._stopped = threading.Event()

    def run(self) -> None:
        """Look for mail, again and again."""
        while not self._stopped.is_set():
            try:
                sent = send_next(self._app)
            except Exception:  # the thread must outlive whatever one message or a locked database does
                _LOGGER.exception("a message could not be taken")
                sent = False
            if not sent:
                self._stopped.wait(PAUSE)

    def stop(self) -> None:
        """End after the message that is being sent."""
        self._stopped.set()
