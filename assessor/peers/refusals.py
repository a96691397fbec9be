"""Peers that were refused, said as every other invalid input is."""

from collections.abc import Sequence

from benchmarks.importing import PeerFault
from criteria.faults import Fault, InvalidInput


class PeersInvalid(InvalidInput):
    """Peers, or what is asked about them, that were refused; nothing was written."""


def peers_invalid(faults: Sequence[PeerFault]) -> PeersInvalid:
    """A refusal of the rows of a file."""
    return PeersInvalid([Fault(one.where, one.column, one.found, one.allowed) for one in faults])


class NotContributed(ValueError):
    """An assessment that may not be counted among peers: what it is, and what would be allowed."""

    def __init__(self, found: str, allowed: str) -> None:
        self.found, self.allowed = found, allowed
        super().__init__(f"found {found}; allowed: {allowed}")
