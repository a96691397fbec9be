"""The sections that hold the result beside something: peers, what was declared, how groups see it."""

from collections.abc import Iterator

from assessor.reports.document import (
    BesideView,
    EstimateView,
    GapView,
    PerceptionView,
    PositionView,
    SeenView,
    StandingView,
)
from assessor.reports.flow.blocks import (
    Block,
    Cell,
    Heading,
    Picture,
    Row,
    Table,
    paragraph,
    row,
    stacked,
)
from assessor.reports.flow.telling import DASH, Telling, shown, span
from assessor.reports.pictures import QUANTILES, quantile_titles
from assessor.reports.sentences import source_said


def standing(tell: Telling) -> Iterator[Block]:
    """The comparison with peers, what it rests on, and what was withheld."""
    found = tell.document.standing
    assert found is not None
    say = tell.say
    yield paragraph(found.statement, tone="lead")
    if tell.pictures.placement is not None:
        yield Picture(tell.pictures.placement, told=True)
    yield _rungs(tell, found)
    yield paragraph(
        say(
            "Numbers of peers are rounded down to five, and a group is withheld where it would give one "
            "organisation away."
        ),
        " ",
        say("Edition %(edition)s, built on %(day)s.", edition=found.edition, day=found.built_on_shown),
        tone="note",
    )
    if found.positions:
        yield from _positions(tell, found)


def _rungs(tell: Telling, found: StandingView) -> Table:
    say = tell.say
    return Table(
        say("Which peers were considered, the narrowest first"),
        (say("Peers"), say("At least"), say("Coverage"), say("Decision")),
        tuple(
            row(rung.title, rung.n, rung.coverage, rung.reason, kind="chosen" if rung.used else "")
            for rung in found.rungs
        ),
        numeric=frozenset({1, 2}),
        widths=(6, 2, 2, 6),
    )


def _positions(tell: Telling, found: StandingView) -> Iterator[Block]:
    say = tell.say
    if tell.pictures.standing is not None:
        yield Picture(tell.pictures.standing, told=True)
    if found.estimates:
        yield Heading(2, "estimates", say("Estimates"))
        for estimate in found.estimates:
            yield from _estimate(tell, estimate)
    quantiles = [name for name in QUANTILES if any(getattr(p, name) is not None for p in found.positions)]
    titles = quantile_titles(say)
    yield Table(
        say("Position among at least %(n)s others: %(cohort)s", n=found.n, cohort=found.cohort),
        (say("Compared"), say("Score"), say("Ahead of"), *(titles[name] for name in quantiles)),
        tuple(_position(tell, position, quantiles) for position in found.positions),
        numeric=frozenset(range(1, 3 + len(quantiles))),
        widths=(6, 2, 4, *(3 for _ in quantiles)),
    )
    yield paragraph(
        say(
            "Ahead of: the share of peers with a lower score, those with the same score counted half. In "
            "brackets and in small print: 95% intervals. A dash: too few peers to publish."
        ),
        tone="note",
    )
    if found.too_few:
        parts = tell.joined(*found.too_few)
        yield paragraph(say("Fewer than 10 peers have a score for: %(parts)s.", parts=parts), tone="note")
    if found.unshown:
        yield paragraph(found.unshown, tone="note")


def _position(tell: Telling, found: PositionView, quantiles: list[str]) -> Row:
    parents = {"total", *(dimension.id for dimension in tell.document.dimensions)}
    ahead = f"{found.percentile.shown}% ({found.percentile_low.shown}–{found.percentile_high.shown})"
    return row(
        tell.node(found.node, found.title),
        found.value.shown,
        ahead,
        *(_quantile(found, name) for name in quantiles),
        kind="parent" if found.node in parents else "",
    )


def _quantile(found: PositionView, name: str) -> Cell:
    interval = getattr(found, f"{name}_interval")
    return stacked([shown(getattr(found, name)), *([f"({span(interval)})"] if interval else [])])


def _estimate(tell: Telling, found: EstimateView) -> Iterator[Block]:
    say = tell.say
    yield Table(
        say("Estimate: %(cohort)s", cohort=found.cohort),
        (say("Compared"), say("Estimated median"), say("95% interval")),
        tuple(row(m.title, m.median.shown, span(m.interval)) for m in found.medians),
        numeric=frozenset({1, 2}),
        widths=(5, 2, 3),
    )
    yield paragraph(found.basis, tone="note")


# --- declared beside verified -----------------------------------------------------------------------


def beside(tell: Telling) -> Iterator[Block]:
    """What was declared beside what was verified."""
    found = tell.document.beside
    assert found is not None
    yield paragraph(found.lead, tone="lead")
    yield paragraph(found.explanation)
    if tell.pictures.beside is not None:
        yield Picture(tell.pictures.beside, told=True)
    if found.rows:
        yield _tracks(tell, found)
    for note in found.notes:
        yield paragraph(note, tone="note")
    if found.declared_source:
        source = source_said(found.declared_source, tell.say)
        yield paragraph(tell.say("Source of the declared answers: %(file)s", file=source), tone="note")


def _tracks(tell: Telling, found: BesideView) -> Table:
    say = tell.say
    return Table(
        say(
            "Declared on %(day)s under %(model)s, beside what was verified",
            day=found.declared_on_shown,
            model=found.declared_model,
        ),
        (say("Compared"), found.declared_title, found.verified_title, say("Difference")),
        tuple(
            row(
                tell.node(part.node, part.title),
                shown(part.declared),
                shown(part.verified),
                part.difference or DASH,
                kind="" if part.kind == "criterion" else "parent",
            )
            for part in found.rows
        ),
        numeric=frozenset({1, 2, 3}),
        widths=(6, 3, 3, 2),
    )


# --- perception gaps --------------------------------------------------------------------------------


def perception(tell: Telling) -> Iterator[Block]:
    """How differently the groups of an organisation see each criterion."""
    found = tell.document.perception
    assert found is not None
    yield paragraph(found.lead, tone="lead")
    if found.groups:
        counted = tell.joined(*(f"{group.title} {group.members}" for group in found.groups))
        yield paragraph(tell.named(tell.say("Respondents"), counted))
    if tell.pictures.perception is not None:
        yield Picture(tell.pictures.perception, told=True)
    if found.gaps:
        yield _gaps(tell, found)
    for note in found.notes:
        yield paragraph(note, tone="note")


def _gaps(tell: Telling, found: PerceptionView) -> Table:
    say, groups = tell.say, found.groups
    return Table(
        say("Every criterion, the widest gap first; below each mean the number of respondents and r_wg"),
        (say("Criterion"), say("Gap"), *(group.title for group in groups), say("All")),
        tuple(_gap(tell, gap) for gap in found.gaps),
        numeric=frozenset(range(1, 3 + len(groups))),
        widths=(5, 2, *(3 for _ in groups), 3),
    )


def _gap(tell: Telling, found: GapView) -> Row:
    return row(
        tell.node(found.node, found.title),
        shown(found.gap),
        *(_seen(view) for view in found.groups),
        _seen(found.everyone),
    )


def _seen(view: SeenView) -> Cell:
    if view.mean is None:
        return stacked([DASH])
    return stacked([view.mean.shown, f"{view.n} · {view.agreement}{'*' if view.careful else ''}"])
