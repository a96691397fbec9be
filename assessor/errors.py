"""What a visitor reads when something is not as it should be, in their language."""

from flask import Flask, Response, make_response, render_template
from werkzeug.exceptions import HTTPException

from assessor.access import current_user
from assessor.assessments.sheets import ModelChanged
from assessor.reports.fonts import FaceMissing, PdfUnavailable
from criteria.registry import UnknownModel


def explain_errors(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(HTTPException, _http)
    for condition in (ModelChanged, UnknownModel):
        app.register_error_handler(condition, _other_model)
    for condition in (PdfUnavailable, FaceMissing):
        app.register_error_handler(condition, _no_pdf)


def _http(error: HTTPException) -> Response:
    page = make_response(render_template(_template(error.code)), error.code or 500)
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            page.headers[name] = value  # such as Allow, where the method was wrong
    return page


def _template(code: int | None) -> str:
    if code == 403:
        return "errors/403.html" if current_user() else "errors/closed.html"
    return f"errors/{code if code in (404, 500) else 400}.html"


def _other_model(error: Exception) -> Response:
    return make_response(render_template("errors/model.html", reason=str(error)), 409)


def _no_pdf(error: Exception) -> Response:
    return make_response(render_template("errors/pdf.html", reason=str(error)), 503)
