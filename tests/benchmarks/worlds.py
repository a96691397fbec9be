"""Peers for tests: made from a seed, and whole histories of editions in which they come, move and go."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import Cell, Contribution, Edition, build, write
from benchmarks.contributions import WINDOW_MONTHS

DAY = date(2026, 6, 1)
INDUSTRIES = ("C", "G", "K")
COUNTRIES = ("CN", "JP", "HK", "FR", "DE", "US")
SIZES = ("small", "large")
CORNERS = [(industry, "CN", size) for industry in "CG" for size in ("small", "large")]
"""Four cells of which any two that share a side make a cohort."""


def contribution(name, *, cell=("C", "CN", "large"), scores=(500,), decided_on=DAY, version=1):
    assessment = f"{name}-{version}"
    return Contribution(name, assessment, Cell(*cell), decided_on, tuple(scores), f"digest of {assessment}")


def crowd(size, *, cell=("C", "CN", "large"), nodes=1, seed=0, prefix="firm"):
    chance = random.Random(f"{seed} {cell} {prefix}")
    return [
        contribution(
            f"{prefix}-{'-'.join(cell)}-{row:04d}",
            cell=cell,
            scores=[chance.randrange(1001) for _ in range(nodes)],
        )
        for row in range(size)
    ]


def edition(contributions, *, nodes=("total",), **changed):
    settings = {"line": "cmc", "track": "declared", "built_on": DAY, **changed}
    return build(nodes=nodes, contributions=contributions, **settings)


def labels_of(found):
    """The label each counted organisation is counted under."""
    return {stay.organisation: stay.label for stay in found.history if stay.counted}


def bytes_of(found):
    """Every file of an edition as it would be written."""
    with TemporaryDirectory() as root:
        folder = write(found, Path(root, "edition"))
        return {path.name: path.read_bytes() for path in folder.iterdir()}


def uneven_cell(chance):
    """A cell from a population with a few crowded and many thin places."""
    return Cell(
        INDUSTRIES[min(int(chance.expovariate(1.0)), len(INDUSTRIES) - 1)],
        COUNTRIES[min(int(chance.expovariate(0.7)), len(COUNTRIES) - 1)],
        SIZES[min(int(chance.expovariate(1.0)), len(SIZES) - 1)],
    )


Year = tuple[list[Contribution], frozenset[str]]
"""What an edition is built from: all contributions there are, and who took consent back."""


def years(seed: int, size: int, count: int) -> list[Year]:
    """Contributions and withdrawals of several editions: firms join, resubmit, move, withdraw and return."""
    chance = random.Random(seed)
    latest: dict[str, Contribution] = {}
    away: dict[str, Contribution] = {}
    told: list[Year] = []
    for year in range(count):
        for _ in range(chance.randrange(1, size + 1)):
            name = f"firm-{len(latest) + len(away):04d}"
            latest[name] = contribution(name, scores=[chance.randrange(1001), chance.randrange(1001)])
            latest[name] = replace(latest[name], cell=uneven_cell(chance))
        for name in [name for name in away if chance.random() < 0.5]:
            latest[name] = away.pop(name)
        withdrawn = set()
        for name, one in list(latest.items()):
            fate = chance.random()
            if fate < 0.15:
                latest[name] = _resubmitted(one, year, chance)
            elif fate < 0.19:
                withdrawn.add(name)
                away[name] = latest.pop(name)
        told.append((list(latest.values()), frozenset(withdrawn | set(away))))
    return told


def _resubmitted(one, year, chance):
    moved = replace(one.cell, industry=chance.choice(INDUSTRIES)) if chance.random() < 0.2 else one.cell
    return _anew(one, moved, year, (chance.randrange(1001), chance.randrange(1001)))


def _anew(one, cell, days, scores):
    version = int(one.assessment_id.rsplit("-", 1)[1]) + 1
    return replace(
        one,
        assessment_id=f"{one.organisation_id}-{version}",
        cell=cell,
        decided_on=DAY + timedelta(days=days),
        scores=scores,
        digest=f"digest of {one.organisation_id}-{version}",
    )


PLACES = ("CN-GD", "CN-SH", "CN", "CN", "HK", "JP", "FR", "DE", "US")
YEAR = 365
"""Days between the editions of a restless world; scores count for two years there."""


@dataclass(frozen=True)
class Habits:
    """How often, 0 to 1, firms of a world do what makes an edition hard to keep safe."""

    resubmit: float
    move: float
    withdraw: float
    fall_silent: float
    applies: tuple[float, float]
    values: int

    @classmethod
    def drawn(cls, chance: random.Random) -> "Habits":
        """Worlds differ: in some hardly anybody withdraws, in others a node hardly applies to anybody."""
        return cls(
            resubmit=chance.choice((0.02, 0.15, 0.5)),
            move=chance.choice((0.0, 0.3, 1.0)),
            withdraw=chance.choice((0.0, 0.03, 0.15)),
            fall_silent=chance.choice((0.0, 0.1)),
            applies=(chance.choice((0.95, 1.0)), chance.choice((0.05, 0.3, 0.6, 0.9))),
            values=chance.choice((2, 5, 1001)),
        )

    def scores(self, chance: random.Random) -> tuple[int | None, ...]:
        step = 1000 // (self.values - 1)
        return tuple(
            step * chance.randrange(self.values) if chance.random() < share else None
            for share in self.applies
        )


def restless_years(seed: int, size: int, count: int) -> list[Year]:
    """As `years`, with provinces beside countries, moves in every direction, nodes that do not apply to
    some, firms that fall silent until their scores are too old, and former scores given beside latest."""
    chance = random.Random(seed)
    habits = Habits.drawn(chance)
    latest: dict[str, Contribution] = {}
    silent: set[str] = set()
    withdrawn: set[str] = set()
    former: list[Contribution] = []
    told: list[Year] = []
    for year in range(count):
        for _ in range(chance.randrange(size + 1) if year else size):
            name = f"firm-{len(latest):04d}"
            born = contribution(name, scores=habits.scores(chance), decided_on=DAY + timedelta(YEAR * year))
            latest[name] = replace(born, cell=_anywhere(chance))
        withdrawn -= {name for name in sorted(withdrawn) if chance.random() < 0.4}
        for name, one in list(latest.items()):
            if chance.random() < habits.withdraw:
                withdrawn.add(name)
            elif name not in silent and chance.random() < habits.resubmit:
                former.append(one)
                cell = _moved(one.cell, chance) if chance.random() < habits.move else one.cell
                latest[name] = _anew(one, cell, YEAR * year, habits.scores(chance))
            elif chance.random() < habits.fall_silent:
                silent.add(name)
        told.append(([*former, *latest.values()], frozenset(withdrawn)))
    return told


def _anywhere(chance):
    cell = uneven_cell(chance)
    return replace(cell, place=PLACES[min(int(chance.expovariate(0.5)), len(PLACES) - 1)])


def _moved(cell, chance):
    other = _anywhere(chance)
    what = chance.choice(("industry", "place", "size"))
    return replace(cell, **{what: getattr(other, what)})


def restated(told: Sequence[Year], seed: int) -> tuple[list[Year], list[str]]:
    """The same world under changing versions of the model, and the version of each year.

    A version decides anew which nodes apply to an assessment; a score that both have stays the same, as it
    may where a version leaves a criterion alone.
    """
    chance = random.Random(seed)
    versions = [1]
    for _ in told[1:]:
        versions.append(versions[-1] + (chance.random() < 0.6))
    share = chance.choice((0.5, 0.9, 0.98))
    years = [
        ([_under(one, version, share) for one in rows], withdrawn)
        for (rows, withdrawn), version in zip(told, versions, strict=True)
    ]
    return years, [f"{version}.0" for version in versions]


def _under(one, version, share):
    fate = random.Random(f"{one.assessment_id} {version}")
    total, people = (500 if score is None else score for score in one.scores)
    return replace(one, scores=(total, people if fate.random() < share else None))


def editions_of(
    told: Sequence[Year],
    k: int,
    *,
    days_apart: int = 1,
    window_months: int = WINDOW_MONTHS,
    versions: Sequence[str] = (),
) -> list[Edition]:
    built: list[Edition] = []
    for year, (contributions, withdrawn) in enumerate(told):
        built.append(
            edition(
                contributions,
                nodes=("total", "people"),
                built_on=DAY + timedelta(days=days_apart * year),
                previous=built[-1] if built else None,
                withdrawn=withdrawn,
                window_months=window_months,
                version=versions[year] if versions else "",
                k=k,
            )
        )
    return built


def restless_editions(told: Sequence[Year], k: int, versions: Sequence[str] = ()) -> list[Edition]:
    return editions_of(told, k, days_apart=YEAR, window_months=24, versions=versions)


def versions_of(applies):
    """Editions of a block of twenty firms, one for each version; `applies` says whom a node applies to.

    None is a version without that node. Every firm has one assessment all along and, where the node applies,
    the same score on it: nothing says that another version moves every score.
    """
    built = []
    for number, having in enumerate(applies, start=1):
        nodes = ("total",) if having is None else ("total", "people")
        rows = [
            contribution(
                f"firm-{row:02d}", scores=(500, 40 * row if row in (having or ()) else None)[: len(nodes)]
            )
            for row in range(20)
        ]
        before = built[-1] if built else None
        built.append(edition(rows, nodes=nodes, previous=before, version=f"{number}.0"))
    return built


VERSIONS = {
    "one firm gains a node": [range(11), range(12)],
    "one firm gains a node where another loses it": [range(11), range(1, 12)],
    "a node that too few kept comes back for others": [range(10), range(3), range(1, 11)],
    "five gain a node and one of them had it once": [range(7), range(5, 12), range(6)],
    "five come to a node, then four of five that had it once": [
        range(10),
        [*range(5), *range(10, 15)],
        [*range(9), *range(10, 16)],
    ],
}
"""Whom a node applies to, version by version: each of these told somebody apart until a rule forbade it."""
