"""Peers that somebody owns already: a file and a mapping of its columns in, contributions out."""

from benchmarks.importing.contents import content_digest
from benchmarks.importing.faults import PeerFault, PeersRefused
from benchmarks.importing.mapping import (
    MAX_NODES,
    YEAR_END,
    DateSource,
    FileFacts,
    Industry,
    Node,
    PeerMapping,
    Size,
    Source,
)
from benchmarks.importing.reading import Imported, read_peers

__all__ = [
    "MAX_NODES",
    "YEAR_END",
    "DateSource",
    "FileFacts",
    "Imported",
    "Industry",
    "Node",
    "PeerFault",
    "PeerMapping",
    "PeersRefused",
    "Size",
    "Source",
    "content_digest",
    "read_peers",
]
