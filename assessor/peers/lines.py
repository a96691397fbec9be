"""Benchmark lines: imported ones keep their list of nodes for ever, those of models follow their model."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor.models import BenchmarkLine, Contribution
from assessor.peers.mapping import MappingFile
from assessor.peers.refusals import PeersInvalid
from benchmarks.importing import Node, PeerMapping
from criteria.faults import Fault
from criteria.model import Model

MODEL, IMPORTED = "model", "imported"


def node_ids(mapping: PeerMapping) -> tuple[str, ...]:
    """The nodes of an imported line, in the order of its scores."""
    return tuple(node.id for node in mapping.nodes)


def line_for(session: Session, file: MappingFile) -> BenchmarkLine:
    """The line that a mapping names, made where it is new; titles and window follow the newest mapping.

    Raises PeersInvalid where the line is a model's, or has other nodes or scales.
    """
    mapping = file.mapping
    line = session.get(BenchmarkLine, mapping.line)
    if faults := _faults(session, line, file):
        raise PeersInvalid(faults)
    if line is None:
        line = BenchmarkLine(id=mapping.line, origin=IMPORTED, tracks=[], pseudonyms=mapping.pseudonyms)
        session.add(line)
    line.title, line.window_months, line.mapping_digest = mapping.title, mapping.window_months, file.digest
    line.nodes = [_plain(node) for node in mapping.nodes]
    return line


def _faults(session: Session, line: BenchmarkLine | None, file: MappingFile) -> list[Fault]:
    mapping = file.mapping
    if (line is None and _has_peers(session, mapping.line)) or (line and line.origin != IMPORTED):
        return [Fault(file.name, "line", repr(mapping.line), "a line that is not a model's")]
    if line is None:
        return []
    return [*_other_nodes(line, file), *_other_names(line, file)]


def _other_nodes(line: BenchmarkLine, file: MappingFile) -> Iterator[Fault]:
    known, wanted = _scales(line.nodes), _scales([_plain(node) for node in file.mapping.nodes])
    if wanted != known:
        yield Fault(file.name, "nodes", _listed(wanted), f"those of the line {line.id}: {_listed(known)}")


def _other_names(line: BenchmarkLine, file: MappingFile) -> Iterator[Fault]:
    """Under another kind of names every organisation would be counted a second time."""
    wanted, known = (str(flag).lower() for flag in (file.mapping.pseudonyms, line.pseudonyms))
    if wanted != known:
        yield Fault(file.name, "organisation.pseudonyms", wanted, f"{known}, as the line {line.id} began")


def _has_peers(session: Session, line: str) -> bool:
    return session.scalar(select(Contribution.id).where(Contribution.line == line).limit(1)) is not None


def _plain(node: Node) -> dict[str, str]:
    low, high = (f"{end.normalize():f}" for end in (node.low, node.high))
    return {"id": node.id, "title": node.title, "low": low, "high": high}


def _scales(nodes: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    """What may not change about nodes: order, ids and scales."""
    return [(node["id"], node["low"], node["high"]) for node in nodes]


def _listed(scales: list[tuple[str, str, str]]) -> str:
    shown = [f"{node} ({low} to {high})" for node, low, high in scales[:8]]
    return ", ".join(shown) + (f" and {len(scales) - 8} more" if len(scales) > 8 else "")


def line_of_model(session: Session, model: Model, track: str) -> BenchmarkLine:
    """The line of a model, made where it is new. Raises PeersInvalid where the id is an imported line's."""
    line = session.get(BenchmarkLine, model.id)
    if line is None:
        line = BenchmarkLine(
            id=model.id,
            title=model.title.in_language("en"),
            origin=MODEL,
            tracks=[],
            nodes=[],
            pseudonyms=True,
        )
        session.add(line)
    if line.origin != MODEL:
        raise PeersInvalid(
            [Fault(model.id, "line", "a line of imported peers", "a line that is the model's")]
        )
    line.tracks = sorted({*line.tracks, track})
    return line
