"""The pages of workbooks: take one away, give it back, see what would change, decide."""

import re
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from assessor.access import STAFF, Action, allows, relation_to, requires, visitor
from assessor.access import State as Condition
from assessor.languages import message, wording
from assessor.models import Assessment
from assessor.speech import current_language, translated
from assessor.workbooks.comparing import OURS
from assessor.workbooks.operations import THEIRS, Choices, Merged, examine, merge
from assessor.workbooks.queries import assessment_to_copy, held_on, model_of
from assessor.workbooks.reading import Upload
from assessor.workbooks.sheets import Sheet, of_person, sheets_for
from assessor.workbooks.showing import Showing, said, title_of, whose
from assessor.workbooks.uploads import folder_of, keep, kept, told_apart
from assessor.workbooks.writing import Copy, csv_file, workbook

pages = Blueprint("workbooks", __name__)

MOST_FILES = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_UNFIT_FOR_FILES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')


@pages.get("/assessments/<uuid:assessment_id>/workbook")
@requires(Action.TAKE_WORKBOOK)
def page(assessment_id: UUID) -> str:
    """What can be taken away, and where it comes back."""
    return _page(assessment_to_copy(visitor(), assessment_id, Action.TAKE_WORKBOOK))


@pages.get("/assessments/<uuid:assessment_id>/workbook.xlsx")
@requires(Action.TAKE_WORKBOOK)
def as_workbook(assessment_id: UUID) -> Response:
    """The questionnaire as a workbook; `?person=` asks for a respondent's."""
    copy = _copy(assessment_id)
    return _file(workbook(copy), XLSX, copy, "xlsx")


@pages.get("/assessments/<uuid:assessment_id>/workbook.csv")
@requires(Action.TAKE_WORKBOOK)
def as_csv(assessment_id: UUID) -> Response:
    """The questionnaire as CSV; `?person=` asks for a respondent's."""
    copy = _copy(assessment_id)
    return _file(csv_file(copy), CSV, copy, "csv")


@pages.post("/assessments/<uuid:assessment_id>/workbook")
@requires(Action.MERGE_WORKBOOK)
def give(assessment_id: UUID) -> AnyResponse:
    """Take files in and show what merging them would change; nothing is written yet."""
    assessment = assessment_to_copy(visitor(), assessment_id, Action.MERGE_WORKBOOK)
    found = [file for file in request.files.getlist("files") if file.filename]
    if not 1 <= len(found) <= MOST_FILES:
        few = message("Choose the files that were filled in")
        many = message("Choose at most %(most)s files")
        fault = translated(many, most=MOST_FILES) if found else translated(few)
        return make_response(_page(assessment, fault), 400)
    names = told_apart(file.filename or "" for file in found)
    uploads = [Upload(name, file.read()) for name, file in zip(names, found, strict=True)]
    batch = keep(_folder(assessment), visitor(), assessment_id, uploads)
    return redirect(url_for(".report", assessment_id=assessment_id, batch=batch))


@pages.get("/assessments/<uuid:assessment_id>/workbook/<batch>")
@requires(Action.MERGE_WORKBOOK)
def report(assessment_id: UUID, batch: str) -> AnyResponse:
    """What merging would change: nothing is written by looking."""
    assessment = assessment_to_copy(visitor(), assessment_id, Action.MERGE_WORKBOOK)
    uploads = _kept(assessment, batch)
    merged = Merged(examine(assessment, visitor(), uploads, _folders()))
    return make_response(_report(assessment, batch, merged, Choices()))


@pages.post("/assessments/<uuid:assessment_id>/workbook/<batch>")
@requires(Action.MERGE_WORKBOOK)
def decide(assessment_id: UUID, batch: str) -> AnyResponse:
    """Merge as was decided; what is still open, or changed meanwhile, is asked again."""
    assessment = assessment_to_copy(visitor(), assessment_id, Action.MERGE_WORKBOOK)
    uploads, choices = _kept(assessment, batch), _choices()
    merged = merge(visitor(), assessment_id, uploads, choices, _folders())
    if not merged.is_done:
        again = assessment_to_copy(visitor(), assessment_id, Action.MERGE_WORKBOOK)
        return make_response(_report(again, batch, merged, choices), 400)
    flash(_outcome(merged))
    return redirect(url_for(".page", assessment_id=assessment_id))


@pages.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> Response:
    """Files that are too large together: said before any of them is read."""
    return make_response(render_template("workbooks/too_large.html", most=_most_megabytes()), 413)


def _page(assessment: Assessment, fault: str = "") -> str:
    model = model_of(assessment, _folders())
    relation = relation_to(visitor(), assessment.tenant_id)
    titles = {dimension.id: said(dimension.title) for dimension in model.dimensions}
    return render_template(
        "workbooks/workbook.html",
        id=assessment.id,
        title=title_of(assessment),
        lines=[
            (sheet, whose(sheet), [titles[d] for d in sheet.dimensions])
            for sheet in sheets_for(visitor(), assessment, model)
        ],
        dimensions=len(titles),
        staff=relation in STAFF,
        may_merge=allows(Action.MERGE_WORKBOOK, relation, Condition(assessment.status)),
        fault=fault,
        most=MOST_FILES,
        megabytes=_most_megabytes(),
    )


def _report(assessment: Assessment, batch: str, merged: Merged, choices: Choices) -> str:
    model = model_of(assessment, _folders())
    return render_template(
        "workbooks/report.html",
        id=assessment.id,
        title=title_of(assessment),
        batch=batch,
        shown=Showing(assessment, model).report(merged.report),
        several=len({question.sheet.key for question in merged.report.questions}) > 1,
        choices=choices,
        undecided={question.name for question in merged.undecided},
        refused=merged.refused,
    )


def _copy(assessment_id: UUID) -> Copy:
    """The copy that is asked for; where nobody is named, the first that the visitor may take."""
    assessment = assessment_to_copy(visitor(), assessment_id, Action.TAKE_WORKBOOK)
    model = model_of(assessment, _folders())
    sheets = sheets_for(visitor(), assessment, model)
    if not sheets:
        abort(403)
    wanted = request.args.get("person")
    sheet: Sheet | None = sheets[0] if wanted is None else of_person(sheets, wanted)
    if sheet is None:
        abort(404)
    title, held = title_of(assessment), held_on(assessment, sheet)
    return Copy(assessment, model, sheet, held, current_language(), title, whose(sheet))


def _choices() -> Choices:
    given = request.form
    every = given.get("every")
    return Choices(
        {key: value for key, value in given.items() if key not in ("every", "seen", "csrf_token")},
        every if every in (OURS, THEIRS) else None,
        given.getlist("seen"),
        given.get("leave_out") == "yes",
    )


def _outcome(merged: Merged) -> str:
    say = wording(current_language())
    if not merged.written and not merged.kept:
        return translated(message("Nothing changed: the application holds all that these files say."))
    one, many = message("%(number)s answer merged."), message("%(number)s answers merged.")
    said_first = say.ngettext(one, many, merged.written) % {"number": merged.written}
    if not merged.kept:
        return said_first
    kept_one = message("%(number)s answer stays as it is in the application.")
    kept_many = message("%(number)s answers stay as they are in the application.")
    said_next = say.ngettext(kept_one, kept_many, merged.kept) % {"number": merged.kept}
    return (" " if say.language == "en" else "").join((said_first, said_next))


def _kept(assessment: Assessment, batch: str) -> list[Upload]:
    """The files that were given; where they are gone, a page that says so."""
    uploads = kept(_folder(assessment), visitor(), assessment.id, batch)
    if uploads is None:
        abort(make_response(render_template("workbooks/gone.html", id=assessment.id), 404))
    return uploads


def _folder(assessment: Assessment) -> Path:
    return folder_of(Path(current_app.instance_path), assessment.tenant_id)


def _folders() -> Sequence[Path]:
    folders: Sequence[Path] = current_app.config["MODEL_FOLDERS"]
    return folders


def _most_megabytes() -> int:
    return int(current_app.config["MAX_CONTENT_LENGTH"]) // (1024 * 1024)


def _file(content: bytes, media_type: str, copy: Copy, kind: str) -> Response:
    response = make_response(content)
    response.content_type = media_type
    subject = " ".join(_UNFIT_FOR_FILES.sub(" ", f"{copy.title} {copy.sheet.whose}")[:100].split())
    response.headers.set("Content-Disposition", "attachment", filename=f"{subject}.{kind}")
    return response
