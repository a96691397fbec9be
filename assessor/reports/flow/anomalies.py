"""The section on what is worth a second look."""

from collections.abc import Iterator

from assessor.reports.document import AnomalyView
from assessor.reports.flow.blocks import Block, Line, bullets, line, paragraph, strong
from assessor.reports.flow.telling import Telling


def second_look(tell: Telling) -> Iterator[Block]:
    """Each pattern in a sentence, with the parts that it is about."""
    say = tell.say
    yield paragraph(
        say(
            "Nothing here is a fault, and no answer was changed for it. These are patterns that often have a "
            "good reason; they are worth a second look before the result is relied on."
        )
    )
    for found in tell.document.anomalies:
        yield paragraph(strong(found.title), say(": "), found.statement)
        if found.named:
            yield bullets(_named(tell, found))
        yield paragraph(found.remark, tone="note")


def _named(tell: Telling, found: AnomalyView) -> Iterator[Line]:
    for node in found.named:
        yield line(tell.node(node.id, node.title))
    if found.more:
        yield line(tell.say("and %(count)s more", count=found.more))
