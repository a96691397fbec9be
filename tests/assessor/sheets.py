"""Answer sheets as the file readers return them: complete and uneven, with sites, N/A and originals."""

import hashlib
from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random

from assessor.answers.evidence import EvidenceItem
from assessor.answers.measurements import Comparator, Measurement, Period
from assessor.answers.sheet import AnswerSheet, Assessor, Decision, Finding, Organisation, Site
from criteria.answers import Answers, RawAnswer, parse_answers
from criteria.model import Component, Model, Practice
from criteria.registry import load

SITES = (("Harbour works", "2"), ("Upper town office", "1"))
EVIDENCE = (
    EvidenceItem(
        "D-1",
        "document",
        ("leadership.vision.customer-promise", "operations.complaints.root-cause"),
        'Charter, "second" edition; <b>signed</b>',
        date(2026, 9, 1),
        "Assessor One",
        "Harbour works",
        "章程已核对。\nTwo pages.",
        "0123456789abcdef" * 4,
    ),
    EvidenceItem("C-1", "customer-side", ("results.perception.overall-satisfaction",), "Nine customers"),
)
MEASUREMENTS = (
    Measurement(
        "results.perception.overall-satisfaction",
        "Satisfied customers",
        "% of replies",
        "higher",
        tuple(Period(str(year), Fraction(value)) for year, value in ((2024, 74), (2025, 78), (2026, 81))),
        Fraction(85),
        Comparator("Trade association", Fraction(153, 2)),
        412,
    ),
    Measurement(
        "results.service.complaint-time",
        "Complaints closed, 90th percentile",
        "days",
        "lower",
        (Period("2026", Fraction("17.25")),),
    ),
)
COMMENT = 'Seen, "checked"; <b>not</b> everywhere — 已核查。\n=1+1'


def declared(name: str = "Lantern Street Bank", **changes: object) -> AnswerSheet:
    """A complete self-assessment with an N/A and comments."""
    return _sheet("declared", name, **changes)


def verified(name: str = "Copper Kettle Logistics", **changes: object) -> AnswerSheet:
    """A complete audit: consensus, two assessors' originals, findings and a decision."""
    sheet = _sheet("verified", name)
    practice = sheet.model.practices[0]
    decided = Decision(
        certify=True,
        decided_by="Certification committee",
        decided_on=date(2026, 11, 2),
        effective_on=date(2026, 11, 5),
        certificate_number="CMC-2026-0001",
        reason="All conditions are met.",
    )
    audit = replace(
        sheet,
        assessors=(
            Assessor("Assessor One", "lead", _answers(sheet.model, "verified", 11)),
            Assessor("Assessor Two", "member", _answers(sheet.model, "verified", 12), date(2021, 3, 1)),
        ),
        findings=(
            Finding("NC-1", "minor", sheet.model.criteria[3].id, "Two branches keep no log.", "open", True),
            Finding(
                "OB-1", "observation", practice.id, "A <script>alert(1)</script> in a text.", "closed", False
            ),
        ),
        decision=decided,
        evidence=EVIDENCE,
        measurements=MEASUREMENTS,
    )
    return replace(audit, **changes)  # type: ignore[arg-type]


def certified(name: str = "Paper Boat Insurance") -> AnswerSheet:
    """An audit whose assessors agreed: it earns its certificate."""
    sheet = verified(name)
    return replace(sheet, assessors=tuple(replace(a, answers=sheet.answers) for a in sheet.assessors))


def _sheet(track: str, name: str, **changes: object) -> AnswerSheet:
    model = load("cmc@2026.1")
    sheet = AnswerSheet(
        model=model,
        track=track,
        status="submitted",
        profile=None,
        organisation=Organisation(
            name, "K", "CN", 1200, tuple(Site(n, Fraction(s)) for n, s in SITES), "Retail & branches"
        ),
        assessed_on=date(2026, 10, 31),
        answers=_answers(model, track, 7),
        assessors=(),
        findings=(),
        decision=None,
        source=f"{name.lower().replace(' ', '-')}.xlsx",
        digest=hashlib.sha256(f"{name} {track} {sorted(changes)}".encode()).hexdigest(),
    )
    return replace(sheet, **changes)  # type: ignore[arg-type]


def _answers(model: Model, track: str, seed: int) -> Answers:
    drawn = Random(seed)
    raw = [_raw(model, track, practice, drawn) for practice in model.practices]
    return parse_answers(model, track, raw)


def _raw(model: Model, track: str, practice: Practice, drawn: Random) -> RawAnswer:
    excluded = practice is next(
        p for p in model.practices if p.kind == practice.kind and p.stage == "loyalty"
    )
    if excluded:
        return RawAnswer(
            practice.id, "made", not_applicable=True, reason="No such customers", approved_by="Lead"
        )
    components = model.rating_of(practice, track).components
    values = {c.id: _value(c, drawn) for c in components}
    return RawAnswer(practice.id, "made", values=values, comment=COMMENT if drawn.random() < 0.2 else "")


def _value(component: Component, drawn: Random) -> object:
    if component.options:
        return str(drawn.choice(component.options[len(component.options) // 2 :]).value)
    top = 20 if component.id != "periods" else 1
    low = drawn.randint(top // 2, top) * 5 if top > 1 else 4
    if component.by_site:
        return [
            {"site": name, "share": share, "value": str(drawn.randint(9, 20) * 5)} for name, share in SITES
        ]
    return str(low)
