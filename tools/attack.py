"""Attacks a real survey: what a plain "publish from n on" gives away, and what the disclosure rule does.

    python -m tools.attack [CSV]

CSV is the World Management Survey's file of 9,207 manufacturers, read by tests/data/wms.mapping.yaml; without
it, ../shared/data/wms-manufacturing.csv. The file has one interview a firm and names none, so who withdraws
and who is interviewed again is drawn from a seed; industry, country, size, year and scores are as they stand.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from assessor.peers.mapping import read_mapping
from benchmarks import Cell, Contribution, Contributions, Edition, build
from benchmarks.coverage import Coverage, coverage
from benchmarks.disclosure import K
from benchmarks.importing import read_peers
from tests.benchmarks.attacks import (
    Group,
    Score,
    Sets,
    atoms,
    by_nodes,
    by_one_subtraction,
    cohort_sets,
    naive_sets,
    organisations,
    thin,
)

ROOT = Path(__file__).parent.parent
SURVEY = ROOT.parent / "shared" / "data" / "wms-manufacturing.csv"
MAPPING = ROOT / "tests" / "data" / "wms.mapping.yaml"
NODES = ("management", "monitor", "target", "people")

YEARS = range(2004, 2011)
WINDOW_MONTHS = 180
"""All interviews since 1999 count in every edition."""

WITHDRAWN, AGAIN = 0.01, 0.08
"""Shares of the firms known that withdraw, or are interviewed again, in a year."""

GROUPS = "ABCDEFGHIJKLMNOPQRST"
"""Letters that stand for the groups 20 to 39 of US SIC: a cell's industry is one letter."""


@dataclass(frozen=True)
class Year:
    """What an edition is built from: every interview so far, and who has withdrawn."""

    built_on: date
    interviews: tuple[Contribution, ...]
    withdrawn: frozenset[str]

    @property
    def latest(self) -> Mapping[Score, Cell]:
        """The latest interview of everyone who has not withdrawn, and its cell."""
        latest = {one.organisation_id: one for one in sorted(self.interviews, key=lambda one: one.decided_on)}
        return {
            (name, one.assessment_id): one.cell for name, one in latest.items() if name not in self.withdrawn
        }


@dataclass(frozen=True)
class Loss:
    """How many firms are in groups that can be told apart: alone, and under five together."""

    alone: int
    few: int

    @classmethod
    def of(cls, groups: Iterable[Group]) -> "Loss":
        found = list(groups)
        alone = {one for group in found if len(organisations(group)) == 1 for one in organisations(group)}
        return cls(len(alone), len({one for group in found for one in organisations(group)}))


@dataclass(frozen=True)
class Attacked:
    """What a rule released, and what one subtraction and all set operations together get out of it."""

    rule: str
    released: int
    subtracted: Loss
    combined: Loss


# --- the survey -------------------------------------------------------------------------------------------


def firms(path: Path, *, finer: bool = False) -> list[Contribution]:
    """Read the survey; `finer` puts each firm into its two-digit group instead of its ISIC section.

    Nearly all firms are in section C. Twenty groups make twenty times as many cells, most of them thin, which
    is what an attacker hopes for.
    """
    imported = read_peers(path, read_mapping(MAPPING).mapping)
    found = list(imported.contributions)
    if not finer:
        return found
    with path.open(encoding="utf-8", newline="") as file:
        codes = [int(row["sic"]) // 10 - 20 for row in csv.DictReader(file)]
    letters = [GROUPS[code] if 0 <= code < len(GROUPS) else "U" for code in codes]
    return [
        replace(one, cell=replace(one.cell, industry=letter))
        for one, letter in zip(found, letters, strict=True)
    ]


def survey(found: Sequence[Contribution], seed: int = 10) -> list[Year]:
    """Tell the survey year by year: interviews as they were held, withdrawals and second interviews drawn."""
    chance = np.random.default_rng(seed)
    held: list[Contribution] = []
    withdrawn: set[str] = set()
    told = []
    for year in YEARS:
        day = date(year, 12, 31)
        known = {one.organisation_id: one for one in held}
        for name, one in known.items():
            fate = chance.random()
            if fate < WITHDRAWN:
                withdrawn.add(name)
            elif fate < WITHDRAWN + AGAIN:
                held.append(_again(one, day, chance))
        first = date(year, 1, 1) if year > YEARS[0] else date.min
        held += [one for one in found if first <= one.decided_on <= day]
        told.append(Year(day, tuple(held), frozenset(withdrawn)))
    return told


def _again(one: Contribution, day: date, chance: np.random.Generator) -> Contribution:
    """The same firm interviewed again: every score up to five points from where it was."""
    scores = tuple(
        None if score is None else min(1000, max(0, score + int(chance.integers(-50, 51))))
        for score in one.scores
    )
    return replace(
        one, assessment_id=day.isoformat(), decided_on=day, scores=scores, digest=f"{one.digest} {day}"
    )


def editions(told: Sequence[Year]) -> list[Edition]:
    """Build an edition a year by the rule."""
    built: list[Edition] = []
    for year in told:
        built.append(
            build(
                line="wms",
                track="verified",
                nodes=NODES,
                contributions=year.interviews,
                built_on=year.built_on,
                previous=built[-1] if built else None,
                withdrawn=year.withdrawn,
                window_months=WINDOW_MONTHS,
            )
        )
    return built


# --- attacks ----------------------------------------------------------------------------------------------


def attacked(rule: str, sets: Sets) -> Attacked:
    """Attack what a rule released; `sets` are named by the number of the edition and the cohort."""
    by_edition: dict[int, dict[str, Group]] = {}
    for (number, cohort), members in sets.items():
        by_edition.setdefault(number, {})[cohort] = members
    subtracted = {group for released in by_edition.values() for group in by_one_subtraction(released, K)}
    for before, after in pairwise(sorted(by_edition)):
        subtracted |= _between(by_edition[before], by_edition[after])
    return Attacked(rule, len(sets), Loss.of(subtracted), Loss.of(thin(atoms(sets), K)))


def _between(before: Mapping[str, Group], after: Mapping[str, Group]) -> set[Group]:
    """The small differences between a cohort in one edition and the same cohort in the next."""
    pairs = [(before[cohort], after[cohort]) for cohort in before.keys() & after.keys()]
    return set(thin((left for one, other in pairs for left in (one - other, other - one) if left), K))


def compared(told: Sequence[Year], built: Sequence[Edition]) -> list[Attacked]:
    """Attack the plain rule, with cohorts from 5 and from 10 on, and ours with cohorts of every size."""
    latest = [year.latest for year in told]
    return [
        attacked("published from n = 5", naive_sets(latest, 5)),
        attacked("published from n = 10", naive_sets(latest, 10)),
        attacked("the disclosure rule", cohort_sets(built)),
    ]


def exits(told: Sequence[Year], built: Sequence[Edition]) -> Counter[str]:
    """Why scores left: withdrawn, superseded by a later one, or gone along so that nobody left alone."""
    found: Counter[str] = Counter()
    by_number = {edition.number: year for edition, year in zip(built, told, strict=True)}
    latest = {number: year.latest for number, year in by_number.items()}
    for stay in built[-1].history:
        if stay.left is None:
            continue
        if stay.organisation in by_number[stay.left].withdrawn:
            found["withdrawn"] += 1
        else:
            same = (stay.organisation, stay.assessment) in latest[stay.left]
            found["along" if same else "superseded"] += 1
    return found


def of_one_mind(edition: Edition) -> int:
    """How many firms are in a class in which everybody has the same score on some node.

    Their score on it is known without telling them apart: what the rule does not promise to prevent.
    """
    scores = {one.organisation_id: one.scores for one in edition.evidence.contributions}
    return sum(
        len(group)
        for group in atoms(cohort_sets([edition]))
        if any(len({scores[name][node] for name, _ in group}) == 1 for node in range(len(NODES)))
    )


# --- the report -------------------------------------------------------------------------------------------


def main(path: Path = SURVEY) -> int:
    """Print both rules side by side, for one edition and for seven, by section and by group."""
    console = Console()
    if not path.is_file():
        print(f"{path}: no such file; name the survey's CSV: python -m tools.attack CSV", file=sys.stderr)
        return 2
    for title, finer in (("by ISIC section", False), ("by the twenty groups of US SIC", True)):
        told = survey(firms(path, finer=finer))
        built = editions(told)
        once = Year(told[-1].built_on, told[-1].interviews, told[-1].withdrawn)
        console.print(_losses(f"One edition, {title}", compared([once], editions([once]))))
        console.print(_losses(f"{len(told)} editions, {title}", compared(told, built)))
        kept = [one for one in told[-1].interviews if one.organisation_id not in told[-1].withdrawn]
        console.print(_costs(title, coverage(built[-1], Contributions.of(kept, NODES)), exits(told, built)))
        for warning in _limits(built):
            console.print(warning)
    return 0


def _losses(title: str, found: Iterable[Attacked]) -> Table:
    caption = "firms given away; the rule is attacked with cohorts of every size, published or not"
    table = Table(title=title, title_justify="left", caption=caption, caption_justify="left")
    table.add_column("rule")
    table.add_column("cohorts", justify="right")
    for heading in ("one subtraction: alone", "under 5", "set algebra: alone", "under 5"):
        table.add_column(heading, justify="right")
    for one in found:
        losses = (one.subtracted.alone, one.subtracted.few, one.combined.alone, one.combined.few)
        table.add_row(one.rule, f"{one.released:,}", *(f"{loss:,}" for loss in losses))
    return table


def _costs(title: str, found: Coverage, gone: Counter[str]) -> Table:
    table = Table(
        title=f"What the rule costs in the last edition, {title}", title_justify="left", show_header=False
    )
    table.add_column()
    table.add_column(justify="right")
    for what, figure in figures(found, gone):
        table.add_row(what, figure)
    return table


def figures(found: Coverage, gone: Counter[str]) -> list[tuple[str, str]]:
    """What the rule costs, in words and figures, line by line."""
    fresh = found.freshness
    assert fresh is not None
    kinds = [(kind, one) for kind, one in found.cohorts.items() if one.possible]
    published, possible = sum(one.published for _, one in kinds), sum(one.possible for _, one in kinds)
    return [
        ("firms counted", _share(found.whole.counted, found.whole.population)),
        ("firms waiting", f"{found.waiting:,}, {fresh.barred:,} of them for a new interview"),
        ("cohorts published of those with 10 known", _share(published, possible)),
        *(
            (
                f"  {kind.place}{' × industry' * kind.industry}{' × size' * kind.size}",
                _share(one.published, one.possible),
            )
            for kind, one in kinds
        ),
        ("smallest class over all editions", f"{found.smallest_class}"),
        ("counted with a superseded score", f"{fresh.superseded:,}, by a median of {fresh.behind_days} days"),
        (
            "median age of counted scores, of latest scores",
            f"{found.median_age_days}, {fresh.latest_age_days} days",
        ),
        (
            "left: withdrawn, superseded, along with others",
            ", ".join(f"{gone[why]:,}" for why in ("withdrawn", "superseded", "along")),
        ),
    ]


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} ({part / whole:.1%})"


def _limits(built: Sequence[Edition]) -> list[str]:
    groups, one_mind = by_nodes(built, K), of_one_mind(built[-1])
    return [
        f"groups under {K} told apart on a single node: {len(groups)}",
        f"firms whose whole class has one score on some node: {one_mind} (not prevented: docs/disclosure.md)",
    ]


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2])))
