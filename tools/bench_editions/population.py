"""Synthetic assessments in any number, drawn as columns, and the roll-ups that they are compared in."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from assessor.editions.nodes import compared_nodes
from benchmarks import Cell, Cohort
from benchmarks.classification import SIZE_BANDS, countries, sections
from benchmarks.contributions import Contributions
from benchmarks.counts import TOP, Column
from criteria.model import Model
from criteria.registry import load

Kind = Literal["smooth", "stepped"]
"""Criteria on every tenth of a point, as audits give; or on 21 values, as declared self-assessments give."""

KINDS: tuple[Kind, ...] = ("smooth", "stepped")
INDUSTRIES = 20
BUILT_ON = date(2026, 6, 1)
LINE, TRACK = "bench", "declared"
SHARES = ((1, 20), (1, 10), (1, 4), (1, 2), (3, 4), (9, 10), (19, 20))
"""The seven quantiles: 5, 10, 25, 50, 75, 90 and 95%."""

# in tenths of a point: a total of 380 of 1000 on average, with a standard deviation of 12 points
MEAN, BETWEEN, WITHIN, STEP = 380, 115, 120, 50
Scores = NDArray[np.float32]


def model() -> Model:
    """The model whose nodes the synthetic assessments have: a total, 7 dimensions and 30 criteria."""
    return load("cmc")


def cells() -> tuple[Cell, ...]:
    """Twenty industries in one country of each sub-region, in four sizes."""
    first: dict[str, str] = {}
    for country in countries():
        first.setdefault(country.subregion, country.code)
    industries = [section.code for section in sections()[:INDUSTRIES]]
    return tuple(
        Cell(industry, place, size)
        for industry in industries
        for place in first.values()
        for size in SIZE_BANDS
    )


def draw(size: int, kind: Kind, seed: int = 1) -> Contributions:
    """Draw so many assessments over cells of very different sizes."""
    rng = np.random.default_rng(seed)
    places = cells()
    weights = rng.lognormal(0, 1, len(places))
    scores = _scores(size, kind, rng)
    first, last = date(2024, 1, 1).toordinal(), BUILT_ON.toordinal()
    return Contributions(
        organisations=_numbered("org-", size, 10),
        assessments=_numbered("assessment-", size, 10),
        digests=_numbered("", size, 64),
        cells=places,
        cell=rng.choice(len(places), size, p=weights / weights.sum()).astype(np.int32),
        decided=rng.integers(first, last, size).astype(np.int32),
        scores=tuple(scores[node] for node in compared_nodes(model())),
    )


def _numbered(prefix: str, size: int, width: int) -> Any:
    numbers = pc.utf8_lpad(pa.array(np.arange(size)).cast(pa.large_string()), width, "0")
    return pc.binary_join_element_wise(
        pa.scalar(prefix, pa.large_string()), numbers, pa.scalar("", pa.large_string())
    )


def _scores(size: int, kind: Kind, rng: np.random.Generator) -> dict[str, Column]:
    """Draw the criteria around each organisation's ability; dimensions and total are their weighted means."""
    ability = MEAN + BETWEEN * rng.standard_normal(size, np.float32)
    found: dict[str, Column] = {}
    total = np.zeros(size, np.float32)
    whole = sum(dimension.points for dimension in model().dimensions)
    for dimension in model().dimensions:
        together = np.zeros(size, np.float32)
        for criterion in dimension.criteria:
            drawn = _on_scale(ability + WITHIN * rng.standard_normal(size, np.float32), kind)
            found[criterion.id] = drawn.astype(np.uint16)
            together += drawn * np.float32(criterion.points / dimension.points)
        found[dimension.id] = np.rint(together).astype(np.uint16)
        total += together * np.float32(dimension.points / whole)
    return found | {"total": np.rint(total).astype(np.uint16)}


def _on_scale(drawn: Scores, kind: Kind) -> Scores:
    step = 1 if kind == "smooth" else STEP
    scores: Scores = np.clip(np.rint(drawn / step) * step, 0, TOP)
    return scores


def rolled_up(labels: Sequence[Cohort]) -> list[Cohort]:
    """Every roll-up of the labels, by key; a country is its sub-region's only one and not asked for twice."""
    wider = {cohort for label in labels for cohort in label.rollups()}
    return sorted((cohort for cohort in wider if not _of_country(cohort)), key=lambda cohort: cohort.key)


def _of_country(cohort: Cohort) -> bool:
    return cohort.geography is not None and cohort.geography.isalpha()


def patterns() -> Iterator[tuple[str, ...]]:
    """The twelve kinds of roll-up, as the columns that each groups by."""
    for industry in (("industry",), ()):
        for place in (("subregion",), ("region",), ()):
            for size in (("size",), ()):
                yield (*industry, *place, *size)
