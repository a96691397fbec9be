"""A message on its way: as it is written down, and to where it is handed over."""

import os
import secrets
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path

from flask import current_app

from assessor.mail.settings import Server, server_of
from assessor.models import Mail

SECONDS = 20
OUTBOX = "outbox"


class Undeliverable(RuntimeError):
    """The server refuses this message for good; sending it again changes nothing."""


def deliver(mail: Mail) -> None:
    """Hand a message to the mail server, or put it into the outbox.

    Raises Undeliverable for what is refused for good, OSError or SMTPException for what may pass.
    """
    server = server_of(current_app.config["MAIL_URL"])
    message = written(mail, current_app.config["MAIL_FROM"])
    if server is None:
        _put(mail, message)
    else:
        _send(server, message)


def written(mail: Mail, sender: str) -> EmailMessage:
    """The message as it is sent: plain text; what stands in a header is one line, whatever it was made of.

    Its id is that of the row, so that a server that gets it twice can tell.
    """
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = _one_line(sender)
        message["To"] = _one_line(mail.recipient)
        message["Subject"] = _one_line(mail.subject)
    except (ValueError, IndexError) as error:
        raise Undeliverable(f"an address or the subject cannot be written: {error}") from error
    addresses = message["To"].addresses
    if len(addresses) != 1 or not addresses[0].domain or addresses[0].addr_spec != mail.recipient:
        raise Undeliverable("the recipient is not one address")
    domain = make_msgid(domain=message["From"].addresses[0].domain or "localhost").rsplit("@", 1)[1]
    message["Message-ID"] = f"<{mail.id}@{domain}"
    message["Date"] = format_datetime(mail.written_at)
    message["Auto-Submitted"] = "auto-generated"  # nobody's out-of-office note is to answer
    message.set_content(mail.body, cte="quoted-printable" if mail.body.isascii() else "base64")
    return message


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


# --- a mail server ----------------------------------------------------------------------------------


def _send(server: Server, message: EmailMessage) -> None:
    try:
        with _opened(server) as connection:
            connection.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        _give_up_if_final(code, said, error)
    except smtplib.SMTPResponseException as error:
        if isinstance(error, smtplib.SMTPAuthenticationError):
            raise  # of the setting, not of the message: it is worth trying again once that is put right
        _give_up_if_final(error.smtp_code, error.smtp_error, error)


def _give_up_if_final(code: int, said: bytes | str, error: smtplib.SMTPException) -> None:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    if 500 <= code < 600:  # permanent: RFC 5321, 4.2.1
        raise Undeliverable(f"{code} {text}") from error
    raise error


@contextmanager
def _opened(server: Server) -> Iterator[smtplib.SMTP]:
    trusted = ssl.create_default_context()
    if server.security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=SECONDS, context=trusted
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    with connection:
        if server.security == "starttls":
            connection.starttls(context=trusted)
        if server.user:
            connection.login(server.user, server.password)
        yield connection


# --- the outbox -------------------------------------------------------------------------------------


def _put(mail: Mail, message: EmailMessage) -> None:
    """One file each, for nobody else to read; a second time it is the same file."""
    folder = Path(current_app.instance_path) / OUTBOX
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{mail.id}.eml"
    partial = folder / f".{mail.id}.{secrets.token_hex(4)}"
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(message.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
