"""The pages of benchmarks: every line with its editions, one edition, and its table to take away."""

from collections.abc import Sequence
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request

from assessor.access import Action, Role, requires, visitor
from assessor.editions.covering import coverage_view
from assessor.editions.pages import edition_page, track_lines
from assessor.editions.publication import publication
from assessor.editions.queries import edition_named, editions, opened
from assessor.languages import wording
from assessor.models import Edition
from assessor.speech import current_language

pages = Blueprint("editions", __name__)

TABLES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
WRONG = 400


@pages.get("/benchmarks")
@requires(Action.READ_BENCHMARKS)
def index() -> str:
    """Every line and track with its editions, the newest first."""
    lines = track_lines(editions(), wording(current_language()), _model_folders())
    return render_template("editions/index.html", lines=lines, local=visitor().role is Role.OPERATOR)


@pages.get("/benchmarks/<name>")
@requires(Action.READ_BENCHMARKS)
def edition(name: str) -> Response:
    """One edition, and what it publishes of the cohort that was chosen."""
    row = _named(name)
    beside = [one for one in editions() if (one.line, one.track) == (row.line, row.track)]
    asked = request.args.to_dict()
    page = edition_page(row, beside, asked, wording(current_language()), _model_folders())
    content = render_template("editions/edition.html", page=page, asked_language=asked.get("lang"))
    return make_response(content, WRONG if page.faulty else 200)


@pages.get("/benchmarks/<name>/coverage")
@requires(Action.READ_COVERAGE)
def coverage(name: str) -> str:
    """What the disclosure rule costs in one edition, for whoever builds them."""
    row = _named(name)
    found = coverage_view(opened(row), wording(current_language()))
    return render_template("editions/coverage.html", row=row, found=found)


@pages.get("/benchmarks/<name>/published.<any(csv, json):suffix>")
@requires(Action.TAKE_BENCHMARKS)
def table(name: str, suffix: str) -> Response:
    """Everything that an edition publishes, as a file."""
    row = _named(name)
    content, _ = publication(opened(row), f".{suffix}")
    response = make_response(content)
    response.content_type = TABLES[suffix]
    response.headers.set("Content-Disposition", "attachment", filename=f"{row.name}.{suffix}")
    return response


def _named(name: str) -> Edition:
    return edition_named(name) or abort(404)


def _model_folders() -> Sequence[Path]:
    folders: Sequence[Path] = current_app.config["MODEL_FOLDERS"]
    return folders
