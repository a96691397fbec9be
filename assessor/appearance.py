"""What templates need to look right: GOV.UK macros, and the addresses of static files."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, url_for
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from assessor.config import PACKAGE, templates

STATIC = PACKAGE / "static"


def dress(app: Flask) -> None:
    """Set up the template environment."""
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_loader = ChoiceLoader([FileSystemLoader(templates()), govuk])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["asset"] = asset


def asset(name: str) -> str:
    """The address of a static file; a changed file has another one, so browsers may keep it for a year."""
    return url_for("static", filename=name, v=_digest(STATIC / name, (STATIC / name).stat().st_mtime_ns))


@lru_cache(maxsize=32)
def _digest(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
