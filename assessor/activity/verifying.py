"""Whether an organisation's log is what was written: every line, in order, each resting on the one before."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from assessor.activity.operations import BEFORE_THE_FIRST, digest_of
from assessor.extensions import db
from assessor.languages import message
from assessor.models import Activity

AT_A_TIME = 1_000

MISSING = message("a line before it is missing")
ALTERED = message("it was altered")
UNCONNECTED = message("it does not continue the line before it")


@dataclass(frozen=True, slots=True)
class Chain:
    """How many lines hold together from the first, and the digest of the last of them.

    Whoever keeps that digest elsewhere can tell later that no line was taken from the end. `broken_at` is the
    number of the first line that does not hold, `fault` why; None and empty where all do.
    """

    lines: int
    digest: str
    broken_at: int | None = None
    fault: str = ""

    @property
    def holds(self) -> bool:
        """Whether no line was altered, taken out or put in."""
        return self.broken_at is None


def verify(tenant_id: UUID) -> Chain:
    """Compute every digest of a log again and compare it with what stands there."""
    lines, digest = 0, BEFORE_THE_FIRST
    for line in _lines(tenant_id):
        fault = _fault(line, lines + 1, digest)
        if fault:
            return Chain(lines, digest, line.number, fault)
        lines, digest = lines + 1, line.digest
    return Chain(lines, digest)


def _lines(tenant_id: UUID) -> Iterator[Any]:
    """The lines from the first, as plain rows: a session need not remember them."""
    of = Activity
    columns = (of.number, of.at, of.actor, of.action, of.about, of.details, of.previous, of.digest)
    chosen = select(*columns).where(of.tenant_id == tenant_id).order_by(of.number)
    return iter(db.session.execute(chosen.execution_options(yield_per=AT_A_TIME)))


def _fault(line: Any, number: int, previous: str) -> str:  # noqa: ANN401 - a row with the columns of a line
    if line.number != number:
        return MISSING
    if line.previous != previous:
        return UNCONNECTED
    return "" if digest_of(line) == line.digest else ALTERED
