"""An answer sheet written as JSON, in the form of docs/answers.md: what is written is read back the same."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from assessor.answers.evidence import EvidenceItem
from assessor.answers.measurements import Measurement
from assessor.answers.sheet import AnswerSheet, Assessor, Decision, Finding, Organisation
from assessor.answers.sites import written
from criteria.answers import Answer, Answers, NotApplicable


def to_json(sheet: AnswerSheet) -> str:
    """The sheet as JSON text; the same sheet gives the same text."""
    return json.dumps(document(sheet), ensure_ascii=False, indent=2, default=str) + "\n"


def document(sheet: AnswerSheet) -> dict[str, Any]:
    """The sheet as plain values, without what it does not say. Numbers are text where they are no integer."""
    said = {
        "answers": 1,
        "model": sheet.model.reference,
        "track": sheet.track,
        "status": sheet.status,
        "profile": sheet.profile,
        "organisation": _organisation(sheet.organisation),
        "date": sheet.assessed_on,
        "practices": _practices(sheet, sheet.answers, sheet.comments),
        "assessors": [_assessor(sheet, one) for one in sheet.assessors],
        "respondents": [
            {
                "name": one.name,
                "group": one.group,
                "practices": _practices(sheet, one.answers, one.comments),
            }
            for one in sheet.respondents
        ],
        "findings": [_finding(found) for found in sheet.findings],
        "evidence": [_evidence(item) for item in sheet.evidence],
        "measurements": [_measurement(one) for one in sheet.measurements],
        "decision": _decision(sheet.decision) if sheet.decision else None,
    }
    return _told(said) | {"practices": said["practices"]}


def _told(said: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is empty; no and 0 are something."""
    return {key: value for key, value in said.items() if value not in (None, "", [], {}, ())}


def _number(value: Fraction) -> int | str:
    return value.numerator if value.denominator == 1 else written(value)


def _organisation(who: Organisation) -> dict[str, Any]:
    sites = [
        _told({"name": s.name, "share": None if s.share is None else _number(s.share)}) for s in who.sites
    ]
    return _told({**{name: getattr(who, name) for name in who.__dataclass_fields__}, "sites": sites})


def _practices(sheet: AnswerSheet, answers: Answers, comments: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {practice: _answer(answer) for practice, answer in answers.items()}
    found |= {practice: {"comment": comment} for practice, comment in comments.items()}
    order = [practice.id for practice in sheet.model.practices]
    return {practice: found[practice] for practice in order if practice in found}


def _answer(answer: Answer | NotApplicable) -> dict[str, Any]:
    if isinstance(answer, NotApplicable):
        return _told({"not_applicable": True, **asdict(answer)})
    values: dict[str, Any] = {name: _number(value) for name, value in answer.values.items()}
    for name, ratings in answer.sites.items():
        values[name] = [
            {"site": r.site, "share": _number(r.share), "value": _number(r.value)} for r in ratings
        ]
    return values | _told({"comment": answer.comment})


def _assessor(sheet: AnswerSheet, who: Assessor) -> dict[str, Any]:
    head = {"name": who.name, "role": who.role, "last_advised_on": who.last_advised_on}
    return _told(head) | {"practices": _practices(sheet, who.answers, who.comments)}


def _finding(found: Finding) -> dict[str, Any]:
    return _told(asdict(found))


def _decision(made: Decision) -> dict[str, Any]:
    return _told(asdict(made))


def _evidence(item: EvidenceItem) -> dict[str, Any]:
    return _told({**asdict(item), "on": list(item.on)})


def _measurement(one: Measurement) -> dict[str, Any]:
    comparator = one.comparator and {"name": one.comparator.name, "value": _number(one.comparator.value)}
    return _told(
        {
            "on": one.on,
            "title": one.title,
            "unit": one.unit,
            "better": one.better,
            "periods": [{"period": p.period, "value": _number(p.value)} for p in one.periods],
            "target": None if one.target is None else _number(one.target),
            "comparator": comparator,
            "n": one.n,
        }
    )
