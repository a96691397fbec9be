"""What the disclosure rule costs in an edition: who is not counted, what is not published, how old it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessor.editions.parts import DASH
from assessor.languages import Wording, message
from benchmarks import Edition
from benchmarks.classification import geography_name, industry_name, size_name
from benchmarks.coverage import Coverage, Kind, Level, Width, coverage
from benchmarks.editions import Reach
from benchmarks.publishing import rounded
from benchmarks.remembering import remembered

DAYS_A_MONTH = 365.25 / 12
WIDTHS: Mapping[Width, str] = {
    "world": message("World"),
    "region": message("Region"),
    "subregion": message("Sub-region"),
    "country": message("Country"),
    "province": message("Province"),
}
LEVELS: Mapping[Level, str] = {
    "industry": message("Coverage by industry"),
    "region": message("Coverage by region"),
    "subregion": message("Coverage by sub-region"),
    "country": message("Coverage by country"),
    "size": message("Coverage by size"),
}


@dataclass(frozen=True, slots=True)
class Released:
    """Cohorts of a kind: what they restrict, how many are published, and how many could be."""

    place: str
    industry: str
    size: str
    published: str
    possible: str


@dataclass(frozen=True, slots=True)
class Covered:
    """A part of the population: how many of it are known, rounded down, and which share is counted."""

    title: str
    known: str
    coverage: str


@dataclass(frozen=True, slots=True)
class CoverageView:
    """Coverage and freshness of an edition; numbers of organisations are rounded down to a multiple of 5."""

    counted: str
    coverage: str
    months: str
    smallest: str
    released: tuple[Released, ...]
    levels: tuple[tuple[str, tuple[Covered, ...]], ...]


@remembered(1)
def _coverage(edition: Edition) -> Coverage:
    return coverage(edition)


def coverage_view(edition: Edition, say: Wording) -> CoverageView:
    """What the rule costs in an edition. Opens its archive: raises EditionDamaged where that is damaged."""
    found = _coverage(edition)
    age = found.median_age_days
    return CoverageView(
        counted=say.count(rounded(found.whole.counted)),
        coverage=_share(found.whole),
        months=DASH if age is None else say.count(round(age / DAYS_A_MONTH)),
        smallest=say.count(rounded(found.smallest_class)) if found.smallest_class else "",
        released=tuple(
            _released(kind, one.published, one.possible, say) for kind, one in found.cohorts.items()
        ),
        levels=tuple(
            (say(title), tuple(_covered(level, code, one, say) for code, one in found.levels[level].items()))
            for level, title in LEVELS.items()
        ),
    )


def _share(reach: Reach) -> str:
    return f"{reach.percent}%" if reach.population else DASH


def _released(kind: Kind, published: int, possible: int, say: Wording) -> Released:
    return Released(
        place=say(WIDTHS[kind.place]),
        industry=say("one industry") if kind.industry else say("all industries"),
        size=say("one size") if kind.size else say("all sizes"),
        published=say.count(published),
        possible=say.count(possible),
    )


def _covered(level: Level, code: str, reach: Reach, say: Wording) -> Covered:
    """Of fewer than five not even the share is told: it would be that of a few."""
    few = rounded(reach.population) == 0
    return Covered(
        title=_title(level, code, say),
        known=say("fewer than 5") if few else say.count(rounded(reach.population)),
        coverage=DASH if few else _share(reach),
    )


def _title(level: Level, code: str, say: Wording) -> str:
    if level == "industry":
        return industry_name(code, say.language)
    if level == "size":
        return size_name(code, say.language)
    return geography_name(code, say.language)
