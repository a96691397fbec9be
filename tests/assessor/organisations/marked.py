"""An organisation with something in every table, each text carrying a mark by which it can be found."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from flask import current_app

from assessor.activity.operations import note
from assessor.answers.sheet import Respondent
from assessor.assessments.operations import record
from assessor.brands.brand import DEFAULT
from assessor.brands.operations import set_brand
from assessor.extensions import writing
from assessor.mail.operations import post
from assessor.models import (
    Account,
    Answer,
    AnswerRevision,
    Assessment,
    Evidence,
    ImprovementPlan,
    Invitation,
    IssuedReport,
    PlanTask,
    PrintOrder,
    Tenant,
)
from assessor.models.base import now
from assessor.organisations.stored import evidence_folder
from assessor.peers.keys import pool_key
from assessor.peers.operations import give_consent
from assessor.prints import store
from tests.assessor.cast import member
from tests.assessor.sheets import certified, declared

SHARED = b"%PDF-1.7 the same bytes in both organisations"


def fill(tenant: Tenant, mark: str, *, certify: bool = True) -> Account:
    """Give a tenant a row in every table; returns its owner."""
    owner = member(tenant, "owner", f"{mark} group")
    audit = certified(f"{mark} Insurance") if certify else declared(f"{mark} Insurance")
    audit = replace(audit, digest=hashlib.sha256(mark.encode()).hexdigest(), source=f"{mark}.xlsx")
    if certify:
        lead = audit.assessors[0].name
        answers = {
            key: replace(answer, approved_by=lead) if hasattr(answer, "approved_by") else answer
            for key, answer in audit.answers.items()
        }
        audit = replace(
            audit,
            answers=answers,
            assessors=tuple(replace(one, answers=answers) for one in audit.assessors),
            decision=replace(audit.decision, certificate_number=f"{mark}-0001"),
        )
    assessment = record(audit, tenant, f"{mark} recorder")
    respondent = Respondent(f"{mark} respondent", "IT", {})
    own = declared(f"{mark} Insurance", respondents=(respondent,))
    own = replace(own, digest=hashlib.sha256(f"{mark} own".encode()).hexdigest())
    record(own, tenant, f"{mark} recorder")
    with writing() as session:
        session.add_all(_rows(tenant, assessment, mark))
        note(tenant.id, "kettle.boiled", "", {"by": f"{mark} log"})
        post("test", f"{mark}@guest.example", f"{mark} subject", f"{mark} letter", tenant.id)
        key = pool_key(assessment.organisation)
    give_consent(key, "managing director", "en")
    set_brand(tenant, replace(DEFAULT, name=f"{mark} brand", footer=f"{mark} footer"))
    _attach(tenant, assessment, mark)
    return owner


def _rows(tenant: Tenant, assessment: Assessment, mark: str) -> list[object]:
    within = {"tenant_id": tenant.id, "assessment_id": assessment.id}
    practice = "leadership.vision.customer-promise"
    plan = ImprovementPlan(**within, target={"kind": "level", "number": 4}, efforts=[], settled_by=mark)
    plan.milestones = [{"days": days, "total": "440", "level": 3} for days in (0, 5, 5)]
    plan.tasks = [
        PlanTask(
            tenant_id=tenant.id,
            practice_id=practice,
            to_level=4,
            position=0,
            days=5,
            quick_win=True,
            from_level=3,
            gain="3/2",
            action=f"{mark} action",
        )
    ]
    revision = AnswerRevision(
        **within, practice_id=practice, role="consensus", given_by=mark, made_by=mark, key=mark, base=0,
        state="applied", comment=f"{mark} comment",
    )  # fmt: skip
    invitation = Invitation(
        tenant_id=tenant.id, email=f"{mark}@invited.example", role="viewer", language="en",
        token_digest=f"{mark} digest", invited_by=mark, expires_at=now() + timedelta(days=1),
    )  # fmt: skip
    order = PrintOrder(**within, kind="report", variant=f"{mark} variant", language="en")
    answer = Answer(**within, practice_id=practice, given_by=f"{mark} third", role="assessor", values={})
    return [plan, revision, invitation, order, answer]


def _attach(tenant: Tenant, assessment: Assessment, mark: str) -> None:
    content = f"{mark} evidence".encode()
    digest = hashlib.sha256(content).hexdigest()
    path = evidence_folder(tenant.id) / digest[:2] / digest
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    within = {"tenant_id": tenant.id, "assessment_id": assessment.id}
    with writing() as session:
        session.add(
            Evidence(
                **within, position=99, reference="F-1", kind="document",
                practices=["leadership.vision.customer-promise"], title=f"{mark} file",
                seen_on=date(2026, 10, 1), seen_by=mark, site="", note="", sha256=digest,
                filename=f"../{mark}.txt", media_type="text/plain", size=len(content),
            )
        )  # fmt: skip
        for name, printed in (("own", b"%PDF-1.7 " + mark.encode()), ("shared", SHARED)):
            session.add(
                IssuedReport(
                    **within, kind="report", variant=name, language="en",
                    digest=store.put(printed), made_from=f"{mark} {name}",
                )
            )  # fmt: skip


def files_under(folder: str) -> list[bytes]:
    """Every file in a folder of the installation."""
    root = Path(current_app.instance_path) / folder
    return [path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()]
