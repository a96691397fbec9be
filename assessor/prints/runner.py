"""Who prints what was ordered: a thread beside the server, or a process of its own."""

import logging
import threading

from flask import Flask

from assessor.extensions import db
from assessor.prints.operations import claim, fulfil

PAUSE = 2.0
"""Seconds between two looks at the orders while there are none."""

_LOGGER = logging.getLogger(__name__)


def print_due(app: Flask) -> int:
    """Print everything that is due; how many orders were taken."""
    taken = 0
    while print_next(app):
        taken += 1
    return taken


def print_next(app: Flask) -> bool:
    """Print the order that waits longest; whether there was one."""
    with app.app_context():
        try:
            order = claim()
            if order is None:
                return False
            state = fulfil(order)
            _LOGGER.info("print order %s (%s, %s): %s", order.id, order.kind, order.language, state)
            return True
        finally:
            db.session.remove()


class Runner(threading.Thread):
    """Prints orders until it is stopped; a fault of the database is waited out."""

    def __init__(self, app: Flask) -> None:
        super().__init__(name="prints", daemon=True)
        self._app = app
        self._stopped = threading.Event()

    def run(self) -> None:
        """Look for orders, again and again."""
        while not self._stopped.is_set():
            try:
                printed = print_next(self._app)
            except Exception:  # the thread must outlive whatever one order or a locked database does
                _LOGGER.exception("an order could not be taken")
                printed = False
            if not printed:
                self._stopped.wait(PAUSE)

    def stop(self) -> None:
        """End after the order that is being printed."""
        self._stopped.set()
