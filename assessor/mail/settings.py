"""Where mail goes: to a server by SMTP, or into the local outbox; docs/operations.md says how to set it."""

import os
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from flask import Flask

from assessor.config import SettingRefused

SECURITY = ("starttls", "tls", "none")
PORTS = {"smtp": 587, "smtps": 465}
SENDER = "Assessor <assessor@localhost>"


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server, and how it is spoken to; `security` is starttls, tls or none."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = ""


def settle(app: Flask) -> None:
    """Settle the mail settings from the environment; raises SettingRefused."""
    app.config.setdefault("MAIL_URL", os.environ.get("ASSESSOR_MAIL_URL", ""))
    app.config.setdefault("MAIL_FROM", os.environ.get("ASSESSOR_MAIL_FROM", SENDER))
    server_of(app.config["MAIL_URL"])
    if any(sign in app.config["MAIL_FROM"] for sign in "\r\n") or "@" not in app.config["MAIL_FROM"]:
        raise SettingRefused(
            f"ASSESSOR_MAIL_FROM is {app.config['MAIL_FROM']!r}: one address is allowed, such as {SENDER}"
        )


def server_of(url: str) -> Server | None:
    """The server of an address; None for an empty one, which means the outbox.

    >>> server_of("smtp://me:s%40fe@mail.example.org")
    Server(host='mail.example.org', port=587, security='starttls', user='me', password='s@fe')
    >>> server_of("smtps://mail.example.org").port, server_of("smtp://relay:25?security=none").security
    (465, 'none')
    """
    if not url:
        return None
    parts = urlsplit(url)
    asked = parse_qs(parts.query).get("security", ["tls" if parts.scheme == "smtps" else "starttls"])[0]
    if parts.scheme not in PORTS or not parts.hostname or asked not in SECURITY:
        raise SettingRefused(
            "ASSESSOR_MAIL_URL is none of smtp://user:password@host:587 (with STARTTLS), "
            "smtps://user:password@host:465, smtp://host:25?security=none"
        )
    return Server(
        parts.hostname,
        parts.port or PORTS[parts.scheme],
        asked,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )
