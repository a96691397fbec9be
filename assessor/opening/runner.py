"""Who reminds people: a thread beside the server, which looks once an hour."""

import logging
import threading

from flask import Flask

from assessor.extensions import db
from assessor.models.base import now
from assessor.opening.people import remind_due

PAUSE = 3600.0
"""Seconds between two looks; everybody is written to once for each of their days, however often it looks."""

_LOGGER = logging.getLogger(__name__)


class Reminders(threading.Thread):
    """Writes what is due until it is stopped; a fault of the database is waited out."""

    def __init__(self, app: Flask) -> None:
        super().__init__(name="reminders", daemon=True)
        self._app = app
        self._stopped = threading.Event()

    def run(self) -> None:
        """Look for parts that are due, again and again."""
        while not self._stopped.is_set():
            try:
                self._look()
            except Exception:  # the thread must outlive a locked database
                _LOGGER.exception("reminders could not be written")
            self._stopped.wait(PAUSE)

    def stop(self) -> None:
        """End after this look."""
        self._stopped.set()

    def _look(self) -> None:
        with self._app.app_context():
            try:
                written = remind_due(now().date())
                _LOGGER.info("reminders written: %s", written)
            finally:
                db.session.remove()
