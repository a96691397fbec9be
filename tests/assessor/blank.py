"""An empty database, brought up to date once a process and copied for each test; templates compiled once."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from flask import Flask
from jinja2 import FileSystemBytecodeCache

from assessor import create_app
from assessor.config import DATABASE
from assessor.extensions import db, open_database
from tests.assessor.browsing import CheckingClient


def opened(home: Path, config: Mapping[str, object] | None = None) -> Flask:
    """The application on an empty database in `home`, which is where ASSESSOR_HOME points already."""
    assert os.environ["ASSESSOR_HOME"] == str(home)
    home.mkdir(parents=True, exist_ok=True)
    shutil.copy(_migrated() / DATABASE, home / DATABASE)
    made = create_app({"TESTING": True, **(config or {})})
    made.test_client_class = CheckingClient
    made.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(_compiled()))
    open_database(made)
    return made


@lru_cache(maxsize=1)
def _migrated() -> Path:
    """A folder with a database that nobody has written anything into."""
    before, folder = os.environ["ASSESSOR_HOME"], _scratch("blank")
    os.environ["ASSESSOR_HOME"] = str(folder)
    try:
        made = create_app({"TESTING": True})
        open_database(made)
        with made.app_context():
            db.engine.dispose()  # the last connection that closes writes its log into the file
    finally:
        os.environ["ASSESSOR_HOME"] = before
    return folder


@lru_cache(maxsize=1)
def _compiled() -> Path:
    return _scratch("templates")


def _scratch(name: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=f"assessor-{name}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
