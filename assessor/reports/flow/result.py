"""The sections that say the result: statement, summary, profile of scores, levels and gates."""

from collections.abc import Iterator, Sequence

from assessor.reports import selection
from assessor.reports.document import NodeView, PositionView
from assessor.reports.flow.blocks import (
    Block,
    Facts,
    Heading,
    Picture,
    Row,
    Table,
    bullets,
    facts,
    line,
    paragraph,
    row,
    stacked,
    strong,
)
from assessor.reports.flow.telling import DASH, Telling, shown
from assessor.reports.sentences import answered_said


def statement(tell: Telling) -> Iterator[Block]:
    """The result, what was assessed and what the result rests on."""
    document, say = tell.document, tell.say
    yield paragraph(tell.result(), tone="lead")
    if document.not_ratable:
        reason = say("There is no score, because too little of the model applies:")
        yield paragraph(strong(reason), tone="warning")
        yield bullets(document.not_ratable)
    if document.interval is not None:
        yield paragraph(
            say(
                "Answers are still missing. The lower end counts every blank as the lowest answer, the "
                "upper end as the highest."
            )
        )
    if document.basis.unanswered is not None:
        yield paragraph(document.basis.unanswered.statement)
    if document.synthetic:
        made_up = say(
            "The peers in this report are synthetic: made up for demonstration, no real organisation "
            "among them."
        )
        yield paragraph(made_up, tone="warning")
    if tell.pictures.ladder is not None:
        yield Picture(tell.pictures.ladder)
    yield _subject(tell)
    yield _basis(tell)
    if len(document.subject.sites) > 4:
        yield Table(
            say("Sites in scope"),
            (say("Site"), say("Share")),
            tuple(row(site.name, site.share or DASH) for site in document.subject.sites),
            numeric=frozenset({1}),
            widths=(4, 1),
        )


def _subject(tell: Telling) -> Facts:
    say, who = tell.say, tell.document.subject
    sites = [s.name + say(" (%(what)s)", what=s.share) if s.share else s.name for s in who.sites]
    return facts(
        say("What was assessed"),
        (say("Organisation"), who.name),
        (say("Assessment"), tell.document.title or ""),
        (say("Scope"), who.scope),
        (say("Sites in scope"), tell.joined(*sites) if len(sites) <= 4 else ""),
        (say("Industry"), who.industry_name),
        (say("Country"), who.country_name),
        (say("Employees"), say.count(who.employees) if who.employees is not None else ""),
        (say("Assessed on"), tell.document.basis.assessed_on_shown),
        (say("Assessed by"), tell.joined(*tell.document.assessors)),
    )


def _basis(tell: Telling) -> Facts:
    document, say, basis = tell.document, tell.say, tell.document.basis
    draft = say(" (%(what)s)", what=say("model draft")) if basis.model_status == "draft" else ""
    profile = stacked(text for text in (basis.profile_title, basis.profile_reason) if text)
    return facts(
        say("What the result rests on"),
        (say("Track"), basis.track_title),
        (say("Model"), tell.joined(basis.model_title, basis.model) + draft),
        (say("Weight profile"), profile),
        (say("Practices"), answered_said(basis, say)),
        (say("Confidence"), document.confidence.letter if document.confidence else ""),
        (say("Benchmark edition"), document.standing.edition if document.standing else ""),
        (
            say("Certificate"),
            document.certificate.number if document.certificate and tell.certified else "",
        ),
    )


# --- summary ----------------------------------------------------------------------------------------


def summary(tell: Telling) -> Iterator[Block]:
    """The result on one page: key figures, dimensions, extremes and what holds back the next level."""
    document, say = tell.document, tell.say
    yield _key_figures(tell)
    if tell.pictures.radar is not None:
        yield Picture(tell.pictures.radar, told=True)
    yield Picture(tell.pictures.dimensions)
    yield from _ranking(tell, say("Strongest criteria"), selection.strongest(document))
    yield from _ranking(tell, say("Weakest criteria"), selection.weakest(document))
    yield from _ahead(tell)


def _key_figures(tell: Telling) -> Facts:
    document, say = tell.document, tell.say
    total = tell.interval(document.interval) if document.interval else shown(document.total)
    points = document.basis.points.shown
    level = document.level
    return facts(
        "",
        (say("Total"), say("%(total)s of %(points)s points.", total=total, points=points)),
        (say("Level"), f"{level.number} {level.title}" if level else f"{DASH} {say('none yet')}"),
        *_placed(tell, selection.overall(document)),
        *_sure(tell),
    )


def _placed(tell: Telling, place: PositionView | None) -> Iterator[tuple[str, str]]:
    if place is not None:
        low, high = place.percentile_low.shown, place.percentile_high.shown
        sure = tell.say("between %(low)s%% and %(high)s%%", low=low, high=high)
        yield tell.say("Ahead of peers"), tell.joined(f"{place.percentile.shown}%", sure)


def _sure(tell: Telling) -> Iterator[tuple[str, str]]:
    document, say = tell.document, tell.say
    if document.confidence is not None:
        low, high = document.confidence.p5.shown, document.confidence.p95.shown
        drawn = say("%(low)s to %(high)s points in nine of ten draws", low=low, high=high)
        yield say("Confidence"), tell.joined(document.confidence.letter, drawn)
    elif document.balance is not None:
        yield (
            say("Balance"),
            tell.joined(document.balance.shown, say("geometric beside arithmetic total")),
        )


def _ranking(tell: Telling, title: str, criteria: Sequence[NodeView]) -> Iterator[Block]:
    if criteria:
        yield Table(
            title,
            (tell.say("Criterion"), tell.say("Score")),
            tuple(row(tell.node(c.id, c.title), shown(c.score)) for c in criteria),
            numeric=frozenset({1}),
            widths=(5, 1),
        )


def _ahead(tell: Telling) -> Iterator[Block]:
    """What stands between this result and the next level, as far as a summary has room for it."""
    document, say = tell.document, tell.say
    first = selection.first_blockers(document)
    if document.next_level is not None and first:
        yield paragraph(strong(_between(tell)))
        yield bullets(line(tell.node(b.node, b.title), say(": "), tell.blocked(b)) for b in first)
        if len(document.blockers) > len(first):
            count = len(document.blockers)
            yield paragraph(say("All %(count)s are listed under levels and gates.", count=count), tone="note")
    elif document.level is not None and document.next_level is None and document.total is not None:
        yield paragraph(strong(say("The highest level of the model is reached.")))


def _between(tell: Telling) -> str:
    level = tell.document.next_level
    assert level is not None
    return tell.say(
        "What stands between this result and level %(number)s, %(title)s",
        number=level.number,
        title=level.title,
    )


# --- profile, levels --------------------------------------------------------------------------------


def profile(tell: Telling) -> Iterator[Block]:
    """Every criterion, and the stages of the customer's life cycle."""
    say, drawn = tell.say, tell.pictures
    yield paragraph(
        say(
            "Each cell is one criterion with its score; darker is higher. A hatched cell does not apply "
            "to this organisation."
        )
    )
    if selection.unfinished(tell.document):
        yield paragraph(say("A cell with a dashed edge is not fully answered and shows where it may end."))
    yield Picture(drawn.heatmap)
    if drawn.stages is not None:
        yield Heading(2, "life-cycle", say("Along the customer's life cycle"))
        yield paragraph(
            say(
                "The same practice scores, grouped by the stage of the customer relationship that they "
                "serve and weighted by what they count for in the total."
            )
        )
        yield Picture(drawn.stages)


def levels(tell: Telling) -> Iterator[Block]:
    """The levels, their gates, and what blocks the next."""
    document, say = tell.document, tell.say
    yield Table(
        say("The levels of the model"),
        (say("Level"), say("Total"), say("Meaning"), say("Reached")),
        tuple(_levels(tell)),
        numeric=frozenset({1}),
        widths=(4, 2, 9, 2),
    )
    if document.gates:
        yield _gates(tell)
    if document.blockers and document.next_level is not None:
        yield Table(
            _between(tell),
            (say("Where"), say("Score"), say("Needed"), say("Short by")),
            tuple(
                row(tell.node(b.node, b.title), b.value.shown, b.needed, b.distance.shown)
                for b in document.blockers
            ),
            numeric=frozenset({1, 2, 3}),
            widths=(6, 2, 2, 2),
        )
    if document.balance is not None and document.geometric is not None:
        yield paragraph(
            say(
                "Balance: %(balance)s. The total as a geometric mean of the dimensions is %(geometric)s "
                "points; the further it lies below the total, the less even the profile. It is shown for "
                "information and decides nothing.",
                balance=document.balance.shown,
                geometric=document.geometric.shown,
            )
        )


def _levels(tell: Telling) -> Iterator[Row]:
    reached = tell.document.level
    for level in tell.document.levels:
        yield row(
            f"{level.number} {level.title}",
            f"≥ {level.total_bar}" if level.total_bar else DASH,
            level.meaning or DASH,
            tell.say("yes") if level.reached else tell.say("no"),
            kind="chosen" if reached is not None and level.number == reached.number else "",
        )


def _gates(tell: Telling) -> Table:
    say = tell.say
    return Table(
        say("Gates: a level holds where all its gates and those of every lower level are met"),
        (say("Level"), say("Gate"), say("Lowest"), say("Found in"), say("Verdict")),
        tuple(
            row(str(g.level), g.text, g.weakest, g.weakest_title, tell.verdict(g.passed))
            for g in tell.document.gates
        ),
        numeric=frozenset({2}),
        widths=(2, 6, 2, 5, 3),
    )
