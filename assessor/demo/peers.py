"""Synthetic peers for the demonstration: seeded, labelled, and spread as published instruments report it.

CMAT's published mean is 35% with a range of 17 to 67 over more than 650 organisations; these invented
organisations are drawn around that mean, over 20 industries, 22 sub-regions and 4 sizes, unevenly, as real
populations are. Their practice scores go through the same scoring as anybody's. They are never mixed with
real contributions, and an edition built from them says that it is synthetic.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from benchmarks.classification import SIZE_BANDS, countries, sections, subregions
from benchmarks.cohorts import Cell
from benchmarks.contributions import Contribution
from criteria.model import Model, Scale
from criteria.rescoring import rescore

Floats = npt.NDArray[np.float64]

MEAN = 35.0
BETWEEN = 8.5  # standard deviation between organisations, in points of 100
BETWEEN_CRITERIA = 7.0
BETWEEN_PRACTICES = 13.0
LOWEST, HIGHEST = 17.0, 67.0
COUNTRIES_EACH = 3  # at most, in each sub-region
HOME, HOME_WEIGHT = (
    "030",
    3.0,
)  # Eastern Asia, where the demonstration's two organisations are, has the most peers
NEWEST = date(2026, 10, 1)
WINDOW_DAYS = 900


@dataclass(frozen=True, slots=True)
class Plan:
    """How many synthetic peers, of which line and track, from which seed."""

    model: Model
    track: str
    organisations: int
    seed: int


def contributions(plan: Plan) -> Iterator[Contribution]:
    """The peers of a plan, always the same for the same plan and model."""
    drawn = np.random.default_rng([plan.seed, *plan.track.encode()])
    cells = _cells(drawn, plan.organisations)
    scores = _tenths(plan.model, _practices(drawn, plan))
    ages = drawn.integers(0, WINDOW_DAYS, plan.organisations)
    for n, (cell, row, age) in enumerate(zip(cells, scores.tolist(), ages.tolist(), strict=True)):
        name = f"synthetic-{plan.track}-{n:06d}"
        digest = hashlib.sha256(repr((name, row)).encode()).hexdigest()
        yield Contribution(name, f"{name}-1", cell, NEWEST - timedelta(days=age), tuple(row), digest)


def _cells(drawn: np.random.Generator, count: int) -> Sequence[Cell]:
    """Places drawn with uneven weights: few industries and countries hold most organisations."""
    industries = [section.code for section in sections()][:20]
    places = _countries()
    sizes = list(SIZE_BANDS)
    industry = drawn.choice(len(industries), count, p=_uneven(len(industries), 0.4, 1, drawn))
    region = drawn.choice(len(places), count, p=_uneven(len(places), 0.8, HOME_WEIGHT, drawn))
    within = drawn.random(count)
    size = drawn.choice(len(sizes), count, p=[0.15, 0.30, 0.33, 0.22])
    return [
        Cell(industries[i], places[r][int(w * w * len(places[r]))], sizes[s])
        for i, r, w, s in zip(industry.tolist(), region.tolist(), within.tolist(), size.tolist(), strict=True)
    ]


def _uneven(count: int, steepness: float, first: float, drawn: np.random.Generator) -> Floats:
    """Falling weights, the first place `first` times as heavy, and the others in a drawn order."""
    weights = np.arange(1.0, count + 1) ** -steepness
    weights[0] *= first
    weights[1:] = drawn.permutation(weights[1:])
    return np.asarray(weights / weights.sum())


def _countries() -> list[list[str]]:
    """A few countries of every sub-region, the first of each always the same."""
    by_region: dict[str, list[str]] = {region.code: [] for region in subregions()}
    for country in countries():
        by_region[country.subregion].append(country.code)
    preferred = {
        "030": ["CN", "TW", "HK"],
        "035": ["SG", "MY", "VN"],
        "155": ["DE", "FR", "NL"],
        "021": ["US", "CA"],
    }
    known = {code: preferred.get(code, own[:COUNTRIES_EACH]) for code, own in by_region.items() if own}
    return [known[code] for code in sorted(known, key=lambda code: (code != HOME, code))]


def _practices(drawn: np.random.Generator, plan: Plan) -> Floats:
    """Practice scores: ability, strengths by criterion, and chance, on the track's grid."""
    model, count = plan.model, plan.organisations
    ability = np.clip(drawn.normal(MEAN, BETWEEN, count), LOWEST, HIGHEST)[:, None]
    criteria = drawn.normal(0, BETWEEN_CRITERIA, (count, len(model.criteria)))
    owner = [n for n, criterion in enumerate(model.criteria) for _ in criterion.practices]
    chance = drawn.normal(0, BETWEEN_PRACTICES, (count, len(model.practices)))
    raw = np.clip(ability + criteria[:, owner] + chance, 0, 100)
    step = 20 if plan.track == "declared" else 5
    return np.asarray(np.round(raw / step) * step)


def _tenths(model: Model, practices: Floats) -> npt.NDArray[np.int64]:
    """Every compared node in tenths of a per cent of its scale, as a standing compares it."""
    scored = rescore(model, practices)
    nodes = np.column_stack([scored.dimensions, scored.criteria])
    columns = np.column_stack(
        [_of_scale(model.total_scale, scored.totals), _of_scale(model.node_scale, nodes)]
    )
    # sums of floats miss a half by a hair: without the hair, halves go to the even tenth everywhere
    return np.asarray(np.rint(np.round(columns, 6)), dtype=np.int64)


def _of_scale(scale: Scale, values: Floats) -> Floats:
    return np.asarray((values - float(scale.low)) * (1000 / float(scale.width)))
