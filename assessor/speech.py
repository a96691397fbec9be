"""The language of a request: by the address, a cookie, the account, else as the browser prefers."""

from typing import Any, get_args

from flask import Flask, Response, g, request, url_for
from markupsafe import Markup

from assessor.accounts.presence import preferred_language
from assessor.languages import NAMES, Language, language_of, wording

COOKIE = "lang"
YEAR = 31_536_000


def speak(app: Flask) -> None:
    """Give templates `_()`, the language and the addresses of the same page in the others."""
    app.jinja_env.globals["_"] = translated
    app.context_processor(lambda: {"language": current_language(), "languages": _addresses()})
    app.after_request(_remember)


def current_language() -> Language:
    """The language of this request."""
    if "language" not in g:
        g.language = _chosen() or preferred_language() or _preferred()
    language: Language = g.language
    return language


def translated(message: str, **values: object) -> str:
    """A message in the language of the request; what is filled in is escaped, the message itself is ours."""
    text = wording(current_language()).gettext(message)
    return Markup(text) % values if values else text  # noqa: S704


def _chosen() -> Language | None:
    for tag in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if tag in get_args(Language):
            return tag  # type: ignore[return-value]
    return None


def _preferred() -> Language:
    tags = [tag for tag in request.accept_languages.values() if tag.lower().startswith(("en", "zh"))]
    return language_of(tags[0] if tags else None)


def _addresses() -> list[dict[str, Any]]:
    """The page that is open, in every language."""
    return [{"code": code, "name": name, "url": _same_page(code)} for code, name in NAMES.items()]


def _same_page(code: Language) -> str:
    if request.endpoint is None:
        return url_for("assessments.index", lang=code)
    # url_for has keys of its own, which a visitor's query must not reach
    asked = {
        key: value for key, value in request.args.to_dict().items() if key[:1] != "_" and key != "endpoint"
    }
    return url_for(request.endpoint, **{**asked, **(request.view_args or {}), "lang": code})


def _remember(response: Response) -> Response:
    if request.args.get("lang") in get_args(Language) and request.endpoint != "static":
        response.set_cookie(
            COOKIE, current_language(), max_age=YEAR, secure=request.is_secure, httponly=True, samesite="Lax"
        )
    return response
