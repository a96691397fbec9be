"""Merging what came back: every answer with its revision, all in one transaction, or nothing."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from assessor.access import Action, User
from assessor.activity.operations import note
from assessor.extensions import db, writing
from assessor.models import Answer, AnswerRevision, Assessment
from assessor.models.base import now
from assessor.workbooks.comparing import OURS, Option, Question, Report, Source, compare
from assessor.workbooks.content import Content
from assessor.workbooks.queries import answers_on, assessment_to_copy, held_on, model_of, saves_known
from assessor.workbooks.reading import Asked, Upload, read_file
from assessor.workbooks.sheets import sheets_for

THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody decided: `chosen` by the name of a question, OURS or the digest of a content.

    `every` decides the questions in `seen` that are not chosen one by one: OURS, or THEIRS where the files
    agree with each other; `seen` is None for all. `leave_out` says that what cannot be read may be missing.
    """

    chosen: Mapping[str, str] = field(default_factory=dict)
    every: str | None = None
    seen: Collection[str] | None = None
    leave_out: bool = False

    def of(self, question: Question) -> str | None:
        """OURS, the digest of an option, or None where nothing was decided."""
        chosen = self.chosen.get(question.name, "")
        if chosen == OURS or question.option(chosen) is not None:
            return chosen
        if self.every is None or not (self.seen is None or question.name in self.seen):
            return None
        if self.every == OURS:
            return OURS
        return question.options[0].content.digest if len(question.options) == 1 else None


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of a merge. Where something is `undecided`, or has faults that nobody left out, nothing
    was written; else `written` counts the answers that changed and `kept` the conflicts that went the other
    way."""

    report: Report
    undecided: tuple[Question, ...] = ()
    refused: bool = False
    written: int = 0
    kept: int = 0

    @property
    def is_done(self) -> bool:
        """Whether it was carried out."""
        return not self.undecided and not self.refused


def examine(assessment: Assessment, user: User, uploads: Sequence[Upload], folders: Sequence[Path]) -> Report:
    """What merging these files would change; writes nothing."""
    model = model_of(assessment, folders)
    asked = Asked(assessment, model, sheets_for(user, assessment, model))
    filled = [read_file(upload, asked) for upload in uploads]
    sheets = {file.sheet.key: file.sheet for file in filled if file.sheet is not None}
    held = {key: held_on(assessment, sheet) for key, sheet in sheets.items()}
    order = [practice.id for practice in model.practices]
    first = compare(filled, held, (), order)
    keys = {source.key for question in first.questions for source in _sources(question)}
    known = saves_known(assessment, keys)
    return compare(filled, held, known.keys(), order) if known else first


def merge(
    user: User, assessment_id: UUID, uploads: Sequence[Upload], choices: Choices, folders: Sequence[Path]
) -> Merged:
    """Merge files as somebody decided, all or nothing; whatever changed since they looked is asked again.

    The same file again changes nothing.
    """
    try:
        return _merge(user, assessment_id, uploads, choices, folders)
    except (IntegrityError, StaleDataError):
        # On an engine where writers do not wait for each other, somebody answered just now: look again.
        return _merge(user, assessment_id, uploads, choices, folders)


def _merge(
    user: User, assessment_id: UUID, uploads: Sequence[Upload], choices: Choices, folders: Sequence[Path]
) -> Merged:
    with writing():
        assessment = assessment_to_copy(user, assessment_id, Action.MERGE_WORKBOOK)
        report = examine(assessment, user, uploads, folders)
        undecided = tuple(question for question in report.conflicts if choices.of(question) is None)
        refused = bool(report.faults) and not choices.leave_out
        if undecided or refused:
            return Merged(report, undecided, refused)
        decided = [(question, _decided(question, choices)) for question in report.questions]
        written = _write(assessment, user, decided)
        kept = sum(option is None for _, option in decided)
        if decided:
            names = [upload.name for upload in uploads]
            told = {"answers": written, "kept": kept, "files": names}
            note(assessment.tenant_id, "workbook.merged", assessment.id, told)
        return Merged(report, written=written, kept=kept)


def _decided(question: Question, choices: Choices) -> Option | None:
    """The option that is taken; None for what the application holds."""
    if not question.contested:
        return question.options[0]
    chosen = choices.of(question)
    return None if chosen in (None, OURS) else question.option(chosen or "")


def _write(assessment: Assessment, user: User, decided: Sequence[tuple[Question, Option | None]]) -> int:
    """Write what was taken, and keep as dismissed what was not; how many answers changed."""
    rows = {question.sheet.key: question.sheet for question, _ in decided}
    there = {key: answers_on(assessment, sheet) for key, sheet in rows.items()}
    taken: list[tuple[Question, Answer]] = []
    for question, option in decided:
        if option is not None:
            answer = there[question.sheet.key].get(question.practice) or _answer(assessment, question)
            _put(answer, option.content)
            taken.append((question, answer))
    db.session.flush()  # gives every answer its version
    versions = {(question.sheet.key, question.practice): answer.version for question, answer in taken}
    for question, option in decided:
        chosen = {source.key for source in option.sources} if option else set()
        for key, source in {source.key: source for source in _sources(question)}.items():
            version = versions[question.sheet.key, question.practice] if key in chosen else None
            db.session.add(_revision(assessment, user, source, version))
    return len(taken)


def _sources(question: Question) -> Iterator[Source]:
    for option in question.options:
        yield from option.sources


def _answer(assessment: Assessment, question: Question) -> Answer:
    sheet = question.sheet
    made = Answer(
        tenant_id=assessment.tenant_id,
        assessment_id=assessment.id,
        practice_id=question.practice,
        role=sheet.role,
        given_by=sheet.given_by,
    )
    db.session.add(made)
    return made


def _put(answer: Answer, content: Content) -> None:
    answer.values, answer.sites = dict(content.values), dict(content.sites)
    answer.not_applicable, answer.reason = content.not_applicable, content.reason
    answer.comment, answer.given_at = content.comment, now()


def _revision(assessment: Assessment, user: User, source: Source, version: int | None) -> AnswerRevision:
    """The save that an offer is: applied as a version, or dismissed where somebody chose otherwise."""
    content, sheet = source.offer.content, source.sheet
    return AnswerRevision(
        tenant_id=assessment.tenant_id,
        assessment_id=assessment.id,
        practice_id=source.offer.practice,
        role=sheet.role,
        given_by=sheet.given_by,
        made_by=user.name,
        account_id=user.account_id,
        key=source.key,
        base=source.offer.stamp.version,
        version=version,
        state="applied" if version is not None else "dismissed",
        values={**content.values, **content.sites},
        not_applicable=content.not_applicable,
        reason=content.reason,
        comment=content.comment,
    )
