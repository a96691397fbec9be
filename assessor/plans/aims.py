"""What a plan aims at: a level, a total or a dimension's score, or a quartile of the peers."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessor.assessments.decimals import decimal_text
from assessor.editions.queries import SYNTHETIC
from assessor.languages import Wording, message
from assessor.reports.improvement import target_title
from assessor.reports.outline import Outliner
from criteria.planning import LevelTarget, ScoreTarget, Target

QUANTILES = {
    "p50": message("the middle of the peers: better than half of them"),
    "p75": message("the upper quartile of the peers: better than three quarters of them"),
    "p90": message("the leading tenth of the peers: better than nine tenths of them"),
}
"""The figures of an edition that a plan may aim at; the lower ones are nothing to aim at."""


@dataclass(frozen=True, slots=True)
class Aim:
    """A target, and for one among peers which figure of which cohort and edition its total is.

    `quantile`, `edition` and `cohort` are empty for any other; `cohort` is a key of `benchmarks.cohorts`.
    """

    target: Target
    quantile: str = ""
    edition: str = ""
    cohort: str = ""

    @property
    def synthetic(self) -> bool:
        """Whether the peers are made up: every page that uses them says so."""
        return SYNTHETIC in self.edition

    @property
    def address(self) -> dict[str, str]:
        """The aim as the query of an address."""
        if isinstance(self.target, LevelTarget):
            return {"aim": f"level-{self.target.number}"}
        if self.quantile:
            return {"aim": self.quantile}
        return {"aim": self.target.node, "points": decimal_text(self.target.at_least)}


def aim_title(lines: Outliner, aim: Aim) -> str:
    """What is aimed at, in words; among peers with the figure and where it is from."""
    title = target_title(lines, aim.target)
    if not aim.quantile:
        return title
    return lines.say(
        "%(quantile)s (%(target)s, by edition %(edition)s)",
        quantile=lines.say(QUANTILES[aim.quantile]),
        target=title,
        edition=aim.edition,
    )


def cohort_title(aim: Aim, say: Wording) -> str:
    """The cohort in words; empty without peers."""
    from benchmarks.cohorts import Cohort

    return Cohort.parse(aim.cohort).titled(say.language) if aim.cohort else ""


def aim_fields(aim: Aim) -> dict[str, Any]:
    """The aim as plain values."""
    target = aim.target
    if isinstance(target, LevelTarget):
        return {"kind": "level", "number": target.number}
    score = {"node": target.node, "at_least": decimal_text(target.at_least)}
    if not aim.quantile:
        return {"kind": "score", **score}
    cited = {"quantile": aim.quantile, "edition": aim.edition, "cohort": aim.cohort}
    return {"kind": "quartile", **score, **cited}


def aim_of(fields: Mapping[str, Any]) -> Aim:
    """The aim that plain values tell."""
    if fields["kind"] == "level":
        return Aim(LevelTarget(fields["number"]))
    target = ScoreTarget(fields["node"], Fraction(fields["at_least"]))
    if fields["kind"] == "score":
        return Aim(target)
    return Aim(target, fields["quantile"], fields["edition"], fields["cohort"])
