"""What a machine may lack, and what may differ between two of them: text engine, typefaces, hash seed."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pdf.edges import bare
from tests.pdf.printing import report

ROOT = Path(__file__).parents[2]
LATIN = Path("/usr/share/fonts/truetype/dejavu")
PRINT = """
import hashlib
from assessor.printing.press import Press
from assessor.reports.rendering import report_booklet
from tests.pdf.edges import bare
print(hashlib.sha256(Press(1).print(report_booklet(bare(), "en")).pdf).hexdigest())
"""
WITHOUT_PANGO = """
import cffi
def missing(self, name, *flags):
    raise OSError(f"cannot load library '{name}': no such file")
cffi.FFI.dlopen = missing
from assessor.printing.engine import require_faces
from assessor.printing.fonts import PdfUnavailable
from assessor.printing.press import Press
from tests.printing.samples import booklet
for attempt in (require_faces, lambda: Press(1).print(booklet())):
    try:
        attempt()
    except PdfUnavailable as refusal:
        print(refusal)
"""
WITHOUT_CHINESE = """
from assessor.printing.engine import require_faces
from assessor.printing.fonts import FaceMissing
from assessor.printing.press import Press
from tests.printing.conformance import faults
from tests.printing.samples import booklet
assert faults(Press(1).print(booklet("<h1>Latin only</h1>")).pdf) == []
for attempt in (require_faces, lambda: Press(1).print(booklet("<h1>\u5ba2\u6237</h1>"))):
    try:
        attempt()
    except FaceMissing as refusal:
        print(refusal)
"""


def run(script, **environment):
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_another_process_with_another_hash_seed_gives_the_same_bytes():
    here = hashlib.sha256(report(bare())).hexdigest()
    assert run(PRINT, PYTHONHASHSEED="12345").strip() == here


def test_without_pango_it_names_the_command_for_each_system():
    said = run(WITHOUT_PANGO)
    assert said.count("PDF needs Pango, which was not found") == 2
    assert "apt-get install -y libpango-1.0-0 libpangoft2-1.0-0" in said
    assert "dnf install -y pango" in said
    assert "brew install pango" in said


@pytest.mark.skipif(
    not LATIN.is_dir(), reason="needs DejaVu as the only typeface, and it is not installed here"
)
def test_without_a_chinese_typeface_it_refuses_chinese_and_still_prints_latin(tmp_path):
    configuration = tmp_path / "fonts.conf"
    configuration.write_text(
        f'<?xml version="1.0"?><fontconfig><dir>{LATIN}</dir><cachedir>{tmp_path}</cachedir></fontconfig>'
    )
    said = run(WITHOUT_CHINESE, FONTCONFIG_FILE=str(configuration))
    assert said.count("no installed typeface has the Chinese characters") == 2
    assert "fonts-noto-cjk" in said
