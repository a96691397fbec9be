from flask import Blueprint
from sqlalchemy import select

from assessor.access import Action, requires
from assessor.extensions import db

pages = Blueprint("health", __name__)


@pages.get("/health")
@requires(Action.FETCH_PUBLIC)
def health() -> dict[str, str]:
    """Whether this process answers and reaches its database; nothing about what is in it."""
    db.session.execute(select(1))
    return {"status": "ok"}
