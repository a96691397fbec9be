"""How a cohort changed over editions, and how much of it came from a new version of the model."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from benchmarks.cohorts import Cohort
from benchmarks.counts import Distributions
from benchmarks.editions import Edition
from benchmarks.publishing import STATISTICS, Statistic, publishable, rounded
from benchmarks.remembering import remembered

MEDIAN = "p50"


@dataclass(frozen=True, slots=True)
class Point:
    """A statistic of a cohort in one edition.

    `value` is in points (0-100), None where the edition does not publish it; `n` is rounded down to 5.
    """

    number: int
    built_on: str
    version: str
    n: int
    value: float | None


@dataclass(frozen=True, slots=True)
class Step:
    """The change from one edition to the next, in points: `total` is `real` + `of_version`.

    `of_version` is what another version of the model made of the same answers: 0 where the version is the
    same, None (and `real` too) where too few organisations have scores of both versions. All are None where
    an edition does not publish the statistic.
    """

    start: int
    end: int
    total: float | None
    real: float | None
    of_version: float | None


@dataclass(frozen=True, slots=True)
class Trend:
    """A statistic of one node of a cohort over editions, the earliest first."""

    cohort: str
    node: str
    statistic: str
    points: tuple[Point, ...]
    steps: tuple[Step, ...]


def trend(editions: Sequence[Edition], cohort: Cohort, node: str, statistic: str = MEDIAN) -> Trend:
    """Follow a statistic (p10, p25, p50, p75 or p90) of a cohort on one node over editions.

    `editions` are of one line and track; only what they publish is used. The part of a version is measured
    on the organisations that are counted by both versions, by the same statistic. Raises ValueError for
    editions of several lines or tracks, a statistic that is not published, and a node that none has.
    """
    chosen = next((one for one in STATISTICS if one.name == statistic), None)
    if chosen is None:
        allowed = ", ".join(one.name for one in STATISTICS)
        raise ValueError(f"statistic: found {statistic!r}, allowed are {allowed}")
    if len({(edition.line, edition.track) for edition in editions}) > 1:
        raise ValueError("editions of one line and track are needed")
    if editions and not any(node in edition.nodes for edition in editions):
        raise ValueError(f"node: found {node!r}, allowed are {', '.join(editions[-1].nodes)}")
    ordered = sorted(editions, key=lambda edition: edition.number)
    values = [_published(edition, cohort, node, chosen) for edition in ordered]
    return Trend(
        cohort=cohort.key,
        node=node,
        statistic=statistic,
        points=tuple(_point(*both, cohort, node) for both in zip(ordered, values, strict=True)),
        steps=tuple(
            _step(start, end, cohort, node, chosen)
            for start, end in pairwise(zip(ordered, values, strict=True))
        ),
    )


def _published(edition: Edition, cohort: Cohort, node: str, statistic: Statistic) -> Fraction | None:
    """Return a statistic in points, exactly, where the edition publishes it."""
    if node not in edition.nodes or not publishable(edition, cohort):
        return None
    return _value(edition.distributions(cohort), edition.nodes.index(node), statistic)


def _value(found: Distributions, row: int, statistic: Statistic) -> Fraction | None:
    if found.n[row] < statistic.least:
        return None
    scaled = found.quantiles(statistic.numerator, statistic.denominator)[row]
    return Fraction(int(scaled), 10 * statistic.denominator)


def _point(edition: Edition, value: Fraction | None, cohort: Cohort, node: str) -> Point:
    n = int(edition.distributions(cohort).n[edition.nodes.index(node)]) if value is not None else 0
    shown = float(value) if value is not None else None
    return Point(edition.number, edition.built_on.isoformat(), edition.version, rounded(n), shown)


Valued = tuple[Edition, Fraction | None]


def _step(start: Valued, end: Valued, cohort: Cohort, node: str, statistic: Statistic) -> Step:
    (before, old), (after, new) = start, end
    if old is None or new is None:
        return Step(before.number, after.number, None, None, None)
    total = new - old
    of_version = Fraction(0) if before.version == after.version else None
    if of_version is None and after.bridge is not None and after.bridge.version == before.version:
        of_version = _of_version(after, cohort, node, statistic)
    real = None if of_version is None else float(total - of_version)
    shown = None if of_version is None else float(of_version)
    return Step(before.number, after.number, float(total), real, shown)


def _of_version(edition: Edition, cohort: Cohort, node: str, statistic: Statistic) -> Fraction | None:
    """Return what the version changed on the same organisations; None where they are too few to say."""
    row = edition.nodes.index(node)
    before, after = (_value(found, row, statistic) for found in _bridged(edition, cohort))
    return None if before is None or after is None else after - before


@remembered(latest=64)
def _bridged(edition: Edition, cohort: Cohort) -> tuple[Distributions, Distributions]:
    """Return the scores of a cohort by both versions, of those who have both."""
    assert edition.bridge is not None
    labels = edition.labels.inside(cohort).nonzero()[0].tolist()
    return edition.bridge.before.of(labels), edition.bridge.after.of(labels)
