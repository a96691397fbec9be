"""A time-stamp service on this machine: real HTTP, real RFC 3161 tokens, and ways to misbehave."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import keys, tsp
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.timestamps import DummyTimeStamper

from assessor.signing.certificates import as_asn1
from tests.assessor.signing.authorities import Identity, time_authority


@dataclass
class Service:
    """A running service: where it is, and what it was asked."""

    url: str = ""
    asked: list[str] = field(default_factory=list)


class Responder(DummyTimeStamper):
    """Stamps what it is asked to, or, for tests, something else."""

    def __init__(self, authority: Identity, at: datetime | None = None) -> None:
        private = authority.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        chain = [as_asn1(one) for one in authority.chain]
        certificate = as_asn1(authority.certificate)
        super().__init__(certificate, keys.PrivateKeyInfo.load(private), chain, fixed_dt=at)

    def answer(self, asked: bytes, spoil: str = "") -> bytes:
        request = tsp.TimeStampReq.load(asked)
        if spoil == "imprint":
            request["message_imprint"]["hashed_message"] = bytes(32)
        if spoil == "nonce":
            request["nonce"] = 7
        if spoil == "refusal":
            status = tsp.PKIStatusInfo({"status": "rejection", "status_string": ["no such policy"]})
            inner = status.dump()
            return bytes([0x30, len(inner)]) + inner  # an answer without a stamp, as RFC 3161 has it
        return asyncio.run(self.async_request_tsa_response(request)).dump()


@contextmanager
def service(
    spoil: str = "", authority: Identity | None = None, at: datetime | None = None
) -> Iterator[Service]:
    """A time-stamp service that listens until the test is done with it."""
    running, responder = Service(), Responder(authority or time_authority(), at)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            running.asked.append(self.headers["Content-Type"])
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            if spoil == "slow":
                time.sleep(1)
            self.send_response({"status": 503, "redirect": 302}.get(spoil, 200))
            self.send_header("Location", "http://127.0.0.1:9/")
            self.end_headers()
            fixed = {"garbage": b"<html>busy</html>", "endless": bytes(10**6), "status": b"", "redirect": b""}
            self.wfile.write(fixed[spoil] if spoil in fixed else responder.answer(asked, spoil))

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False  # so that closing it waits until the last answer is given
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    running.url = f"http://127.0.0.1:{server.server_port}/tsa"
    try:
        yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
