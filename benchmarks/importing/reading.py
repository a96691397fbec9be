"""A file of peers -> contributions, or everything that is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.contributions import Contributions, Texts, texts
from benchmarks.counts import Column
from benchmarks.importing.contents import content_digests
from benchmarks.importing.faults import (
    VALUES_NAMED,
    PeerFault,
    PeersRefused,
    RowNumbers,
    by_value,
    numbered,
    shown,
)
from benchmarks.importing.mapping import Node, PeerMapping
from benchmarks.importing.numbers import Coded, tenths_of
from benchmarks.importing.placing import NOWHERE, Placing, placing
from benchmarks.importing.tables import PeerTable, read_table

MAX_ID = 200
"""Characters of an organisation's or an assessment's id."""


@dataclass(frozen=True, eq=False)
class Imported:
    """The peers of a file, with the ids that the file gives them.

    `rows` are the row numbers of the contributions. `left_out` are those of rows that have no place, where
    that was allowed, and `unplaced` says why: both are empty where there are none.
    """

    file: str
    contributions: Contributions
    rows: RowNumbers
    unplaced: tuple[PeerFault, ...]
    left_out: RowNumbers


def read_peers(
    path: Path, mapping: PeerMapping, *, today: date | None = None, skip_unplaced: bool = False
) -> Imported:
    """Read a file of peers as a mapping says.

    A row has a place when its industry, country, size and date are known. With `skip_unplaced` rows that
    have none are left out and named; nothing else is ever left out. `today` is the day after which no score
    can have been decided.

    Raises `PeersRefused` with every fault: unknown industries and countries, scores off their scale, days to
    come, rows without an id, an assessment given twice. Where the file itself cannot be read, or has not the
    columns, that is all it says.
    """
    table = _marked(read_table(path, mapping.file, mapping.columns), mapping)
    place = placing(table, mapping, today or date.today())
    homeless = place.cell == NOWHERE
    if skip_unplaced and not homeless.all():
        left_out, kept = table.rows[homeless], np.flatnonzero(~homeless)
        table, place = table.take(kept), replace(place, cell=place.cell[kept], days=place.days[kept])
    else:
        left_out = table.rows[:0]
        place = replace(place, faults=(*place.unplaced, *place.faults), unplaced=())
    scores, off_scale = _scores(table, mapping)
    ids = _organisations(table, mapping), _assessments(table, mapping, place)
    if faults := [*place.faults, *off_scale, *_id_faults(table, mapping, ids), *_twice(table, mapping, ids)]:
        raise PeersRefused(faults)
    digests = content_digests(scores, place.cells, place.cell, place.days)
    found = Contributions(*ids, digests, place.cells, place.cell, place.days, scores)
    return Imported(table.file, found, table.rows, place.unplaced, left_out)


def _marked(table: PeerTable, mapping: PeerMapping) -> PeerTable:
    """The table with nothing where a marker says so, unless the column gives that text a meaning itself."""
    if not mapping.missing:
        return table
    sources = (mapping.industry.source, mapping.country, mapping.size.source)
    meant = {source.column: set(source.values) for source in sources}
    columns = {}
    for name, column in table.columns.items():
        markers = texts(sorted(mapping.missing - meant.get(name, set())))
        columns[name] = pc.if_else(pc.is_in(column, markers), "", column)
    return PeerTable(table.file, columns, table.rows)


def _organisations(table: PeerTable, mapping: PeerMapping) -> Texts:
    if mapping.organisation is None:
        return pa.array(table.rows).cast(pa.large_string())
    return table.columns[mapping.organisation]


def _assessments(table: PeerTable, mapping: PeerMapping, place: Placing) -> Texts:
    """The ids of the assessments; the day where the file has none."""
    if mapping.assessment is not None:
        return table.columns[mapping.assessment]
    days, codes = np.unique(place.days, return_inverse=True)
    named = texts(date.fromordinal(day).isoformat() if day else "" for day in days.tolist())
    return named.take(pa.array(codes))


def _scores(table: PeerTable, mapping: PeerMapping) -> tuple[tuple[Column, ...], list[PeerFault]]:
    faults: list[PeerFault] = []
    scores = []
    without = np.ones(len(table.rows), dtype=np.bool_)
    for node in mapping.nodes:
        coded = Coded.of(table.columns[node.column])
        found, wrong = tenths_of(coded.values, node, mapping.file.decimal)
        faults += by_value(table.file, _named(node), coded.codes, wrong, table.rows)
        without &= (coded.values.to_numpy(zero_copy_only=False) == "")[coded.codes]
        scores.append(found[coded.codes])
    if without.any():
        columns = ", ".join(node.column for node in mapping.nodes[:5])
        rows = numbered(table.rows[without])
        faults.append(PeerFault(table.file, columns, "no score at all", "at least one score a row", *rows))
    return tuple(scores), faults


def _named(node: Node) -> str:
    return node.column if node.column == node.id else f"{node.column} ({node.id})"


def _id_faults(table: PeerTable, mapping: PeerMapping, ids: tuple[Texts, Texts]) -> Iterator[PeerFault]:
    for name, column in zip((mapping.organisation, mapping.assessment), ids, strict=True):
        length = pc.utf8_length(column).to_numpy(zero_copy_only=False)
        hidden = pc.match_substring_regex(column, r"[\x00-\x1f\x7f]").to_numpy(zero_copy_only=False)
        kinds = {
            "nothing": length == 0,
            f"more than {MAX_ID} characters": length > MAX_ID,
            "a character that does not print": hidden,
        }
        for found, wrong in kinds.items():
            if name is not None and wrong.any():
                rows = numbered(table.rows[wrong])
                yield PeerFault(table.file, name, found, f"an id of 1 to {MAX_ID} characters", *rows)


def _twice(table: PeerTable, mapping: PeerMapping, ids: tuple[Texts, Texts]) -> Iterator[PeerFault]:
    """Name every organisation that has one assessment in several rows."""
    if mapping.organisation is None:
        return
    groups = _given_twice(*ids)
    allowed = "each assessment once" if mapping.assessment else "one row for an organisation and a date"
    for group in groups[:VALUES_NAMED]:
        organisation, assessment = (column[int(group[0])].as_py() for column in ids)
        found = f"organisation {shown(organisation)}, {assessment}, {len(group)} times"
        yield PeerFault(table.file, mapping.organisation, found, allowed, *numbered(table.rows[group]))
    if rest := groups[VALUES_NAMED:]:
        rows = numbered(table.rows[np.concatenate(rest)])
        yield PeerFault(table.file, mapping.organisation, f"{len(rest)} more like these", allowed, *rows)


def _given_twice(organisations: Texts, assessments: Texts) -> list[RowNumbers]:
    """The places of every pair that occurs more than once, in the order of their first; empty ids aside."""
    first, second = Coded.of(organisations), Coded.of(assessments)
    pairs = first.codes.astype(np.int64) * (len(second.values) + 1) + second.codes
    _, pair, times = np.unique(pairs, return_inverse=True, return_counts=True)
    several = np.flatnonzero((times[pair] > 1) & (pc.utf8_length(organisations).to_numpy() > 0))
    several = several[np.argsort(pair[several], kind="stable")]
    groups = np.split(several, np.flatnonzero(np.diff(pair[several])) + 1)
    return sorted((group for group in groups if len(group)), key=lambda group: int(group[0]))
