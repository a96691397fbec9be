"""Prints what is hostile while everything that Python opens, asks or starts is written down.

Run as a process of its own, with the address of a server and of a file: what is watched stays watched.
"""

import json
import sys
import tempfile
from itertools import cycle
from pathlib import Path

from assessor.printing import engine
from assessor.printing.press import Press
from assessor.reports.certificate import certificate_booklet
from assessor.reports.rendering import report_booklet
from tests.pdf.edges import small, with_every_text
from tests.printing import hostile
from tests.printing.samples import booklet

WATCHED = (
    "socket.",
    "subprocess.",
    "urllib.",
    "ftplib.",
    "os.system",
    "os.exec",
    "os.spawn",
    "os.posix_spawn",
)
SEEN: list[str] = []
_watching = False


def _note(event: str, given: tuple[object, ...]) -> None:
    if _watching and (event == "open" or event.startswith(WATCHED)):
        SEEN.append(f"{event} {given[0]!r}"[:200])


def main(address: str, file: str) -> None:
    """Print everything once for what is loaded on the way, and once watched."""
    global _watching
    sys.addaudithook(_note)
    document = small()
    tempfile.gettempdir()  # asked the first time, Python tries the folder by a file of its own
    _print(document, "<p>harmless</p>", "p { color: red }")
    _watching = True
    Path(__file__).read_bytes()
    assert len(SEEN) == 1, "the hook is not heard"
    SEEN.clear()
    texts = cycle(hostile.texts(address, file))
    _print(with_every_text(document, texts, hostile.CODES), "", "")
    refused = list(_lay_all(address, file))
    _watching = False
    json.dump({"seen": SEEN, "refused": refused}, sys.stdout)


def _print(document, markup: str, style: str) -> None:
    press = Press(1)
    press.print(report_booklet(document, "en"))
    press.print(certificate_booklet(document, "en", "https://verify.example/1"))
    press.print(booklet(markup))
    engine.lay(f'<html lang="en"><head><title>t</title></head><body>{markup}</body></html>', style)


def _lay_all(address: str, file: str):
    for name, markup in hostile.markup(address, file).items():
        html = f'<html lang="en"><head><title>t</title></head><body><p>x</p>{markup}</body></html>'
        try:
            engine.lay(html, "")
        except Exception as error:  # whatever it is, nothing was fetched
            yield f"{name}: {type(error).__name__}: {error}"[:200]
    for name, style in hostile.style(address, file).items():
        try:
            engine.lay('<html lang="en"><head><title>t</title></head><body><p>x</p></body></html>', style)
        except Exception as error:
            yield f"{name}: {type(error).__name__}: {error}"[:200]


if __name__ == "__main__":
    main(*sys.argv[1:])
