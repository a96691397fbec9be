"""A second wall behind the escaping: the engine fetches, reads and starts nothing, whatever it is given."""

import http.server
import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import weasyprint

from assessor.printing import engine
from assessor.printing.fonts import printable
from assessor.printing.press import Press
from tests.pdf.printing import text_of
from tests.printing import hostile
from tests.printing.conformance import faults
from tests.printing.samples import booklet

ROOT = Path(__file__).parents[2]
OURS = (sys.prefix, sys.base_prefix, *(str(ROOT / name) for name in ("assessor", "criteria", "templates")))


@pytest.fixture(scope="module")
def trap(tmp_path_factory):
    """A server that notes every request and leads to a file, and a file with a secret."""
    asked = []
    secret = tmp_path_factory.mktemp("secret") / "secret.txt"
    secret.write_text(hostile.SECRET)

    class Noting(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", secret.as_uri())
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Noting)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", secret, asked
    server.shutdown()
    thread.join()
    server.server_close()


def page(markup):
    return f'<html lang="en"><head><title>t</title></head><body><p>before</p>{markup}</body></html>'


def laid(html, style=""):
    """The part, or nothing where the engine refuses it in words: any other error is one of the test."""
    try:
        return engine.lay(html, style)
    except OSError as refusal:
        if REFUSED not in str(refusal):
            raise
        return None


def harmless(part):
    assert part is None or (hostile.SECRET.encode() not in part.pdf and b"EmbeddedFile" not in part.pdf)


REFUSED = "not a picture of its own"
NAMES = [*hostile.markup("", ""), *hostile.style("", "")]


def test_there_are_enough_ways():
    assert len(NAMES) >= 40
    assert len(hostile.markup("", "")) == len(set(hostile.markup("a", "b").values()))


def test_markup_fetches_nothing(trap):
    address, secret, asked = trap
    for name, markup in hostile.markup(address, secret.as_uri()).items():
        harmless(laid(page(markup)))
        assert asked == [], name


def test_style_fetches_nothing(trap):
    address, secret, asked = trap
    for name, style in hostile.style(address, secret.as_uri()).items():
        harmless(laid(page("<p>x</p>"), style))
        assert asked == [], name


def test_the_trap_is_sprung_by_a_renderer_that_fetches(trap):
    """So that silence means something: WeasyPrint as it comes asks for what our engine does not."""
    address, _, asked = trap
    weasyprint.HTML(string=page(f"<img alt=x src='{address}/img'>")).render()
    assert asked == ["/img"]
    asked.clear()


def test_nothing_is_opened_asked_or_started(trap):
    """Heard by an audit hook, in a process that prints everything hostile twice over."""
    address, secret, asked = trap
    given = [sys.executable, "-m", "tests.printing.watched", address, secret.as_uri()]
    done = subprocess.run(given, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    strange = [event for event in found["seen"] if not _ours(event)]
    assert strange == []
    assert all(REFUSED in said for said in found["refused"]), found["refused"]
    assert asked == []


def _ours(event):
    what, _, given = event.partition(" ")
    if what == "urllib.Request":
        return given.startswith("'data:image/")
    return what == "open" and given.strip("'").startswith(OURS)


def test_only_pictures_are_taken_from_within():
    picture = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'/%3E"
    drawn = engine.lay(page(f'<img alt="a" style="width: 9px" src="{picture}">'), "")
    assert b"/Figure" in drawn.pdf
    for other in ("data:image/gif;base64,R0lGODlhAQABAAAAACw=", "data:text/css,p{}", "data:,x"):
        assert b"/Image" not in engine.lay(page(f'<img alt="a" src="{other}">'), "").pdf


def test_strange_characters_in_a_part_and_in_its_title_leave_a_conforming_file():
    lines = "".join(f"<p>{printable(text)}</p>" for text in hostile.STRANGE.values())
    pdf = Press(1).print(booklet(f"<h1>Strange</h1>{lines}", title="".join(hostile.STRANGE.values()))).pdf
    assert faults(pdf) == []
    printed = text_of(pdf)
    for said in ("a[U+0000]b", "a[U+D800]b[U+DFFF]c", "[U+E000][U+F8FF]", "Ltd[U+202E]gnp.exe", "[U+0378]"):
        assert said in printed
