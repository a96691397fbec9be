"""The application for people who sign in, on a database that was set up once and copied for each test."""

import shutil
from pathlib import Path

import pytest

from assessor import create_app
from assessor.config import DATABASE
from assessor.extensions import db, open_database


@pytest.fixture(scope="session")
def new_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty database, brought up to date."""
    home = tmp_path_factory.mktemp("new")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSESSOR_HOME", str(home))
        app = create_app({"TESTING": True})
        open_database(app)
        with app.app_context():
            db.engine.dispose()
    return home


@pytest.fixture(autouse=True)
def _prepared(new_home: Path, tmp_path: Path) -> None:
    """Where a test's application finds its database: bringing an empty one up to date takes longest."""
    for name in (DATABASE, "secret-key"):
        if (new_home / name).exists():
            shutil.copy(new_home / name, tmp_path / name)
