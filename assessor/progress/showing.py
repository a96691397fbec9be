"""A change between two assessments as the page shows it: words, figures and one picture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from assessor.answers.sheet import AnswerSheet
from assessor.charts import Chart, Dumbbell, Reading, dumbbell
from assessor.languages import Language, Wording, wording
from assessor.models import Assessment
from assessor.printing.fonts import shortened
from assessor.progress.counterparts import Unmatched, unmatched
from assessor.reports.figures import Figures, Show, signed
from criteria.change import Assessed, Change, Shift, change
from criteria.model import Model
from criteria.scoring import NotRatable, Score

MOST = 5
"""Practices that rose, and that fell, which the page names."""

LABEL_EMS = 44
DASH = "–"


@dataclass(frozen=True, slots=True)
class Choice:
    """An earlier assessment that may be compared with."""

    id: UUID
    title: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two results: when, under what, and what it came to."""

    day: str
    model: str
    total: str
    level: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A part of the model then and now; the real change and that of the model, each with its sign."""

    id: str
    dimension: str
    title: str
    then: str
    now: str
    whole: str
    real: str
    of_model: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything the page says about a change; figures are as they are printed.

    `apart` says whether the model or its weights changed as well, so that there are two parts to tell.
    """

    then: Side
    now: Side
    total: Moved
    of: str
    said: tuple[str, ...]
    reasons: tuple[str, ...]
    apart: bool
    picture: Chart
    rose: tuple[Moved, ...]
    fell: tuple[Moved, ...]
    dimensions: tuple[tuple[Moved, tuple[Moved, ...]], ...]
    unmatched: Unmatched


def choices(earlier: Sequence[Assessment], chosen: Assessment | None, language: Language) -> list[Choice]:
    """What may be compared with, the latest first."""
    say = wording(language)
    return [Choice(one.id, _called(one, say), one is chosen) for one in earlier]


def _called(one: Assessment, say: Wording) -> str:
    return " · ".join(part for part in (say.date(one.assessed_on), one.title, one.model) if part)


def progress(earlier: AnswerSheet, later: AnswerSheet, say: Wording) -> Progress:
    """What changed between two assessments of one organisation, model line and track."""
    return _Teller(earlier, later, change(_assessed(earlier), _assessed(later)), say).progress()


def _assessed(sheet: AnswerSheet) -> Assessed:
    submitted = sheet.status == "submitted"
    return Assessed(sheet.model, sheet.answers, sheet.track, sheet.profile, submitted)


@dataclass(frozen=True, slots=True)
class _Teller:
    earlier: AnswerSheet
    later: AnswerSheet
    found: Change
    say: Wording

    @property
    def model(self) -> Model:
        """The later version."""
        return self.later.model

    @property
    def show(self) -> Figures:
        """How its numbers are shown."""
        return Figures(self.model)

    @property
    def versions(self) -> bool:
        """Whether the two are of different versions of the model."""
        return self.model.digest != self.earlier.model.digest

    @property
    def weights(self) -> bool:
        """Whether the two are weighted by different profiles."""
        return self.found.before.profile.id != self.found.after.profile.id

    def progress(self) -> Progress:
        """Everything the page says."""
        moved = [(shift.real, shift) for shift in self.found.practices if shift.real is not None]
        order = sorted(moved, key=lambda pair: pair[0])  # ties in the order of the model, at both ends
        fell = [shift for real, shift in order if real < 0]
        rose = [shift for real, shift in sorted(moved, key=lambda pair: -pair[0]) if real > 0]
        return Progress(
            then=self._side(self.earlier, self.found.before),
            now=self._side(self.later, self.found.after),
            total=self._moved(self.found.total, self.show.total, self.show.points),
            of=self.show.total(self.model.total_scale.high).shown,
            said=tuple(self._said()),
            reasons=tuple(self._reasons()),
            apart=self.versions or self.weights,
            picture=self._picture(),
            rose=tuple(self._moved(shift, self.show.score) for shift in rose[:MOST]),
            fell=tuple(self._moved(shift, self.show.score) for shift in fell[:MOST]),
            dimensions=tuple(self._dimensions()),
            unmatched=unmatched(self.found.matching, self.earlier.model, self.model, self.say.language),
        )

    def _side(self, sheet: AnswerSheet, result: Score) -> Side:
        show, level = Figures(sheet.model), result.level
        between = show.interval(result.lowest, result.highest, total=True)
        total = f"{between.lowest.shown}–{between.highest.shown}" if between else DASH
        return Side(
            self.say.date(sheet.assessed_on),
            sheet.model.reference,
            show.total(result.total).shown if result.total is not None else total,
            f"{level.number} {level.title.in_language(self.say.language)}" if level else "",
        )

    def _title(self, node: str) -> str:
        part = self.model.by_id.get(node)
        return part.title.in_language(self.say.language) if part else self.say("Total")

    def _moved(self, shift: Shift, show: Show, change_shown: Show | None = None) -> Moved:
        """Then and now as `show` has it, and the differences as `change_shown` has them."""

        def shown(value: Fraction | None) -> str:
            return DASH if value is None else show(value).shown

        def change_of(value: Fraction | None) -> str:
            return DASH if value is None else signed(value, change_shown or show)

        return Moved(
            id=shift.node,
            dimension=shift.node.partition(".")[0],
            title=self._title(shift.node),
            then=shown(shift.before),
            now=shown(shift.after),
            whole=change_of(shift.whole),
            real=change_of(shift.real),
            of_model=change_of(shift.of_model),
        )

    def _dimensions(self) -> Iterator[tuple[Moved, tuple[Moved, ...]]]:
        """Each dimension with its criteria."""
        criteria = [self._moved(shift, self.show.score) for shift in self.found.criteria]
        for shift in self.found.dimensions:
            own = tuple(moved for moved in criteria if moved.dimension == shift.node)
            yield self._moved(shift, self.show.score), own

    # --- sentences --------------------------------------------------------------------------------------

    def _said(self) -> Iterator[str]:
        say, found = self.say, self.found
        if self.versions:
            yield say(
                "The model went from %(old)s to %(new)s. The earlier answers were scored again under "
                "%(new)s: what lies between that and today's answers is the real change, the rest is the "
                "change of model.",
                old=self.earlier.model.reference,
                new=self.model.reference,
            )
            yield say(
                "Practices that both versions ask carry %(share)s of the weight of %(new)s. Real change is "
                "worked out on these.",
                share=self.show.share(found.coverage.whole).shown,
                new=self.model.reference,
            )
        if self.weights:
            yield say(
                "The weights were %(old)s then and are %(new)s now; what that makes is counted with the "
                "change of model.",
                old=found.before.profile.title.in_language(say.language),
                new=found.after.profile.title.in_language(say.language),
            )
        if not found.same_scale:
            yield say("The versions score on different scales: only real change can be told.")

    def _reasons(self) -> Iterator[str]:
        """Why the total has no real change, where it has none."""
        say, found = self.say, self.found
        if found.total.real is not None:
            return
        if found.before.state == "incomplete" or found.after.state == "incomplete":
            yield say("Answers are still missing, so that there is no total yet to compare.")
        for part in found.not_ratable:
            yield self._too_little(part)

    def _too_little(self, part: NotRatable) -> str:
        applicable = self.show.share(part.applicable).shown
        floor = self.show.share(part.floor).shown
        return self.say(
            "%(title)s: what both versions ask and what applied carries %(found)s of the weight; a number "
            "takes at least %(floor)s.",
            title=self._title(part.node),
            found=applicable,
            floor=floor,
        )

    # --- picture ----------------------------------------------------------------------------------------

    def _picture(self) -> Chart:
        """Every dimension then and now, on what both versions ask, so that its line is the real change."""
        say = self.say
        then, now = say.date(self.earlier.assessed_on), say.date(self.later.assessed_on)
        title = say("Score by dimension, then and now")
        if self.versions:
            then = say("%(day)s, scored by the new version", day=then)
            title = say("Score by dimension, then and now, on the practices that both versions ask")
        return dumbbell(
            "progress",
            title,
            [self._drawn(shift) for shift in self.found.dimensions],
            [then, now],
            headers=(say("Dimension"), say("Real change")),
            top=float(self.model.node_scale.high),
            language=say.language,
        )

    def _drawn(self, shift: Shift) -> Dumbbell:
        moved = self._moved(shift, self.show.score)
        marks = [
            Reading(None, DASH) if value is None else Reading(float(value), self.show.score(value).shown)
            for value in (shift.rescored, shift.kept)
        ]
        return Dumbbell(shortened(moved.title, LABEL_EMS), moved.real, marks)
