"""The figures behind results practices as views: values as printed, and what they say of each other."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from assessor.answers.measurements import RESULTS, Measurement
from assessor.answers.sheet import AnswerSheet
from assessor.charts import Axis, Chart, Threshold, series
from assessor.languages import Wording, message
from assessor.printing.fonts import shortened
from assessor.reports.document import (
    Figure,
    MeasurementView,
    NodeView,
    PeriodView,
    PracticeView,
    ReportDocument,
    ResultsView,
    ResultView,
    VerdictView,
)
from assessor.reports.figures import plain
from criteria.answers import Answer
from criteria.exact import exact, rounded
from criteria.model import Practice

MOST_PLACES = 4
LABEL_EMS = 24
PERIODS, COMPARATOR = "periods", "comparator"
"""The components of a results rating that the figures can be held against."""

BETTER = {
    "higher": message("higher is better"),
    "lower": message("lower is better"),
    "target": message("nearer to the target is better"),
}
# How far the last value lies from what it is held against: closer or farther, on either side of equal.
CHANGES = {
    False: (
        message("Better than in %(other)s by %(by)s"),
        message("Worse than in %(other)s by %(by)s"),
        message("The same as in %(other)s"),
    ),
    True: (
        message("Nearer to the target than in %(other)s by %(by)s"),
        message("Farther from the target than in %(other)s by %(by)s"),
        message("As near to the target as in %(other)s"),
    ),
}
COMPARISONS = {
    False: (
        message("Better than the comparator by %(by)s"),
        message("Worse than the comparator by %(by)s"),
        message("Equal to the comparator"),
    ),
    True: (
        message("Nearer to the target than the comparator by %(by)s"),
        message("Farther from the target than the comparator by %(by)s"),
        message("As near to the target as the comparator"),
    ),
}


def results_views(
    dimensions: Sequence[NodeView], sheet: AnswerSheet, say: Wording
) -> tuple[ResultsView, ...]:
    """The criteria with results practices, each practice with its ratings, figures and remarks."""
    numbers = _numbered(sheet.measurements)
    views = []
    for criterion in (c for d in dimensions for c in d.criteria):
        own = [p for p in criterion.practices if sheet.model.by_id[p.id].kind == RESULTS]  # type: ignore[union-attr]
        if own:
            practices = tuple(_result(sheet, practice, numbers.get(practice.id, []), say) for practice in own)
            views.append(ResultsView(criterion.id, criterion.title, practices))
    return tuple(views)


def _numbered(measurements: Sequence[Measurement]) -> dict[str, list[tuple[str, Measurement]]]:
    """The measurements by practice, each with an id of its own within the document."""
    found: dict[str, list[tuple[str, Measurement]]] = {}
    for number, measurement in enumerate(measurements, start=1):
        found.setdefault(measurement.on, []).append((f"measure-{number}", measurement))
    return found


def _result(
    sheet: AnswerSheet, view: PracticeView, own: Sequence[tuple[str, Measurement]], say: Wording
) -> ResultView:
    practice = next(p for p in sheet.model.practices if p.id == view.id)
    evidence = sheet.model.confidence.evidence if sheet.model.confidence else ""
    return ResultView(
        practice=view.id,
        title=view.title,
        state=view.state,
        ratings=tuple(part for part in view.components if part.id != evidence),
        measurements=tuple(_Measured(practice, id, found, say).view() for id, found in own),
        remarks=tuple(_remarks(sheet, practice, [found for _, found in own], say)) if own else (),
    )


def _remarks(
    sheet: AnswerSheet, practice: Practice, own: Sequence[Measurement], say: Wording
) -> Iterator[str]:
    """Where the ratings and the figures do not agree."""
    answer = sheet.answers.get(practice.id)
    if not isinstance(answer, Answer):
        yield say("Figures were handed in, but the practice was not rated.")
        return
    listed, rated = max(len(found.periods) for found in own), answer.values.get(PERIODS)
    if rated is not None and rated > listed:
        text = say("The rating counts %(rated)s periods; no figure here has more than %(listed)s.")
        yield text % {"rated": plain(rated), "listed": listed}
    if rated is not None and rated < listed:
        text = say("The rating counts %(rated)s of the %(listed)s periods that are listed here.")
        yield text % {"rated": plain(rated), "listed": listed}
    counted, named = answer.values.get(COMPARATOR), any(found.comparator for found in own)
    if counted and not named:
        yield say("The rating counts a comparator; none of the figures here has one.")
    if counted == 0 and named:
        yield say("A comparator is listed here; the rating does not count it as a valid one.")


class _Measured:
    """One measurement on its way to the page; comparisons are of the numbers as they are printed."""

    def __init__(self, practice: Practice, id: str, found: Measurement, say: Wording) -> None:
        self.practice, self.id, self.found, self.say = practice, id, found, say
        others = (found.target, found.comparator.value if found.comparator else None)
        values = [*(period.value for period in found.periods), *(v for v in others if v is not None)]
        self.places = max(map(_places, values))

    def view(self) -> MeasurementView:
        found, compared = self.found, self.found.comparator
        first, last = self._printed(found.periods[0].value), self._printed(found.periods[-1].value)
        return MeasurementView(
            id=self.id,
            practice=found.on,
            title=found.title,
            unit=found.unit,
            better=found.better,
            better_title=self.say(BETTER[found.better]),
            periods=tuple(PeriodView(p.period, self._figure(p.value)) for p in found.periods),
            change=self._change(last - first) if len(found.periods) > 1 else None,
            target=None if found.target is None else self._figure(found.target),
            comparator=compared.name if compared else "",
            comparator_value=self._figure(compared.value) if compared else None,
            n=None if found.n is None else Figure(float(found.n), self.say.count(found.n)),
            verdicts=tuple(self._verdicts()),
        )

    def _verdicts(self) -> Iterator[VerdictView]:
        found, periods = self.found, self.found.periods
        if len(periods) == 1:
            yield VerdictView("change", None, self.say("One period only: no change can be told"))
        else:
            first = periods[0]
            yield self._against("change", first.value, CHANGES, first.period)
            yield from self._too_short()
        if found.target is not None:
            yield self._on_target(found.target)
        if found.comparator is not None:
            yield self._against("comparator", found.comparator.value, COMPARISONS, found.comparator.name)

    def _too_short(self) -> Iterator[VerdictView]:
        """What the model asks of a trend, where there are fewer periods than that."""
        measure = self.practice.guide.measure if self.practice.guide else None
        if measure and len(self.found.periods) < measure.periods:
            text = self.say("Fewer than the %(needed)s periods that make a trend", needed=measure.periods)
            yield VerdictView("change", None, text)

    def _against(
        self, of: str, other: Fraction, texts: dict[bool, tuple[str, str, str]], name: str
    ) -> VerdictView:
        lead = self._gap(other) - self._gap(self.found.periods[-1].value)
        better, worse, same = texts[self.found.better == "target"]
        text = same if lead == 0 else better if lead > 0 else worse
        good = None if lead == 0 else lead > 0
        return VerdictView(of, good, self.say(text, other=name, by=self._shown(abs(lead))))  # type: ignore[arg-type]

    def _gap(self, value: Fraction) -> Fraction:
        """How far a value is from the best there could be; only differences of it mean anything."""
        printed = self._printed(value)
        if self.found.better == "target":
            assert self.found.target is not None
            return abs(printed - self._printed(self.found.target))
        return -printed if self.found.better == "higher" else printed

    def _on_target(self, target: Fraction) -> VerdictView:
        missing = self._gap(self.found.periods[-1].value) - self._gap(target)
        if missing <= 0:
            return VerdictView("target", True, self.say("Reaches the target"))
        text = self.say("Misses the target by %(by)s", by=self._shown(missing))
        return VerdictView("target", False, text)

    def _printed(self, value: Fraction) -> Fraction:
        return exact(rounded(value, self.places))

    def _shown(self, value: Fraction) -> str:
        return grouped(rounded(value, self.places))

    def _figure(self, value: Fraction) -> Figure:
        return Figure(float(value), self._shown(value))

    def _change(self, value: Fraction) -> Figure:
        return Figure(float(value), f"+{self._shown(value)}" if value > 0 else self._shown(value))


def grouped(value: Decimal) -> str:
    """A number with its thousands apart, as every language here writes it.

    >>> grouped(Decimal("48213.50")), grouped(Decimal("-7"))
    ('48,213.50', '-7')
    """
    return f"{value:,f}"


def _places(value: Fraction) -> int:
    """How many decimals a number is printed with."""
    return next((n for n in range(MOST_PLACES) if (value * 10**n).denominator == 1), MOST_PLACES)


def measurement_charts(document: ReportDocument, say: Wording) -> dict[str, Chart]:
    """The picture of every measurement by its id."""
    return {found.id: _chart(found, say) for found in document.measurements}


def _chart(found: MeasurementView, say: Wording) -> Chart:
    against = found.comparator_value
    return series(
        found.id,
        f"{found.title} ({found.unit})",
        [Axis(p.period, p.value.value, p.value.shown) for p in found.periods],
        headers=(say("Period"), say("Value")),
        target=_line(say("Target"), found.target),
        comparator=_line(shortened(found.comparator, LABEL_EMS), against),
        language=say.language,
        summary=say(
            "A line over %(count)s periods; %(better)s.", count=len(found.periods), better=found.better_title
        ),
    )


def _line(name: str, figure: Figure | None) -> Threshold | None:
    return None if figure is None else Threshold(figure.value, f"{name} {figure.shown}")
