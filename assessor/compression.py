"""Text that is sent compressed, but for pages that carry a secret.

Whoever can have a browser fetch a page with words of their choosing in it, and sees how long the answer is,
can guess a secret in it letter by letter once it is compressed (BREACH). The only secret on our pages is the
token of their forms, so a page with a form is sent as it is.
"""

import gzip

from flask import Flask, Response, g, request

LEAST = 1400
"""Bytes; less fits into one packet anyway."""
LEVEL = 5
TYPES = ("text/", "application/json", "application/javascript", "image/svg+xml")


def compress(app: Flask) -> None:
    """Compress what may be, where the browser can read it."""
    app.after_request(_compressed)


def _compressed(response: Response) -> Response:
    if not (response.mimetype or "").startswith(TYPES) or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code != 200 or "csrf_token" in g or not request.accept_encodings["gzip"]:
        return response
    response.direct_passthrough = False
    whole = response.get_data()
    if len(whole) >= LEAST:
        response.set_data(gzip.compress(whole, LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        if etag := response.get_etag()[0]:
            response.set_etag(f"{etag}-gzip")
    return response
