"""Counts as compressed blocks: one block has the entries of all nodes under one label.

An entry is a score and how many organisations have it. Scores are kept as the gap to the one before, and the
bytes of equal weight stand together, which leaves the compressor little to do but to find the frequent ones.
"""

from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Entries = tuple[NDArray[np.uint16], NDArray[np.uint16], NDArray[np.uint32]]
"""How many entries each node has, and of all of them in turn the scores (rising within a node) and counts."""

LEVEL = 1  # higher levels look for repeats, of which counts have none, and end up larger
Codec = Any  # pyarrow ships no types
GROUPS = 4


class BlockDamaged(ValueError):
    """A block that cannot be unpacked."""


@lru_cache(maxsize=1)
def _codec() -> Codec:
    return pa.Codec("zstd", compression_level=LEVEL)


def packed(entries: Entries) -> bytes:
    """Return a block: each section compressed, after its size in four bytes."""
    lengths, scores, counts = entries
    outward = _outward(lengths)
    groups = [_planes(counts[group], "<u4") for group in outward]
    sections = [_planes(lengths, "<u2"), _planes(_gaps(lengths, scores), "<u2"), *groups]
    compressed = [_codec().compress(section, asbytes=True) for section in sections]
    return b"".join(len(section).to_bytes(4, "little") + section for section in compressed)


def unpacked(block: bytes, nodes: int) -> Entries:
    """Return the entries of a block of so many nodes; raise `BlockDamaged`."""
    try:
        sections = _sections(block)
        lengths = _unplaned(sections[0], "<u2", nodes)
        entries = int(lengths.sum(dtype=np.int64))
        counts = np.empty(entries, dtype=np.uint32)
        for group, section in zip(_outward(lengths), sections[2:], strict=True):
            counts[group] = _unplaned(section, "<u4", len(group))
        return lengths, _scores(lengths, _unplaned(sections[1], "<u2", entries)), counts
    except (OSError, ValueError, IndexError) as error:
        raise BlockDamaged(f"a block cannot be unpacked: {error}") from error


def _sections(block: bytes) -> list[bytes]:
    sections, start = [], 0
    while start < len(block):
        end = start + 4 + int.from_bytes(block[start : start + 4], "little")
        if end > len(block):
            raise ValueError(f"it ends after {len(block)} bytes, not {end}")
        sections.append(block[start + 4 : end])
        start = end
    return sections


def _outward(lengths: NDArray[np.uint16]) -> list[NDArray[np.int64]]:
    """Return the entries by how far they are from the middle of their node, in `GROUPS` groups.

    Most organisations are in the middle and few at the ends; like numbers compress better among their like.
    """
    each = np.repeat(lengths.astype(np.int64), lengths)
    place = np.arange(len(each)) - np.repeat(np.cumsum(lengths, dtype=np.int64) - lengths, lengths)
    group = np.abs(2 * place + 1 - each) * GROUPS // np.maximum(each, 1)
    return [np.flatnonzero(group == one) for one in range(GROUPS)]


def _gaps(lengths: NDArray[np.uint16], scores: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Return the gap of each score to the one before; the first of a node is kept as it is."""
    gaps = np.diff(scores, prepend=np.uint16(0))
    first = _firsts(lengths)
    gaps[first] = scores[first]
    return gaps


def _scores(lengths: NDArray[np.uint16], gaps: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Return the scores that have these gaps."""
    sums = np.cumsum(gaps, dtype=np.int64)
    first = _firsts(lengths)
    before = sums[first] - gaps[first]
    return (sums - np.repeat(before, lengths[lengths > 0])).astype(np.uint16)


def _firsts(lengths: NDArray[np.uint16]) -> NDArray[np.int64]:
    """Return the first entry of every node that has one."""
    ends = np.cumsum(lengths, dtype=np.int64)
    firsts: NDArray[np.int64] = (ends - lengths)[lengths > 0]
    return firsts


def _planes(values: NDArray[Any], kind: str) -> bytes:
    """Return the lowest bytes of all values, then the next lowest, and so on."""
    return values.astype(kind).view(np.uint8).reshape(len(values), np.dtype(kind).itemsize).T.tobytes()


def _unplaned(section: bytes, kind: str, values: int) -> NDArray[Any]:
    size = np.dtype(kind).itemsize
    planes = np.frombuffer(_codec().decompress(section, values * size), dtype=np.uint8)
    return np.ascontiguousarray(planes.reshape(size, values).T).view(kind).reshape(values)
