"""What may be published: nothing from which a group smaller than k organisations can be told apart.

"Publish a cohort when it has k members" is not safe: two published cohorts, or two editions of one, differ by
a few organisations, and subtraction gives those away. The rule here works on three levels.

1. Every counted score carries one label, a cohort with at least k organisations; a published cohort is a
   union of labels. (`label`)
2. Scores come and go in groups. Newcomers enter a label together, k or more: a block. From a block nobody
   leaves, or k or more leave and none or k or more stay. A withdrawal does not wait, so others leave with
   it. A score that left never returns. (`admit`, `how_many_leave`)
   The same holds for each node by itself, since a node need not apply to everyone. (`withheld`)
3. A guard that trusts neither: over all editions, the scores that were under the same labels in the same
   editions form a class, and every class has at least k organisations. (`guard`)

Whoever combines published cohorts of any editions, by whatever sum, difference or function, can only tell
classes apart. Exchanging two scores inside a class changes nothing that was ever published.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.cohorts import Cell, Cohort, ladder
from benchmarks.counts import Integers
from benchmarks.histories import History, mixed

K = 5
"""The smallest group that published figures may resolve to, in organisations."""

Flags = NDArray[np.bool_]


class DisclosureRefused(Exception):
    """The guard found that publishing would single out fewer than k organisations."""


@dataclass(frozen=True, eq=False)
class Candidates:
    """The score each organisation would be counted with now: which assessment, and the cell it was in.

    `organisation` and `assessment` are places in the names of a history, `cell` places in `cells`; each
    organisation has one row.
    """

    organisation: Integers
    assessment: Integers
    cell: Integers
    cells: tuple[Cell, ...]

    def where(self, chosen: Flags) -> "Candidates":
        """Return the candidates that are chosen."""
        return Candidates(self.organisation[chosen], self.assessment[chosen], self.cell[chosen], self.cells)


def label(sizes: Mapping[Cell, int], k: int = K) -> dict[Cell, Cohort | None]:
    """Give every cell the narrowest cohort of its ladder under which k or more organisations come together.

    `sizes` says how many organisations each cell has. A group under k moves up one rung; if what moves up to
    a rung is still thin, the smallest group kept just below joins it. Cells left over get None: too few.

    >>> cells = {Cell("C", "CN", "large"): 7, Cell("C", "CN", "small"): 2, Cell("G", "FR", "micro"): 1}
    >>> [cohort and cohort.key for cohort in label(cells, k=5).values()]
    ['C|CN|*', 'C|CN|*', None]
    """
    labelled: dict[Cell, Cohort | None] = dict.fromkeys(sizes)
    waiting: dict[Cohort, list[Cell]] = {}
    for height in range(max((len(ladder(cell)) for cell in sizes), default=0), 0, -1):
        groups = _with_starting(waiting, (cell for cell in sizes if len(ladder(cell)) == height))
        thin = {cohort for cohort, cells in groups.items() if _organisations(cells, sizes) < k}
        if height > 1:
            thin |= set(_joining(thin, groups, sizes, k))
        for cohort in groups.keys() - thin:
            labelled.update(dict.fromkeys(groups[cohort], cohort))
        waiting = _widened(groups, thin) if height > 1 else {}
    return labelled


def _with_starting(waiting: Mapping[Cohort, list[Cell]], cells: Iterable[Cell]) -> dict[Cohort, list[Cell]]:
    """Add the cells whose ladder begins here; a province's may have risen to the same cohort before."""
    groups: dict[Cohort, list[Cell]] = defaultdict(list, waiting)
    for cell in cells:
        groups[cell.cohort] = [*groups[cell.cohort], cell]
    return dict(groups)


def _organisations(cells: Iterable[Cell], sizes: Mapping[Cell, int]) -> int:
    return sum(sizes[cell] for cell in cells)


def _widened(groups: Mapping[Cohort, list[Cell]], rising: Iterable[Cohort]) -> dict[Cohort, list[Cell]]:
    """Put the rising groups together under the next wider cohort of their ladders."""
    wider: dict[Cohort, list[Cell]] = defaultdict(list)
    for cohort in sorted(rising, key=lambda cohort: cohort.key):
        wider[_parent(cohort, groups)] += groups[cohort]
    return dict(wider)


def _parent(cohort: Cohort, groups: Mapping[Cohort, list[Cell]]) -> Cohort:
    steps = ladder(groups[cohort][0])
    return steps[steps.index(cohort) + 1]


def _joining(
    thin: Iterable[Cohort], groups: Mapping[Cohort, list[Cell]], sizes: Mapping[Cell, int], k: int
) -> list[Cohort]:
    """Return the kept groups that must join what rises beside them, the smallest of each parent."""
    rising = _widened(groups, thin)
    # what rises from provinces meets the cells that begin where it arrives
    own = {cell.cohort: size for cell, size in sizes.items()}
    thin = set(thin)
    kept: dict[Cohort, list[Cohort]] = defaultdict(list)
    for cohort in groups:
        if cohort not in thin:
            kept[_parent(cohort, groups)].append(cohort)
    return [
        min(kept[parent], key=lambda cohort: (_organisations(groups[cohort], sizes), cohort.key))
        for parent, cells in rising.items()
        if kept[parent] and _organisations(cells, sizes) + own.get(parent, 0) < k
    ]


def how_many_leave(everyone: int, wanting: int, forced: int, k: int) -> int:
    """Choose how many leave a block of `everyone`: none, all, or k or more with k or more staying.

    As many of the `wanting` as that allows; the rest of them wait. Those `forced` (withdrawn, a part of the
    wanting) leave at once, if need be with others.

    >>> how_many_leave(10, wanting=2, forced=0, k=5), how_many_leave(10, wanting=2, forced=1, k=5)
    (0, 5)
    >>> how_many_leave(12, wanting=6, forced=0, k=5), how_many_leave(9, wanting=6, forced=1, k=5)
    (6, 9)
    """
    sizes = np.arange(everyone + 1)
    allowed = sizes[splits_safely(sizes, everyone, k) & (sizes >= forced)]
    willing = allowed[allowed <= wanting]
    return int(willing[-1] if willing.size else allowed[0])


def splits_safely(sizes: Integers, everyone: int, k: int) -> Flags:
    """Say of each number of exits from a block of `everyone` whether both parts have none or k or more."""
    safely: Flags = (sizes == 0) | (sizes == everyone) | ((sizes >= k) & (everyone - sizes >= k))
    return safely


def release(history: History, candidates: Candidates, withdrawn: Flags, number: int, k: int = K) -> History:
    """Return the history as edition `number` continues it.

    `history` is that of the edition before (empty for the first), its names holding everyone there is now;
    `withdrawn` says of each organisation whether it leaves at once and is not admitted.
    """
    remaining = _let_go(history, candidates, withdrawn, number, k)
    return admit(remaining, candidates, withdrawn, number, k)


def _let_go(history: History, candidates: Candidates, withdrawn: Flags, number: int, k: int) -> History:
    """End the stays that are superseded, too old or withdrawn, as far as their blocks allow."""
    rows = np.flatnonzero(history.counted)
    if not rows.size:
        return history
    organisation = history.organisation[rows]
    forced = withdrawn[organisation]
    wanting = forced | _superseded(history, candidates)[rows]
    _, block = np.unique(mixed(history.label[rows], history.entered[rows]), return_inverse=True)
    sizes = _leaving(block, wanting, forced, k)
    # who leaves with those who must is decided by the order of ids, never by a score
    order = np.lexsort((organisation, ~wanting, ~forced, block))
    first = np.searchsorted(block[order], block[order])
    gone = rows[order[np.arange(len(order)) - first < sizes[block[order]]]]
    left = history.left.copy()
    left[gone] = number
    return replace(history, left=left)


def _superseded(history: History, candidates: Candidates) -> Flags:
    """Say of each stay whether its organisation would be counted with another score now, or with none."""
    wanted = np.full(len(history.organisations), len(history.assessments), dtype=np.int64)  # names no score
    wanted[candidates.organisation] = candidates.assessment
    superseded: Flags = wanted[history.organisation] != history.assessment
    return superseded


def _leaving(block: Integers, wanting: Flags, forced: Flags, k: int) -> Integers:
    """Return how many leave each block."""
    everyone, unsettled, must = (
        np.bincount(block, weights=flags, minlength=int(block.max()) + 1).astype(np.int64)
        for flags in (np.ones_like(wanting), wanting, forced)
    )
    sizes = np.zeros_like(everyone)
    for one in np.flatnonzero(unsettled).tolist():
        sizes[one] = how_many_leave(int(everyone[one]), int(unsettled[one]), int(must[one]), k)
    return sizes


def admit(history: History, candidates: Candidates, withdrawn: Flags, number: int, k: int) -> History:
    """Label the newcomers among themselves and let in those whose label has k or more of them."""
    barred = withdrawn.copy()
    barred[history.organisation[history.counted]] = True
    returning = np.isin(
        history.pairs(candidates.organisation, candidates.assessment), versions_that_left(history)
    )
    newcomers = candidates.where(~barred[candidates.organisation] & ~returning)
    sizes = np.bincount(newcomers.cell, minlength=len(candidates.cells)).tolist()
    present = {cell: size for cell, size in zip(candidates.cells, sizes, strict=True) if size}
    labels = label(present, k)
    keys = [cohort.key if (cohort := labels.get(cell)) else None for cell in candidates.cells]
    return _entered(history, newcomers, keys, number)


def _entered(history: History, newcomers: Candidates, keys: Sequence[str | None], number: int) -> History:
    """Add a stay for every newcomer whose cell has a label."""
    wider = history.with_labels(key for key in keys if key is not None)
    place = {key: position for position, key in enumerate(wider.labels)}
    codes = np.array([place[key] if key is not None else len(place) for key in keys], dtype=np.int64)
    label_of = codes[newcomers.cell] if keys else newcomers.cell
    entering = newcomers.where(label_of < len(place))
    return wider.continued(
        entering.organisation, entering.assessment, label_of[label_of < len(place)], number
    )


def versions_that_left(history: History) -> Integers:
    """Return the score (as `History.pairs`) of every stay that ended; none of them may be counted again."""
    ended = ~history.counted
    return history.pairs(history.organisation[ended], history.assessment[ended])


def withheld(block: Integers, has: Flags, kept: Flags, block_then: Integers, had: Flags, k: int) -> Flags:
    """Say which scores of one node are not counted, because they would tell too few apart.

    A node need not apply to everyone, and not everyone has a score in a new version of the model. `block`,
    `has` and `kept` say of each counted stay its block, whether it has a score on the node, and whether it
    had one in the edition before too; `block_then` and `had` say of each stay of that edition its block and
    whether it had one. Who of a block is counted on a node is settled when the first of them are: none or k
    or more. Later on nobody is added, and none or k or more have it still, and have it no more; where that
    fails, nobody of the block is counted on the node, in no later edition either.

    >>> nobody = np.array([], dtype=np.int64)
    >>> four_of_six, none = np.arange(6) < 4, np.zeros(6, dtype=np.bool_)
    >>> withheld(np.array([7] * 6), four_of_six, none, nobody, nobody > 0, k=5).tolist()
    [True, True, True, True, False, False]
    """
    blocks, places = np.unique(np.concatenate([block, block_then]), return_inverse=True)
    here, there = places[: len(block)], places[len(block) :]
    now, still, then = (
        np.bincount(at[having], minlength=len(blocks))
        for at, having in ((here, has), (here, has & kept), (there, had))
    )
    were = np.bincount(there, minlength=len(blocks))
    held_back, added = too_few(now, still, then, were, k)[here], ~(kept | (then == 0)[here])
    few: Flags = has & (held_back | added)
    return few


def too_few(now: Integers, still: Integers, then: Integers, were: Integers, k: int) -> Flags:
    """Say of which blocks the rule of `withheld` holds a node back.

    Of each block: how many have the node `now`, how many of these had it before (`still`), how many had it
    `then`, and how many stays the block had (`were`).

    >>> now, still, then = (np.array(column) for column in ([4, 7, 7, 5], [0, 7, 7, 0], [0, 9, 7, 0]))
    >>> too_few(now, still, then, np.array([0, 9, 9, 9]), k=5).tolist()
    [True, True, False, True]
    """
    first = then == 0
    parts = np.stack([still, then - still, np.where(first, now, 0)])
    unsafe = np.logical_or.reduce((parts > 0) & (parts < k), axis=0)
    held_back: Flags = unsafe | ((were > 0) & first)
    return held_back


def guard(history: History, k: int = K) -> int | None:
    """Return the size of the smallest class over all editions; raise `DisclosureRefused` when it is under k.

    Depends on nothing but the history: which scores were under which labels in which editions. None when
    nothing was ever counted. Also refuses an edition that counts an organisation twice.

    >>> from benchmarks.histories import Stay
    >>> guard(History.of(Stay(name, f"{name}-1", "C|CN|*", 1) for name in "abcdef"), k=5)
    6
    """
    if not len(history):
        return None
    classes, journeys = history.classes
    # an organisation counts once in a class, with however many of its scores
    members = np.sort(mixed(classes, history.organisation))
    first = np.append(True, members[1:] != members[:-1])
    sizes = np.bincount(members[first] // (history.organisation.max() + 1), minlength=len(journeys))
    smallest = min(np.flatnonzero(sizes == sizes.min()).tolist(), key=lambda one: journeys[one])
    if sizes[smallest] < k:
        raise DisclosureRefused(
            f"{sizes[smallest]} organisation(s) could be told apart, allowed are {k} or more: "
            f"those counted under {journeys[smallest]}"
        )
    if twice := history.counted_twice():
        raise DisclosureRefused(f"organisation counted more than once: {', '.join(twice)}")
    return int(sizes[smallest])
