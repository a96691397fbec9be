"""The pages of assessments: the list, one result, why it is what it is, and what can be taken away."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request

from assessor.access import Action, Role, State, User, allows, current_user, may, relation_to, requires
from assessor.assessments.overview import overview, states
from assessor.assessments.queries import assessment_for, assessments_for, count_for
from assessor.brands.brand import DEFAULT
from assessor.brands.operations import brand_of
from assessor.languages import wording
from assessor.models import Assessment
from assessor.models.base import now
from assessor.opening.listing import in_progress
from assessor.opening.presenting import shown_day
from assessor.prints.operations import NothingToPrint, printed
from assessor.progress.queries import has_earlier
from assessor.reports.document import NodeView, ReportDocument
from assessor.reports.editable.markdown import markdown
from assessor.reports.exchange import to_json
from assessor.reports.flow import flow
from assessor.reports.flow.blocks import Flow
from assessor.reports.operations import document_for
from assessor.reports.pictures import pictures
from assessor.reports.screen import page_body
from assessor.reports.sentences import answered_said, source_said, unplaced_said
from assessor.reports.variants import VARIANTS, Variant, variant
from assessor.speech import current_language

pages = Blueprint("assessments", __name__)

PER_PAGE = 20
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
UNFIT_FOR_FILES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
LAST_PAGE = 100_000


@pages.get("/")
@requires(Action.LIST_ASSESSMENTS)
def index() -> str:
    """What is being answered, then all results of the visitor's tenant, the latest first."""
    number = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    rows = assessments_for(_user(), Action.READ_RESULT, limit=PER_PAGE, offset=(number - 1) * PER_PAGE)
    return render_template(
        "assessments/index.html",
        drafts=in_progress(_user(), _model_folders()) if number == 1 else [],
        may_open=may(Action.OPEN_ASSESSMENT),
        reads_all=_user().role is not Role.RESPONDENT,
        local=_user().role is Role.OPERATOR,
        shown_day=shown_day,
        today=now().date(),
        lines=[overview(row, current_language(), _model_folders()) for row in rows],
        states=states(current_language()),
        number=number,
        last=-(-count_for(_user(), Action.READ_RESULT) // PER_PAGE),
    )


@pages.get("/assessments/<uuid:assessment_id>/")
@requires(Action.READ_RESULT)
def result(assessment_id: UUID) -> str:
    """The result on one page."""
    assessment = _fetched(assessment_id, Action.READ_RESULT)
    document = _document(assessment)
    at_a_glance = among_peers(document, {"total", *(dimension.id for dimension in document.dimensions)})
    drawn = pictures(at_a_glance, wording(current_language()))
    return render_template(
        "assessments/result.html",
        id=assessment_id,
        doc=document,
        pictures=drawn,
        answered_said=answered_said(document.basis, wording(current_language())),
        source_said=source_said(document.basis.source, wording(current_language())),
        unplaced_said=unplaced_said(document, wording(current_language())),
        comparable=has_earlier(assessment, _user()),
        opened=assessment.answering is not None,
    )


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
    """The report as PDF, in the language of the page; `?variant=` asks for a shorter one."""
    assessment = _fetched(assessment_id, Action.TAKE_REPORT)
    name = _variant(assessment_id).name
    content = printed(assessment, current_language(), "report", name)
    return _file(content, "application/pdf", assessment, "report.pdf" if name == "full" else f"{name}.pdf")


@pages.get("/assessments/<uuid:assessment_id>/report")
@requires(Action.READ_RESULT)
def report_page(assessment_id: UUID) -> str:
    """The whole report as a page; `?variant=` asks for a shorter one."""
    assessment = _fetched(assessment_id, Action.READ_RESULT)
    kind = _variant(assessment_id)
    told = _flow(assessment, kind)
    return render_template(
        "reports/page.html",
        id=assessment_id,
        report=told,
        body=page_body(told),
        kind=kind,
        kinds=[variant(name) for name in VARIANTS],
        may_take=_may(Action.TAKE_REPORT, assessment),
    )


@pages.get("/assessments/<uuid:assessment_id>/report.docx")
@requires(Action.TAKE_REPORT)
def report_word(assessment_id: UUID) -> Response:
    """The report as a Word document, for editing."""
    from assessor.reports.editable.word import docx

    assessment, kind = _fetched(assessment_id, Action.TAKE_REPORT), _variant(assessment_id)
    content = docx(_flow(assessment, kind))
    return _file(content, WORD, assessment, f"{_stem(kind)}.docx")


@pages.get("/assessments/<uuid:assessment_id>/report.md")
@requires(Action.TAKE_REPORT)
def report_markdown(assessment_id: UUID) -> Response:
    """The report as Markdown, for editing."""
    assessment, kind = _fetched(assessment_id, Action.TAKE_REPORT), _variant(assessment_id)
    content = markdown(_flow(assessment, kind)).encode()
    return _file(content, "text/markdown; charset=utf-8", assessment, f"{_stem(kind)}.md")


@pages.get("/assessments/<uuid:assessment_id>/certificate.pdf")
@requires(Action.TAKE_CERTIFICATE)
def certificate(assessment_id: UUID) -> Response:
    """The certificate as PDF; 404 where none was issued."""
    assessment = _fetched(assessment_id, Action.TAKE_CERTIFICATE)
    try:
        content = printed(assessment, current_language(), "certificate")
    except NothingToPrint:
        abort(404)
    return _file(content, "application/pdf", assessment, "certificate.pdf")


@pages.get("/assessments/<uuid:assessment_id>/result.json")
@requires(Action.TAKE_REPORT)
def exchange(assessment_id: UUID) -> Response:
    """The same document as data."""
    assessment = _fetched(assessment_id, Action.TAKE_REPORT)
    return _file(to_json(_document(assessment)).encode(), "application/json", assessment, "result.json")


def _variant(assessment_id: UUID) -> Variant:
    """The variant that was asked for; 404 in words where there is none of that name."""
    name = request.args.get("variant", "full")
    if name not in VARIANTS:
        said = render_template(
            "reports/unknown_variant.html", id=assessment_id, found=name[:40], allowed=VARIANTS
        )
        abort(make_response(said, 404))
    return variant(name)


def _stem(kind: Variant) -> str:
    return "report" if kind.name == "full" else kind.name


def _flow(assessment: Assessment, kind: Variant) -> Flow:
    brand = brand_of(assessment.tenant_id) or DEFAULT
    return flow(_document(assessment), current_language(), kind, brand)


def _may(action: Action, assessment: Assessment) -> bool:
    relation = relation_to(current_user(), assessment.tenant_id)
    return allows(action, relation, State(assessment.status))


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
    whose = "" if kind.startswith("anonymised.") else assessment.stated["name"]
    subject = " ".join(UNFIT_FOR_FILES.sub(" ", whose)[:80].split())
    name = f"{subject} {assessment.assessed_on.isoformat()} {kind}".lstrip()
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
