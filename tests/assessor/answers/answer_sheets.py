"""Answer sheets drawn at random, and the three text formats written independently of what reads them."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, cast

import yaml
from hypothesis import strategies as st

from assessor.answers.evidence import EvidenceItem
from assessor.answers.sheet import AnswerSheet, Assessor, Decision, Finding, Organisation, Role, Site
from criteria.answers import Answer, NotApplicable, SiteRating
from criteria.exact import dot, proportions
from criteria.model import Component, Model, Practice
from criteria.registry import load
from tests.assessor.answers.drawn_registers import evidence_items, measured_fields, measurements

MODEL = load("cmc@2026.1")
NO_MODEL = cast(Model, None)
"""What drawn sheets have: with a model in it, a failing example would be shown in 100,000 characters."""

PROMISE, DEFINITION = "leadership.vision.customer-promise", "leadership.vision.customer-definition"
SATISFACTION = "results.perception.overall-satisfaction"

_letters = st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"))
_awkward = st.sampled_from(
    ["=1+1", "a,b", 'a "b"', "a;b", "第一\n第二", "@x", "_x0041_", "'", "007", "yes", "-1", "#"]
)
texts = st.one_of(_awkward, st.text(st.one_of(_letters, st.sampled_from("\n\t,;\"'=：；")), max_size=30)).map(
    str.strip
)
names = st.text(_letters, min_size=1, max_size=20).map(str.strip).filter(bool)
site_names = st.one_of(
    names, st.sampled_from(["A; B", 'The "old" one', "North 60%", "Route 66", "北区：一", "1/2 way"])
)
shares = st.one_of(
    st.integers(1, 100).map(Fraction), st.fractions(Fraction(1, 999), 100, max_denominator=999).filter(bool)
)
days = st.dates(date(2000, 1, 1), date(2199, 12, 31))


def values_of(component: Component) -> st.SearchStrategy[Fraction]:
    """Every value that a component allows."""
    if component.options:
        return st.sampled_from([option.value for option in component.options])
    assert component.range is not None
    low, step = component.range.low, component.step or Fraction(1, 4)
    return st.integers(0, int((component.range.high - low) / step)).map(lambda n: low + n * step)


@dataclass(frozen=True)
class Bounds:
    """What answers have to keep to: the organisation's sites, and who approves N/A (None for nobody)."""

    sites: tuple[Site, ...] = ()
    approver: str | None = None


UNBOUND = Bounds()


@st.composite
def answers_to(draw: st.DrawFn, practice: Practice, track: str, bounds: Bounds) -> Answer | NotApplicable:
    """An answer to a practice, sometimes by site, sometimes N/A."""
    if draw(st.integers(0, 4)) == 0:
        return NotApplicable(draw(texts.filter(bool)), bounds.approver or "", draw(texts))
    rating = MODEL.rating_of(practice, track)
    values = {component.id: draw(values_of(component)) for component in rating.components}
    sites: dict[str, tuple[SiteRating, ...]] = {}
    for component in rating.components:
        if component.by_site and draw(st.booleans()):
            sites[component.id] = found = draw(ratings_by_site(component, bounds.sites))
            values[component.id] = dot(proportions([s.share for s in found]), [s.value for s in found])
    return Answer(values, draw(texts), sites)


@st.composite
def ratings_by_site(
    draw: st.DrawFn, component: Component, listed: tuple[Site, ...]
) -> tuple[SiteRating, ...]:
    """Some of the listed sites with their shares, or any sites where none are listed."""
    any_site = st.builds(Site, site_names, shares)
    chosen = st.sampled_from(listed) if listed else any_site
    sites = draw(st.lists(chosen, min_size=1, max_size=3, unique_by=lambda site: site.name))
    return tuple(
        SiteRating(site.name, site.share or draw(shares), draw(values_of(component))) for site in sites
    )


@st.composite
def answer_maps(draw: st.DrawFn, track: str, bounds: Bounds = UNBOUND) -> dict[str, Answer | NotApplicable]:
    """Answers to a few practices, in the order of the model as a workbook has them."""
    chosen = draw(st.sets(st.sampled_from(range(len(MODEL.practices))), max_size=8))
    practices = [MODEL.practices[n] for n in sorted(chosen)]
    return {practice.id: draw(answers_to(practice, track, bounds)) for practice in practices}


@st.composite
def comments_beside(draw: st.DrawFn, answers: Mapping[str, object]) -> dict[str, str]:
    """Comments on practices that have no answer."""
    unanswered = [practice.id for practice in MODEL.practices if practice.id not in answers]
    return draw(st.dictionaries(st.sampled_from(unanswered), texts.filter(bool), max_size=3))


organisations = st.builds(
    Organisation,
    name=names,
    industry=st.sampled_from(["A", "C", "U", "01", "62"]),
    country=st.sampled_from(["CN", "NO", "TW", "GB"]),
    employees=st.none() | st.integers(1, 10_000_000),
    sites=st.lists(
        st.builds(Site, site_names, st.none() | shares), max_size=3, unique_by=lambda s: s.name
    ).map(tuple),
    scope=texts,
)


@st.composite
def declared_sheets(draw: st.DrawFn) -> AnswerSheet:
    """A self-assessment."""
    answers, organisation = draw(answer_maps("declared")), draw(organisations)
    return AnswerSheet(
        model=NO_MODEL,
        track="declared",
        status=draw(st.sampled_from(["draft", "submitted"])),
        profile=draw(st.none() | st.sampled_from(list(MODEL.profiles))),
        organisation=organisation,
        assessed_on=draw(days),
        answers=answers,
        assessors=(),
        findings=(),
        decision=None,
        source="",
        digest="",
        comments=draw(comments_beside(answers)),
        evidence=tuple(
            draw(evidence_items(n, organisation.sites, texts, days)) for n in range(draw(st.integers(0, 3)))
        ),
        measurements=tuple(draw(measurements(n, texts)) for n in range(draw(st.integers(0, 3)))),
    )


@st.composite
def findings(draw: st.DrawFn, number: int) -> Finding:
    """A finding on a practice, a criterion or nothing in particular."""
    status = draw(st.sampled_from(["open", "closed"]))
    return Finding(
        id=f"NC-{number}",
        kind=draw(st.sampled_from(["major", "minor", "observation", "strength"])),
        on=draw(st.sampled_from(["", "operations.complaints", PROMISE])),
        text=draw(texts.filter(bool)),
        status=status,
        plan_accepted=draw(st.booleans()),
        closed_on=draw(st.none() | days) if status == "closed" else None,
    )


decisions = st.builds(
    Decision,
    certify=st.booleans(),
    decided_by=names,
    decided_on=days,
    effective_on=st.none() | days,
    certificate_number=st.sampled_from(["", "CMC-2026-0001", "0042"]),
    reason=texts,
    last_advised_on=st.none() | days,
)


@st.composite
def assessors(draw: st.DrawFn, name: str, role: Role, sites: tuple[Site, ...]) -> Assessor:
    """One assessor's own ratings, in which N/A is proposed and nobody has approved it."""
    answers = draw(answer_maps("verified", Bounds(sites)))
    return Assessor(name, role, answers, draw(st.none() | days), draw(comments_beside(answers)))


@st.composite
def audits(draw: st.DrawFn) -> AnswerSheet:
    """An audit: by site, with blind originals, findings and a decision."""
    people = draw(st.lists(names, max_size=3, unique=True))
    sheet = draw(declared_sheets())
    sites = sheet.organisation.sites
    team = tuple(draw(assessors(name, "member" if n else "lead", sites)) for n, name in enumerate(people))
    answers = draw(answer_maps("verified", Bounds(sites, people[0] if people else draw(names))))
    return replace(
        sheet,
        track="verified",
        answers=answers,
        comments=draw(comments_beside(answers)),
        assessors=team,
        findings=tuple(draw(findings(n)) for n in range(draw(st.integers(0, 3)))),
        decision=draw(st.none() | decisions),
    )


def document_of(sheet: AnswerSheet) -> dict[str, Any]:
    """A sheet as the mapping that YAML and JSON files hold."""
    document: dict[str, Any] = {
        "answers": 1,
        "model": MODEL.reference,
        "track": sheet.track,
        "status": sheet.status,
        "organisation": _organisation(sheet.organisation),
        "date": str(sheet.assessed_on),
        "practices": practices_of(sheet.answers, sheet.comments),
    }
    if sheet.profile:
        document["profile"] = sheet.profile
    if sheet.assessors:
        document["assessors"] = [_assessor(assessor) for assessor in sheet.assessors]
    if sheet.findings:
        document["findings"] = [_fields(finding) for finding in sheet.findings]
    if sheet.evidence:
        document["evidence"] = [_fields(item) | {"on": list(item.on)} for item in sheet.evidence]
    if sheet.measurements:
        document["measurements"] = [measured_fields(found) for found in sheet.measurements]
    if sheet.decision:
        document["decision"] = _fields(sheet.decision)
    return document


def _organisation(organisation: Organisation) -> dict[str, Any]:
    plain = {
        name: getattr(organisation, name) for name in ("name", "industry", "country", "employees", "scope")
    }
    sites = [{"name": site.name, "share": site.share and str(site.share)} for site in organisation.sites]
    return {**plain, "sites": sites}


def _assessor(assessor: Assessor) -> dict[str, Any]:
    return {
        "name": assessor.name,
        "role": assessor.role,
        "last_advised_on": _day(assessor.last_advised_on),
        "practices": practices_of(assessor.answers, assessor.comments),
    }


def practices_of(
    answers: Mapping[str, Answer | NotApplicable], comments: Mapping[str, str]
) -> dict[str, Any]:
    """Answers, and comments without one, as the mapping of an answer file."""
    entries = {practice: _entry(answer) for practice, answer in answers.items()}
    return entries | {practice: {"comment": comment} for practice, comment in comments.items()}


def _entry(answer: Answer | NotApplicable) -> object:
    if isinstance(answer, NotApplicable):
        entry = {"not_applicable": True, "reason": answer.reason, "approved_by": answer.approved_by}
        return entry | {"comment": answer.comment}
    values: dict[str, object] = {name: _number(value) for name, value in answer.values.items()}
    for name, rated in answer.sites.items():
        values[name] = [{"site": s.site, "share": str(s.share), "value": _number(s.value)} for s in rated]
    if not answer.comment and list(values) == ["answer"]:
        return values["answer"]
    return values | {"comment": answer.comment}


def _number(value: Fraction) -> int | str:
    return int(value) if value.denominator == 1 else str(float(value))


def _day(day: date | None) -> str | None:
    return day and str(day)


def _fields(entry: Finding | Decision | EvidenceItem) -> dict[str, Any]:
    fields = {name: getattr(entry, name) for name in entry.__dataclass_fields__}
    return {name: str(value) if isinstance(value, date) else value for name, value in fields.items()}


class _Quoting(yaml.SafeDumper):
    """Texts in quotation marks: PyYAML leaves 0E0 plain, which is a number where we read it."""


_Quoting.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)


def as_yaml(document: Mapping[str, Any]) -> bytes:
    """A document as YAML."""
    written: bytes = yaml.dump(
        dict(document), Dumper=_Quoting, allow_unicode=True, sort_keys=False, encoding="utf-8"
    )
    return written


def as_json(document: Mapping[str, Any]) -> bytes:
    """A document as JSON."""
    return json.dumps(document, indent=1).encode()


def as_csv(sheet: AnswerSheet, delimiter: str = ",", newline: str = "\r\n") -> bytes:
    """A sheet as CSV, which holds everything but assessors and findings."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=newline)
    document = document_of(sheet)
    flat = _flat(
        {key: document[key] for key in document if key not in ("practices", "assessors", "findings")}
    )
    writer.writerows([f"@{key}", "" if value is None else value] for key, value in flat.items())
    components = dict.fromkeys(
        c.id for p in MODEL.practices for c in MODEL.rating_of(p, sheet.track).components
    )
    columns = [*components, "not_applicable", "reason", "approved_by", "comment"]
    writer.writerow(["practice", *columns])
    for practice, entry in practices_of(sheet.answers, sheet.comments).items():
        row = entry if isinstance(entry, dict) else {"answer": entry}
        writer.writerow([practice, *(_cell(row.get(column)) for column in columns)])
    return buffer.getvalue().encode("utf-8-sig")


def _flat(document: Mapping[str, Any], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in document.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{key}.")
        elif key == "sites":
            flat[prefix + key] = "; ".join(_quoted(s["name"]) + _share(s["share"]) for s in value)
        else:
            flat[prefix + key] = value
    return flat


def _cell(value: object) -> object:
    if isinstance(value, list):
        return "; ".join(f"{_quoted(s['site'])}{_share(s['share'])}: {s['value']}" for s in value)
    return "yes" if value is True else value


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _share(share: str | None) -> str:
    return f" {share}%" if share else ""


def document(track: str = "declared") -> dict[str, Any]:
    """A small valid document to be spoilt by a test."""
    practices: dict[str, Any] = {PROMISE: 3, DEFINITION: {"answer": 2, "comment": "so far"}}
    if track == "verified":
        process = {"approach": 60, "deployment": 50, "learning": 40, "integration": 40, "evidence": 3}
        practices = {PROMISE: process, DEFINITION: dict(process)}
    return {
        "answers": 1,
        "model": "cmc@2026.1",
        "track": track,
        "status": "submitted",
        "organisation": {"name": "Harbour Lantern Ltd", "industry": "C", "country": "CN", "employees": 12},
        "date": "2026-10-31",
        "practices": practices,
    }
