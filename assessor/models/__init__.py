"""The tables, one file each."""

from assessor.models.account import Account
from assessor.models.activity import Activity
from assessor.models.answer import CONSENSUS, Answer
from assessor.models.answer_revision import AnswerRevision
from assessor.models.assessment import Assessment
from assessor.models.base import Base
from assessor.models.brand import Brand
from assessor.models.consent import Consent
from assessor.models.contribution import Contribution
from assessor.models.decision import Decision
from assessor.models.edition import Edition
from assessor.models.ended_session import EndedSession
from assessor.models.evidence import Evidence
from assessor.models.finding import Finding
from assessor.models.invitation import Invitation
from assessor.models.issued_report import IssuedReport
from assessor.models.line import BenchmarkLine
from assessor.models.mail import Mail
from assessor.models.measurement import Measurement
from assessor.models.membership import ROLES, Membership
from assessor.models.organisation import Organisation
from assessor.models.passkey import Passkey
from assessor.models.plan import ImprovementPlan, PlanTask
from assessor.models.print_order import PrintOrder
from assessor.models.respondent import Respondent
from assessor.models.tenant import Tenant
from assessor.models.tombstone import Tombstone

__all__ = [
    "CONSENSUS",
    "ROLES",
    "Account",
    "Activity",
    "Answer",
    "AnswerRevision",
    "Assessment",
    "Base",
    "BenchmarkLine",
    "Brand",
    "Consent",
    "Contribution",
    "Decision",
    "Edition",
    "EndedSession",
    "Evidence",
    "Finding",
    "ImprovementPlan",
    "Invitation",
    "IssuedReport",
    "Mail",
    "Measurement",
    "Membership",
    "Organisation",
    "Passkey",
    "PlanTask",
    "PrintOrder",
    "Respondent",
    "Tenant",
    "Tombstone",
]
