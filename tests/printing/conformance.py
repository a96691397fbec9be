"""Whether a PDF is PDF/A-3a and PDF/UA-1 in one file: an independent reading, which shares no code with the press.

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


def faults(pdf: bytes, address: str = "") -> list[str]:
    """What keeps a file from conforming, each as "rule: what was found"; links may lead out to `address` only."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        seen = Opened(pdf, opened, address)
        return [*_damage(opened), *(f"{name}: {said}" for name, check in _checks() for said in check(seen))]


def rules() -> list[str]:
    """The names of all rules."""
    return ["syntax", *(name for name, _ in _checks())]


def _checks() -> Iterator[tuple[str, Check]]:
    for module in (archival, metadata, attached, faces, accessible):
        for name, check in module.RULES.items():
            yield name, check


def _damage(opened: pikepdf.Pdf) -> Iterator[str]:
    yield from (f"syntax: {problem}" for problem in opened.check_pdf_syntax())


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
