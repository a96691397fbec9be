"""Times reports: cold, warm, after one change, certificates, signing and verifying; and their memory.

Prints a table and writes build/bench-reports.json. Chromium prints the same HTML in the same run, where it is
installed: it gives no page numbers in the contents, no tags to standard and no attachment.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assessor import create_app
from assessor.answers.files import read_answers
from assessor.demo.steps import ANSWERS
from assessor.extensions import open_database
from assessor.languages import Language
from assessor.printing.press import Press
from assessor.reports.document import NodeView, PracticeView, ReportDocument
from assessor.reports.issuing import sealed
from assessor.reports.operations import certificate_of, document_of
from assessor.reports.rendering import report_booklet
from assessor.signing.checking import verify

err = Console(stderr=True, highlight=False)
ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
RUNS = 3
COLD = """
import sys, time
started = time.perf_counter()
from pathlib import Path
from assessor import create_app
from assessor.answers.files import read_answers
from assessor.printing.press import Press
press = Press(2)
press.warm()
from assessor.reports.operations import document_of
from assessor.reports.rendering import report_booklet
with create_app().app_context():
    document = document_of(read_answers(Path(sys.argv[1])), "en")
    press.print(report_booklet(document, "en"))
print(time.perf_counter() - started)
"""


@dataclass(frozen=True)
class Measure:
    """One figure: the median of its runs, and the lowest."""

    what: str
    unit: str
    median: float
    lowest: float


def timed(work: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    """Median and lowest, in milliseconds."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times), min(times)


def main() -> None:
    """Measure everything in one run."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["ASSESSOR_HOME"] = os.environ.get("ASSESSOR_HOME") or str(ROOT / "instance")
        app = create_app()
        open_database(app)
        with app.app_context():
            measures = []
            for found in _measures(Path(home)):
                measures.append(found)
                err.print(f"{found.what}: {found.median:.1f} {found.unit} (lowest {found.lowest:.1f})")
    table = Table("measured", "unit", "median", "lowest", title="Reports")
    for found in measures:
        table.add_row(found.what, found.unit, f"{found.median:.1f}", f"{found.lowest:.1f}")
    Console(width=110).print(table)
    target = ROOT / "build" / "bench-reports.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps([asdict(found) for found in measures], indent=2) + "\n", encoding="utf-8")


def _measures(folder: Path) -> Iterator[Measure]:
    sheet = read_answers(ANSWERS / "audit.xlsx")
    yield Measure("cold, whole process (en)", "ms", *timed(lambda: _cold(ANSWERS / "audit.xlsx"), 3))
    languages: tuple[Language, ...] = ("en", "zh-Hans")
    documents = {language: document_of(sheet, language) for language in languages}
    yield Measure("document", "ms", *timed(lambda: document_of(sheet, "en")))
    yield Measure("booklet (HTML of all parts)", "ms", *timed(lambda: report_booklet(documents["en"], "en")))
    for workers in (2, 1):
        press = Press(workers)
        press.print(report_booklet(documents["en"], "en"))
        for language, document in documents.items():
            yield from _of_one(press, document, language)
        yield from _memory(press)
        press.close()
    yield from _throughput(documents["en"])
    yield from _certificates(documents["en"])
    if CHROMIUM:
        yield from _chromium(documents["en"], folder)


def _cold(answers: Path) -> None:
    subprocess.run([sys.executable, "-c", COLD, str(answers)], check=True, capture_output=True, cwd=ROOT)


def _of_one(press: Press, document: ReportDocument, language: Language) -> Iterator[Measure]:
    name = f"{language}, {press.workers} process{'es' if press.workers > 1 else ''}"

    def warm() -> int:
        press.forget()
        return press.print(report_booklet(document, language)).pages

    yield Measure(f"warm ({name}, {warm()} pages)", "ms", *timed(warm))
    changes = iter(range(1000))

    def changed() -> None:
        press.print(report_booklet(_commented(document, f"Changed {next(changes)}."), language))

    changed()
    yield Measure(f"after one changed comment ({name})", "ms", *timed(changed))
    yield Measure(
        f"the same again ({name})", "ms", *timed(lambda: press.print(report_booklet(document, language)))
    )


def _commented(document: ReportDocument, comment: str) -> ReportDocument:
    """The document with another comment on its first practice that has one."""
    first = next(p for d in document.dimensions for c in d.criteria for p in c.practices if p.comment)

    def practice(one: PracticeView) -> PracticeView:
        return replace(one, comment=comment) if one.id == first.id else one

    def node(one: NodeView) -> NodeView:
        return replace(
            one, criteria=tuple(map(node, one.criteria)), practices=tuple(map(practice, one.practices))
        )

    return replace(document, dimensions=tuple(map(node, document.dimensions)))


def _memory(press: Press) -> Iterator[Measure]:
    if press.workers > 1:
        assert press._pool
        found = [_resident(pid) for pid in press._pool._processes]
        yield Measure("memory of a worker, at most", "MB", max(found), min(found))


def _resident(pid: int) -> float:
    """Peak resident memory of a process in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


def _throughput(document: ReportDocument) -> Iterator[Measure]:
    """Reports a minute: several asked for at once, none of them kept."""
    booklets = [report_booklet(_commented(document, f"Report {n}."), "en") for n in range(4)]
    for workers in (1, 2):
        with_press = Press(workers, room=0)  # every part anew
        with_press.print(booklets[0])

        def several(press: Press = with_press) -> None:
            with ThreadPoolExecutor(1 if press.workers == 1 else 2) as threads:
                list(threads.map(press.print, booklets))

        median, lowest = timed(several, 3)
        rate = 60_000 * len(booklets)
        yield Measure(f"full reports a minute, {workers} process(es)", "1/min", rate / median, rate / lowest)
        with_press.close()


def _certificates(document: ReportDocument) -> Iterator[Measure]:
    press = Press(1)
    pdf = press.print(certificate_of(document, "en")).pdf

    def rendered() -> bytes:
        press.forget()
        return press.print(certificate_of(document, "en")).pdf

    yield Measure("certificate rendered", "ms", *timed(rendered, 11))
    yield Measure("certificate rendered and signed", "ms", *timed(lambda: sealed(rendered(), document), 11))
    yield Measure("sign a certificate", "ms", *timed(lambda: sealed(pdf, document), 11))
    signed = sealed(pdf, document)
    yield Measure("verify a certificate", "ms", *timed(lambda: verify(signed), 11))
    report = press.print(report_booklet(document, "en")).pdf
    yield Measure("sign a report", "ms", *timed(lambda: sealed(report, document), 5))
    final = sealed(report, document)
    yield Measure("verify a report", "ms", *timed(lambda: verify(final), 5))


def _chromium(document: ReportDocument, folder: Path) -> Iterator[Measure]:
    from playwright.sync_api import sync_playwright

    page_file = folder / "report.html"
    page_file.write_text(report_booklet(document, "en").whole(), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()

        def printed() -> None:
            page.goto(page_file.as_uri())
            page.pdf(prefer_css_page_size=True)

        printed()
        yield Measure("Chromium, warm, the same parts in one page", "ms", *timed(printed))
        browser.close()


if __name__ == "__main__":
    main()
