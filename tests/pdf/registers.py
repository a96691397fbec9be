"""An evidence register and measurements, invented around the practices of a document."""

from collections.abc import Sequence
from dataclasses import replace

from assessor.languages import wording
from assessor.reports.document import (
    EvidenceMention,
    EvidenceView,
    Figure,
    MeasurementView,
    NodeView,
    PeriodView,
    PracticeView,
    ResultsView,
    ResultView,
    SupportedView,
    UnregisteredView,
    VerdictView,
)
from assessor.reports.measured import BETTER
from assessor.reports.register import KINDS
from criteria.text import Language

DIGEST = "0123456789abcdef" * 4


def mentioned(nodes: Sequence[NodeView], language: Language) -> tuple[NodeView, ...]:
    """The dimensions with the first practice of each criterion resting on the first two items."""
    say = wording(language)
    named = tuple(
        EvidenceMention(n, f"E-{n}", say(KINDS[kind]), f"Item {n}")
        for n, kind in enumerate(("document", "interview"), 1)
    )

    def criterion(node: NodeView) -> NodeView:
        first, *others = node.practices
        return replace(node, practices=(replace(first, evidence=named), *others))

    return tuple(replace(d, criteria=tuple(map(criterion, d.criteria))) for d in nodes)


def evidence(nodes: Sequence[NodeView], language: Language, count: int = 6) -> tuple[EvidenceView, ...]:
    """Items of every kind in turn, on the practices in turn; every second has nothing but its title."""
    say = wording(language)
    practices = [p for d in nodes for c in d.criteria for p in c.practices]
    kinds = list(KINDS)
    return tuple(
        EvidenceView(
            number=n,
            id=f"E-{n}",
            kind=kinds[n % len(kinds)],
            kind_title=say(KINDS[kinds[n % len(kinds)]]),
            title=f"Item {n}",
            practices=tuple(_supported(practices[(n + k) % len(practices)]) for k in range(1 + n % 3)),
            seen_on_shown="14 July 2026" if n % 2 else "",
            by="Lead assessor" if n % 2 else "",
            site="Head office" if n % 2 else "",
            note="只看到一份。Seen once." if n % 2 else "",
            digest=DIGEST if n % 2 else "",
        )
        for n in range(1, count + 1)
    )


def _supported(practice: PracticeView) -> SupportedView:
    return SupportedView(practice.id, practice.title)


def unregistered(nodes: Sequence[NodeView]) -> tuple[UnregisteredView, ...]:
    """The last practice of every dimension."""
    last = (d.criteria[-1].practices[-1] for d in nodes)
    return tuple(UnregisteredView(p.id, p.title, "3 (Sampled records)") for p in last)


def results(nodes: Sequence[NodeView], language: Language, periods: int = 4) -> tuple[ResultsView, ...]:
    """The last dimension's criteria: in each the first practice has a measure, with all and with nothing."""
    return tuple(
        ResultsView(
            c.id, c.title, tuple(_result(p, n, m, language, periods) for m, p in enumerate(c.practices))
        )
        for n, c in enumerate(nodes[-1].criteria)
    )


def _result(practice: PracticeView, n: int, m: int, language: Language, periods: int) -> ResultView:
    measures = (measurement(practice, n, language, periods),) if m == 0 else ()
    return ResultView(
        practice=practice.id,
        title=practice.title,
        state=practice.state,
        ratings=practice.components[:5],
        measurements=measures,
        remarks=("The rating counts 5 periods.",) if measures and n == 1 else (),
    )


def measurement(practice: PracticeView, n: int, language: Language, periods: int) -> MeasurementView:
    """A measure: with even numbers everything is said, with odd ones only the values."""
    say, whole = wording(language), n % 2 == 0
    better = ("higher", "lower", "target")[n % 3]
    values = [round(64.5 + (k * 7.3 + n) % 11, 1) for k in range(periods)]
    return MeasurementView(
        id=f"measure-{n + 1}",
        practice=practice.id,
        title=f"Measure {n}",
        unit="% of replies",
        better=better,
        better_title=say(BETTER[better]),
        periods=tuple(PeriodView(str(2027 - periods + k), _figure(v)) for k, v in enumerate(values)),
        change=_figure(values[-1] - values[0]) if periods > 1 else None,
        target=_figure(83.2) if whole else None,
        comparator="Trade association" if whole else "",
        comparator_value=_figure(71.4) if whole else None,
        n=Figure(1204.0, "1,204") if whole else None,
        verdicts=(
            VerdictView("change", True, say("Better than in %(other)s by %(by)s", other="2023", by="3.1")),
            *((VerdictView("target", False, say("Misses the target by %(by)s", by="2.2")),) if whole else ()),
        ),
    )


def _figure(value: float) -> Figure:
    return Figure(value, f"{value:.1f}")
