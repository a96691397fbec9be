"""Printing what was ordered, one order after another."""

import logging

from flask import Flask

from assessor.extensions import db
from assessor.prints.operations import claim, fulfil

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
