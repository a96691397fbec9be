"""Anomalies as views: what is worth a second look, each in a sentence that accuses nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from assessor.answers.sheet import AnswerSheet
from assessor.reports.document import AnomalyView, Figure, LookView
from assessor.reports.figures import plain
from assessor.reports.outline import Outliner
from criteria.anomalies import (
    Anomaly,
    HighWithoutEvidence,
    Moment,
    OneSitting,
    ResultAboveEnablers,
    SameAnswers,
    anomalies,
)


@dataclass(frozen=True, slots=True)
class Answering:
    """When the answers of an assessment were given, and when it was submitted; None while it was not."""

    moments: tuple[Moment, ...]
    submitted_at: datetime | None


def anomaly_views(
    lines: Outliner, sheet: AnswerSheet, answering: Answering | None
) -> tuple[AnomalyView, ...]:
    """Everything that is worth a second look, in the order of METHOD §7.

    Without `answering`, as for an assessment that came as one file, nothing is said about sittings.
    """
    known = answering or Answering((), None)
    found = anomalies(
        lines.result,
        evidenced=_evidenced(sheet),
        moments=known.moments,
        submitted_at=known.submitted_at,
    )
    return tuple(_view(lines, one) for one in found)


def _evidenced(sheet: AnswerSheet) -> set[str]:
    """The practices that an item of the register supports, or that a comment speaks of."""
    said = {name for name, answer in sheet.answers.items() if answer.comment.strip()}
    return said | {practice for item in sheet.evidence for practice in item.on}


def _view(lines: Outliner, found: Anomaly) -> AnomalyView:
    if isinstance(found, SameAnswers):
        return _same(lines, found)
    if isinstance(found, HighWithoutEvidence):
        return _bare(lines, found)
    if isinstance(found, ResultAboveEnablers):
        return _unsupported(lines, found)
    return _sitting(lines, found)


# --- one view a kind --------------------------------------------------------------------------------


def _same(lines: Outliner, found: SameAnswers) -> AnomalyView:
    say, whole = lines.say, found.extent == "whole"
    title, statement = _alike(lines, found)
    return AnomalyView(
        kind="same answers",
        title=title,
        statement=statement,
        remark=say("That may well be so. The descriptors, read once more, show whether each answer fits."),
        found=_count(found.found),
        bar=lines.show.share(found.bar) if whole else _count(found.bar),
        nodes=_nodes(lines, found.nodes),
        whole=whole,
    )


def _alike(lines: Outliner, found: SameAnswers) -> tuple[str, str]:
    """How far the same answer goes: a title and a sentence."""
    say = lines.say
    if found.extent == "whole":
        return say("The same answer nearly everywhere"), say(
            "%(found)s of %(of)s answers are the same; from %(bar)s up this is pointed out.",
            found=found.found,
            of=found.of,
            bar=f"{plain(found.bar * 100)}%",
        )
    if found.extent == "dimension":
        return say("A whole dimension answered alike"), say(
            "All %(found)s practices of %(dimension)s that apply and were answered have the same answer.",
            found=found.found,
            dimension=lines.title(found.dimension),
        )
    return say("The same answer many times in a row"), say(
        "%(found)s practices in a row have the same answer, from %(first)s to %(last)s; from %(bar)s in a "
        "row this is pointed out.",
        found=found.found,
        first=lines.title(found.nodes[0]),
        last=lines.title(found.nodes[-1]),
        bar=plain(found.bar),
    )


def _bare(lines: Outliner, found: HighWithoutEvidence) -> AnomalyView:
    say, count = lines.say, len(found.nodes)
    bar = lines.show.score(found.bar).shown
    if found.rated:
        statement = say(
            "Practices rated %(bar)s or higher before ceilings, for which no evidence was seen: %(count)s.",
            count=count,
            bar=bar,
        )
        remark = say(
            "The ceiling of evidence already holds their scores down. What was not seen can be shown."
        )
    else:
        statement = say(
            "Practices answered with %(bar)s or higher, for which neither evidence nor a comment says what "
            "that rests on: %(count)s.",
            count=count,
            bar=bar,
        )
        remark = say("Naming what each answer rests on lets others rely on it.")
    return AnomalyView(
        kind="no evidence",
        title=say("Rated high, with nothing to show for it yet"),
        statement=statement,
        remark=remark,
        found=lines.show.score(min(found.found)),
        bar=lines.show.score(found.bar),
        nodes=_nodes(lines, found.nodes),
        whole=False,
    )


def _unsupported(lines: Outliner, found: ResultAboveEnablers) -> AnomalyView:
    say, show = lines.say, lines.show
    enabler, best = found.best
    return AnomalyView(
        kind="result above enablers",
        title=say("A high result over low practice"),
        statement=say(
            "%(result)s stands at %(score)s, while the best of what brings it about, %(enabler)s, stands at "
            "%(best)s; pointed out from %(high)s up with no more than %(low)s behind it.",
            result=lines.title(found.node),
            score=show.score(found.score).shown,
            enabler=lines.title(enabler),
            best=show.score(best).shown,
            high=show.score(found.high).shown,
            low=show.score(found.low).shown,
        ),
        remark=say("The market or earlier work may explain it; the figures behind the result will tell."),
        found=show.score(found.score),
        bar=show.score(found.high),
        nodes=_nodes(lines, (found.node, *(name for name, _ in found.enablers))),
        whole=False,
    )


def _sitting(lines: Outliner, found: OneSitting) -> AnomalyView:
    say = lines.say
    return AnomalyView(
        kind="one sitting",
        title=say("Answered in one sitting, just before submission"),
        statement=say(
            "%(found)s of %(of)s answers were given within %(lasted)s minutes, and submitted %(before)s "
            "minutes later; pointed out where no more than %(bar)s minutes lie between.",
            found=found.found,
            of=found.of,
            lasted=found.lasted,
            before=found.before,
            bar=plain(found.before_bar),
        ),
        remark=say("Answers that were agreed beforehand, on paper or in a meeting, look the same."),
        found=_count(found.found),
        bar=lines.show.share(found.bar),
        nodes=_nodes(lines, found.nodes),
        whole=found.found == found.of,
    )


def _count(number: int | Fraction) -> Figure:
    return Figure(float(number), str(number))


def _nodes(lines: Outliner, ids: Iterable[str]) -> tuple[LookView, ...]:
    return tuple(LookView(name, lines.title(name), name.partition(".")[0]) for name in ids)
