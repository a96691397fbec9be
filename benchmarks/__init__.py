"""Peer statistics: who is compared with whom, what may be published, and where one organisation stands.

Numbers only: contributions go in as scores by node, editions and standings come out as plain values.
"""

from benchmarks.classification import UnknownCode
from benchmarks.cohorts import Cell, Cohort, ladder
from benchmarks.contributions import Contribution, Contributions, ContributionsRefused
from benchmarks.counts import tenths
from benchmarks.disclosure import DisclosureRefused
from benchmarks.editions import Edition, build
from benchmarks.publishing import published
from benchmarks.standing import Citation, NoCohort, NodeStanding, Quantile, Rung, Standing, TooFewPeers, stand
from benchmarks.storage import (
    EditionDamaged,
    EditionExists,
    read,
    read_manifest,
    stored,
    verify,
    write,
)

__all__ = [
    "Cell",
    "Citation",
    "Cohort",
    "Contribution",
    "Contributions",
    "ContributionsRefused",
    "DisclosureRefused",
    "Edition",
    "EditionDamaged",
    "EditionExists",
    "NoCohort",
    "NodeStanding",
    "Quantile",
    "Rung",
    "Standing",
    "TooFewPeers",
    "UnknownCode",
    "build",
    "ladder",
    "published",
    "read",
    "read_manifest",
    "stand",
    "stored",
    "tenths",
    "verify",
    "write",
]
