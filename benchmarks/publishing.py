"""What leaves an edition: which statistic from how many organisations, and the table of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from benchmarks.cohorts import Cohort
from benchmarks.counts import Integers
from benchmarks.editions import Edition, Reach
from benchmarks.rollups import Floats, Rollups, points

if TYPE_CHECKING:
    import pandas as pd

LEAST_ORGANISATIONS = 10
"""A cohort with fewer organisations is not published at all."""

LEAST_COVERAGE = 0.8
"""A cohort of which less than this share is counted is not published: it would not speak for its name."""


@dataclass(frozen=True, slots=True)
class Statistic:
    """A published quantile and the number of organisations it takes."""

    name: str
    numerator: int
    denominator: int
    least: int


# never the minimum or the maximum: each is one organisation's own score
STATISTICS = (
    Statistic("p10", 1, 10, 50),
    Statistic("p25", 1, 4, 20),
    Statistic("p50", 1, 2, LEAST_ORGANISATIONS),
    Statistic("p75", 3, 4, 20),
    Statistic("p90", 9, 10, 50),
)


Number = TypeVar("Number", int, Integers)


def rounded(organisations: Number) -> Number:
    """Return a number of organisations as it may be printed: rounded down to a multiple of 5.

    >>> rounded(14), rounded(4)
    (10, 0)
    """
    return organisations - organisations % 5


def publishable(edition: Edition, cohort: Cohort) -> bool:
    """Say whether enough organisations of a cohort are counted, and enough of its population."""
    return _enough(edition.reach(cohort))


def _enough(reach: Reach) -> bool:
    return reach.counted >= LEAST_ORGANISATIONS and reach.coverage >= LEAST_COVERAGE


def published_cohorts(edition: Edition) -> tuple[Cohort, ...]:
    """Return every roll-up of the edition's labels that is publishable, by key."""
    return tuple(cohort for cohort, _ in _reached(edition))


def _reached(edition: Edition) -> list[tuple[Cohort, Reach]]:
    """Return the publishable cohorts by key, and how much of each is counted."""
    labels = edition.labels.cohorts
    rollups = {rollup for label in labels for rollup in label.rollups()}
    cohorts = sorted(rollups, key=lambda cohort: cohort.key)
    counted = Rollups(cohorts, labels).members(edition.counts.members)
    places = [cell.cohort for cell in edition.population]
    known = Rollups(cohorts, places).members(np.array(list(edition.population.values()), dtype=np.int64))
    reached = zip(cohorts, map(Reach, counted.tolist(), known.tolist()), strict=True)
    return [(cohort, reach) for cohort, reach in reached if _enough(reach)]


def published(edition: Edition) -> "pd.DataFrame":
    """Return the table of statistics that may be published, one row for each cohort and node.

    Columns: cohort (key), industry, geography, size (None where not restricted), node, n (organisations with
    a score, rounded down to 5), coverage (whole percent, rounded down), and p10, p25, p50, p75, p90 in points
    (0-100), NaN where n does not reach the statistic's threshold. Nodes under 10 organisations have no row.
    """
    import pandas as pd

    reached = _reached(edition)
    cohorts = np.array([_place(cohort) for cohort, _ in reached], dtype=object).reshape(len(reached), 4)
    coverage = np.array([reach.percent for _, reach in reached], dtype=np.int64)
    n, shown = _statistics(edition, [cohort for cohort, _ in reached])
    cohort, node = np.nonzero(n >= LEAST_ORGANISATIONS)
    columns: dict[str, Any] = dict(
        zip(("cohort", "industry", "geography", "size"), cohorts[cohort].T, strict=True)
    )
    columns |= {"node": np.array(edition.nodes, dtype=object)[node], "n": rounded(n[cohort, node])}
    columns |= {"coverage": coverage[cohort]}
    columns |= {one.name: shown[cohort, node, place] for place, one in enumerate(STATISTICS)}
    return pd.DataFrame(columns)


def _place(cohort: Cohort) -> tuple[str | None, ...]:
    return cohort.key, cohort.industry, cohort.geography, cohort.size


def _statistics(edition: Edition, cohorts: Sequence[Cohort]) -> tuple[Integers, Floats]:
    """Return how many have a score (cohorts x nodes), and what may be shown of them, in points.

    The second is cohorts x nodes x `STATISTICS`, NaN where too few have a score.
    """
    rollups = Rollups(cohorts, edition.labels.cohorts)
    shares = [(one.numerator, one.denominator) for one in STATISTICS]
    found = [rollups.quantiles(table, shares) for table in edition.counts.tables()]
    n = np.stack([one.n for one in found], axis=1)
    values = np.stack([points(one.values, shares) for one in found], axis=1)
    least = np.array([one.least for one in STATISTICS])
    return n, np.where(n[:, :, None] >= least, values, np.nan)
