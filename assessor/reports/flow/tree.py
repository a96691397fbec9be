"""The sections that follow the model's tree: components, dimensions down to practices, method, exclusions."""

from collections.abc import Iterator

from assessor.reports import selection
from assessor.reports.document import ComponentView, DescriptorView, HighlightView, NodeView, PracticeView
from assessor.reports.flow.blocks import (
    Block,
    Cell,
    Facts,
    Heading,
    Picture,
    Row,
    Table,
    bullets,
    cell,
    facts,
    line,
    paragraph,
    row,
    stacked,
    strong,
)
from assessor.reports.flow.telling import DASH, Telling, components, shown


def by_component(tell: Telling) -> Iterator[Block]:
    """The components of the ratings across all practices."""
    yield paragraph(
        tell.say(
            "The components across all practices. Where one lies well below the others, intention runs "
            "ahead of practice, or practice ahead of learning."
        )
    )
    if tell.pictures.components is not None:
        yield Picture(tell.pictures.components)


def dimensions(tell: Telling) -> Iterator[Block]:
    """Every dimension with its criteria and their practices."""
    say = tell.say
    yield paragraph(
        say(
            "For every practice: what was asked, what was found, the level it stands at, what the next "
            "level asks and what leads there."
        )
    )
    yield every_part(tell)
    yield paragraph(shares_said(tell), tone="note")
    if given := _labels(tell):
        yield paragraph(tell.named(say("What was entered"), given), tone="note")
    for dimension in tell.document.dimensions:
        yield from _dimension(tell, dimension)


def every_part(tell: Telling) -> Table:
    """Points, shares, scores and contributions of dimensions and criteria."""
    say = tell.say
    return Table(
        say("Points, shares, scores and what each adds to the total"),
        (say("Dimension and criterion"), say("Points"), say("Share"), say("Score"), say("Adds")),
        tuple(
            _part(tell, part)
            for dimension in tell.document.dimensions
            for part in (dimension, *dimension.criteria)
        ),
        numeric=frozenset({1, 2, 3, 4}),
        widths=(6, 2, 2, 3, 2),
    )


def shares_said(tell: Telling) -> str:
    """What each share is of."""
    return tell.say(
        "The share of a dimension is of the total, that of a criterion of its dimension and that of a "
        "practice of its criterion."
    )


def _part(tell: Telling, part: NodeView) -> Row:
    return row(
        tell.node(part.id, part.title),
        part.points.shown,
        shown(part.share),
        tell.score(part),
        shown(part.contribution),
        kind="parent" if part.kind == "dimension" else "",
    )


def _labels(tell: Telling) -> str:
    """What the values that were entered are called, each once."""
    found: dict[str, ComponentView] = {}
    for practice in selection.practices(tell.document):
        for part in practice.components:
            if part.label:
                found.setdefault(part.label, part)
    ordered = sorted(found.values(), key=lambda part: part.given)
    return tell.apart(*(f"{part.title}\u00a0{part.given} {part.label}" for part in ordered))


# --- a dimension ------------------------------------------------------------------------------------


def _dimension(tell: Telling, dimension: NodeView) -> Iterator[Block]:
    yield Heading(2, f"node-{dimension.id}", dimension.title)
    yield _standing_of(tell, dimension)
    if dimension.summary:
        yield paragraph(dimension.summary)
    yield Picture(tell.pictures.criteria[dimension.id])
    yield from _held_back(tell, dimension)
    for note in dimension.notes:
        yield paragraph(note, tone="note")
    yield from _highlights(tell, tell.say("Nonconformities"), dimension.nonconformities)
    for criterion in dimension.criteria:
        yield from _criterion(tell, criterion)


def _standing_of(tell: Telling, dimension: NodeView) -> Facts:
    say, place = tell.say, tell.position(dimension.id)
    weight = say(
        "%(points)s points available, %(share)s of the total; adds %(adds)s",
        points=dimension.points.shown,
        share=shown(dimension.share),
        adds=shown(dimension.contribution),
    )
    peers = place and say(
        "ahead of %(percentile)s%% of peers (%(low)s to %(high)s), whose median is %(median)s",
        percentile=place.percentile.shown,
        low=place.percentile_low.shown,
        high=place.percentile_high.shown,
        median=shown(place.p50),
    )
    return facts(
        "", (say("Score"), tell.score(dimension)), (say("Weight"), weight), (say("Peers"), peers or "")
    )


def _held_back(tell: Telling, dimension: NodeView) -> Iterator[Block]:
    """What of this dimension keeps the next level away."""
    document, say = tell.document, tell.say
    within = {part.id for part in (dimension, *dimension.criteria)}
    within |= {practice.id for criterion in dimension.criteria for practice in criterion.practices}
    blocking = [blocker for blocker in document.blockers if blocker.node in within]
    if blocking:
        yield paragraph(strong(say("What holds back level %(number)s", number=blocking[0].level)))
        yield bullets(tell.named(blocker.title, tell.blocked(blocker)) for blocker in blocking)
    elif document.next_level is not None:
        level = say("What holds back level %(number)s", number=document.next_level.number)
        yield paragraph(strong(level), say(": "), say("nothing in this dimension"))


def _highlights(tell: Telling, label: str, found: tuple[HighlightView, ...]) -> Iterator[Block]:
    if found:
        yield paragraph(strong(label))
        yield bullets(line(tell.highlight(item)) for item in found)


# --- a criterion, a practice ------------------------------------------------------------------------


def _criterion(tell: Telling, criterion: NodeView) -> Iterator[Block]:
    say, place = tell.say, tell.position(criterion.id)
    yield Heading(3, f"node-{criterion.id}", criterion.title)
    weight = say(
        "%(share)s of the dimension; adds %(points)s to the total",
        share=shown(criterion.share),
        points=shown(criterion.contribution),
    )
    peers = say("median of peers %(median)s", median=shown(place.p50)) if place else ""
    yield facts(
        "",
        (say("Score"), tell.score(criterion)),
        (say("Weight"), tell.apart(weight, peers, *criterion.notes)),
    )
    if criterion.summary:
        yield paragraph(criterion.summary)
    yield from _highlights(tell, say("Nonconformities"), criterion.nonconformities)
    yield from _highlights(tell, say("Strengths"), criterion.strengths)
    yield from _highlights(tell, say("Opportunities"), criterion.opportunities)
    for practice in criterion.practices:
        yield from _practice(tell, practice)


def _practice(tell: Telling, practice: PracticeView) -> Iterator[Block]:
    say = tell.say
    yield Heading(4, f"node-{practice.id}", practice.title)
    yield paragraph(practice.question)
    findings = [f for f in tell.document.findings if f.on == practice.id]
    weight = say(
        "%(share)s of the criterion, adds %(points)s",
        share=shown(practice.share),
        points=shown(practice.contribution),
    )
    yield facts(
        "",
        (say("Score"), stacked([shown(practice.score), *practice.notes])),
        (say("Weight"), weight),
        (say("Answer"), _answer(tell, practice)),
        (say("In place"), _reached(practice)),
        (say("The next level asks"), _next(tell, practice)),
        (say("Next step"), _action(tell, practice)),
        (say("Comment"), practice.comment),
        (say("Rationale"), practice.rationale),
        (say("Findings"), stacked(tell.joined(f"{f.id} {f.kind_title}", f.status_title) for f in findings)),
        (say("Evidence"), stacked(f"{item.id} {item.title}" for item in practice.evidence)),
    )


def _answer(tell: Telling, practice: PracticeView) -> str:
    if practice.state == "answered":
        return components(practice, tell.say, labelled=practice.reached is None)
    if practice.state == "not applicable":
        return tell.say("Not applicable")
    return tell.say("Not answered")


def _reached(practice: PracticeView) -> Cell:
    return _descriptor(practice.reached) if practice.reached else cell()


def _next(tell: Telling, practice: PracticeView) -> Cell:
    if practice.reached is None:
        return cell()
    return _descriptor(practice.next) if practice.next else cell(tell.say("The highest level is reached."))


def _descriptor(found: DescriptorView) -> Cell:
    return cell(strong(f"{found.level} {found.title}"), f" {found.text}" if found.text else "")


def _action(tell: Telling, practice: PracticeView) -> Cell:
    found = practice.action
    if found is None:
        return cell()
    effort = tell.say(
        "%(days)s person-days, %(horizon)s, %(stream)s; %(owner)s.",
        days=tell.say.count(found.days),
        horizon=found.horizon,
        stream=found.stream,
        owner=found.owner,
    )
    return stacked([found.text, effort])


# --- what does not apply, how the score came about --------------------------------------------------


def exclusions(tell: Telling) -> Iterator[Block]:
    """Practices that do not apply, each with its reason."""
    say = tell.say
    yield paragraph(say("Each stands with its reason; how it was counted is said beside the practice."))
    yield Table(
        say("Practices that do not apply"),
        (say("Practice"), say("Reason"), say("Approved by")),
        tuple(
            row(tell.node(p.id, p.title), p.reason or DASH, p.approved_by or DASH)
            for p in selection.excluded(tell.document)
        ),
        widths=(4, 6, 3),
    )


def method(tell: Telling) -> Iterator[Block]:
    """How the score came about, with one number followed from the answer to the total."""
    say = tell.say
    yield paragraph(
        say(
            "Each practice is scored from its answer. Practices make up a criterion, criteria a "
            "dimension and dimensions the total, each with the share that is shown here. Numbers are "
            "computed exactly and rounded only where they are shown."
        )
    )
    yield paragraph(
        say(
            "How a practice that does not apply, was not answered or was held down by a ceiling was "
            "counted is said beside it, under its dimension."
        )
    )
    example = selection.example(tell.document, say)
    if example is not None:
        yield Heading(2, "example", say("One number followed from the answer to the total"))
        yield from _followed(tell, example)


def _followed(tell: Telling, example: selection.Example) -> Iterator[Block]:
    say, total = tell.say, shown(tell.document.total)
    yield Table(
        say("The answer to: %(title)s", title=example.practice.title),
        (say("Component"), say("Given"), say("Counted"), say("Weight")),
        tuple(
            row(p.title, tell.joined(p.given, p.label), p.counted.shown, p.weight or say("limits only"))
            for p in example.practice.components
        ),
        numeric=frozenset({2, 3}),
        widths=(4, 4, 2, 2),
    )
    for note in example.practice.notes:
        yield paragraph(note, tone="note")
    steps = (
        row(step, tell.node(part.id, part.title), shown(part.score), share, shown(part.contribution))
        for step, part, share in example.steps
    )
    yield Table(
        say("What it adds on the way up"),
        (say("Step"), say("Where"), say("Score"), say("Share"), say("Adds to the total")),
        (*steps, row(say("Total"), cell(), cell(total), cell(), cell(total), kind="chosen")),
        numeric=frozenset({2, 3, 4}),
        widths=(2, 5, 2, 4, 3),
    )
