"""Where things are and how the application is set up: defaults, then the environment, then the caller."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from flask import Flask

PACKAGE = Path(__file__).parent
DATABASE = "assessor.sqlite3"
LOCAL_HOSTS = ("localhost", "127.0.0.1")
"""The names under which this machine reaches itself; any other Host is refused in local operation."""


class SettingRefused(ValueError):
    """A setting that cannot be used as it is; the message says what is allowed."""


def home() -> Path:
    """The folder of the database, the editions and the secret key: `ASSESSOR_HOME` or ./instance."""
    return Path(os.environ.get("ASSESSOR_HOME") or "instance").resolve()


def templates() -> Path:
    """The templates: inside the package where it was installed, beside it in a checkout."""
    installed = PACKAGE / "templates"
    return installed if installed.is_dir() else PACKAGE.parent / "templates"


def configure(app: Flask, overrides: Mapping[str, object]) -> None:
    """Settle every setting."""
    folder = Path(app.instance_path)
    folder.mkdir(parents=True, exist_ok=True)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=os.environ.get("ASSESSOR_DATABASE_URL") or f"sqlite:///{folder / DATABASE}",
        SECRET_KEY=os.environ.get("ASSESSOR_SECRET_KEY"),
        LOCAL_OPERATOR=False,
        MODEL_FOLDERS=(),
        MAX_CONTENT_LENGTH=10 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,  # a page of long comments, each byte of Chinese sent as three
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,  # addresses of static files carry their digest
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    app.config.update(overrides)
    app.config["SECRET_KEY"] = app.config["SECRET_KEY"] or secret_key(folder)
    if app.config["LOCAL_OPERATOR"]:
        app.config["TRUSTED_HOSTS"] = list(LOCAL_HOSTS)


def secret_key(folder: Path) -> str:
    """The key that signs cookies: made at the first start, readable by its owner only."""
    path = folder / "secret-key"
    if not path.exists():
        write_once(path, secrets.token_hex(32))
    return path.read_text(encoding="ascii").strip()


def write_once(path: Path, text: str) -> None:
    """Whole or not at all, and the first of two starts at the same time wins."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text + "\n")
        path.hardlink_to(partial)
    except FileExistsError:
        pass
    finally:
        partial.unlink()
