"""The pages of the questionnaire: one criterion each, one answer at a time for scripts, and evidence."""

from datetime import datetime
from uuid import UUID

from babel.dates import format_datetime
from flask import (
    Blueprint,
    Response,
    abort,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from assessor.access import Action, Role, User, requires, visitor
from assessor.answering import evidence as files
from assessor.answering.attaching import attach_file, attach_link, remove_evidence
from assessor.answering.checking import EntryFault, Refused
from assessor.answering.forms import (
    NOT_APPLICABLE,
    FileForm,
    LinkForm,
    choice_of,
    submission_from,
    submissions_of,
    typed_on_page,
)
from assessor.answering.operations import Outcome, save, save_all
from assessor.answering.queries import (
    answered_on,
    criterion_on,
    evidence_for,
    evidence_on,
    may_remove,
    practice_on,
    sheet_for,
    standings_on,
)
from assessor.answering.sheets import Entry, Sheet, Standing, first_unanswered
from assessor.answering.showing import PageView, page_of
from assessor.languages import wording
from assessor.questionnaires import labels
from assessor.reports.register import KINDS
from assessor.speech import current_language, translated
from criteria.model import Criterion

pages = Blueprint("answering", __name__)


@pages.app_template_filter()
def moment(at: datetime) -> str:
    """A moment in full, in UTC; a script shows it in the visitor's own time."""
    return format_datetime(at, "d MMM y HH:mm", locale=wording(current_language()).locale) + " UTC"


@pages.app_template_filter()
def fault_text(fault: EntryFault) -> str:
    """What is wrong, in the language of the request."""
    return translated(fault.text, **fault.filled)


# --- the questionnaire ------------------------------------------------------------------------------


@pages.get("/assessments/<uuid:assessment_id>/answers")
@requires(Action.READ_QUESTIONNAIRE)
def resume(assessment_id: UUID) -> AnyResponse:
    """To the first practice without an answer; where all have one, to what is left to do."""
    sheet = sheet_for(visitor(), assessment_id, Action.READ_QUESTIONNAIRE)
    left = first_unanswered(sheet, answered_on(sheet))
    if left is None:
        return redirect(_tasks(sheet))
    return redirect(_address(sheet, left[0], anchor=left[1].id))


@pages.get("/assessments/<uuid:assessment_id>/answers/<criterion_id>")
@requires(Action.READ_QUESTIONNAIRE)
def criterion(assessment_id: UUID, criterion_id: str) -> str:
    """One criterion: its practices, what was answered, and what helps to answer."""
    sheet = sheet_for(visitor(), assessment_id, Action.READ_QUESTIONNAIRE)
    return _shown(page_of(sheet, criterion_on(sheet, criterion_id)))


@pages.post("/assessments/<uuid:assessment_id>/answers/<criterion_id>")
@requires(Action.ANSWER)
def save_criterion(assessment_id: UUID, criterion_id: str) -> AnyResponse:
    """Save what was entered on the page, all of it or nothing, and go where the button says."""
    sheet = sheet_for(visitor(), assessment_id, Action.ANSWER)
    on_page = criterion_on(sheet, criterion_id)
    if request.form.get("account") != _account(visitor()):
        # signed in as somebody else since the page was opened: it is not theirs to save
        refusal = render_template("answering/other_account.html", sheet=sheet, criterion=on_page)
        return make_response(refusal, 409)
    typed = typed_on_page(request.form, sheet, on_page)
    choice, settled = choice_of(request.form) or (None, "")
    try:
        done = save_all(
            visitor(), assessment_id, submissions_of(request.form, typed, without=settled), choice
        )
    except Refused as refused:
        page = page_of(sheet, on_page, typed, refused.faults, request.form.get("key", ""))
        return make_response(_shown(page), 422)
    return redirect(_onward(sheet, on_page, done, settled), 303)


def _onward(sheet: Sheet, on_page: Criterion, done: list[Outcome], settled: str) -> str:
    waiting = next((o.practice_id for o in done if o.state == "conflicting"), settled)
    then = request.form.get("then", "")
    if waiting or then == "stay":
        return _address(sheet, on_page, saved=None if waiting else 1, anchor=waiting or None)
    if then.startswith("evidence:"):
        practice = practice_on(sheet, then.removeprefix("evidence:"))
        return url_for("answering.evidence", assessment_id=sheet.assessment_id, practice_id=practice.id)
    if then == "first":
        return url_for("answering.resume", assessment_id=sheet.assessment_id)
    return _turned(sheet, on_page, -1 if then == "previous" else 1)


def _turned(sheet: Sheet, on_page: Criterion, step: int) -> str:
    at = sheet.criteria.index(on_page) + step
    return _address(sheet, sheet.criteria[at]) if 0 <= at < len(sheet.criteria) else _tasks(sheet)


def _address(sheet: Sheet, chosen: Criterion, *, saved: int | None = None, anchor: str | None = None) -> str:
    return url_for(
        "answering.criterion",
        assessment_id=sheet.assessment_id,
        criterion_id=chosen.id,
        saved=saved,
        _anchor=anchor,
    )


def _tasks(sheet: Sheet) -> str:
    return f"/assessments/{sheet.assessment_id}/tasks"


def _account(user: User) -> str:
    """Whose answers a page sends, so that none is sent in another's name."""
    return str(user.account_id or user.name)


def _shown(page: PageView) -> str:
    return render_template(
        "answering/criterion.html",
        page=page,
        sheet=page.sheet,
        account=_account(visitor()),
        tasks=_tasks(page.sheet),
        left_out=NOT_APPLICABLE,
        kinds=KINDS,
        labels=labels,
    )


# --- one answer -------------------------------------------------------------------------------------


@pages.put("/assessments/<uuid:assessment_id>/answers/practices/<practice_id>")
@requires(Action.ANSWER)
def save_practice(assessment_id: UUID, practice_id: str) -> tuple[Response, int]:
    """Save one answer, as JSON: 200 saved, 409 changed meanwhile, 422 what is wrong, 401 another account."""
    data = request.get_json(silent=True)
    if isinstance(data, dict) and data.get("account", _account(visitor())) != _account(visitor()):
        return jsonify(state="signed-out"), 401
    try:
        done = save(visitor(), assessment_id, submission_from(practice_id, data))
    except Refused as refused:
        sheet_for(visitor(), assessment_id, Action.ANSWER)  # who may not is not told what is wrong either
        faults = [{"field": f.field, "text": translated(f.text, **f.filled)} for f in refused.faults]
        return jsonify(state="refused", faults=faults), 422
    if done.state == "conflicting":
        return jsonify(_conflict(assessment_id, done)), 409
    return jsonify(_saved(done)), 200


def _saved(done: Outcome) -> dict[str, object]:
    state = {"applied": "saved"}.get(done.state, done.state)
    return {
        "state": state,
        "version": done.version,
        "saved_at": done.made_at.isoformat(),
        "seen": done.entry.digest,
        "answered": done.entry.answered,
    }


def _conflict(assessment_id: UUID, done: Outcome) -> dict[str, object]:
    sheet = sheet_for(visitor(), assessment_id, Action.ANSWER)
    theirs = standings_on(sheet, [done.practice_id]).get(done.practice_id, Standing())
    return {
        "state": "conflict",
        "revision": str(done.revision_id),
        "version": theirs.version,
        "theirs": {
            **_told(theirs.entry),
            "by": theirs.by,
            "at": theirs.at.isoformat() if theirs.at else None,
        },
        "yours": _told(done.entry),
    }


def _told(entry: Entry) -> dict[str, object]:
    return {
        "values": dict(entry.values),
        "not_applicable": entry.not_applicable,
        "reason": entry.reason,
        "comment": entry.comment,
    }


# --- evidence ---------------------------------------------------------------------------------------


@pages.get("/assessments/<uuid:assessment_id>/answers/practices/<practice_id>/evidence")
@requires(Action.READ_QUESTIONNAIRE)
def evidence(assessment_id: UUID, practice_id: str) -> str:
    """The evidence for one practice, and forms to attach more."""
    sheet = sheet_for(visitor(), assessment_id, Action.READ_QUESTIONNAIRE)
    return _evidence_page(sheet, practice_id)


@pages.post("/assessments/<uuid:assessment_id>/answers/practices/<practice_id>/evidence/file")
@requires(Action.ANSWER)
def add_file(assessment_id: UUID, practice_id: str) -> AnyResponse:
    """Attach a file to a practice."""
    sheet = sheet_for(visitor(), assessment_id, Action.ANSWER)
    practice_on(sheet, practice_id)
    form = FileForm(prefix="file-")
    if form.validate():
        sent = form.file.data
        try:
            attach_file(visitor(), assessment_id, practice_id, form.told, sent.filename, sent.read())
        except files.FileRefused as refused:
            form.file.errors = [translated(refused.text, **refused.filled)]
        else:
            return _back(sheet, practice_id)
    return make_response(_evidence_page(sheet, practice_id, file_form=form), 422)


@pages.post("/assessments/<uuid:assessment_id>/answers/practices/<practice_id>/evidence/link")
@requires(Action.ANSWER)
def add_link(assessment_id: UUID, practice_id: str) -> AnyResponse:
    """Attach a link to a practice."""
    sheet = sheet_for(visitor(), assessment_id, Action.ANSWER)
    practice_on(sheet, practice_id)
    form = LinkForm(prefix="link-")
    if form.validate():
        try:
            attach_link(visitor(), assessment_id, practice_id, form.told)
        except files.FileRefused as refused:
            form.link.errors = [translated(refused.text, **refused.filled)]
        else:
            return _back(sheet, practice_id)
    return make_response(_evidence_page(sheet, practice_id, link_form=form), 422)


@pages.post("/assessments/<uuid:assessment_id>/evidence/<uuid:evidence_id>/remove")
@requires(Action.ANSWER)
def remove(assessment_id: UUID, evidence_id: UUID) -> AnyResponse:
    """Take evidence away."""
    practices = remove_evidence(visitor(), assessment_id, evidence_id)
    wanted = request.form.get("practice", "")
    practice_id = wanted if wanted in practices else practices[0]
    return redirect(url_for("answering.evidence", assessment_id=assessment_id, practice_id=practice_id), 303)


@pages.get("/assessments/<uuid:assessment_id>/evidence/<uuid:evidence_id>/file")
@requires(Action.READ_QUESTIONNAIRE)
def download(assessment_id: UUID, evidence_id: UUID) -> Response:
    """A file of evidence, to be kept and opened elsewhere: never shown as a page of ours."""
    row = evidence_for(visitor(), assessment_id, evidence_id, Action.READ_QUESTIONNAIRE)
    content = files.get(row.tenant_id, row.sha256) if row.filename else None
    if content is None:
        abort(404)
    response = make_response(content)
    response.content_type = row.media_type
    response.headers.set("Content-Disposition", "attachment", filename=row.filename)
    return response


@pages.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> Response:
    """More than is taken at once: which is allowed, and that nothing was changed."""
    return make_response(render_template("answering/too_large.html"), 413)


def _back(sheet: Sheet, practice_id: str) -> AnyResponse:
    address = url_for("answering.evidence", assessment_id=sheet.assessment_id, practice_id=practice_id)
    return redirect(address, 303)


def _evidence_page(
    sheet: Sheet, practice_id: str, *, file_form: FileForm | None = None, link_form: LinkForm | None = None
) -> str:
    practice = practice_on(sheet, practice_id)
    leads = visitor().role in (Role.OPERATOR, Role.OWNER, Role.COORDINATOR)
    found = evidence_on(sheet, [practice_id]).get(practice_id, [])
    return render_template(
        "answering/evidence.html",
        sheet=sheet,
        practice=practice,
        criterion=next(c for c in sheet.criteria if practice in c.practices),
        evidence=found,
        removable={row.id for row in found if may_remove(row, sheet.account_id, leads=leads)},
        file_form=file_form or FileForm(formdata=None, prefix="file-", kind="document"),
        link_form=link_form or LinkForm(formdata=None, prefix="link-", kind="document"),
        kinds=KINDS,
        allowed=", ".join(files.KINDS),
    )
