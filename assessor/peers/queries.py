"""Which lines there are, who is in them, who consented and who withdrew."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, extract, func, select

from assessor.editions.queries import latest
from assessor.extensions import db
from assessor.models import Assessment, BenchmarkLine, Consent, Contribution, Organisation
from assessor.peers.keys import imported_key
from assessor.peers.lines import IMPORTED, MODEL
from assessor.peers.refusals import PeersInvalid
from benchmarks.classification import widening
from criteria.faults import Fault


@dataclass(frozen=True, slots=True)
class LineView:
    """A line and track: how many contributions of how many organisations it has, and from when."""

    line: str
    title: str
    origin: str
    track: str
    synthetic: bool
    contributions: int
    organisations: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Spread:
    """How the contributions of a line spread: by track, industry, sub-region, size and year, most first."""

    contributions: int
    withdrawn: int
    by_track: tuple[tuple[str, int], ...]
    by_industry: tuple[tuple[str, int], ...]
    by_subregion: tuple[tuple[str, int], ...]
    by_size: tuple[tuple[str, int], ...]
    by_year: tuple[tuple[str, int], ...]


def lines() -> list[LineView]:
    """Every line and track that has contributions, by line."""
    of = Contribution
    keys = (of.line, of.track, of.synthetic)
    days = (func.min(of.decided_on), func.max(of.decided_on))
    rows = db.session.execute(
        select(*keys, func.count(), func.count(of.organisation_key.distinct()), *days)
        .where(of.withdrawn_at.is_(None))
        .group_by(*keys)
        .order_by(*keys)
    )
    known = {line.id: (line.title, line.origin) for line in db.session.scalars(select(BenchmarkLine))}
    return [LineView(line, *known.get(line, (line, MODEL)), *rest) for line, *rest in rows]


def line_named(line: str) -> BenchmarkLine | None:
    """An imported line, or that of a model which assessments were contributed to."""
    return db.session.get(BenchmarkLine, line)


def imported_line(line: str) -> BenchmarkLine:
    """An imported line. Raises PeersInvalid where there is none of that name."""
    found = line_named(line)
    if found is None or found.origin != IMPORTED:
        raise PeersInvalid([Fault("--line", "", repr(line), "an imported line (assessor peers lines)")])
    return found


def imported_organisation(line: str, organisation: str) -> str:
    """The key of an organisation of an imported line, by the id of its file. Raises PeersInvalid for none."""
    key, of = imported_key(imported_line(line), organisation), Contribution
    there = select(of.id).where(of.line == line, of.organisation_key == key).limit(1)
    if db.session.scalar(there) is None:
        allowed = f"an id of the file that was imported into {line}"
        raise PeersInvalid([Fault("organisation", "", repr(organisation[:60]), allowed)])
    return key


def nodes_of(line: str) -> tuple[str, ...] | None:
    """The nodes of an imported line, in the order of its scores; None where it is no imported line."""
    found = line_named(line)
    return tuple(node["id"] for node in found.nodes) if found and found.origin == IMPORTED else None


def window_of(line: str) -> int | None:
    """For how many months scores of an imported line count, where its mapping says so."""
    found = line_named(line)
    return found.window_months if found else None


def spread(line: str, *, synthetic: bool = False) -> Spread:
    """How the contributions of a line spread. Raises PeersInvalid where it has none."""
    of = Contribution
    kept = (of.line == line, of.synthetic == synthetic)
    keys = (of.track, of.industry, of.place, of.size, extract("year", of.decided_on))
    rows = db.session.execute(
        select(*keys, func.count()).where(*kept, of.withdrawn_at.is_(None)).group_by(*keys)
    ).all()
    gone = db.session.scalar(select(func.count()).where(*kept, of.withdrawn_at.is_not(None))) or 0
    if not rows and not gone:
        there = ", ".join(dict.fromkeys(view.line for view in lines())) or "none"
        raise PeersInvalid([Fault(line, "", "no contributions", f"a line that has some: {there}")])
    tracks, industries, places, sizes, years = (_summed(rows, n) for n in range(5))
    return Spread(
        contributions=sum(row[-1] for row in rows),
        withdrawn=gone,
        by_track=tracks,
        by_industry=industries,
        by_subregion=_most((_subregion(place), n) for place, n in places),
        by_size=sizes,
        by_year=tuple(sorted(years)),
    )


def _summed(rows: Sequence[Any], key: int) -> tuple[tuple[str, int], ...]:
    return _most((str(row[key]), row[-1]) for row in rows)


def _most(pairs: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Sums by key, the largest first."""
    sums: Counter[str] = Counter()
    for key, number in pairs:
        sums[key] += number
    return tuple(sorted(sums.items(), key=lambda pair: (-pair[1], pair[0])))


def _subregion(place: str) -> str:
    """The M49 sub-region of a place: the last but region and world of what holds it."""
    return str(widening(place)[-3])


# --- consent and withdrawal -------------------------------------------------------------------------


def consent_in_force(key: str, line: str | None = None) -> Consent | None:
    """The consent of an organisation that was not withdrawn, the newest where there are several."""
    return db.session.scalar(_consents(key, line).where(Consent.withdrawn_at.is_(None)).limit(1))


def last_consent(key: str, line: str | None = None) -> Consent | None:
    """The newest consent of an organisation, withdrawn or not."""
    return db.session.scalar(_consents(key, line).limit(1))


def _consents(key: str, line: str | None) -> Select[tuple[Consent]]:
    of_line = Consent.line.is_(None) if line is None else Consent.line == line
    return select(Consent).where(Consent.organisation_key == key, of_line).order_by(Consent.id.desc())


def barred_organisations(line: str) -> frozenset[str]:
    """Whose peers are not imported into a line: who withdrew and did not consent again."""
    consented = select(Consent.organisation_key).where(Consent.line == line, Consent.withdrawn_at.is_(None))
    of = Contribution
    gone = select(of.organisation_key.distinct()).where(
        of.line == line, of.withdrawn_at.is_not(None), of.organisation_key.not_in(consented)
    )
    return frozenset(db.session.scalars(gone))


def withdrawn_organisations(line: str, track: str) -> frozenset[str]:
    """Who must leave the next edition of a line and track, as keys of the pool.

    Who withdrew and has contributed nothing since is always among them. Who has contributed again is, as long
    as the newest edition counts what was withdrawn: that leaves first, and the new score enters after it.
    """
    of = Contribution
    kept = (of.line == line, of.track == track)
    gone = db.session.execute(
        select(of.organisation_key, of.assessment_key).where(*kept, of.withdrawn_at.is_not(None))
    ).tuples()
    withdrawn: dict[str, set[str]] = {}
    for organisation, assessment in gone:
        withdrawn.setdefault(organisation, set()).add(assessment)
    if not withdrawn:
        return frozenset()
    returned = set(
        db.session.scalars(
            select(of.organisation_key.distinct()).where(
                *kept, of.withdrawn_at.is_(None), of.organisation_key.in_(withdrawn)
            )
        )
    )
    counted = _counted(line, track) if returned else {}
    still = {key for key in returned if counted.get(key) in withdrawn[key]}
    return frozenset((withdrawn.keys() - returned) | still)


def _counted(line: str, track: str) -> dict[str, str]:
    """Which assessment of each organisation the newest edition of real peers counts."""
    edition = latest(line, track, synthetic=False)
    if edition is None:
        return {}
    return {stay.organisation: stay.assessment for stay in edition.history if stay.counted}


# --- whose assessments ------------------------------------------------------------------------------


def organisation_named(tenant_id: object, name: str) -> Organisation | None:
    """The organisation of that name in a tenant."""
    of = Organisation
    return db.session.scalar(select(of).where(of.tenant_id == tenant_id, of.name == name))


def organisation_names(tenant_id: object) -> list[str]:
    """The names of a tenant's organisations."""
    of = Organisation
    return list(db.session.scalars(select(of.name).where(of.tenant_id == tenant_id).order_by(of.name)))


def assessments_of(tenant_id: object) -> list[Assessment]:
    """Every assessment of a tenant, the earliest first."""
    of = Assessment
    chosen = select(of).where(of.tenant_id == tenant_id).order_by(of.assessed_on, of.id)
    return list(db.session.scalars(chosen))
