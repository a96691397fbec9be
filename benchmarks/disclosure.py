"""What may be published: nothing from which a group smaller than k organisations can be told apart.

"Publish a cohort when it has k members" is not safe: two published cohorts, or two editions of one, differ by
a few organisations, and subtraction gives those away. The rule here works on three levels.

1. Every counted score carries one label, a cohort with at least k organisations; a published cohort is a
   union of labels. (`label`)
2. Scores come and go in groups. Newcomers enter a label together, k or more: a block. From a block nobody
   leaves, or k or more leave and none or k or more stay. A withdrawal does not wait, so others leave with
   it. A score that left never returns. (`admit`, `leaving`)
3. A guard that trusts neither: over all editions, the scores that were under the same labels in the same
   editions form a class, and every class has at least k organisations. (`guard`)

Whoever combines published cohorts of any editions, by whatever sum, difference or function, can only tell
classes apart. Exchanging two scores inside a class changes nothing that was ever published.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from benchmarks.cohorts import Cell, Cohort, ladder

K = 5
"""The smallest group that published figures may resolve to, in organisations."""


class DisclosureRefused(Exception):
    """The guard found that publishing would single out fewer than k organisations."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """The score an organisation would be counted with: which assessment, and the cell it was in."""

    organisation: str
    assessment: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Stay:
    """One score's time in the editions: under which label, from edition `entered` until before `left`.

    `left` is None while it is counted. Scores with the same label and the same `entered` are a block.
    """

    organisation: str
    assessment: str
    label: str
    entered: int
    left: int | None = None

    @property
    def counted(self) -> bool:
        """Whether the score is counted in the latest edition."""
        return self.left is None


History = tuple[Stay, ...]


def label(sizes: Mapping[Cell, int], k: int = K) -> dict[Cell, Cohort | None]:
    """Give every cell the narrowest cohort of its ladder under which k or more organisations come together.

    `sizes` says how many organisations each cell has. A group under k moves up one rung; if what moves up to
    a rung is still thin, the smallest group kept just below joins it. Cells left over get None: too few.

    >>> cells = {Cell("C", "CN", "large"): 7, Cell("C", "CN", "small"): 2, Cell("G", "FR", "micro"): 1}
    >>> [cohort and cohort.key for cohort in label(cells, k=5).values()]
    ['C|CN|*', 'C|CN|*', None]
    """
    labelled: dict[Cell, Cohort | None] = dict.fromkeys(sizes)
    groups = _groups(sizes, rung=0)
    last = len(ladder(next(iter(sizes)))) - 1 if sizes else 0
    for rung in range(last + 1):
        kept = {cohort for cohort, cells in groups.items() if _organisations(cells, sizes) >= k}
        thin = [cell for cohort, cells in groups.items() if cohort not in kept for cell in cells]
        if rung < last:
            rising = _groups(thin, rung + 1)
            for joined in _joining(rising, kept, groups, sizes, k, rung):
                kept.remove(joined)
                rising[ladder(groups[joined][0])[rung + 1]] += groups[joined]
        for cohort in kept:
            labelled.update(dict.fromkeys(groups[cohort], cohort))
        if rung < last:
            groups = rising
    return labelled


def _groups(cells: Iterable[Cell], rung: int) -> dict[Cohort, list[Cell]]:
    groups: dict[Cohort, list[Cell]] = defaultdict(list)
    for cell in cells:
        groups[ladder(cell)[rung]].append(cell)
    return groups


def _organisations(cells: Iterable[Cell], sizes: Mapping[Cell, int]) -> int:
    return sum(sizes[cell] for cell in cells)


def _joining(
    rising: Mapping[Cohort, list[Cell]],
    kept: Collection[Cohort],
    groups: Mapping[Cohort, list[Cell]],
    sizes: Mapping[Cell, int],
    k: int,
    rung: int,
) -> list[Cohort]:
    """Return the kept groups that must join what rises above them, the smallest of each parent."""
    children: dict[Cohort, list[Cohort]] = defaultdict(list)
    for cohort in kept:
        children[ladder(groups[cohort][0])[rung + 1]].append(cohort)
    return [
        min(children[parent], key=lambda cohort: (_organisations(groups[cohort], sizes), cohort.key))
        for parent, cells in rising.items()
        if children[parent] and _organisations(cells, sizes) < k
    ]


def leaving(members: Collection[str], wanting: Collection[str], forced: Collection[str], k: int) -> set[str]:
    """Choose which organisations leave a block: none, all, or k or more with k or more staying.

    As many of those `wanting` to leave as that allows; the rest of them wait. Those `forced` (withdrawn)
    leave at once, if need be with others. Which others is decided by the order of ids, never by a score.

    >>> sorted(leaving("abcdefghij", wanting="ab", forced="", k=5))
    []
    >>> sorted(leaving("abcdefghij", wanting="ab", forced="b", k=5))
    ['a', 'b', 'c', 'd', 'e']
    """
    everyone = len(members)
    allowed = [size for size in range(everyone + 1) if _splits_safely(size, everyone, k)]
    queue = sorted(members, key=lambda name: (name not in forced, name not in wanting, name))
    willing = [size for size in allowed if len(forced) <= size <= len(wanting)]
    size = max(willing) if willing else min(size for size in allowed if size >= len(forced))
    return set(queue[:size])


def _splits_safely(size: int, everyone: int, k: int) -> bool:
    return size in (0, everyone) or (size >= k and everyone - size >= k)


def release(
    history: History, candidates: Mapping[str, Candidate], withdrawn: Collection[str], number: int, k: int = K
) -> History:
    """Return the history as edition `number` continues it.

    `history` is that of the edition before (empty for the first); `candidates` has, by organisation, the
    score each would be counted with now; `withdrawn` organisations leave at once and are not admitted.
    """
    remaining = _let_go(history, candidates, withdrawn, number, k)
    return admit(remaining, candidates, withdrawn, number, k)


def _let_go(
    history: History, candidates: Mapping[str, Candidate], withdrawn: Collection[str], number: int, k: int
) -> History:
    """End the stays that are superseded, too old or withdrawn, as far as their blocks allow."""
    blocks: dict[tuple[str, int], list[Stay]] = defaultdict(list)
    for stay in history:
        if stay.counted:
            blocks[stay.label, stay.entered].append(stay)
    gone: set[tuple[str, str]] = set()
    for block in blocks.values():
        members = {stay.organisation: stay.assessment for stay in block}
        forced = {name for name in members if name in withdrawn}
        wanting = forced | {name for name in members if _superseded(name, members[name], candidates)}
        gone |= {(name, members[name]) for name in leaving(members, wanting, forced, k)}
    return tuple(
        replace(stay, left=number) if stay.counted and (stay.organisation, stay.assessment) in gone else stay
        for stay in history
    )


def _superseded(organisation: str, assessment: str, candidates: Mapping[str, Candidate]) -> bool:
    return organisation not in candidates or candidates[organisation].assessment != assessment


def admit(
    history: History, candidates: Mapping[str, Candidate], withdrawn: Collection[str], number: int, k: int
) -> History:
    """Label the newcomers among themselves and let in those whose label has k or more of them."""
    barred = {stay.organisation for stay in history if stay.counted} | set(withdrawn)
    left = versions_that_left(history)
    newcomers = [
        candidate
        for name, candidate in sorted(candidates.items())
        if name not in barred and (name, candidate.assessment) not in left
    ]
    labels = label(Counter(candidate.cell for candidate in newcomers), k)
    entering = [
        Stay(candidate.organisation, candidate.assessment, cohort.key, number)
        for candidate in newcomers
        if (cohort := labels[candidate.cell]) is not None
    ]
    return (*history, *entering)


def versions_that_left(history: History) -> set[tuple[str, str]]:
    """Return (organisation, assessment) of every score that left; none of them may be counted again."""
    return {(stay.organisation, stay.assessment) for stay in history if not stay.counted}


def guard(history: History, k: int = K) -> int | None:
    """Return the size of the smallest class over all editions; raise `DisclosureRefused` when it is under k.

    Depends on nothing but the history: which scores were under which labels in which editions. None when
    nothing was ever counted. Also refuses an edition that counts an organisation twice.

    >>> guard(tuple(Stay(name, f"{name}-1", "C|CN|*", 1) for name in "abcdef"), k=5)
    6
    """
    classes = _classes(history)
    smallest = min(classes, key=lambda journey: (len(classes[journey]), journey), default=None)
    if smallest is None:
        return None
    if len(classes[smallest]) < k:
        raise DisclosureRefused(
            f"{len(classes[smallest])} organisation(s) could be told apart, allowed are {k} or more: "
            f"those counted under {_described(smallest)}"
        )
    twice = [
        name for name, times in Counter(s.organisation for s in history if s.counted).items() if times > 1
    ]
    if twice:
        raise DisclosureRefused(f"organisation counted more than once: {', '.join(sorted(twice))}")
    return len(classes[smallest])


Journey = tuple[tuple[str, int, int], ...]


def _classes(history: History) -> dict[Journey, set[str]]:
    """Group organisations by the journey of their score: under which labels, in which editions."""
    journeys: dict[tuple[str, str], list[tuple[str, int, int]]] = defaultdict(list)
    for stay in history:
        # an open stay ends after every edition there is
        journeys[stay.organisation, stay.assessment].append((stay.label, stay.entered, stay.left or 2**31))
    classes: dict[Journey, set[str]] = defaultdict(set)
    for (organisation, _), journey in journeys.items():
        classes[tuple(sorted(journey))].add(organisation)
    return classes


def _described(journey: Journey) -> str:
    spells = (f"{label} in editions {entered} to {left - 1}" for label, entered, left in journey)
    return " and ".join(spells).replace(f"to {2**31 - 1}", "and later")
