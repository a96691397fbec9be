"""How sure an audit's result is: agreement of the originals, standard error, simulation, confidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import variance

import numpy as np

from criteria.answers import Answer
from criteria.model import Confidence, Model
from criteria.reliability import (
    Disagreement,
    Estimate,
    intraclass_correlation,
    krippendorff_alpha,
    mean_absolute_difference,
    needs_discussion,
)
from criteria.rescoring import levels
from criteria.scoring import PracticeScore, Score
from criteria.simulation import (
    ConfidenceLetter,
    Simulation,
    confidence,
    evidence_index,
    simulate,
    standard_error,
)


@dataclass(frozen=True, eq=False)
class Review:
    """What the originals say about the result. Shares are 0 to 1, errors and percentiles in points.

    `single` and `mean` are ICC(2,1) and ICC(2,k); `discuss` names the practices on which the originals lie
    too far apart, with why.
    """

    letter: ConfidenceLetter
    assessors: int
    answered: Fraction
    evidence_index: Fraction
    level_probability: float
    standard_error: float
    simulation: Simulation
    single: Estimate
    mean: Estimate
    alpha: Estimate
    difference: Estimate
    discuss: tuple[tuple[str, tuple[Disagreement, ...]], ...]


def review(final: Score, originals: Sequence[Score], *, seed: int = 1) -> Review | None:
    """Review a consensus against the blind originals it came from (METHOD §5).

    None where there is nothing to review: fewer than two originals, no total, nothing applicable, or a
    model without a confidence table. The standard error assumes that the criteria's errors are independent.
    """
    rules = final.model.confidence
    if rules is None or final.total is None or final.level is None or len(originals) < 2:
        return None
    if not any(p.applicable for p in final.practices):
        return None
    table = [[_plain(o.practices[n].score) for o in originals] for n in range(len(final.practices))]
    drawn = _simulation(final, originals, rules, seed)
    agreement = intraclass_correlation(table)
    answered = _answered(final)
    evidence = _evidence(final, rules)
    probability = drawn.level_probability(final.level.number, lambda t, d, c: levels(final.model, t, d, c))
    letter = confidence(
        assessors=len(originals),
        icc=agreement.icc_2_k.value,
        answered=answered,
        evidence_index=evidence,
        level_probability=probability,
        table=rules.rows,
        otherwise=rules.otherwise,
    )
    return Review(
        letter, len(originals), answered, evidence, probability, _error(final, originals), drawn,
        agreement.icc_2_1, agreement.icc_2_k,
        krippendorff_alpha(table), mean_absolute_difference(table), _discuss(final, originals, rules),
    )  # fmt: skip


def _plain(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _answered(final: Score) -> Fraction:
    """The share of the applicable practices that were answered."""
    applicable = [p for p in final.practices if p.applicable]
    return Fraction(sum(p.answered for p in applicable), len(applicable))


def _evidence(final: Score, rules: Confidence) -> Fraction:
    """Σ p_c·(E_c/4) ÷ Σ p_c, with E_c the weighted mean evidence of the criterion's applicable practices."""
    points, evidence, start = [], [], 0
    for criterion, node in zip(final.model.criteria, final.criteria, strict=True):
        own = final.practices[start : start + len(criterion.practices)]
        start += len(own)
        if node.score is not None and any(p.applicable for p in own):
            points.append(criterion.points)
            evidence.append(_mean_evidence(own, rules.evidence))
    return evidence_index(points, evidence, rules.top_evidence)


def _mean_evidence(own: Sequence[PracticeScore], component: str) -> Fraction:
    weights = sum((p.practice.weight for p in own if p.applicable), Fraction(0))
    found = (
        p.practice.weight * p.answer.values.get(component, Fraction(0))
        for p in own
        if isinstance(p.answer, Answer)
    )
    return sum(found, Fraction(0)) / weights


def _kept(final: Score, originals: Sequence[Score]) -> list[int]:
    """The criteria that every original could score."""
    everyone = (final, *originals)
    return [n for n in range(len(final.criteria)) if all(s.criteria[n].score is not None for s in everyone)]


def _scores(original: Score, kept: Sequence[int]) -> list[Fraction]:
    return [score for n in kept if (score := original.criteria[n].score) is not None]


def _owners(model: Model) -> list[int]:
    return [n for n, dimension in enumerate(model.dimensions) for _ in dimension.criteria]


def _simulation(final: Score, originals: Sequence[Score], rules: Confidence, seed: int) -> Simulation:
    kept = _kept(final, originals)
    owners = [_owners(final.model)[n] for n in kept]
    live = sorted(set(owners))
    return simulate(
        [_scores(original, kept) for original in originals],
        [final.model.criteria[n].points for n in kept],
        [live.index(owner) for owner in owners],
        [final.profile.points[final.model.dimensions[n].id] for n in live],
        draws=rules.draws,
        seed=seed,
        spread=rules.weight_spread,
    )


def _error(final: Score, originals: Sequence[Score]) -> float:
    kept = _kept(final, originals)
    owners = _owners(final.model)
    effective = []
    for n in kept:
        dimension = final.model.dimensions[owners[n]]
        first = final.model.criteria.index(dimension.criteria[0])
        share = final.dimensions[owners[n]].shares[n - first]
        effective.append(final.profile.points[dimension.id] * share)
    spread = np.transpose([_scores(original, kept) for original in originals])
    return standard_error(effective, [variance(map(float, row)) for row in spread], len(originals))


def _discuss(
    final: Score, originals: Sequence[Score], rules: Confidence
) -> tuple[tuple[str, tuple[Disagreement, ...]], ...]:
    found = []
    for n, practice in enumerate(final.practices):
        rated = [original.practices[n] for original in originals]
        reasons = needs_discussion(
            [_plain(p.score) for p in rated],
            *([_given(p, component) for p in rated] for component in ("approach", "deployment")),
            discuss_range=rules.discuss_range,
            bands=rules.bands,
        )
        if reasons:
            found.append((practice.practice.id, reasons))
    return tuple(found)


def _given(practice: PracticeScore, component: str) -> float | None:
    return _plain(practice.answer.values.get(component)) if isinstance(practice.answer, Answer) else None
