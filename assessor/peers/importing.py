"""Peers that somebody owns -> a benchmark line of their own in the database, or everything that is wrong."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor.editions.pool import nodes_digest
from assessor.extensions import writing
from assessor.models import Contribution
from assessor.peers import keys
from assessor.peers.lines import line_for, node_ids
from assessor.peers.mapping import MappingFile
from assessor.peers.queries import barred_organisations
from assessor.peers.refusals import PeersInvalid, peers_invalid
from assessor.peers.rows import add_rows
from benchmarks.contributions import Contributions, Texts, texts
from benchmarks.importing import Imported, PeerFault, PeerMapping, PeersRefused, read_peers
from benchmarks.importing.faults import numbered, shown
from criteria.faults import Fault

_TOGETHER = "\x1f"
"""Stands between an organisation and its assessment; no id holds it."""

Advance = Callable[[int], None]
"""Told a number of rows."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did: rows added, rows that were there already, rows of organisations that withdrew.

    `left_out` are the numbers of the rows that have no place, `unplaced` says why.
    """

    line: str
    track: str
    added: int
    known: int
    withdrawn: int
    left_out: tuple[int, ...]
    unplaced: tuple[PeerFault, ...]


def import_peers(
    path: Path,
    file: MappingFile,
    *,
    today: date | None = None,
    skip_unplaced: bool = False,
    found: Advance = lambda rows: None,
    advance: Advance = lambda rows: None,
) -> ImportOutcome:
    """Read a file of peers as its mapping says and add what is new of it, in one transaction.

    `found` is told how many rows are to be written, `advance` how many more were.

    Raises PeersInvalid with every fault, and writes nothing then: besides what `read_peers` refuses, another
    list of nodes than the line has, and an assessment that is recorded with another content.
    """
    mapping = file.mapping
    try:
        imported = read_peers(path, mapping, today=today, skip_unplaced=skip_unplaced)
    except PeersRefused as refused:
        raise peers_invalid(refused.faults) from None
    peers = _pseudonymous(imported.contributions, mapping)
    with writing() as session:
        line = line_for(session, file)
        known, withdrawn = _compared(session, imported, peers, mapping)
        session.flush()
        new = np.flatnonzero(~(known | withdrawn))
        found(len(new))
        _add(session, peers.take(new), mapping, advance)
        line.tracks = sorted({*line.tracks, mapping.track})
    return ImportOutcome(
        mapping.line,
        mapping.track,
        added=len(new),
        known=int(known.sum()),
        withdrawn=int(withdrawn.sum()),
        left_out=tuple(imported.left_out.tolist()),
        unplaced=imported.unplaced,
    )


def _pseudonymous(found: Contributions, mapping: PeerMapping) -> Contributions:
    """The contributions under the keys by which the pool knows them, in the order of these."""
    if mapping.pseudonyms:
        organisation = keys.organisation_pseudonyms(mapping.line)
        assessment = keys.assessment_pseudonyms(mapping.line)
        return replace(
            found,
            organisations=_renamed(found.organisations, organisation),
            assessments=_renamed(found.assessments, assessment),
        )
    return found


def _renamed(names: Texts, pseudonym: keys.Pseudonym) -> Texts:
    """The pseudonyms of a column, each computed once."""
    coded = names.dictionary_encode()
    return texts(map(pseudonym, coded.dictionary.to_pylist())).take(coded.indices)


# --- what is there already --------------------------------------------------------------------------


def _compared(
    session: Session, imported: Imported, found: Contributions, mapping: PeerMapping
) -> tuple[Mask, Mask]:
    """Which rows are recorded already, and which are of organisations that withdrew.

    Raises PeersInvalid where a row is recorded with another content.
    """
    there = _recorded(session, mapping)
    barred = texts(sorted(barred_organisations(mapping.line)))
    out = pc.is_in(found.organisations, barred).to_numpy(zero_copy_only=False)
    out |= pc.is_in(_together(found), there.withdrawn).to_numpy(zero_copy_only=False)
    place = pc.index_in(_together(found), there.live)
    known = place.is_valid().to_numpy(zero_copy_only=False) & ~out
    digests = there.digests.take(pc.fill_null(place, 0)) if len(there.digests) else found.digests
    same = pc.equal(digests, found.digests).to_numpy(zero_copy_only=False)
    if (changed := np.flatnonzero(known & ~same)).size:
        raise PeersInvalid(list(_changed(imported, changed)))
    return known, out


@dataclass(frozen=True, slots=True)
class _Recorded:
    """What the pool has of a line and track: organisations with assessments, and the digests of the live."""

    live: Texts
    digests: Texts
    withdrawn: Texts


def _recorded(session: Session, mapping: PeerMapping) -> _Recorded:
    of = Contribution
    chosen = select(of.organisation_key, of.assessment_key, of.digest, of.withdrawn_at).where(
        of.line == mapping.line, of.track == mapping.track
    )
    live: list[tuple[str, str]] = []
    withdrawn: list[str] = []
    for organisation, assessment, digest, withdrawn_at in session.execute(chosen).tuples():
        together = f"{organisation}{_TOGETHER}{assessment}"
        if withdrawn_at is None:
            live.append((together, digest))
        else:
            withdrawn.append(together)
    return _Recorded(texts(one for one, _ in live), texts(digest for _, digest in live), texts(withdrawn))


def _together(found: Contributions) -> Texts:
    return pc.binary_join_element_wise(found.organisations, found.assessments, texts([_TOGETHER])[0])


def _changed(imported: Imported, changed: NDArray[np.int64]) -> Iterator[Fault]:
    """A fault for each assessment that is recorded with another content, by the names of the file."""
    for place in changed[:200].tolist():
        organisation = shown(imported.contributions.organisations[place].as_py())
        assessment = shown(imported.contributions.assessments[place].as_py())
        yield Fault(
            f"{imported.file}, row {imported.rows[place]}",
            f"organisation {organisation}, assessment {assessment}",
            "other scores, another place or another date than were imported before",
            "the same again, or a new assessment under an id or date of its own",
        )
    if rest := changed[200:].tolist():
        (first, *_), count = numbered(imported.rows[rest])
        where = f"{imported.file}, row {first} and after"
        yield Fault(where, "", f"{count} more with other content", "the same again, or new assessments")


def _add(session: Session, new: Contributions, mapping: PeerMapping, advance: Advance) -> None:
    # in the order of the keys, so that the index grows at its end and not in ten thousand places at once
    order = pc.sort_indices(_together(new)).to_numpy().astype(np.int64)
    facts = {
        "line": mapping.line,
        "track": mapping.track,
        "nodes": nodes_digest(node_ids(mapping)),
        "version": "",
        "synthetic": False,
    }
    add_rows(session.connection(), new.take(order), facts, advance)
