"""What a page of the questionnaire shows, put together once and of plain parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from assessor.answering.checking import EntryFault
from assessor.answering.forms import Typed
from assessor.answering.queries import answered_on, conflicts_on, evidence_on, standings_on
from assessor.answering.sheets import (
    Entry,
    Part,
    Progress,
    Sheet,
    Standing,
    entry_of,
    parts_of,
    progress_of,
)
from assessor.models import AnswerRevision, Evidence
from criteria.model import Criterion, Dimension, Practice


@dataclass(frozen=True, slots=True)
class ConflictView:
    """Two answers for one practice: what stands, and what the visitor saved beside it."""

    revision: AnswerRevision
    standing: Standing
    mine: Entry
    is_own: bool


@dataclass(frozen=True, slots=True)
class PracticeView:
    """One practice to answer. `entry` is what the fields hold: what stands, or what was typed and refused."""

    practice: Practice
    parts: tuple[Part, ...]
    entry: Entry
    base: int
    seen: str
    standing: Standing
    evidence: Sequence[Evidence] = ()
    conflict: ConflictView | None = None
    faults: Mapping[str, EntryFault] = field(default_factory=dict)

    @property
    def is_one_choice(self) -> bool:
        """Whether one choice is all there is to rate, so that N/A stands beside the levels."""
        return len(self.parts) == 1 and bool(self.parts[0].choices)


@dataclass(frozen=True, slots=True)
class PageView:
    """The page of a criterion."""

    sheet: Sheet
    criterion: Criterion
    dimension: Dimension
    number: int
    previous: Criterion | None
    next: Criterion | None
    practices: tuple[PracticeView, ...]
    progress: tuple[Progress, ...]
    criteria: tuple[Progress, ...]
    waiting: tuple[tuple[Criterion, Practice], ...]
    key: str

    @property
    def faults(self) -> list[EntryFault]:
        """Everything that is wrong on the page, in its order."""
        return [fault for view in self.practices for fault in view.faults.values()]

    @property
    def left(self) -> int:
        """How many practices have no answer yet, of all that were asked."""
        return sum(p.of - p.answered for p in self.progress)

    @property
    def may_leave_out(self) -> bool:
        """Whether the model knows N/A."""
        return self.sheet.model.not_applicable.rule != "refused"


def page_of(
    sheet: Sheet,
    criterion: Criterion,
    typed: Sequence[Typed] = (),
    faults: Sequence[EntryFault] = (),
    key: str = "",
) -> PageView:
    """The page of a criterion; `typed` and `faults` are of a form that was refused, which is shown again."""
    names = [practice.id for practice in criterion.practices]
    standings, conflicts, answered = standings_on(sheet, names), conflicts_on(sheet), answered_on(sheet)
    shown = evidence_on(sheet, names)
    again = {t.practice.id: t for t in typed}
    asked = sheet.criteria
    at = asked.index(criterion)
    dimension = next(d for d in sheet.dimensions if criterion in d.criteria)
    return PageView(
        sheet=sheet,
        criterion=criterion,
        dimension=dimension,
        number=at + 1,
        previous=asked[at - 1] if at else None,
        next=asked[at + 1] if at + 1 < len(asked) else None,
        practices=tuple(
            _practice(
                sheet,
                practice,
                standings.get(practice.id, Standing()),
                conflicts.get(practice.id),
                shown.get(practice.id, ()),
                again.get(practice.id),
                [fault for fault in faults if fault.practice_id == practice.id],
            )
            for practice in criterion.practices
        ),
        progress=tuple(progress_of(d, answered) for d in sheet.dimensions),
        criteria=tuple(progress_of(c, answered) for c in dimension.criteria),
        waiting=tuple((c, p) for c in asked for p in c.practices if p.id in conflicts),
        key=key or uuid4().hex,
    )


def _practice(
    sheet: Sheet,
    practice: Practice,
    standing: Standing,
    conflicting: AnswerRevision | None,
    evidence: Sequence[Evidence],
    typed: Typed | None,
    faults: Sequence[EntryFault],
) -> PracticeView:
    return PracticeView(
        practice,
        parts_of(practice, sheet.rating(practice)),
        typed.entry if typed else standing.entry,
        typed.base if typed else standing.version,
        typed.seen if typed else standing.entry.digest,
        standing,
        evidence,
        _conflict(sheet, standing, conflicting) if conflicting else None,
        {fault.field: fault for fault in reversed(faults)},
    )


def _conflict(sheet: Sheet, standing: Standing, mine: AnswerRevision) -> ConflictView:
    return ConflictView(mine, standing, entry_of(mine), standing.by == sheet.person)
