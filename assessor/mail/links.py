"""Addresses in what leaves the service: messages, calendars."""

from urllib.parse import urlsplit

from flask import current_app, has_request_context, url_for


class NoAddress(LookupError):
    """A process that serves no requests, and was not told under which address others do."""


def link_to(endpoint: str, **values: object) -> str:
    """A page under the address by which others reach this service, whichever way it was just asked.

    Where none is set it is the one just asked. Raises NoAddress where there is neither.
    """
    public = urlsplit(current_app.config["PUBLIC_URL"] or "")
    if public.netloc:
        script = public.path or "/"
        there = current_app.url_map.bind(public.netloc, script_name=script, url_scheme=public.scheme)
        return there.build(endpoint, values, force_external=True)
    if not has_request_context():
        raise NoAddress("ASSESSOR_URL is not set")
    return url_for(endpoint, _external=True, **values)  # type: ignore[arg-type]
