"""Perception gaps as views: where the groups of an organisation see it differently."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessor.answers.sheet import AnswerSheet
from assessor.charts import Chart, Dumbbell, Reading, dumbbell
from assessor.charts.dumbbell import MARKS, tallest
from assessor.languages import Wording
from assessor.printing.fonts import shortened
from assessor.reports.document import GapView, GroupView, PerceptionView, SeenView
from assessor.reports.figures import Figures, decimal
from criteria.answers import Answers
from criteria.model import Model
from criteria.perception import LEAST, Gap, Perception, View, perceive

DRAWN, DRAWN_HEIGHT = 12, 800
"""Gaps in the picture, the widest, and the height that their rows may take on a page; the table has all."""

LABEL_EMS, GROUP_EMS = 44, 24


def perception_view(sheet: AnswerSheet, say: Wording) -> PerceptionView | None:
    """How the groups of respondents see each criterion; None where nobody answered beside others."""
    if not sheet.respondents:
        return None
    given = [(person.group, person.answers) for person in sheet.respondents]
    return perception_of(sheet.model, sheet.track, given, say)


def perception_of(
    model: Model, track: str, respondents: Sequence[tuple[str, Answers]], say: Wording
) -> PerceptionView:
    """How the groups of respondents, each given as group and answers, see each criterion."""
    return _Teller(model, say, perceive(model, track, respondents)).view()


@dataclass(frozen=True, slots=True)
class _Teller:
    model: Model
    say: Wording
    found: Perception

    def view(self) -> PerceptionView:
        """Everything the section says."""
        return PerceptionView(
            lead=self._lead(),
            groups=tuple(GroupView(self._group(n), g.members) for n, g in enumerate(self.found.groups)),
            gaps=tuple(map(self._gap, self.found.gaps)) if self.found.groups else (),
            notes=tuple(self._notes()),
        )

    @property
    def _show(self) -> Figures:
        return Figures(self.model)

    def _group(self, n: int) -> str:
        return self.found.groups[n].name or self.say("Other groups together")

    def _title(self, criterion: str) -> str:
        return self.model.by_id[criterion].title.in_language(self.say.language)

    def _lead(self) -> str:
        widest = self.found.gaps[0] if self.found.gaps else None
        if widest is None or widest.gap is None:
            return self.say(
                "No two groups can be compared: fewer than two have three respondents who answered a "
                "criterion wholly."
            )
        if widest.gap == 0:
            return self.say("The groups see every criterion alike.")
        means = [(view.mean, n) for n, view in enumerate(widest.views) if view is not None]
        (low, lowest), (high, highest) = min(means), max(means)
        return self.say(
            "The groups differ most on %(criterion)s: %(highest)s gives it %(high)s, %(lowest)s %(low)s.",
            criterion=self._title(widest.criterion),
            highest=self._group(highest),
            high=self._show.score(high).shown,
            lowest=self._group(lowest),
            low=self._show.score(low).shown,
        )

    def _gap(self, gap: Gap) -> GapView:
        return GapView(
            node=gap.criterion,
            title=self._title(gap.criterion),
            gap=self._show.optional(gap.gap),
            groups=tuple(map(self._seen, gap.views)),
            everyone=self._seen(gap.everyone),
        )

    def _seen(self, view: View | None) -> SeenView:
        if view is None:
            return SeenView(None, 0, "–", False)
        agreement = view.agreement
        value = None if agreement is None else agreement.value
        careful = agreement is not None and value is not None and bool(agreement.warnings)
        return SeenView(
            self._show.score(view.mean), view.n, "–" if value is None else decimal(value), careful
        )

    def _notes(self) -> Iterator[str]:
        say = self.say
        yield say(
            "Each respondent answered alone and is scored on those answers; a figure is the mean of a group. "
            "Who answered a criterion only in part does not count there. None of this enters the score: that "
            "rests on the answers that were agreed."
        )
        if self.found.groups:
            yield say(
                "r_wg is the agreement inside a group: 1 where all give the same answers, 0 where they are "
                "spread as if at random, below 0 where they lie further apart still. A star: fewer than ten "
                "respondents, read with care."
            )
        yield say(
            "So that nobody's answers can be read, a group is shown from %(least)s respondents up, and the "
            "column of all has only those who are in a group that is shown. A dash: fewer than that answered "
            "the criterion wholly.",
            least=LEAST,
        )
        yield from self._partial()
        yield from self._small()

    def _partial(self) -> Iterator[str]:
        """Who was left out of a criterion because they answered only a part of it."""
        found = [(self._title(gap.criterion), gap.partial) for gap in self.found.gaps if gap.partial]
        if found:
            yield self.say(
                "Respondents left out because they answered a criterion only in part: %(criteria)s.",
                criteria=self.say(", ").join(f"{title} {count}" for title, count in found),
            )

    def _small(self) -> Iterator[str]:
        say, found = self.say, self.found
        if not found.merged:
            return
        names = say(", ").join(found.merged)
        if found.left_out:
            yield say(
                "In no figure, because there are too few of them even together: %(groups)s (respondents: "
                "%(count)s).",
                groups=names,
                count=found.left_out,
            )
        else:
            yield say(
                "Too small to be shown alone, and taken together: %(groups)s.",
                groups=names,
            )


def perception_chart(view: PerceptionView | None, say: Wording, top: float) -> Chart | None:
    """The widest gaps, a mark for each group; None where no two groups can be compared."""
    gaps = [gap for gap in view.gaps if gap.gap is not None] if view else []
    if view is None or not gaps or len(view.groups) > len(MARKS):
        return None  # more groups than marks cannot be told apart; the table has them
    most = min(DRAWN, int(DRAWN_HEIGHT / tallest(len(view.groups))))
    title = say("The widest gaps between groups")
    return dumbbell(
        "perception",
        title,
        [_row(gap) for gap in gaps[:most]],
        [shortened(group.title, GROUP_EMS) for group in view.groups],
        headers=(say("Criterion"), say("Gap")),
        top=top,
        language=say.language,
    )


def _row(gap: GapView) -> Dumbbell:
    marks = [
        Reading(seen.mean.value, seen.mean.shown) if seen.mean else Reading(None, "–") for seen in gap.groups
    ]
    return Dumbbell(shortened(gap.title, LABEL_EMS), gap.gap.shown if gap.gap else "–", marks)
