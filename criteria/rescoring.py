"""Many assessments at once: the same shares and gates as `scoring`, in numpy.

For peers, simulations and reweighing. Floats, not fractions: equal to the exact score to about 1e-9.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from criteria.model import Gate, Model, Profile
from criteria.shares import criterion_shares, practice_shares, total_offset, total_shares

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rescored:
    """Rows as given, columns in the model's order: `totals` and `levels` have one column."""

    totals: Floats
    dimensions: Floats
    criteria: Floats
    levels: npt.NDArray[np.int64]


def rescore(model: Model, practices: Floats, profile: str | None = None) -> Rescored:
    """Score complete assessments from their practice scores, one row each, one column per practice.

    Every practice applies (no NaN): assessments with N/A go through `scoring.score`. Raises ValueError for
    another shape, NaN, or a model that rounds each step.

    >>> import numpy as np; from criteria.registry import load
    >>> rescore(load("cmc"), np.full((2, 120), 40.0)).totals.tolist()
    [400.0, 400.0]
    """
    if practices.ndim != 2 or practices.shape[1] != len(model.practices) or np.isnan(practices).any():
        raise ValueError(f"expected complete rows of {len(model.practices)} practice scores")
    if model.rounding.each_step:
        raise ValueError(f"{model.reference} rounds each step: score its assessments one by one")
    weights = model.profiles[profile or model.default_profile]
    criteria = practices @ _practice_matrix(model)
    dimensions = criteria @ _criterion_matrix(model)
    totals = dimensions @ _total_vector(model, weights) + float(total_offset(model))
    return Rescored(totals, dimensions, criteria, levels(model, totals, dimensions, criteria, practices))


def _practice_matrix(model: Model) -> Floats:
    matrix = np.zeros((len(model.practices), len(model.criteria)))
    row = 0
    for column, criterion in enumerate(model.criteria):
        shares = practice_shares(model, criterion, (True,) * len(criterion.practices))
        matrix[row : row + len(shares), column] = [float(share) for share in shares]
        row += len(shares)
    return matrix


def _criterion_matrix(model: Model) -> Floats:
    matrix = np.zeros((len(model.criteria), len(model.dimensions)))
    row = 0
    for column, dimension in enumerate(model.dimensions):
        shares = criterion_shares(model, dimension, (True,) * len(dimension.criteria))
        matrix[row : row + len(shares), column] = [float(share) for share in shares]
        row += len(shares)
    return matrix


def _total_vector(model: Model, profile: Profile) -> Floats:
    return np.array([float(s) for s in total_shares(model, profile, (True,) * len(model.dimensions))])


def levels(
    model: Model, totals: Floats, dimensions: Floats, criteria: Floats, practices: Floats | None = None
) -> npt.NDArray[np.int64]:
    """The level number of each row; one below the first level's where not even that holds.

    Raises ValueError where a gate looks at practices and none are given. Values are rounded to 1e-9 first,
    so that a sum of floats does not miss a bar that it exactly meets.
    """
    held = np.ones(totals.shape[0], dtype=bool)
    reached = np.full(totals.shape[0], model.levels[0].number - 1, dtype=np.int64)
    columns = {
        "total": totals[:, None],
        "dimension": dimensions,
        "criterion": criteria,
        "practice": practices,
    }
    for level in model.levels:
        for gate in level.gates:
            held &= _passed(model, gate, columns[gate.of])
        reached[held] = level.number
    return reached


def _passed(model: Model, gate: Gate, values: Floats | None) -> npt.NDArray[np.bool_]:
    if values is None:
        raise ValueError("a gate of this model looks at practices: give their scores")
    if gate.of == "practice":
        named = [(p.key or not gate.only_key) and gate.group in (None, p.group) for p in model.practices]
        values = values[:, np.array(named)]
    seen, bar = _seen(model, gate, values), float(gate.bar)
    return np.asarray((seen > bar if gate.strict else seen >= bar).all(axis=1))


def _seen(model: Model, gate: Gate, values: Floats) -> Floats:
    """What the gate compares: the value, or the value as displayed where the model says so."""
    if not model.compare_rounded:
        return np.round(values, 9)
    rule = model.rounding
    scale = 10.0 ** (rule.total_places if gate.of == "total" else rule.places)
    units = np.round(values * scale, 9)
    if rule.mode == "half-even":
        return np.asarray(np.rint(units) / scale)
    half = 0.5 if rule.mode == "half-up" else 0.0
    return np.asarray(np.copysign(np.floor(np.abs(units) + half), units) / scale)
