"""A real server with its pool of threads, and browsers that are nothing but HTTP."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import requests
from flask import Flask
from waitress.server import create_server

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@contextmanager
def served(app: Flask, threads: int = 8) -> Iterator[str]:
    """The address of the application while it is served."""
    server = create_server(app, host="127.0.0.1", port=0, threads=threads)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.effective_port}"
    finally:
        server.close()
        thread.join(timeout=2)


class Visitor(requests.Session):
    """A browser without a window."""

    def __init__(self, site: str) -> None:
        super().__init__()
        self.site = site
        self.trust_env = False

    def submit(self, address: str, form: dict[str, str], at: str | None = None) -> requests.Response:
        """Open a page and send its form; where it leads is not followed."""
        token = TOKEN.search(self.get(self.site + (at or address)).text)
        assert token
        data = {**form, "csrf_token": token[1]}
        return self.post(self.site + address, data=data, allow_redirects=False)
