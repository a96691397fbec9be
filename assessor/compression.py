"""Text that is sent compressed.

Whoever can have a browser fetch a page with words of their choosing in it, and sees how long the answer is,
can guess a secret in it letter by letter once it is compressed (BREACH). The token of forms is written
differently in every answer (`assessor.tokens`); the pages of signing in, which show other secrets once, are
sent as they are.
"""

import gzip

from flask import Flask, Response, request

LEAST = 1400
"""Bytes; less fits into one packet anyway."""
LEVEL = 5
WITH_TEXT = (200, 400, 409, 422)
"""What answers with a page of its own; a form that was sent back with faults is as large as the form."""
SECRETIVE = ("security",)
TYPES = ("text/", "application/json", "application/javascript", "image/svg+xml")


def compress(app: Flask) -> None:
    """Compress what may be, where the browser can read it."""
    app.after_request(_compressed)


def _compressed(response: Response) -> Response:
    if not (response.mimetype or "").startswith(TYPES) or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code not in WITH_TEXT or request.blueprint in SECRETIVE:
        return response
    if not request.accept_encodings["gzip"]:
        return response
    response.direct_passthrough = False
    whole = response.get_data()
    if len(whole) >= LEAST:
        response.set_data(gzip.compress(whole, LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        if etag := response.get_etag()[0]:
            response.set_etag(f"{etag}-gzip")
    return response
