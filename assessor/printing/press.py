"""A booklet -> a PDF: parts laid out at the same time where there are workers, and kept by their content."""

import hashlib
import multiprocessing
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from assessor.printing import engine, warming
from assessor.printing.binding import bind, glyphs_of
from assessor.printing.booklet import Booklet, Folio
from assessor.printing.engine import Printed

Job = tuple[Callable[..., Any], tuple[Any, ...]]
KEPT = 64 * 1024 * 1024
JOBS_PER_WORKER = 400
CONTENTS_TRIES = 8


@dataclass(frozen=True, slots=True)
class Bound:
    """A finished file. `replaced` are characters that no face has, printed as their code points."""

    pdf: bytes
    pages: int
    replaced: frozenset[str]


class Press:
    """Prints booklets. Without workers, or where they die, all is done in this process: the same bytes."""

    def __init__(self, workers: int, room: int = KEPT) -> None:
        """`room`: how many bytes of parts and faces are kept for the next booklet."""
        self.workers = workers
        self._kept = _Kept(room)
        self._pool: ProcessPoolExecutor | None = None
        self._lock = threading.Lock()

    def print(self, booklet: Booklet) -> Bound:
        """The booklet as one PDF."""
        parts, figures = self._parts(booklet)
        faces = self._faces([*parts, *([figures] if figures else [])])
        replaced: frozenset[str] = frozenset().union(*(part.replaced for part in parts))
        return Bound(bind(booklet, parts, figures, faces), sum(part.pages for part in parts), replaced)

    def warm(self) -> None:
        """Start the workers, so that the first booklet finds them ready."""
        if self.workers > 1:
            pool = self._started()
            for _ in range(self.workers):
                pool.submit(warming.ready)

    def forget(self) -> None:
        """Keep nothing of what was printed."""
        self._kept.clear()

    def close(self) -> None:
        """End the workers."""
        with self._lock:
            if self._pool:
                self._pool.shutdown(cancel_futures=True)
            self._pool = None

    # --- the order of things ------------------------------------------------------------------------

    def _parts(self, booklet: Booklet) -> tuple[list[Printed], Printed | None]:
        """Every part in order, and the figures of which page numbers are made."""
        jobs = [(booklet.html(part), booklet.style) for part in booklet.parts]
        if booklet.folio:
            jobs.append(_figures(booklet.folio))
        parts = self._laid(jobs)
        figures = parts.pop() if booklet.folio else None
        if booklet.contents:
            parts.insert(1, self._contents(booklet, booklet.contents, parts))
        return parts, figures

    def _contents(
        self, booklet: Booklet, contents: Callable[[Mapping[str, int]], str], parts: Sequence[Printed]
    ) -> Printed:
        """The contents: how long they are moves the pages that they tell."""
        length = 1
        for _ in range(CONTENTS_TRIES):
            html = booklet.html(contents(_pages(parts, length)))
            found = self._laid([(html, booklet.style)])[0]
            if found.pages == length:
                return found
            length = max(length, found.pages)
        raise ValueError("the contents have no length of their own: they grow with the pages that they tell")

    def _laid(self, jobs: Sequence[tuple[str, str]]) -> list[Printed]:
        """Lay out what is not kept, the longest first so that workers end at the same time."""
        keys = [_digest(*job) for job in jobs]
        found: dict[str, Printed] = {key: part for key in keys if (part := self._kept.get(key))}
        todo = {key: job for key, job in zip(keys, jobs, strict=True) if key not in found}
        order = sorted(todo, key=lambda key: -len(todo[key][0]))
        for key, part in zip(order, self._run([(warming.lay, todo[key]) for key in order]), strict=True):
            found[key] = part
            self._kept.put(key, part, len(part.pdf))
        return [found[key] for key in keys]

    def _faces(self, parts: Sequence[Printed]) -> Mapping[str, bytes]:
        glyphs = glyphs_of(parts)
        keys = {face: _digest(face, *map(str, sorted(used.texts))) for face, used in glyphs.items()}
        found: dict[str, bytes] = {face: cut for face, key in keys.items() if (cut := self._kept.get(key))}
        todo = [face for face in sorted(glyphs) if face not in found]
        for face, cut in zip(todo, self._run([(engine.embedded, (f, glyphs[f])) for f in todo]), strict=True):
            found[face] = cut
            self._kept.put(keys[face], cut, len(cut))
        return found

    # --- workers ------------------------------------------------------------------------------------

    def _run(self, jobs: Sequence[Job]) -> list[Any]:
        if not jobs:
            return []
        if self.workers < 2:
            return _alone(jobs)
        pool = self._started()
        try:
            return [future.result() for future in [pool.submit(work, *given) for work, given in jobs]]
        except BrokenProcessPool:  # a worker was killed: the report is still owed
            self._discard(pool)
            return _alone(jobs)

    def _discard(self, broken: ProcessPoolExecutor) -> None:
        """Let go of a pool: another thread may have started a new one already, which is left alone."""
        broken.shutdown(wait=False)
        with self._lock:
            if self._pool is broken:
                self._pool = None

    def _started(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                context = multiprocessing.get_context("forkserver")
                context.set_forkserver_preload([warming.__name__])
                self._pool = ProcessPoolExecutor(
                    self.workers, context, initializer=warming.settle, max_tasks_per_child=JOBS_PER_WORKER
                )
            return self._pool


class _Kept:
    """What was made lately, up to so many bytes; the oldest goes first."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._things: OrderedDict[str, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Any:  # noqa: ANN401 - whatever was kept under that key
        """What was kept, or None."""
        with self._lock:
            if key not in self._things:
                return None
            self._things.move_to_end(key)
            return self._things[key][0]

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._things.clear()

    def put(self, key: str, thing: object, size: int) -> None:
        """Keep a thing, and let go of the oldest where room is short."""
        with self._lock:
            self._things[key] = (thing, size)
            while self._things and sum(size for _, size in self._things.values()) > self._room:
                self._things.popitem(last=False)


def _pages(parts: Sequence[Printed], contents: int) -> dict[str, int]:
    """The page of every anchor, counted from 1, with the contents behind the first part."""
    found: dict[str, int] = {}
    first = 1
    for index, part in enumerate(parts):
        for anchor, page in part.anchors.items():
            found.setdefault(anchor, first + page)
        first += part.pages + (contents if index == 0 else 0)
    return found


def _alone(jobs: Sequence[Job]) -> list[Any]:
    """Every job in this process."""
    with engine.collection_held():
        return [work(*arguments) for work, arguments in jobs]


def _figures(folio: Folio) -> tuple[str, str]:
    """A part that has every character of the page numbers once."""
    characters = "".join(sorted({*folio.before, *folio.between, *folio.after, *"0123456789"}))
    style = f"p {{ {folio.css}; white-space: pre; font-variant-numeric: tabular-nums lining-nums }}"
    return f'<html lang="en"><title>-</title><p>{escape(characters)}</p></html>', style


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=1)
def press() -> Press:
    """The press of this process, which keeps its workers and what it printed lately."""
    return Press(workers())


def workers() -> int:
    """How many processes print: `ASSESSOR_PRINT_WORKERS`, or one for each core up to four."""
    asked = os.environ.get("ASSESSOR_PRINT_WORKERS", "")
    return int(asked) if asked.isdigit() else min(os.cpu_count() or 1, 4)
