"""Keeping tokens out of logs: who reads a log must not accept an invitation or set a password by it."""

import logging
import re

from flask import Flask

# Where addresses are logged: faults of a page by Flask, requests by the servers that it may run in.
LOGGERS = ("gunicorn.access", "gunicorn.error", "waitress", "werkzeug")
_TOKEN = re.compile(r"((?:invitations|password)(?:/|%2F))[A-Za-z0-9_.%-]{20,}", re.IGNORECASE)


def keep_tokens_out_of_logs(app: Flask) -> None:
    """Write a mark in place of every token that would be logged."""
    for logger in (app.logger, *map(logging.getLogger, LOGGERS)):
        if _without_tokens not in logger.filters:
            logger.addFilter(_without_tokens)


def _without_tokens(record: logging.LogRecord) -> bool:
    told = record.getMessage()
    hidden = _TOKEN.sub(r"\1…", told)
    if hidden != told:
        record.msg, record.args = hidden, ()
    return True
