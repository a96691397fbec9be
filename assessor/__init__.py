"""The application: `create_app` is the table of contents."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def create_app(config: Mapping[str, object] | None = None) -> "Flask":
    """The web application, which the command line runs in too. `config` goes before the environment.

    Raises `extensions.DatabaseRefused` where the machine's SQLite may damage a database.
    """
    # Imported here, so that whoever only reads answers or models does not load the web.
    from flask import Flask

    from assessor import (
        access,
        appearance,
        compression,
        errors,
        extensions,
        headers,
        health,
        masthead,
        speech,
    )
    from assessor.accounts import oidc
    from assessor.accounts.security import let_sign_in
    from assessor.accounts.views import pages as accounts
    from assessor.activity.views import pages as activity
    from assessor.answering.views import pages as answering
    from assessor.assessments.views import pages as assessments
    from assessor.config import configure, home, templates
    from assessor.editions.views import pages as editions
    from assessor.moderation.views import pages as moderation
    from assessor.opening.views import pages as opening
    from assessor.organisations.discretion import keep_tokens_out_of_logs
    from assessor.organisations.views import pages as organisations
    from assessor.plans.exports import pages as plan_files
    from assessor.plans.views import pages as plans
    from assessor.progress.views import pages as progress
    from assessor.questionnaires.views import pages as questionnaires
    from assessor.workbooks.views import pages as workbooks

    app = Flask("assessor", instance_path=str(home()), template_folder=str(templates()))
    configure(app, config or {})
    extensions.connect(app)
    extensions.protect(app)
    let_sign_in(app)
    appearance.dress(app)
    speech.speak(app)
    headers.harden(app)
    compression.compress(app)
    for pages in (
        health.pages,
        assessments,
        opening,
        answering,
        moderation,
        workbooks,
        progress,
        plans,
        plan_files,
        questionnaires,
        editions,
        organisations,
        activity,
    ):
        app.register_blueprint(pages)
    if not app.config["LOCAL_OPERATOR"]:  # who sits at the machine has no account
        app.register_blueprint(accounts)
        oidc.let_sign_in_elsewhere(app)
    access.guard(app)
    masthead.crown(app)
    errors.explain_errors(app)
    keep_tokens_out_of_logs(app)
    return app
