"""What the pages about organisations hang on; they stand in several modules, `views` names them all."""

from flask import Blueprint

from assessor.access import Action, may

pages = Blueprint("organisations", __name__)


@pages.context_processor
def _offered() -> dict[str, object]:
    """Whether the visitor may do something, by its name, so that a page offers nothing that is refused."""
    return {"allowed": lambda name: may(Action[name])}
