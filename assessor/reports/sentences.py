"""What several forms of the report say in the same words."""

from assessor.answers.sheet import APPLICATION
from assessor.languages import Wording, message
from assessor.reports.document import Basis, ReportDocument
from criteria.model import Model

UNANSWERED = {
    "lowest": message("Left unanswered: %(count)s of %(all)s practices. They count as nothing in place."),
    "missing": message("Left unanswered: %(count)s of %(all)s practices. They are in no score."),
}


def result_said(document: ReportDocument, say: Wording) -> str:
    """The result in one sentence; `assessor verify` looks for it in print."""
    of = document.basis.points.shown
    if document.interval:
        ends = document.interval
        return say(
            "Not final: between %(lowest)s and %(highest)s of %(points)s points, as answers are missing.",
            lowest=ends.lowest.shown,
            highest=ends.highest.shown,
            points=of,
        )
    if document.total is None:
        return say("Not ratable: too little of the model applies to give a score.")
    if document.level is None:
        return say("%(total)s of %(points)s points.", total=document.total.shown, points=of)
    return say(
        "Level %(number)s, %(title)s, with %(total)s of %(points)s points.",
        number=document.level.number,
        title=document.level.title,
        total=document.total.shown,
        points=of,
    )


def answered_said(basis: Basis, say: Wording) -> str:
    """How many practices have an answer, and how many of those do not apply: as the tasks say it."""
    answered = basis.answered + basis.not_applicable
    said = say("%(answered)s of %(asked)s answered", answered=answered, asked=basis.practices)
    excluded = basis.not_applicable
    return said + (say(", %(excluded)s of them not applicable", excluded=excluded) if excluded else "")


def unanswered_said(model: Model, count: int, say: Wording) -> str:
    """What was left unanswered when it was submitted, and what that counts as."""
    return say(UNANSWERED[model.unanswered], count=count, all=len(model.practices))


def unplaced_said(document: ReportDocument, say: Wording) -> str:
    """Why a result does not stand among peers; empty where it does."""
    if document.standing is not None:
        return ""
    if document.total is None or document.basis.status == "draft":
        return say("There is no comparison with peers yet: only a submitted assessment with a total has one.")
    if document.subject.employees is None:
        return say("There is no comparison with peers: it needs the number of employees, which is not known.")
    return say("There are no peers to compare with yet: this model and track have no benchmark edition.")


def source_said(source: str, say: Wording) -> str:
    """Where the answers come from: the name of a file, or that they were given here."""
    return say("Answered in the application") if source == APPLICATION else source
