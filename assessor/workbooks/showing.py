"""A report as a page shows it: titles for ids, labels for values, in the language of the request."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessor.languages import message, wording
from assessor.models import Assessment
from assessor.speech import current_language, translated
from assessor.workbooks.comparing import Fate, FileReport, Question, Report
from assessor.workbooks.content import NOTHING, Content, Held, Stamp, content_of
from assessor.workbooks.fault_words import allowed_in_words, found_in_words
from assessor.workbooks.queries import saves_of
from assessor.workbooks.sheets import Sheet
from criteria.exact import exact
from criteria.faults import Fault
from criteria.model import Model, Practice
from criteria.text import Text

_COUNTS = (
    (Fate.NEW, message("New answers")),
    (Fate.CHANGED, message("Changed answers")),
    (Fate.CLEARED, message("Answers taken back")),
    (Fate.CONFLICT, message("Changed on both sides")),
    (Fate.SAME, message("Already so in the application")),
    (Fate.BEFORE, message("Merged or decided before")),
    (Fate.UNCHANGED, message("Not changed in the file")),
)


def say(text: str, **values: object) -> str:
    """A message in the language of the request, as plain text: pages escape it when they show it."""
    return wording(current_language())(text, **values)


@dataclass(frozen=True, slots=True)
class FaultShown:
    """One fault: where, of what, what was found, what is allowed."""

    where: str
    what: str
    found: str
    allowed: str


@dataclass(frozen=True, slots=True)
class FileShown:
    """One file: for whom it is, how many practices have each fate, and its faults."""

    name: str
    whose: str
    counts: tuple[tuple[str, int], ...]
    faults: tuple[FaultShown, ...]
    refused: bool


@dataclass(frozen=True, slots=True)
class OptionShown:
    """One content to choose, and which files say so."""

    value: str
    files: str
    says: str


@dataclass(frozen=True, slots=True)
class ConflictShown:
    """A practice about which somebody has to choose. `before` is what it was when the copies were taken;
    None where that is what the application holds."""

    name: str
    practice: str
    title: str
    whose: str
    held: str
    before: str | None
    options: tuple[OptionShown, ...]


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """A practice that is merged without a choice: from what to what."""

    practice: str
    title: str
    whose: str
    held: str
    says: str
    files: str


@dataclass(frozen=True, slots=True)
class ReportShown:
    """The whole report."""

    files: tuple[FileShown, ...]
    conflicts: tuple[ConflictShown, ...]
    changes: tuple[ChangeShown, ...]
    faults: int

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to merge."""
        return not self.conflicts and not self.changes


class Showing:
    """What shows contents of one assessment."""

    def __init__(self, assessment: Assessment, model: Model) -> None:
        self.assessment, self.model = assessment, model
        self.practices = {practice.id: practice for practice in model.practices}

    def report(self, report: Report) -> ReportShown:
        """The report as the page shows it."""
        clashing = {q.practice for q in report.conflicts if Fate.CONFLICT in q.fates}
        saves = saves_of(self.assessment, clashing) if clashing else {}
        earlier = {key: content_of(row) for key, row in saves.items()}
        return ReportShown(
            tuple(self._file(file) for file in report.files),
            tuple(self._conflict(question, earlier) for question in report.conflicts),
            tuple(self._change(question) for question in report.settled),
            len(report.faults),
        )

    def title(self, practice_id: str) -> str:
        """The title of a practice, or the id where there is none."""
        practice = self.practices.get(practice_id)
        return said(practice.title) if practice else practice_id

    def says(self, content: Content, practice_id: str) -> str:
        """What a content says, a line each: the values, why it does not apply, the comment."""
        lines = self._values(content, self.practices[practice_id])
        if content.not_applicable:
            lines = [say("Not applicable: %(reason)s", reason=content.reason)]
        if content.comment:
            lines.append(say("Comment: %(comment)s", comment=content.comment))
        return "\n".join(lines) or say("No answer")

    def _values(self, content: Content, practice: Practice) -> list[str]:
        lines = []
        for component in self.model.rating_of(practice, self.assessment.track).components:
            sites = content.sites.get(component.id, [])
            value = content.values.get(component.id) or "; ".join(f"{s['site']}: {s['value']}" for s in sites)
            labels = [o.label for o in component.options if value and not sites and o.value == exact(value)]
            told = " – ".join([value, *(said(label) for label in labels if label)])
            one = len(self.model.rating_of(practice, self.assessment.track).components) == 1
            lines += [told if one else f"{said(component.title)}: {told}"] if value else []
        return lines

    def _file(self, file: FileReport) -> FileShown:
        sheet = file.filled.sheet
        counts = [(say(text), file.count(fate)) for fate, text in _COUNTS if file.count(fate)]
        return FileShown(
            file.filled.name,
            whose(sheet) if sheet else "",
            tuple(counts),
            tuple(self._fault(fault, file.filled.name) for fault in file.filled.faults),
            sheet is None,
        )

    def _fault(self, fault: Fault, name: str) -> FaultShown:
        where = fault.where.removeprefix(name).lstrip(": ")
        if where.isdecimal():
            where = say("Line %(number)s", number=where)
        practice = next((p for p in (fault.key, fault.key.rpartition(".")[0]) if p in self.practices), "")
        what = self.title(practice) if practice else fault.key
        return FaultShown(where, what, found_in_words(fault.found), allowed_in_words(fault.allowed))

    def _conflict(
        self, question: Question, earlier: Mapping[tuple[str, str, str, int], Content]
    ) -> ConflictShown:
        options = [
            OptionShown(
                option.content.digest, ", ".join(option.files), self.says(option.content, question.practice)
            )
            for option in question.options
        ]
        return ConflictShown(
            question.name,
            question.practice,
            self.title(question.practice),
            whose(question.sheet),
            self.says(question.held.content, question.practice),
            self._before(question, earlier),
            tuple(options),
        )

    def _before(self, question: Question, earlier: Mapping[tuple[str, str, str, int], Content]) -> str | None:
        """What the answer was when the copies were taken; several where they were taken at several times."""
        stamps = {source.offer.stamp for option in question.options for source in option.sources}
        told = []
        for stamp in sorted(stamps, key=lambda stamp: stamp.version):
            if stamp.digest == question.held.content.digest:
                continue
            content = _at(question, stamp, earlier)
            unknown = say("not kept")
            told.append(unknown if content is None else self.says(content, question.practice))
        return " / ".join(dict.fromkeys(told)) or None

    def _change(self, question: Question) -> ChangeShown:
        (option,) = question.options
        return ChangeShown(
            question.practice,
            self.title(question.practice),
            whose(question.sheet),
            self.says(question.held.content, question.practice),
            self.says(option.content, question.practice),
            ", ".join(option.files),
        )


def said(text: Text | None) -> str:
    """A text of the model in the language of the request."""
    return text.in_language(current_language()) if text else ""


def whose(sheet: Sheet) -> str:
    """Whose answers a sheet holds."""
    return sheet.whose or say("the whole organisation")


def title_of(assessment: Assessment) -> str:
    """What an assessment is called: its title, or the organisation and the day."""
    day = wording(current_language()).date(assessment.assessed_on)
    return assessment.title or translated(", ").join((assessment.stated["name"], day))


def _at(
    question: Question, stamp: Stamp, earlier: Mapping[tuple[str, str, str, int], Content]
) -> Content | None:
    """What the stamp is of: nothing, or the save that became that version, if it was kept."""
    if stamp == Held(NOTHING, 0).stamp:
        return NOTHING
    found = earlier.get((*question.sheet.key, question.practice, stamp.version))
    return found if found is not None and found.digest == stamp.digest else None
