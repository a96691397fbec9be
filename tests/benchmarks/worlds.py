"""Peers for tests: made from a seed, and whole histories of editions in which they come, move and go."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import Cell, Contribution, Edition, build, write

DAY = date(2026, 6, 1)
INDUSTRIES = ("C", "G", "K")
COUNTRIES = ("CN", "JP", "HK", "FR", "DE", "US")
SIZES = ("small", "large")


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
    version = int(one.assessment_id.rsplit("-", 1)[1]) + 1
    moved = replace(one.cell, industry=chance.choice(INDUSTRIES)) if chance.random() < 0.2 else one.cell
    return replace(
        one,
        assessment_id=f"{one.organisation_id}-{version}",
        cell=moved,
        decided_on=DAY + timedelta(days=year),
        scores=(chance.randrange(1001), chance.randrange(1001)),
        digest=f"digest of {one.organisation_id}-{version}",
    )


def editions_of(told: Sequence[Year], k: int) -> list[Edition]:
    built: list[Edition] = []
    for year, (contributions, withdrawn) in enumerate(told):
        built.append(
            edition(
                contributions,
                nodes=("total", "people"),
                built_on=DAY + timedelta(days=year),
                previous=built[-1] if built else None,
                withdrawn=withdrawn,
                k=k,
            )
        )
    return built
