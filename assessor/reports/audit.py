"""An audit's confidence, findings and certification decision as views."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from assessor.answers.sheet import AnswerSheet, Finding
from assessor.languages import Wording, message
from assessor.reports.document import (
    CertificateView,
    ConfidenceView,
    FindingView,
    RequirementView,
    StatisticView,
)
from assessor.reports.figures import Figures, decimal, plain
from criteria import certification
from criteria.certification import Obstacle, Participant, obstacles, validity
from criteria.consensus import Review
from criteria.exact import exact
from criteria.model import ConfidenceRow, Model
from criteria.reliability import Estimate
from criteria.scoring import Score

KINDS = {
    "major": message("Major nonconformity"),
    "minor": message("Minor nonconformity"),
    "observation": message("Observation"),
    "strength": message("Strength"),
}
STATUSES = {"open": message("Open"), "closed": message("Closed")}
WARNINGS = {
    "few-units": message("few practices were rated by all"),
    "few-raters": message("few assessors: read with care"),
    "no-variance": message("undefined: the ratings do not vary"),
    "no-pairs": message("undefined: nothing was rated twice"),
    "incomplete-units": message("practices that not everybody rated are left out"),
}
OBSTACLES = {
    "track-does-not-certify": message("A declared assessment never certifies."),
    "no-level": message("The assessment is not ratable."),
    "level-too-low": message("Level %(level)s is below level %(required)s."),
    "confidence-too-low": message("Confidence %(confidence)s is none of %(required)s."),
    "major-open": message("Major nonconformity %(reference)s is open."),
    "major-closed-after-decision": message(
        "Major nonconformity %(reference)s was closed only after the decision."
    ),
    "minor-without-plan": message("Minor nonconformity %(reference)s has no accepted plan."),
    "no-team": message("No assessors are named."),
    "no-decision": message("No certification decision has been made."),
    "refused": message("The certificate was refused."),
    "decided-by-team": message("The decision was made by a member of the assessment team."),
    "advised-by-assessor": message("%(person)s advised the organisation too recently to assess it."),
    "advised-by-decision-maker": message("%(person)s advised the organisation too recently to decide on it."),
    "effective-before-decision": message("The certificate would be effective before the decision."),
}


def confidence_view(model: Model, review: Review, say: Wording) -> ConfidenceView:
    """The confidence letter with what earned it, and the statistics of agreement."""
    assert model.confidence is not None
    rows = model.confidence.rows
    show = Figures(model)
    answered = show.share(review.answered).shown
    found = (
        ("assessors", say("Assessors who rated blind"), Fraction(review.assessors), str(review.assessors)),
        ("icc", say("Agreement, ICC(2,k)"), _of(review.mean), _value(review.mean)),
        ("answered", say("Practices answered"), review.answered, answered),
        (
            "evidence_index",
            say("Evidence index"),
            review.evidence_index,
            decimal(float(review.evidence_index)),
        ),
        (
            "level_probability",
            say("Probability of the level"),
            exact(review.level_probability),
            decimal(review.level_probability),
        ),
    )
    return ConfidenceView(
        letter=review.letter.letter,
        letters=tuple(row.letter for row in rows),
        requirements=tuple(_requirement(show, rows, *measure) for measure in found),
        statistics=tuple(_statistics(review, say)),
        p5=show.total(exact(review.simulation.p5)),
        p95=show.total(exact(review.simulation.p95)),
        assumption=say(
            "The standard error assumes that the errors of the criteria are independent of each other."
        ),
    )


def _of(estimate: Estimate) -> Fraction | None:
    return None if estimate.value is None else exact(estimate.value)


def _value(estimate: Estimate) -> str:
    return "–" if estimate.value is None else decimal(estimate.value)


def _requirement(
    show: Figures, rows: Sequence[ConfidenceRow], measure: str, title: str, value: Fraction | None, shown: str
) -> RequirementView:
    bars = [exact(getattr(row, measure)) for row in rows]
    met = tuple(value is not None and value >= bar for bar in bars)
    needed = [show.share(bar).shown if measure == "answered" else plain(bar) for bar in bars]
    return RequirementView(title, shown, tuple(f"≥ {bar}" for bar in needed), met)


def _statistics(review: Review, say: Wording) -> list[StatisticView]:
    named = (
        (say("ICC(2,1), one assessor"), review.single),
        (say("ICC(2,k), the mean of all"), review.mean),
        (say("Krippendorff's alpha, interval"), review.alpha),
        (say("Mean absolute difference, in points of 100"), review.difference),
    )
    views = [
        StatisticView(title, _value(e), "; ".join(say(WARNINGS[code]) for code in e.warnings))
        for title, e in named
    ]
    views.append(
        StatisticView(say("Standard error of the total, in points"), decimal(review.standard_error, 1), "")
    )
    return views


def finding_views(model: Model, findings: Sequence[Finding], say: Wording) -> tuple[FindingView, ...]:
    """The findings in the order of their gravity."""
    order = list(KINDS)
    return tuple(_finding(model, f, say) for f in sorted(findings, key=lambda f: (order.index(f.kind), f.id)))


def _finding(model: Model, finding: Finding, say: Wording) -> FindingView:
    part = model.by_id.get(finding.on)
    return FindingView(
        finding.id,
        finding.kind,
        say(KINDS[finding.kind]),
        finding.on,
        part.title.in_language(say.language) if part else "",
        finding.text,
        finding.status,
        say(STATUSES[finding.status]),
    )


def certificate_view(
    sheet: AnswerSheet, result: Score, review: Review | None, say: Wording
) -> CertificateView | None:
    """The certificate, or what stands in its way; None for tracks and models that do not certify."""
    rules = sheet.model.certification
    if rules is None or not sheet.model.tracks[sheet.track].certifies:
        return None
    found = obstacles(
        track=sheet.model.tracks[sheet.track],
        level=result.level.number if result.level else None,
        confidence=review.letter.letter if review else None,
        findings=_nonconformities(sheet),
        decision=_decision(sheet),
        team=[Participant(assessor.name, assessor.last_advised_on) for assessor in sheet.assessors],
        assessed_from=sheet.assessed_on,
        rules=rules,
    )
    reasons = [_obstacle(obstacle, say) for obstacle in found]
    if sheet.status != "submitted":
        reasons.insert(0, say("The assessment is a draft."))
    return _certificate(sheet, result, reasons, rules.years, say)


def _nonconformities(sheet: AnswerSheet) -> list[certification.Finding]:
    return [
        certification.Finding(f.kind, f.status, f.plan_accepted, f.id, f.closed_on)
        for f in sheet.findings
        if f.kind != "strength"
    ]


def _decision(sheet: AnswerSheet) -> certification.Decision | None:
    made = sheet.decision
    if made is None:
        return None
    outcome: certification.Outcome = "granted" if made.certify else "refused"
    maker = Participant(made.decided_by, made.last_advised_on)
    return certification.Decision(maker, outcome, made.decided_on, made.effective_on or made.decided_on)


def _certificate(
    sheet: AnswerSheet, result: Score, reasons: Sequence[str], years: int, say: Wording
) -> CertificateView:
    made, level = sheet.decision, result.level
    issued = not reasons and made is not None and level is not None
    effective, expires = _dates(sheet, years) if made else (None, None)
    statement = ""
    if issued and level is not None:
        statement = say(
            "The customer management of the organisation named above was audited on site "
            "and meets level %(level)s, %(title)s.",
            level=level.number,
            title=level.title.in_language(say.language),
        )
    return CertificateView(
        issued=issued,
        number=made.certificate_number if made else "",
        decided_by=made.decided_by if made else "",
        decided_on_shown=say.date(made.decided_on) if made else "",
        effective_on_shown=say.date(effective) if effective else "",
        expires_on_shown=say.date(expires) if expires else "",
        statement=statement,
        obstacles=tuple(reasons),
    )


def _dates(sheet: AnswerSheet, years: int) -> tuple[date, date]:
    """First and last day: the term runs from the decision even where the effect starts later."""
    assert sheet.decision is not None
    first, last = validity(sheet.decision.decided_on, years)
    return sheet.decision.effective_on or first, last


def _obstacle(obstacle: Obstacle, say: Wording) -> str:
    return say(OBSTACLES[obstacle.code], **{name: "–" if v is None else v for name, v in obstacle.found})
