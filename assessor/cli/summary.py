"""A document on the terminal: its table, or one number opened up. Texts of users are never markup."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from assessor.languages import Wording
from assessor.reports.document import (
    CertificateView,
    ConfidenceView,
    Figure,
    NodeView,
    PracticeView,
    ReportDocument,
)
from assessor.reports.sentences import answered_said

BAR_CELLS = 30


def summary(document: ReportDocument, say: Wording) -> RenderableType:
    """The result: headline, dimensions, what blocks the next level, the state of the certificate."""
    basis = document.basis
    title = Text(f"\n{document.subject.name}", style="bold")
    title.append(f"  {basis.model}, {basis.track_title}, {basis.profile_title}", style="not bold")
    return Group(title, _headline(document, say), _dimensions(document, say), *_remarks(document, say))


def _headline(document: ReportDocument, say: Wording) -> Text:
    basis = document.basis
    answered = answered_said(basis, say)
    if document.total and document.level:
        line = Text(document.total.shown, style="bold")
        line.append(" " + say("of %(points)s", points=basis.points.shown), style="not bold")
        level = say("level %(level)s %(title)s", level=document.level.number, title=document.level.title)
        return line.append(f"  {level}", style="not bold")
    if document.interval:
        low, high = document.interval.lowest.shown, document.interval.highest.shown
        between = say(
            "between %(low)s and %(high)s of %(points)s", low=low, high=high, points=basis.points.shown
        )
        return Text(between + say(": ") + answered)
    return Text(say("not ratable") + say(": ") + answered)


def _dimensions(document: ReportDocument, say: Wording) -> Table:
    table = Table("", "", "", "", box=None, show_header=False)
    for node in document.dimensions:
        table.add_row(node.title, _bar(document, node), _range(node), _added(node, say))
    return table


def _bar(document: ReportDocument, node: NodeView) -> Text:
    if node.score is None:
        return Text()
    low, high = document.basis.scale_low, document.basis.scale_high
    filled = round((node.score.value - low) / (high - low) * BAR_CELLS)
    return Text("█" * filled, style="cyan").append("░" * (BAR_CELLS - filled), style="dim")


def _range(node: NodeView) -> str:
    if node.interval:
        return f"{node.interval.lowest.shown}–{node.interval.highest.shown}"
    return _shown(node.score)


def _added(node: NodeView, say: Wording) -> str:
    if node.contribution is None:
        return say("%(points)s points", points=node.points.shown)
    return say("%(added)s of %(points)s points", added=node.contribution.shown, points=node.points.shown)


def _shown(figure: Figure | None) -> str:
    return figure.shown if figure else "–"


def _remarks(document: ReportDocument, say: Wording) -> Iterator[Text]:
    if document.basis.unanswered:
        yield Text("  " + document.basis.unanswered.statement, style="yellow")
    for blocker in document.blockers:
        needs = say(
            "level %(level)s needs %(title)s %(needed)s: %(value)s",
            level=blocker.level, title=blocker.title, needed=blocker.needed, value=blocker.value.shown,
        )  # fmt: skip
        yield Text(f"  {needs}")
    for reason in document.not_ratable:
        yield Text("  " + say("not ratable") + say(": ") + reason, style="yellow")
    if document.confidence:
        yield from _confidence(document.confidence, say)
    if document.certificate:
        yield from _certificate(document.certificate, say)


def _confidence(confidence: ConfidenceView, say: Wording) -> Iterator[Text]:
    """The letter, and what kept it from each better one."""
    yield Text("  " + say("confidence %(letter)s", letter=confidence.letter))
    for n, letter in enumerate(confidence.letters):
        if letter == confidence.letter:
            return
        for row in confidence.requirements:
            if not row.met[n]:
                short = say(
                    "%(letter)s needs %(title)s %(needed)s: %(found)s",
                    letter=letter,
                    title=row.title,
                    needed=row.needed[n],
                    found=row.found,
                )
                yield Text(f"  {short}")


def _certificate(certificate: CertificateView, say: Wording) -> Iterator[Text]:
    if certificate.issued:
        issued = say(
            "certificate %(number)s, valid to %(day)s",
            number=certificate.number,
            day=certificate.expires_on_shown,
        )
        yield Text(f"  {issued}", style="green")
    for obstacle in certificate.obstacles:
        yield Text("  " + say("no certificate") + say(": ") + obstacle)


# --- one number opened ------------------------------------------------------------------------------


def explained(document: ReportDocument, part: NodeView | PracticeView | None, say: Wording) -> Tree:
    """One part opened down to its answers; the total down to its criteria where no part is given."""
    basis = document.basis
    tree = Tree(Text(f"{basis.model}, {basis.profile}, {basis.model_digest[:12]}", style="dim"))
    if part is None:
        whole = tree.add(Text(f"{_shown(document.total)} {document.subject.name}", style="bold"))
        for dimension in document.dimensions:
            _add_node(whole, dimension, say, depth=1)
    elif isinstance(part, PracticeView):
        _add_practice(tree, part, say)
    else:
        _add_node(tree, part, say, depth=2)
    return tree


def _add_node(tree: Tree, node: NodeView, say: Wording, depth: int) -> None:
    branch = tree.add(_line(node, say))
    if depth > 0:
        for criterion in node.criteria:
            _add_node(branch, criterion, say, depth - 1)
        for practice in node.practices:
            _add_practice(branch, practice, say)


def _add_practice(tree: Tree, practice: PracticeView, say: Wording) -> None:
    branch = tree.add(_line(practice, say))
    for component in practice.components:
        label = f" ({component.label})" if component.label else ""
        line = f"{component.title} {component.given}{label}"
        if component.weight:
            line += f" × {component.weight} = " + say("counts %(score)s", score=component.counted.shown)
        branch.add(Text(line))
    if practice.approved_by:
        branch.add(Text(say("Approved by %(name)s", name=practice.approved_by)))


def _line(part: NodeView | PracticeView, say: Wording) -> Text:
    line = Text(_shown(part.score), style="bold").append(f" {part.title} ", style="not bold")
    line.append(part.id, style="not bold dim")
    if part.share and part.contribution:
        added = say(
            "%(share)s of its parent, adds %(points)s points",
            share=part.share.shown, points=part.contribution.shown,
        )  # fmt: skip
        line.append(f", {added}", style="not bold")
    return _with_notes(line, part.notes)


def _with_notes(line: Text, notes: Sequence[str]) -> Text:
    for note in notes:
        line.append(f"\n{note}", style="not bold yellow")
    return line
