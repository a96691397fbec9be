"""The sections on what was measured and seen: results with their figures, evidence register."""

from collections.abc import Iterator

from assessor.reports.document import (
    EvidenceView,
    MeasurementView,
    ResultsView,
    ResultView,
)
from assessor.reports.flow.blocks import (
    Block,
    Heading,
    Line,
    Picture,
    Row,
    Table,
    bullets,
    line,
    paragraph,
    row,
    stacked,
)
from assessor.reports.flow.telling import DASH, Telling, mark


def results(tell: Telling) -> Iterator[Block]:
    """Results practices with the figures behind them, or their ratings where none were handed in."""
    say, document = tell.say, tell.document
    if not document.measurements:
        yield paragraph(
            say(
                "The ratings below stand without the numbers behind them: no figures were handed in with "
                "the answers, or this version of the report leaves them out."
            )
        )
        yield _ratings_only(tell)
        return
    yield paragraph(
        say(
            "The figures that were handed in for the results practices, period by period. Each line has "
            "a scale of its own, from its lowest value to its highest. What is said beside it compares "
            "the figures as they are printed, the latest with the first, the target and the comparator; "
            "the ratings are the assessment's own."
        )
    )
    for criterion in document.results:
        yield from _criterion(tell, criterion)


def _ratings_only(tell: Telling) -> Table:
    rows = []
    for criterion in tell.document.results:
        rows.append(row(tell.node(criterion.criterion, criterion.title), "", kind="parent"))
        rows += [_rated(tell, result) for result in criterion.practices]
    return _practices(tell, tell.say("Ratings of the results practices"), tuple(rows))


def _practices(tell: Telling, caption: str, rows: tuple[Row, ...]) -> Table:
    return Table(caption, (tell.say("Practice"), tell.say("Ratings")), rows, widths=(4, 6))


def _rated(tell: Telling, found: ResultView) -> Row:
    return row(tell.node(found.practice, found.title), _ratings(tell, found))


def _ratings(tell: Telling, found: ResultView) -> str:
    if found.state == "not applicable":
        return tell.say("Not applicable")
    given = (f"{part.title}\u00a0{part.label or part.given}" for part in found.ratings)
    return tell.joined(*given) if found.ratings else tell.say("Not answered")


def _criterion(tell: Telling, found: ResultsView) -> Iterator[Block]:
    yield Heading(2, f"results-{found.criterion}", found.title)
    for result in found.practices:
        if result.measurements:
            yield from _result(tell, result)
    without = tuple(_rated(tell, result) for result in found.practices if not result.measurements)
    if without:
        caption = tell.say("Without figures: none were handed in for these practices")
        yield _practices(tell, caption, without)


def _result(tell: Telling, found: ResultView) -> Iterator[Block]:
    yield Heading(3, f"results-{found.practice}", found.title)
    yield paragraph(_ratings(tell, found), tone="note")
    for remark in found.remarks:
        yield paragraph(remark, tone="note")
    for measurement in found.measurements:
        yield from _measurement(tell, measurement)


def _measurement(tell: Telling, found: MeasurementView) -> Iterator[Block]:
    say = tell.say
    sample = f"n\u00a0=\u00a0{found.n.shown}" if found.n is not None else ""
    beside = (
        (say("Change"), found.change),
        (say("Target"), found.target),
        (say("Comparator"), found.comparator_value),
    )
    rows = [(period.period, period.value) for period in found.periods]
    rows += [(name, figure) for name, figure in beside if figure is not None]
    yield Picture(tell.pictures.measurements[found.id], told=True)
    yield Table(
        f"{found.title} ({tell.apart(found.unit, found.better_title, sample)})",
        (say("Period"), say("Value")),
        tuple(
            row(name, figure.shown, kind="" if index < len(found.periods) else "parent")
            for index, (name, figure) in enumerate(rows)
        ),
        numeric=frozenset({1}),
        widths=(3, 2),
    )
    yield bullets(_said(tell, found))


def _said(tell: Telling, found: MeasurementView) -> Iterator[Line]:
    """What the printed numbers say of each other, and whom they are compared with."""
    for verdict in found.verdicts:
        sign = DASH if verdict.good is None else mark(verdict.good)
        yield line(f"{sign} {verdict.text}")
    if found.comparator:
        yield line(tell.say("Comparator: %(name)s", name=found.comparator))


# --- register ---------------------------------------------------------------------------------------


def register(tell: Telling) -> Iterator[Block]:
    """The evidence register, and ratings without evidence."""
    if tell.document.evidence:
        yield from _evidence(tell)
    if tell.document.unregistered:
        yield from _unregistered(tell)


def _evidence(tell: Telling) -> Iterator[Block]:
    say = tell.say
    yield paragraph(
        say(
            "What was seen, read or heard, with the practices that it supports. A digest tells whether a "
            "file is the one that was seen."
        )
    )
    yield Table(
        say("Evidence by number"),
        (say("No."), say("Kind"), say("Evidence"), say("Supports"), say("Seen")),
        tuple(_item(tell, item) for item in tell.document.evidence),
        widths=(2, 3, 7, 5, 3),
    )


def _item(tell: Telling, found: EvidenceView) -> Row:
    digest = f"SHA-256 {found.digest}" if found.digest else ""
    return row(
        found.id,
        found.kind_title,
        stacked(text for text in (found.title, found.note, digest) if text),
        stacked(line(tell.node(practice.id, practice.title)) for practice in found.practices),
        tell.joined(found.seen_on_shown, found.by, found.site) or DASH,
    )


def _unregistered(tell: Telling) -> Iterator[Block]:
    say, found = tell.say, tell.document.unregistered
    if not tell.document.evidence:
        yield paragraph(
            say(
                "No evidence was handed in with the answers. The evidence of %(number)s practices is "
                "rated above assertion; what these ratings rest on cannot be looked up here.",
                number=say.count(len(found)),
            )
        )
        return
    yield Heading(2, "unregistered", say("Rated on evidence that is not in the register"))
    yield paragraph(
        say(
            "The evidence of these practices is rated above assertion, but no item of the register "
            "supports them: what the rating rests on cannot be looked up here."
        )
    )
    yield Table(
        say("Practices without an item in the register"),
        (say("Practice"), say("Rating of the evidence")),
        tuple(row(tell.node(p.practice, p.title), p.rating) for p in found),
        widths=(5, 5),
    )
