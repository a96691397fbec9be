"""The demonstration, step by step; each looks first whether its result is there already."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from assessor.answers.files import read_answers
from assessor.answers.sheet import AnswerSheet
from assessor.assessments.operations import record
from assessor.demo.peers import Plan, contributions
from assessor.editions.nodes import compared_nodes
from assessor.editions.operations import Order, build_edition, contribute, contributed
from assessor.editions.queries import latest_row
from assessor.extensions import LOCAL, db, open_database, writing
from assessor.languages import Language
from assessor.models import Tenant
from assessor.reports.document import ReportDocument
from assessor.reports.exchange import to_json
from assessor.reports.flow import flow
from assessor.reports.issuing import certificate as issued_certificate
from assessor.reports.issuing import report as issued_report
from assessor.reports.issuing import software
from assessor.reports.operations import certificate_of, document_of
from assessor.reports.screen import page_file
from assessor.whole_files import write_whole
from criteria.model import Model
from criteria.registry import load

LINE = "cmc"
TRACKS = ("declared", "verified")
PEERS = 16_000
SEED = 2033
BUILT_ON = date(2026, 10, 31)
ANSWERS = Path(__file__).parent / "answers"
PRINTED: tuple[Language, ...] = ("en", "zh-Hans")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its title, what does it, and what it says it did ('' where there was nothing to do)."""

    title: str
    run: Callable[[], str]


class Demonstration:
    """The state that the steps share."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app = app
        self.folder = folder
        self.sheets: dict[str, AnswerSheet] = {}
        self.documents: dict[tuple[str, Language], ReportDocument] = {}

    @property
    def model(self) -> Model:
        """The model of the demonstration."""
        return load(LINE)

    def steps(self) -> Iterator[Step]:
        """Every step, in order."""
        yield Step("Database", self.database)
        yield Step("Model pack", lambda: self._described(self.model))
        for track in TRACKS:
            yield Step(f"Synthetic peers, {track}", lambda track=track: self.peers(track))  # type: ignore[misc]
            yield Step(f"Benchmark edition, {track}", lambda track=track: self.edition(track))  # type: ignore[misc]
        for path in sorted(ANSWERS.glob("*.xlsx")):
            name = path.stem
            yield Step(f"Answers, {name}", lambda path=path: self.answers(path))  # type: ignore[misc]
            yield Step(f"Score and standing, {name}", lambda name=name: self.score(name))  # type: ignore[misc]
            yield Step(f"Reports, {name}", lambda name=name: self.reports(name))  # type: ignore[misc]

    # --- steps --------------------------------------------------------------------------------------

    def database(self) -> str:
        """Bring the database up to date."""
        open_database(self.app)
        return str(db.engine.url.database or db.engine.url.render_as_string())

    def _described(self, model: Model) -> str:
        sizes = f"{len(model.dimensions)} dimensions, {len(model.criteria)} criteria"
        return f"{model.reference}: {sizes}, {len(model.practices)} practices"

    def peers(self, track: str) -> str:
        """Draw the synthetic peers of a track, once."""
        if contributed(LINE, track, synthetic=True):
            return ""
        plan = Plan(self.model, track, PEERS, SEED)
        added = contribute(
            LINE, track, compared_nodes(self.model), contributions(plan), synthetic=True,
            version=self.model.version,
        )  # fmt: skip
        return f"{added:,} invented organisations, labelled as such"

    def edition(self, track: str) -> str:
        """Build the first edition of a track, once."""
        if latest_row(LINE, track, synthetic=True):
            return ""
        nodes = compared_nodes(self.model)
        row = build_edition(Order(LINE, track, nodes, BUILT_ON, synthetic=True, version=self.model.version))
        return f"{row.name}, digest {row.digest[:12]}"

    def answers(self, path: Path) -> str:
        """Read a filled workbook and record it."""
        sheet = self.sheets[path.stem] = read_answers(path)
        with writing() as session:
            tenant = session.scalars(select(Tenant).where(Tenant.slug == LOCAL)).one()
            record(sheet, tenant, "demonstration")
        return f"{sheet.organisation.name}: {len(sheet.answers)} practices, {sheet.track}"

    def score(self, name: str) -> str:
        """Score a sheet, place it among its peers, in every language that is printed."""
        for language in PRINTED:
            self.documents[name, language] = document_of(self.sheets[name], language)
        document = self.documents[name, "en"]
        assert document.total is not None
        assert document.level is not None
        sure = f", confidence {document.confidence.letter}" if document.confidence else ""
        level = f"level {document.level.number} {document.level.title}"
        return f"{document.total.shown} of {document.basis.points.shown}, {level}{sure}"

    def reports(self, name: str) -> str:
        """Print what is not there yet, or no longer what the numbers say."""
        folder = self.folder / name
        mark = folder / ".printed-from"
        fingerprint = self._fingerprint(name)
        if mark.is_file() and mark.read_text() == fingerprint:
            return ""
        files = []
        for path, content in self._files(name):
            write_whole(path, content)
            files.append(path.name)
        write_whole(mark, fingerprint.encode())
        return ", ".join(files)

    def _files(self, name: str) -> Iterator[tuple[Path, bytes]]:
        folder = self.folder / name
        for language in PRINTED:
            document = self.documents[name, language]
            tail = "" if language == "en" else f".{language}"
            yield folder / f"report{tail}.pdf", issued_report(document, language, None)
            yield folder / f"report{tail}.html", page_file(flow(document, language)).encode()
            yield folder / f"report{tail}.json", to_json(document).encode()
            if document.certificate and document.certificate.issued:
                yield folder / f"certificate{tail}.pdf", issued_certificate(document, language, None)
                yield (
                    folder / f"certificate{tail}.html",
                    certificate_of(document, language).whole().encode(),
                )

    def _fingerprint(self, name: str) -> str:
        """Of everything that the printed files are made from: documents, and this software."""
        found = hashlib.sha256(software().encode())
        for language in PRINTED:
            found.update(to_json(self.documents[name, language]).encode())
        return found.hexdigest()
