"""The pages of assessments: the list, one result, why it is what it is, and what can be taken away."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request

from assessor.access import Action, User, current_user, requires
from assessor.assessments.overview import overview, states
from assessor.assessments.queries import assessment_for, assessments_for, count_for
from assessor.languages import wording
from assessor.models import Assessment
from assessor.reports.document import NodeView, ReportDocument
from assessor.reports.exchange import to_json
from assessor.reports.operations import certificate_pdf, document_for, report_pdf
from assessor.reports.pictures import pictures
from assessor.speech import current_language

pages = Blueprint("assessments", __name__)

PER_PAGE = 20
UNFIT_FOR_FILES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
LAST_PAGE = 100_000


@pages.get("/")
@requires(Action.LIST_ASSESSMENTS)
def index() -> str:
    """All assessments of the visitor's tenant, the latest first."""
    number = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    rows = assessments_for(_user(), Action.LIST_ASSESSMENTS, limit=PER_PAGE, offset=(number - 1) * PER_PAGE)
    return render_template(
        "assessments/index.html",
        lines=[overview(row, current_language(), _model_folders()) for row in rows],
        states=states(current_language()),
        number=number,
        last=-(-count_for(_user(), Action.LIST_ASSESSMENTS) // PER_PAGE),
    )


@pages.get("/assessments/<uuid:assessment_id>/")
@requires(Action.READ_RESULT)
def result(assessment_id: UUID) -> str:
    """The result on one page."""
    document = _document(_fetched(assessment_id, Action.READ_RESULT))
    at_a_glance = among_peers(document, {"total", *(dimension.id for dimension in document.dimensions)})
    drawn = pictures(at_a_glance, wording(current_language()))
    return render_template("assessments/result.html", id=assessment_id, doc=document, pictures=drawn)


@pages.get("/assessments/<uuid:assessment_id>/why/<dimension_id>")
@requires(Action.READ_RESULT)
def why(assessment_id: UUID, dimension_id: str) -> str:
    """Every answer and weight behind the score of one dimension."""
    whole = _document(_fetched(assessment_id, Action.READ_RESULT))
    dimension = _dimension(whole, dimension_id)
    document = among_peers(whole, {dimension.id, *(criterion.id for criterion in dimension.criteria)})
    drawn = pictures(document, wording(current_language()))
    return render_template(
        "assessments/why.html", id=assessment_id, doc=document, dimension=dimension, pictures=drawn
    )


@pages.get("/assessments/<uuid:assessment_id>/report.pdf")
@requires(Action.TAKE_REPORT)
def report(assessment_id: UUID) -> Response:
    """The report as PDF, in the language of the page."""
    assessment = _fetched(assessment_id, Action.TAKE_REPORT)
    return _file(
        report_pdf(_document(assessment), current_language()), "application/pdf", assessment, "report.pdf"
    )


@pages.get("/assessments/<uuid:assessment_id>/certificate.pdf")
@requires(Action.TAKE_CERTIFICATE)
def certificate(assessment_id: UUID) -> Response:
    """The certificate as PDF; 404 where none was issued."""
    assessment = _fetched(assessment_id, Action.TAKE_CERTIFICATE)
    document = _document(assessment)
    if document.certificate is None or not document.certificate.issued:
        abort(404)
    content = certificate_pdf(document, current_language())
    return _file(content, "application/pdf", assessment, "certificate.pdf")


@pages.get("/assessments/<uuid:assessment_id>/result.json")
@requires(Action.TAKE_REPORT)
def exchange(assessment_id: UUID) -> Response:
    """The same document as data."""
    assessment = _fetched(assessment_id, Action.TAKE_REPORT)
    return _file(to_json(_document(assessment)).encode(), "application/json", assessment, "result.json")


def _user() -> User:
    user = current_user()
    assert user is not None, "the guard lets nobody through to these pages"
    return user


def _fetched(assessment_id: UUID, action: Action) -> Assessment:
    return assessment_for(_user(), assessment_id, action)


def _document(assessment: Assessment) -> ReportDocument:
    return document_for(assessment, current_language(), _model_folders())


def _dimension(document: ReportDocument, dimension_id: str) -> NodeView:
    found = next((node for node in document.dimensions if node.id == dimension_id), None)
    return found or abort(404)


def among_peers(document: ReportDocument, nodes: Collection[str]) -> ReportDocument:
    """The document with the standing of these nodes only: a page compares what it is about."""
    if document.standing is None:
        return document
    positions = tuple(p for p in document.standing.positions if p.node in nodes)
    return replace(document, standing=replace(document.standing, positions=positions))


def _model_folders() -> Sequence[Path]:
    folders: Sequence[Path] = current_app.config["MODEL_FOLDERS"]
    return folders


def _file(content: bytes, media_type: str, assessment: Assessment, kind: str) -> Response:
    response = make_response(content)
    response.content_type = media_type
    subject = " ".join(UNFIT_FOR_FILES.sub(" ", assessment.stated["name"])[:80].split())
    name = f"{subject} {assessment.assessed_on.isoformat()} {kind}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
