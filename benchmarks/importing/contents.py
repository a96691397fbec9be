"""What identifies the content of a contribution: its scores, its cell and its day, without whose they are."""

import hashlib
from collections.abc import Sequence
from datetime import date

import numpy as np

from benchmarks.cohorts import Cell
from benchmarks.contributions import Codes, Days, Texts, texts
from benchmarks.counts import ABSENT, Column

DIGEST_BYTES = 16


def content_digest(scores: Sequence[int | None], cell: Cell, decided_on: date) -> str:
    """Return the digest of one assessment's content, in hexadecimal; scores are tenths of a point.

    >>> content_digest((634, None), Cell("C", "CN", "large"), date(2026, 6, 1))
    'f40f6ed557272470157d09d0ee7cad81'
    """
    row = np.array([[ABSENT if score is None else score] for score in scores], dtype=np.uint16)
    days = np.array([decided_on.toordinal()], dtype=np.int32)
    found: str = content_digests(tuple(row), (cell,), np.zeros(1, dtype=np.int32), days)[0].as_py()
    return found


def content_digests(scores: Sequence[Column], cells: Sequence[Cell], cell: Codes, days: Days) -> Texts:
    """Return the digest of every row of columns; `cell` has places in `cells`, `days` are ordinals."""
    rows = np.ascontiguousarray(np.column_stack(scores).astype("<u2"))
    packed, width = rows.tobytes(), rows.shape[1] * rows.itemsize
    places = [one.cohort.key.encode() for one in cells]
    marks = zip(cell.tolist(), days.tolist(), strict=True)
    return texts(
        _digest(packed[n * width : (n + 1) * width], places[place], day)
        for n, (place, day) in enumerate(marks)
    )


def _digest(scores: bytes, place: bytes, day: int) -> str:
    content = b"%b|%d|%b" % (place, day, scores)
    return hashlib.blake2b(content, digest_size=DIGEST_BYTES).hexdigest()
