"""What leaves an edition: which statistic from how many organisations, and the table of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.cohorts import Cohort
from benchmarks.editions import Edition

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


def rounded(organisations: int) -> int:
    """Return a number of organisations as it may be printed: rounded down to a multiple of 5.

    >>> rounded(14), rounded(4)
    (10, 0)
    """
    return organisations - organisations % 5


def publishable(edition: Edition, cohort: Cohort) -> bool:
    """Say whether enough organisations of a cohort are counted, and enough of its population."""
    reach = edition.reach(cohort)
    return reach.counted >= LEAST_ORGANISATIONS and reach.coverage >= LEAST_COVERAGE


def published_cohorts(edition: Edition) -> tuple[Cohort, ...]:
    """Return every roll-up of the edition's labels that is publishable, by key."""
    rollups = {rollup for label in edition.labels.cohorts for rollup in label.rollups()}
    return tuple(
        cohort for cohort in sorted(rollups, key=lambda cohort: cohort.key) if publishable(edition, cohort)
    )


def published(edition: Edition) -> "pd.DataFrame":
    """Return the table of statistics that may be published, one row for each cohort and node.

    Columns: cohort (key), industry, geography, size (None where not restricted), node, n (organisations with
    a score, rounded down to 5), coverage (whole percent, rounded down), and p10, p25, p50, p75, p90 in points
    (0-100), NaN where n does not reach the statistic's threshold. Nodes under 10 organisations have no row.
    """
    import pandas as pd

    columns = ["cohort", "industry", "geography", "size", "node", "n", "coverage"]
    columns += [statistic.name for statistic in STATISTICS]
    return pd.DataFrame(
        [row for cohort in published_cohorts(edition) for row in _rows(edition, cohort)], columns=columns
    )


def _rows(edition: Edition, cohort: Cohort) -> Iterator[tuple[Any, ...]]:
    found = edition.distributions(cohort)
    coverage = edition.reach(cohort).percent
    quantiles = [
        np.where(
            found.n >= statistic.least,
            found.quantiles(statistic.numerator, statistic.denominator) / (10 * statistic.denominator),
            np.nan,
        ).tolist()
        for statistic in STATISTICS
    ]
    for node, (name, n) in enumerate(zip(edition.nodes, found.n.tolist(), strict=True)):
        if n >= LEAST_ORGANISATIONS:
            place = (cohort.key, cohort.industry, cohort.geography, cohort.size)
            yield (*place, name, rounded(n), coverage, *(values[node] for values in quantiles))
