"""Shares: what part of its parent's score each practice, criterion and dimension makes (METHOD §3).

The one place where they are made: scoring, explanation, views and the vectorised form all read them here,
so what is explained is what was computed.
"""

from fractions import Fraction
from functools import lru_cache

from criteria.exact import proportions
from criteria.model import Criterion, Dimension, Model, Profile

Shares = tuple[Fraction, ...]


@lru_cache(maxsize=65536)
def practice_shares(model: Model, criterion: Criterion, counts: tuple[bool, ...]) -> Shares:
    """Each practice's share of its criterion's score, 0 for those that do not count.

    METHOD §3: criterion = Σ wᵢaᵢSᵢ ÷ Σ wᵢaᵢ; grouped aggregations take the mean within each group first.
    """
    weights = [
        p.weight if counting else Fraction(0) for p, counting in zip(criterion.practices, counts, strict=True)
    ]
    if model.practice_aggregation == "weighted-mean":
        return proportions(weights)
    groups = dict.fromkeys(p.group for p in criterion.practices)
    within = {
        name: proportions(
            [w if p.group == name else Fraction(0) for p, w in zip(criterion.practices, weights, strict=True)]
        )
        for name in groups
    }
    live = [name for name in groups if any(within[name])]
    scale = Fraction(len(groups), len(live)) if live else Fraction(0)
    if model.practice_aggregation == "mean-of-group-means":
        scale = Fraction(1, len(live)) if live else Fraction(0)
    return tuple(scale * sum((within[name][n] for name in live), Fraction(0)) for n in range(len(weights)))


@lru_cache(maxsize=4096)
def criterion_shares(model: Model, dimension: Dimension, counts: tuple[bool, ...]) -> Shares:
    """Each criterion's share of its dimension: p_c·a_c ÷ Σ p_c·a_c."""
    return proportions(
        [
            c.points if counting else Fraction(0)
            for c, counting in zip(dimension.criteria, counts, strict=True)
        ]
    )


@lru_cache(maxsize=1024)
def total_shares(model: Model, profile: Profile, counts: tuple[bool, ...]) -> Shares:
    """What one point of each dimension's score adds to the total: P_d ÷ Σ P_d, on the total's scale."""
    scale = model.total_scale.width / model.node_scale.width
    weights = [
        profile.points[d.id] if counting else Fraction(0)
        for d, counting in zip(model.dimensions, counts, strict=True)
    ]
    return tuple(share * scale for share in proportions(weights))


def total_offset(model: Model) -> Fraction:
    """What the total starts from where the scales do not both begin at 0."""
    return model.total_scale.low - model.node_scale.low * model.total_scale.width / model.node_scale.width
