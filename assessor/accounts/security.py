"""Flask-Security, set up for this application: what it stores where, and what it asks for."""

from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore

from assessor.extensions import db
from assessor.models import Account, Passkey
from assessor.models.base import now


def let_sign_in(app: Flask) -> None:
    """Attach signing in and out to the application."""
    app.config.setdefault("SECURITY_PASSWORD_SALT", app.config["SECRET_KEY"])
    app.config.setdefault("SECURITY_DATETIME_FACTORY", now)
    app.config.setdefault("SECURITY_LOGIN_URL", "/sign-in")
    app.config.setdefault("SECURITY_LOGOUT_URL", "/sign-out")
    datastore = SQLAlchemyUserDatastore(db, Account, None, Passkey)  # type: ignore[arg-type]
    Security(app, datastore)
