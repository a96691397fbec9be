"""What several forms of the report say in the same words."""

from assessor.languages import Wording
from assessor.reports.document import ReportDocument


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
