"""What a visitor reads when something is not as it should be, in their language."""

from flask import Flask, Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from assessor.access import current_user
from assessor.assessments.sheets import ModelChanged
from assessor.lapsed import lapsed_page
from assessor.printing.fonts import FaceMissing, PdfUnavailable
from benchmarks import EditionDamaged
from criteria.faults import InvalidInput
from criteria.registry import UnknownModel


def explain_errors(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(ModelChanged, _other_model)
    app.register_error_handler(UnknownModel, _other_model)
    app.register_error_handler(InvalidInput, _other_model)
    app.register_error_handler(EditionDamaged, _no_edition)
    app.register_error_handler(PdfUnavailable, _no_pdf)
    app.register_error_handler(FaceMissing, _no_pdf)


def _http(error: HTTPException) -> Response:
    if isinstance(error, SecurityError):
        # Asked for under a name that is not ours: such a page would link to that name.
        return make_response(
            "This service does not answer under this name.\n", 400, {"Content-Type": "text/plain"}
        )
    page = make_response(_page(error), error.code or 500)
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            page.headers[name] = value  # such as Allow, where the method was wrong
    return page


def _page(error: HTTPException) -> str:
    if isinstance(error, CSRFError) or (error.code == 401 and request.method == "POST"):
        return lapsed_page()
    user = current_user()
    return render_template(_template(error.code), role=user.role.value if user else None)


def _template(code: int | None) -> str:
    if code == 403:
        return "errors/403.html" if current_user() else "errors/closed.html"
    return f"errors/{code if code in (404, 409, 500) else 400}.html"


def _other_model(error: Exception) -> Response:
    return make_response(render_template("errors/model.html", reason=str(error)), 409)


def _no_edition(error: Exception) -> Response:
    return make_response(render_template("errors/edition.html", reason=str(error)), 503)


def _no_pdf(error: Exception) -> Response:
    return make_response(render_template("errors/pdf.html", reason=str(error)), 503)
