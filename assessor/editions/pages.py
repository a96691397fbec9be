"""What the pages of benchmarks show: every line with its editions, and one edition with one cohort of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from babel.dates import format_skeleton

from assessor.editions.choosing import Offer, Select, chosen, form, offer
from assessor.editions.following import Followed, followed
from assessor.editions.parts import DASH, Line, Parts, parts_of
from assessor.editions.queries import opened
from assessor.editions.showing import Published, Withheld, published, withheld
from assessor.languages import Wording, message
from assessor.models import Edition as Row
from benchmarks import Edition, EditionDamaged
from benchmarks.cohorts import Cohort
from benchmarks.publishing import LEAST_COVERAGE, LEAST_ORGANISATIONS, STATISTICS, rounded

MOST_FOLLOWED = 8
"""Over how many editions a cohort is followed at most, the newest ones; so many stay open."""

CLASSIFICATIONS = {
    "industry": message("Industries"),
    "geography": message("Places"),
    "size": message("Sizes"),
}

# --- every line -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EditionLine:
    """An edition in a list: its name and number, when it was built, and how many it counts."""

    name: str
    number: int
    built_on: str
    version: str
    organisations: str
    coverage: str


@dataclass(frozen=True, slots=True)
class TrackLine:
    """A line and track: its newest edition, and those before it."""

    title: str
    track: str
    synthetic: bool
    newest: EditionLine
    older: tuple[EditionLine, ...]


def track_lines(rows: Sequence[Row], say: Wording, folders: Sequence[Path]) -> list[TrackLine]:
    """Every line and track with its editions; `rows` are by line and track, the newest first."""
    return [
        _track_line(list(of_track), say, folders)
        for _, of_track in groupby(rows, key=lambda row: (row.line, row.track))
    ]


def _track_line(rows: Sequence[Row], say: Wording, folders: Sequence[Path]) -> TrackLine:
    newest, *older = rows
    parts = parts_of(line_of(newest), newest.manifest["nodes"], say, folders)
    return TrackLine(
        title=parts.line,
        track=parts.track,
        synthetic=newest.synthetic,
        newest=_edition_line(newest, say),
        older=tuple(_edition_line(row, say) for row in older),
    )


def line_of(row: Row) -> Line:
    """Whose edition it is."""
    return Line(row.line, row.track, row.synthetic, row.manifest.get("version", ""))


def _edition_line(row: Row, say: Wording) -> EditionLine:
    return EditionLine(
        name=row.name,
        number=row.number,
        built_on=say.date(row.built_on),
        version=row.manifest.get("version", ""),
        organisations=say.count(rounded(row.manifest["coverage"]["counted"])),
        coverage=_covered(row.manifest["coverage"]),
    )


def _covered(found: Mapping[str, int]) -> str:
    """The counted share in whole per cent, rounded down as it is published."""
    known = found["organisations"]
    return f"{100 * found['counted'] // known}%" if known else DASH


# --- one edition ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Facts:
    """What an edition is."""

    name: str
    number: int
    line: str
    track: str
    synthetic: bool
    built_on: str
    version: str
    organisations: str
    coverage: str
    cohorts: str
    decided: tuple[str, str] | None
    window_months: int
    k: int
    digest: str
    previous: str
    classifications: tuple[tuple[str, str], ...]
    thresholds: Mapping[str, int]
    in_points: bool


@dataclass(frozen=True, slots=True)
class EditionPage:
    """One edition and, of the cohort that was chosen, what is published or why it is not."""

    facts: Facts
    fields: tuple[Select, ...]
    cohort: str
    published: Published | None
    withheld: Withheld | None
    trend: Followed | None
    damaged: str

    @property
    def faulty(self) -> bool:
        """Whether the form asked for what is not there."""
        return any(field.fault for field in self.fields)


def edition_page(
    row: Row, beside: Sequence[Row], asked: Mapping[str, str], say: Wording, folders: Sequence[Path]
) -> EditionPage:
    """One edition; `beside` are all of its line and track. Raises EditionDamaged for its own files."""
    edition = opened(row)
    offered = offer(edition)
    choice = chosen(offered, asked)
    parts = parts_of(line_of(row), edition.nodes, say, folders)
    cohort = choice.cohort
    there = cohort in offered.cohorts
    trend, damaged = _followed(cohort, beside, parts, say) if cohort else (None, "")
    return EditionPage(
        facts=_facts(row, edition, offered, parts, say),
        fields=form(offered, choice, say),
        cohort=cohort.titled(say.language) if cohort else "",
        published=published(edition, cohort, parts, say) if cohort and there else None,
        withheld=withheld(edition, cohort, offered, say) if cohort and not there else None,
        trend=trend,
        damaged=damaged,
    )


def _facts(row: Row, edition: Edition, offered: Offer, parts: Parts, say: Wording) -> Facts:
    line, kept = _edition_line(row, say), edition.classifications
    return Facts(
        name=row.name,
        number=row.number,
        line=parts.line,
        track=parts.track,
        synthetic=row.synthetic,
        built_on=line.built_on,
        version=line.version,
        organisations=line.organisations,
        coverage=line.coverage,
        cohorts=say.count(len(offered.cohorts)),
        decided=_decided(row.manifest.get("decided"), say),
        window_months=edition.window_months,
        k=edition.k,
        digest=edition.digest,
        previous=edition.previous or "",
        classifications=tuple((say(CLASSIFICATIONS.get(key, key)), value) for key, value in kept.items()),
        thresholds={
            "cohort": LEAST_ORGANISATIONS,
            "coverage": round(LEAST_COVERAGE * 100),
            **{one.name: one.least for one in STATISTICS},
        },
        in_points=parts.model is None,
    )


def _decided(found: Mapping[str, str] | None, say: Wording) -> tuple[str, str] | None:
    """From which month to which the counted scores are; the very days would be those of two organisations."""
    if not found:
        return None
    first, last = (date.fromisoformat(found[end]) for end in ("first", "last"))
    return _month(first, say), _month(last, say)


def _month(day: date, say: Wording) -> str:
    return str(format_skeleton("yMMMM", day, locale=say.locale))


def _followed(cohort: Cohort, rows: Sequence[Row], parts: Parts, say: Wording) -> tuple[Followed | None, str]:
    """The cohort over the newest editions, or what is wrong with one of them; neither where there is one."""
    if len(rows) < 2:
        return None, ""
    newest = sorted(rows, key=lambda row: row.number)[-MOST_FOLLOWED:]
    try:
        editions = [opened(row) for row in newest]
    except EditionDamaged as error:
        return None, str(error)
    if not any(parts.followed in edition.nodes for edition in editions):
        return None, ""
    return followed(editions, cohort, parts, say), ""
