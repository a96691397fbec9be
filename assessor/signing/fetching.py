"""Asking a service on the network: one request, no redirects, a limit on time and on size."""

import socket
from collections.abc import Mapping
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener


class FetchFailed(Exception):
    """No answer that can be used; the message says why."""


class _StaysThere(HTTPRedirectHandler):
    """A service that answers from elsewhere is not the one that was configured."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Refuse."""
        fp.close()
        raise FetchFailed(f"it redirects elsewhere (status {code})")


def fetch(
    url: str,
    *,
    limit: int,
    seconds: float,
    schemes: tuple[str, ...],
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """What a service answers: `limit` bytes at most, within `seconds`. Raises FetchFailed."""
    if urlsplit(url).scheme not in schemes:
        raise FetchFailed(f"found {url!r}, allowed: an address that begins with {' or '.join(schemes)}")
    request = Request(url, data=body, headers=dict(headers or {}))  # noqa: S310 - the scheme was checked
    try:
        with build_opener(_StaysThere()).open(request, timeout=seconds) as answer:
            content: bytes = answer.read(limit + 1)
    except HTTPError as error:
        error.close()
        raise FetchFailed(f"it answers with status {error.code}") from error
    except (URLError, HTTPException, OSError, ValueError) as error:
        raise FetchFailed(_reason(error, seconds)) from error
    if len(content) > limit:
        raise FetchFailed(f"it answers with more than {limit} bytes")
    return content


def _reason(error: Exception, seconds: float) -> str:
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, TimeoutError | socket.timeout):
        return f"it did not answer within {seconds:g} s"
    return str(cause) or type(cause).__name__
