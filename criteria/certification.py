"""Whether an assessed organisation may be certified, and for how long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from criteria.model import Certification, Track

FindingKind = Literal["major", "minor", "observation"]
FindingStatus = Literal["open", "closed"]
Outcome = Literal["granted", "refused"]
Plain = str | int | None
ObstacleCode = Literal[
    "track-does-not-certify",
    "no-level",
    "level-too-low",
    "confidence-too-low",
    "major-open",
    "major-closed-after-decision",
    "minor-without-plan",
    "no-team",
    "no-decision",
    "refused",
    "decided-by-team",
    "advised-by-assessor",
    "advised-by-decision-maker",
    "effective-before-decision",
]


class CertificationError(ValueError):
    """A value that certification does not know; an unknown kind of finding must not pass as harmless."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A nonconformity or an observation; `reference` is how the audit calls it.

    Raises CertificationError on an unknown kind or status, or a closing date of an open finding.
    """

    kind: FindingKind
    status: FindingStatus
    has_accepted_plan: bool = False
    reference: str | None = None
    closed_on: date | None = None

    def __post_init__(self) -> None:
        _known("kind", self.kind, get_args(FindingKind))
        _known("status", self.status, get_args(FindingStatus))
        if self.status == "open" and self.closed_on is not None:
            raise CertificationError(f"closed_on: found {self.closed_on} on an open finding, allowed: None")


@dataclass(frozen=True, slots=True)
class Participant:
    """An assessor or a decision-maker, and the last day they advised the organisation (None: never)."""

    person: str
    last_advised_on: date | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided what, when, and from which day a certificate would hold.

    Raises CertificationError on an unknown outcome.
    """

    maker: Participant
    outcome: Outcome
    decided_on: date
    effective_on: date

    def __post_init__(self) -> None:
        _known("outcome", self.outcome, get_args(Outcome))


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason why there is no certificate; `found` holds the named plain values it was found from.

    Dates are in ISO 8601, so that the values can be stored and translated as they are.
    """

    code: ObstacleCode
    message: str
    found: tuple[tuple[str, Plain], ...]


def obstacles(
    *,
    track: Track,
    level: int | None,
    confidence: str | None,
    findings: Sequence[Finding],
    decision: Decision | None,
    team: Sequence[Participant],
    assessed_from: date,
    rules: Certification,
) -> tuple[Obstacle, ...]:
    """Return everything that stands in the way of a certificate; empty when there may be one.

    `level` is None when the assessment is not ratable, `confidence` when it has no letter, `decision`
    before there is one. `assessed_from` is the first day of the assessment: a team member's advice counts
    from then back, the decision-maker's from the decision; advice after those days counts too. Advice
    bars for `rules.independence_years` and no longer bars on the anniversary itself.

    >>> from criteria.text import Text
    >>> rules = Certification(minimum_level=3, confidence=("A", "B"), years=3, independence_years=2)
    >>> title = Text({"en": "Verified"})
    >>> verified = Track("verified", title, certifies=True, approval_of_not_applicable=True, ratings={})
    >>> decision = Decision(Participant("dora"), "granted", date(2026, 6, 1), date(2026, 6, 1))
    >>> [(o.code, dict(o.found)) for o in obstacles(
    ...     track=verified, level=3, confidence="B", findings=[Finding("minor", "open", reference="N-1")],
    ...     decision=decision, team=[Participant("ada"), Participant("ben", date(2024, 9, 30))],
    ...     assessed_from=date(2026, 4, 13), rules=rules)]  # doctest: +NORMALIZE_WHITESPACE
    [('minor-without-plan', {'reference': 'N-1'}),
     ('advised-by-assessor',
      {'person': 'ben', 'last_advised_on': '2024-09-30', 'barred_until': '2026-09-30'})]
    """
    return (
        *_of_result(track, level, confidence, rules),
        *_of_findings(findings, decision),
        *_of_team(team, assessed_from, rules),
        *_of_decision(decision, team, rules),
    )


def validity(decided_on: date, years: int) -> tuple[date, date]:
    """Return the first and the last day on which a certificate decided on that day is valid, both included.

    It holds for whole years: the last day is the eve of the anniversary, which for 29 February is 1 March
    in a common year, so the next certificate can follow without gap or overlap. Raises CertificationError
    on fewer than one year or a date beyond the calendar.

    >>> validity(date(2026, 6, 1), 3)
    (datetime.date(2026, 6, 1), datetime.date(2029, 5, 31))
    >>> validity(date(2028, 2, 29), 3)
    (datetime.date(2028, 2, 29), datetime.date(2031, 2, 28))
    """
    if years < 1:
        raise CertificationError(f"years: found {years}, allowed: 1 or more")
    return decided_on, anniversary(decided_on, years) - timedelta(days=1)


def anniversary(day: date, years: int) -> date:
    """Return the same day so many years later; 1 March for 29 February when that year has none.

    Raises CertificationError when that lies beyond the calendar (year 9999).

    >>> anniversary(date(2024, 2, 29), 2)
    datetime.date(2026, 3, 1)
    """
    if not date.min.year <= day.year + years <= date.max.year:
        raise CertificationError(f"years: found {years} after {day}, allowed: up to the year {date.max.year}")
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the only day that a year can lack
        return date(day.year + years, 3, 1)


def _of_result(
    track: Track, level: int | None, confidence: str | None, rules: Certification
) -> Iterator[Obstacle]:
    if not track.certifies:
        yield _obstacle("track-does-not-certify", "this track never certifies", track=track.id)
    if level is None:
        yield _obstacle("no-level", "the assessment is not ratable", required=rules.minimum_level)
    elif level < rules.minimum_level:
        message = f"level {level} is below level {rules.minimum_level}"
        yield _obstacle("level-too-low", message, level=level, required=rules.minimum_level)
    if confidence not in rules.confidence:
        required = ", ".join(rules.confidence)
        message = f"confidence {confidence or 'unknown'} is none of {required}"
        yield _obstacle("confidence-too-low", message, confidence=confidence, required=required)


def _of_findings(findings: Sequence[Finding], decision: Decision | None) -> Iterator[Obstacle]:
    for finding in findings:
        if finding.kind == "major" and finding.status == "open":
            yield _obstacle("major-open", "a major nonconformity is open", reference=finding.reference)
        elif finding.kind == "major" and decision and finding.closed_on:
            if finding.closed_on > decision.decided_on:
                yield _obstacle(
                    "major-closed-after-decision",
                    "a major nonconformity was closed only after the decision",
                    reference=finding.reference,
                    closed_on=finding.closed_on.isoformat(),
                    decided_on=decision.decided_on.isoformat(),
                )
        elif finding.kind == "minor" and finding.status == "open" and not finding.has_accepted_plan:
            message = "a minor nonconformity has no accepted plan"
            yield _obstacle("minor-without-plan", message, reference=finding.reference)


def _of_team(team: Sequence[Participant], assessed_from: date, rules: Certification) -> Iterator[Obstacle]:
    if not team:
        yield _obstacle("no-team", "nobody is named as having assessed")
    for assessor in team:
        yield from _advice("advised-by-assessor", assessor, assessed_from, rules)


def _of_decision(
    decision: Decision | None, team: Sequence[Participant], rules: Certification
) -> Iterator[Obstacle]:
    if decision is None:
        yield _obstacle("no-decision", "nobody has decided yet")
        return
    decided_on = decision.decided_on.isoformat()
    if decision.outcome == "refused":
        yield _obstacle("refused", "the certificate was refused", decided_on=decided_on)
    if any(assessor.person == decision.maker.person for assessor in team):
        message = "the decision-maker was on the assessment team"
        yield _obstacle("decided-by-team", message, person=decision.maker.person)
    yield from _advice("advised-by-decision-maker", decision.maker, decision.decided_on, rules)
    if decision.effective_on < decision.decided_on:
        yield _obstacle(
            "effective-before-decision",
            "the certificate would be effective before the decision",
            effective_on=decision.effective_on.isoformat(),
            decided_on=decided_on,
        )


def _advice(
    code: ObstacleCode, participant: Participant, acted_on: date, rules: Certification
) -> Iterator[Obstacle]:
    if participant.last_advised_on is None:
        return
    barred_until = anniversary(participant.last_advised_on, rules.independence_years)
    if acted_on < barred_until:
        yield _obstacle(
            code,
            f"advised the organisation less than {rules.independence_years} years before",
            person=participant.person,
            last_advised_on=participant.last_advised_on.isoformat(),
            barred_until=barred_until.isoformat(),
        )


def _obstacle(code: ObstacleCode, message: str, **found: Plain) -> Obstacle:
    return Obstacle(code, message, tuple(found.items()))


def _known(field: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise CertificationError(f"{field}: found {value!r}, allowed: {', '.join(allowed)}")
