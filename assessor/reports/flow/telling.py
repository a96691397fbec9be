"""What every section of the flow tells with: the document, its wording and how its figures are written."""

from dataclasses import dataclass

from assessor.languages import Wording
from assessor.reports.document import (
    BlockerView,
    Figure,
    HighlightView,
    Interval,
    NodeView,
    PositionView,
    PracticeView,
    ReportDocument,
)
from assessor.reports.flow.blocks import Run
from assessor.reports.pictures import Pictures
from assessor.reports.sentences import result_said

DASH = "–"


@dataclass(frozen=True, slots=True)
class Telling:
    """A document, how it is worded, its charts, and which ids have a heading to lead to."""

    document: ReportDocument
    say: Wording
    pictures: Pictures
    anchors: frozenset[str]

    @property
    def certified(self) -> bool:
        """Whether a certificate was issued."""
        return self.document.certificate is not None and self.document.certificate.issued

    def node(self, id: str, title: str) -> Run:
        """The title of a part of the model, leading to its heading where there is one."""
        return Run(title, to=f"node-{id}" if id in self.anchors else "")

    def interval(self, found: Interval) -> str:
        """From one end to the other."""
        return self.say("%(lowest)s to %(highest)s", lowest=found.lowest.shown, highest=found.highest.shown)

    def score(self, part: NodeView) -> str:
        """A score, its interval while answers are missing, or a dash where nothing applies."""
        if part.score is None and part.interval is not None:
            return self.interval(part.interval)
        return shown(part.score)

    def verdict(self, passed: bool) -> str:
        """Whether something was met, in a mark and a word."""
        return f"{mark(passed)} {self.say('met') if passed else self.say('not met')}"

    def joined(self, *texts: str) -> str:
        """Texts with a comma between them; what is empty is left out."""
        return self.say(", ").join(text for text in texts if text)

    def apart(self, *texts: str) -> str:
        """Texts with a semicolon between them; what is empty is left out."""
        return self.say("; ").join(text for text in texts if text)

    def named(self, name: str, text: str) -> str:
        """A name with its text behind a colon."""
        return f"{name}{self.say(': ')}{text}"

    def blocked(self, blocker: BlockerView) -> str:
        """What a blocker has, needs and lacks."""
        return self.say(
            "%(value)s, needs %(needed)s, short by %(distance)s",
            value=blocker.value.shown,
            needed=blocker.needed,
            distance=blocker.distance.shown,
        )

    def highlight(self, found: HighlightView) -> str:
        """Something that stands out, with the number of its finding."""
        title = f"{found.finding} {found.title}" if found.finding else found.title
        return self.named(title, found.text)

    def position(self, node: str) -> PositionView | None:
        """Where a part stands among its peers, where that may be shown."""
        positions = self.document.standing.positions if self.document.standing else ()
        return next((position for position in positions if position.node == node), None)

    def result(self) -> str:
        """The result in one sentence."""
        return result_said(self.document, self.say)


def shown(figure: Figure | None) -> str:
    """A figure as it is printed, or a dash.

    >>> shown(Figure(0.5, "50.0%")), shown(None)
    ('50.0%', '–')
    """
    return figure.shown if figure is not None else DASH


def span(found: Interval) -> str:
    """An interval in short: for tables, whose header says what it is."""
    return f"{found.lowest.shown}–{found.highest.shown}"


def mark(passed: bool) -> str:
    """A tick or a cross; a word or a table's header stands beside it.

    >>> mark(True), mark(False)
    ('✓', '✕')
    """
    return "✓" if passed else "✕"


def components(practice: PracticeView, say: Wording, *, labelled: bool) -> str:
    """The ratings of a practice as they were given, with what they are called where `labelled`."""
    given = (
        f"{part.title}\u00a0{part.given}" + (f" ({part.label})" if part.label and labelled else "")
        for part in practice.components
    )
    return say(", ").join(given)
