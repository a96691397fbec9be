"""The token of forms, written differently in every answer.

What is written is a random pad and the token under it, as Django and Rails do: nothing of the token repeats
from one answer to the next, so that the length of compressed pages tells nothing about it (BREACH).
"""

import base64
import binascii
import secrets

from flask import Flask, g
from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.csrf import _FlaskFormCSRF, generate_csrf
from wtforms.csrf.core import CSRFTokenField


def masked(token: str) -> str:
    """A token under a pad of its own.

    >>> masked("token") == masked("token"), unmasked(masked("token"))
    (False, 'token')
    """
    plain = token.encode()
    pad = secrets.token_bytes(len(plain))
    return base64.urlsafe_b64encode(pad + _under(pad, plain)).decode()


def unmasked(text: str | None) -> str | None:
    """The token that was written; None for what none can be.

    >>> unmasked("abc"), unmasked("é"), unmasked("_w=="), unmasked("AP8="), unmasked(None)
    (None, None, None, None, None)
    """
    try:
        both = base64.b64decode((text or "").encode("ascii"), altchars=b"-_", validate=True)
        half = len(both) // 2
        return _under(both[:half], both[half:]).decode("ascii") or None
    except (binascii.Error, ValueError):
        return None


def _under(pad: bytes, text: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(pad, text, strict=True))


def form_token() -> str:
    """The token of forms as this answer writes it."""
    if "form_token" not in g:
        g.form_token = masked(generate_csrf())
    token: str = g.form_token
    return token


class MaskedFields(_FlaskFormCSRF):  # type: ignore[misc]  # Flask-WTF has no types
    """The token as forms of WTForms carry it; what comes back was checked before any form is."""

    def generate_csrf_token(self, _field: CSRFTokenField) -> str:
        """The token as this answer writes it."""
        return form_token()


class MaskedTokens(CSRFProtect):  # type: ignore[misc]
    """Refuses every change that was not asked for by a page of ours."""

    def init_app(self, app: Flask) -> None:
        """Attach it to the application, its forms and its templates."""
        super().init_app(app)
        FlaskForm.Meta.csrf_class = MaskedFields
        del app.jinja_env.globals["csrf_meta_tag"]
        app.jinja_env.globals["csrf_token"] = form_token
        app.context_processor(lambda: {"csrf_token": form_token, "csrf_meta_tag": None})

    def _get_csrf_token(self) -> str | None:
        return unmasked(super()._get_csrf_token())
