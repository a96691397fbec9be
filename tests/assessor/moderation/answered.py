"""An assessment as it is in the application when several people have answered it, each alone."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from uuid import uuid4

from assessor.extensions import writing
from assessor.models import Answer, Assessment, Organisation, Respondent, Tenant
from assessor.models.base import now
from criteria.registry import load

MODEL = load("cmc@2026.1")
FIRST = MODEL.criteria[0]
OWNER = "Coordinator of local"
Level = int | str | None
Levels = Callable[[int, int], Level]
"""What somebody answers to a practice, by their numbers: a level, the reason for N/A, or nothing."""


def opened(
    tenant: Tenant,
    people: Sequence[tuple[str, str]],
    levels: Levels,
    *,
    answering: str | None = "apart",
    status: str = "draft",
    finished: bool = True,
    dimensions: Mapping[str, list[str]] | None = None,
    comment: str = "",
) -> Assessment:
    """People, each as name and group, and what they answered an hour ago."""
    before = now() - timedelta(hours=1)
    with writing() as session:
        organisation = Organisation(
            tenant_id=tenant.id, name=f"Tin Whistle {uuid4().hex[:6]}", industry="K", country="CN",
            employees=300, scope="Shops", sites=[],
        )  # fmt: skip
        made = Assessment(
            tenant_id=tenant.id,
            organisation=organisation,
            model=MODEL.reference,
            model_digest=MODEL.digest,
            track="declared",
            profile=None,
            status=status,
            assessed_on=date(2026, 11, 1),
            stated={
                "name": "Tin Whistle", "industry": "K", "country": "CN", "employees": 300, "scope": "Shops",
                "sites": [],
            },
            team=[],
            source="application",
            source_digest=hashlib.sha256(uuid4().bytes).hexdigest(),
            recorded_by=OWNER,
            title="Spring 2026",
            answering=answering,
            respondents=[
                Respondent(
                    position=n, name=name, seen_from=group, finished_at=before if finished else None,
                    dimensions=(dimensions or {}).get(name, []),
                )
                for n, (name, group) in enumerate(people)
            ],
        )  # fmt: skip
        session.add(made)
        session.flush()
        for n, (name, _) in enumerate(people):
            for number, practice in enumerate(MODEL.practices):
                given = levels(n, number)
                if given is not None:
                    session.add(answer(made, practice.id, given, name, comment=comment, given_at=before))
    return made


def answer(made: Assessment, practice: str, given: int | str, name: str, **more: object) -> Answer:
    """One answer of a respondent."""
    row = Answer(
        tenant_id=made.tenant_id, assessment_id=made.id, practice_id=practice, role="respondent",
        given_by=name, **more,
    )  # fmt: skip
    row.values = {} if isinstance(given, str) else {"answer": str(given)}
    row.not_applicable, row.reason = isinstance(given, str), given if isinstance(given, str) else ""
    return row


def crowd(count: int) -> list[tuple[str, str]]:
    """Many people in three groups."""
    return [(f"R{n:02}", ("Management", "Front line", "IT")[n % 3]) for n in range(count)]


THREE = [("Head of sales", "Management"), ("R2", "Front line"), ("R3", "Front line")]
