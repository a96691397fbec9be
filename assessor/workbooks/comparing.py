"""What a merge would change: every offer beside what the application holds, and beside other files."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from assessor.workbooks.content import NOT_HELD, Content, Held
from assessor.workbooks.reading import Filled, Offer
from assessor.workbooks.sheets import Sheet
from criteria.faults import Fault

OURS = "ours"
"""The choice that keeps what the application holds; any other is the digest of a content."""


class Fate(Enum):
    """What becomes of an offer."""

    UNCHANGED = "not changed in the file"
    SAME = "already so in the application"
    BEFORE = "merged or decided before"
    NEW = "a new answer"
    CHANGED = "a changed answer"
    CLEARED = "an answer taken back"
    CONFLICT = "changed on both sides"


AT_REST = (Fate.UNCHANGED, Fate.SAME, Fate.BEFORE)
ALONE = (Fate.NEW, Fate.CHANGED, Fate.CLEARED)


@dataclass(frozen=True, slots=True)
class Source:
    """An offer, the file and the sheet it came with, and the key under which its save is known."""

    file: str
    sheet: Sheet
    offer: Offer
    key: str


@dataclass(frozen=True, slots=True)
class Option:
    """One of the contents that files offer for a practice, and where it comes from."""

    content: Content
    sources: tuple[Source, ...]

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the files that say so."""
        return tuple(dict.fromkeys(source.file for source in self.sources))


@dataclass(frozen=True, slots=True)
class Question:
    """A practice that files would change: what the application holds, and what they offer.

    `fates` are those of the offers; `contested` where somebody has to choose.
    """

    sheet: Sheet
    practice: str
    held: Held
    options: tuple[Option, ...]
    fates: frozenset[Fate]

    @property
    def contested(self) -> bool:
        """Whether files disagree, or the application's answer changed meanwhile."""
        return len(self.options) > 1 or Fate.CONFLICT in self.fates

    @property
    def name(self) -> str:
        """What a choice is called in a form; another one as soon as something else is to choose from."""
        told = [*self.sheet.key, str(self.held.stamp), *(option.content.digest for option in self.options)]
        short = hashlib.sha256("\0".join(told).encode()).hexdigest()[:12]
        return f"{self.practice}-{short}"

    def option(self, digest: str) -> Option | None:
        """The option of that digest."""
        return next((option for option in self.options if option.content.digest == digest), None)


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file, and the practices of each fate."""

    filled: Filled
    fates: Mapping[Fate, tuple[str, ...]]

    def count(self, *fates: Fate) -> int:
        """How many practices have one of these fates."""
        return sum(len(self.fates.get(fate, ())) for fate in fates)


@dataclass(frozen=True, slots=True)
class Report:
    """All files together."""

    files: tuple[FileReport, ...]
    questions: tuple[Question, ...] = field(default=())

    @property
    def conflicts(self) -> tuple[Question, ...]:
        """What has to be chosen."""
        return tuple(question for question in self.questions if question.contested)

    @property
    def settled(self) -> tuple[Question, ...]:
        """What is merged without a choice."""
        return tuple(question for question in self.questions if not question.contested)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Whatever cannot be read, of all files."""
        return tuple(fault for file in self.files for fault in file.filled.faults)


def key_of(sheet: Sheet, offer: Offer) -> str:
    """What a save is known by: the same answer, of the same person, made on the same version, is one save."""
    told = [*sheet.key, sheet.person, offer.practice, str(offer.stamp), offer.content.digest]
    digest = hashlib.sha256("\0".join(told).encode()).hexdigest()
    return f"workbook-{digest}"


def compare(
    files: Sequence[Filled],
    held: Mapping[tuple[str, str], Mapping[str, Held]],
    known: Collection[str],
    order: Sequence[str],
) -> Report:
    """The report on files that were read.

    `held` is what the application holds by sheet and practice, `known` the keys of saves that were made
    before, `order` the ids of the practices as people read them.
    """
    reports: list[FileReport] = []
    sources: dict[tuple[tuple[str, str], str], list[tuple[Fate, Source]]] = {}
    for filled in files:
        fates: dict[Fate, list[str]] = {}
        for offer in filled.offers:
            assert filled.sheet is not None, "a file that is refused offers nothing"
            ours = held[filled.sheet.key].get(offer.practice, NOT_HELD)
            source = Source(filled.name, filled.sheet, offer, key_of(filled.sheet, offer))
            fate = _fate(offer, ours, source.key in known)
            fates.setdefault(fate, []).append(offer.practice)
            if fate not in AT_REST:
                sources.setdefault((filled.sheet.key, offer.practice), []).append((fate, source))
        reports.append(FileReport(filled, {fate: tuple(found) for fate, found in fates.items()}))
    places = {practice: n for n, practice in enumerate(order)}
    questions = [
        _question(found, held[sheet].get(practice, NOT_HELD)) for (sheet, practice), found in sources.items()
    ]
    questions.sort(key=lambda question: (question.sheet.key, places.get(question.practice, len(places))))
    return Report(tuple(reports), tuple(questions))


def _fate(offer: Offer, ours: Held, known: bool) -> Fate:
    if not offer.is_changed:
        return Fate.UNCHANGED
    if offer.content == ours.content:
        return Fate.SAME
    if known:
        return Fate.BEFORE
    if ours.content.digest != offer.stamp.digest:
        return Fate.CONFLICT
    if offer.content.is_empty:
        return Fate.CLEARED
    return Fate.NEW if ours.content.is_empty else Fate.CHANGED


def _question(found: Sequence[tuple[Fate, Source]], ours: Held) -> Question:
    options: dict[str, list[Source]] = {}
    for _, source in found:
        options.setdefault(source.offer.content.digest, []).append(source)
    first = found[0][1]
    return Question(
        first.sheet,
        first.offer.practice,
        ours,
        tuple(Option(own[0].offer.content, tuple(own)) for own in options.values()),
        frozenset(fate for fate, _ in found),
    )
