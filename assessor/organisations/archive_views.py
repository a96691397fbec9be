"""The page on which an owner takes everything away."""

from datetime import date
from tempfile import TemporaryFile

from flask import Response, current_app, render_template, send_file

from assessor.access import Action, requires, visitor
from assessor.activity.operations import note
from assessor.assessments.views import UNFIT_FOR_FILES
from assessor.extensions import writing
from assessor.fields import one_line
from assessor.models.base import now
from assessor.organisations.blueprint import pages
from assessor.organisations.exporting import export
from assessor.organisations.forms import NoFieldsForm
from assessor.organisations.queries import organisation_for
from assessor.speech import current_language


@pages.route("/organisation/export", methods=["GET", "POST"])
@requires(Action.EXPORT_ORGANISATION)
def take_away() -> str | Response:
    """What the archive holds; the archive."""
    user = visitor()
    tenant = organisation_for(user, Action.EXPORT_ORGANISATION).tenant
    form, name = NoFieldsForm(), one_line(UNFIT_FOR_FILES.sub(" ", tenant.name))[:80].strip(". ")
    if not form.validate_on_submit():
        return render_template("organisations/export.html", form=form, tenant=tenant)
    file = TemporaryFile()  # noqa: SIM115 - closed with the response
    folders = current_app.config["MODEL_FOLDERS"]
    files = export(user.tenant_id, file, now(), current_language(), folders)
    with writing():
        note(user.tenant_id, "organisation.exported", user.tenant_id, {"files": files})
    file.seek(0)
    return send_file(
        file,
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"{name or tenant.slug} {date.today().isoformat()}.zip",
    )
