"""Whether a PDF is PDF/A-3a and PDF/UA-1 in one file: an independent reading, without code of the press.

Every fault names its rule, so that a test can tell which one spoke. What only a person can judge (whether an
alternative text describes its figure) is not here.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from io import BytesIO

import pikepdf

from tests.printing import accessible, archival, attached, faces, metadata
from tests.printing.content import Opened

Check = Callable[[Opened], Iterator[str]]


def faults(pdf: bytes, address: str = "", only: str = "") -> list[str]:
    """What keeps a file from conforming, each as "rule: what was found".

    Links may lead out to `address`; `only` asks a single rule.
    """
    with pikepdf.open(BytesIO(pdf)) as opened:
        seen = Opened(pdf, opened, address)
        asked = [(name, check) for name, check in _rules() if only in ("", name)]
        return [f"{name}: {said}" for name, check in asked for said in check(seen)]


def rules() -> list[str]:
    """The names of all rules."""
    return [name for name, _ in _rules()]


def _rules() -> Iterator[tuple[str, Check]]:
    yield "syntax", _syntax
    for module in (archival, metadata, attached, faces, accessible):
        yield from module.RULES.items()


def _syntax(opened: Opened) -> Iterator[str]:
    yield from opened.pdf.check_pdf_syntax()


def qpdf_says(pdf: bytes) -> str | None:
    """What `qpdf --check` complains of, "" where it does not, None where it is not installed."""
    program = shutil.which("qpdf")
    if program is None:
        return None
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        done = subprocess.run([program, "--check", file.name], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr
