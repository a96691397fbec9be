"""What a worker does before its first part and between parts.

Loaded by the process that workers are forked from, so that the second of importing is spent once. What was
there before the first part is kept out of the collector's way, which then runs between parts only.
"""

import contextlib
import gc
from collections.abc import Iterator
from itertools import count

from assessor.printing import engine
from assessor.printing.engine import Printed
from assessor.printing.fonts import PdfUnavailable

with contextlib.suppress(PdfUnavailable):  # the first part says so, in words
    engine.load()

PARTS_BETWEEN_COLLECTIONS = 2
_laid: Iterator[int] | None = None
"""Counts the parts of a worker; None in a process that is none."""


def settle() -> None:
    """In a new worker, before any part."""
    global _laid
    _laid = count(1)
    gc.collect()
    gc.freeze()
    gc.disable()


def lay(html: str, style: str) -> Printed:
    """Lay out one part, in a worker or not."""
    if _laid is not None and next(_laid) % PARTS_BETWEEN_COLLECTIONS == 0:
        gc.collect()
    return engine.lay(html, style)


def ready() -> bool:
    """Something to ask of a worker so that it starts."""
    return True
