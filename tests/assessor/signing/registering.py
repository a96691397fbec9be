"""A public register on this machine, over TLS with a certificate of its own."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.assessor.signing import authorities
from tests.assessor.signing.authorities import written

NUMBER = "CMC-2026-000017"


@contextmanager
def register(tmp_path, monkeypatch, answer: object, status: int = 200) -> Iterator[tuple[str, list[str]]]:
    """Listens until the test is done with it; gives its address and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.send_header("Location", "https://127.0.0.1:9/")
            self.end_headers()
            self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

        def log_message(self, *_: object) -> None:
            pass

    own = authorities.identity("Register", address="127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(written(tmp_path, "tls.pem", own.root_pem())))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(written(tmp_path, "tls-key.pem", own.pem()))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.daemon_threads = False  # so that closing it waits until the last answer is given
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}/certificates", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
