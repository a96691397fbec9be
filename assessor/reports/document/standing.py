"""The comparison with peers."""

from dataclasses import dataclass

from assessor.reports.document.numbers import Figure, Interval


@dataclass(frozen=True, slots=True)
class RungView:
    """One cohort of the ladder: used, or why it was not; `withheld` where it may not be published."""

    title: str
    n: str
    coverage: str
    used: bool
    reason: str
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class PositionView:
    """Where one number stands among its peers; None for what may not be published.

    `place` says it in words. The intervals of the quantiles are given for the total and the dimensions, where
    both ends may be published.
    """

    node: str
    title: str
    value: Figure
    percentile: Figure
    percentile_low: Figure
    percentile_high: Figure
    p10: Figure | None
    p25: Figure | None
    p50: Figure | None
    p75: Figure | None
    p90: Figure | None
    place: str = ""
    p10_interval: Interval | None = None
    p25_interval: Interval | None = None
    p50_interval: Interval | None = None
    p75_interval: Interval | None = None
    p90_interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class EstimatedView:
    """An estimated median of one number, with its interval."""

    node: str
    title: str
    median: Figure
    interval: Interval


@dataclass(frozen=True, slots=True)
class EstimateView:
    """Estimated medians of a cohort that is withheld or thin; `basis` says that and what they rest on."""

    cohort: str
    parent: str
    basis: str
    medians: tuple[EstimatedView, ...]


@dataclass(frozen=True, slots=True)
class StandingView:
    """The comparison with peers, and what it rests on. `positions` is empty where no cohort may be shown.

    They stand in the model's order: the total, then each dimension before its criteria.
    `unshown` says why some quantiles are not there, `too_few` which parts too few peers have a score for.
    """

    edition: str
    edition_digest: str
    built_on_shown: str
    synthetic: bool
    cohort: str
    n: str
    statement: str
    rungs: tuple[RungView, ...]
    positions: tuple[PositionView, ...]
    unshown: str = ""
    too_few: tuple[str, ...] = ()
    estimates: tuple[EstimateView, ...] = ()
