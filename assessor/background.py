"""What goes on beside a server: reports are printed, mail is sent, and once an hour somebody goes round."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from assessor.extensions import db
from assessor.mail.operations import forget_failed
from assessor.mail.runner import send_next
from assessor.models.base import now
from assessor.opening.people import remind_due
from assessor.prints.runner import print_next
from assessor.workbooks.uploads import sweep_all

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    """Something that is done again and again.

    `do` does the next piece and says whether there may be another at once; otherwise it is asked again
    after `pause` seconds.
    """

    name: str
    do: Callable[[Flask], bool]
    pause: float


def go_round(app: Flask) -> bool:
    """Remind whose part of an assessment is due; throw away old uploads, and what failed mail says."""
    with app.app_context():
        try:
            _LOGGER.info("failed messages forgotten: %s", forget_failed())
            _LOGGER.info("reminders written: %s", remind_due(now().date()))
        finally:
            db.session.remove()
    sweep_all(Path(app.instance_path))
    return False


PRINTS, MAIL = Chore("prints", print_next, 2.0), Chore("mail", send_next, 2.0)
ROUND = Chore("round", go_round, 3600.0)
CHORES = (PRINTS, MAIL, ROUND)


class Worker(threading.Thread):
    """Does one chore until it is stopped; a fault, such as a locked database, is waited out."""

    def __init__(self, app: Flask, chore: Chore) -> None:
        super().__init__(name=chore.name, daemon=True)
        self._app, self._chore = app, chore
        self._stopped = threading.Event()

    def run(self) -> None:
        """Look for work, again and again."""
        while not self._stopped.is_set():
            try:
                more = self._chore.do(self._app)
            except Exception:  # the thread must outlive whatever one piece of work does
                _LOGGER.exception("%s: a piece of work failed", self._chore.name)
                more = False
            if not more:
                self._stopped.wait(self._chore.pause)

    def stop(self) -> None:
        """End after the piece of work at hand."""
        self._stopped.set()
