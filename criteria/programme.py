"""An exact mixed-integer programme: the cheapest set of steps that passes every row and an exact check.

The solver counts in floats. What makes the answer exact: rows are brought to whole numbers, so that the
least excess over a bar is one and `>` is `≥ 1 more`, and are relaxed by half of one, so that no rounding
error cuts off a set that passes; each set the solver finds is put to an exact check; and what fails the
check is cut off together with every set inside it, since taking fewer steps never helps.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import ceil, floor, gcd, lcm
from threading import Lock
from typing import Any

Taken = tuple[int, ...]

_SOLVING = Lock()  # one at a time: see `_quiet`
MOST_NODES = 20_000  # a bound that is the same on every machine; a complete model takes some hundreds
LARGEST = 1000.0  # the largest coefficient of a row as the solver sees it: its tolerances are absolute


@dataclass(frozen=True, slots=True)
class Row:
    """Σ termᵢ·xᵢ ≥ `at_least`, or above it where `strict`; x are steps (0 or 1), then whole counters."""

    terms: Mapping[int, Fraction]
    at_least: Fraction
    strict: bool = False


class Unsolved(ArithmeticError):
    """The solver ended without a proven best set, as after too many nodes; says how it ended."""


def cheapest(
    steps: int,
    counters: int,
    rows: Sequence[Row],
    weights: Sequence[int],
    holds: Callable[[Taken], bool],
) -> Taken:
    """The steps to take, in rising order: of all sets that pass, the one that weighs least.

    Args: `steps` how many there are to choose from; `counters` how many further whole numbers the rows
    speak of; `weights` what each step weighs, whole and from 0; `holds` the exact check, which does not
    cease to hold when a step is added. The same arguments give the same set.
    Raises Unsolved where the solver gives up, ValueError where not even all steps hold.

    >>> thirds = Row({0: Fraction(1, 3), 1: Fraction(1, 3), 2: Fraction(2, 3)}, Fraction(1, 3), strict=True)
    >>> cheapest(3, 0, [thirds], [2, 2, 5], lambda taken: len(taken) >= 2 or 2 in taken)
    (0, 1)
    """
    if not holds(tuple(range(steps))):
        raise ValueError(f"{steps} steps: found a bar that all of them together miss, allowed: one in reach")
    if holds(()):
        return ()
    bound = list(rows)
    while True:
        taken = _solved(steps, counters, bound, weights)
        if holds(taken):
            return taken
        left = sorted(set(range(steps)) - set(taken))
        bound.append(Row(dict.fromkeys(left, Fraction(1)), Fraction(1)))


def _solved(steps: int, counters: int, rows: Sequence[Row], weights: Sequence[int]) -> Taken:
    import numpy as np
    from scipy.optimize import Bounds, milp

    size = steps + counters
    with _SOLVING, _quiet():
        outcome = milp(
            np.array([*weights, *[0] * counters], dtype=float),
            integrality=np.ones(size),
            bounds=Bounds([0] * steps + [-np.inf] * counters, [1] * steps + [np.inf] * counters),
            constraints=_constraints(rows, size),
            options={"mip_rel_gap": 0, "node_limit": MOST_NODES},
        )
    if outcome.x is None or not outcome.success:
        raise Unsolved(f"the cheapest of {steps} steps under {len(rows)} rows: {outcome.message}")
    return tuple(n for n in range(steps) if outcome.x[n] > 0.5)


@contextmanager
def _quiet() -> Iterator[None]:
    """Nothing on standard output: HiGHS prints a line of its own there now and then, whatever `disp` says.

    It writes past Python, so the descriptor itself is turned away; JSON that a command prints stays whole.
    """
    try:
        kept = os.dup(1)
    except OSError:  # a process without standard output
        yield
        return
    sink = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(sink, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(sink)


def _constraints(rows: Sequence[Row], size: int) -> Any:  # noqa: ANN401 - scipy has no types
    import numpy as np
    from scipy.optimize import LinearConstraint
    from scipy.sparse import csr_array

    if not rows:
        return ()
    whole = [_whole(row) for row in rows]
    starts = np.cumsum([0, *(len(terms) for terms, _ in whole)])
    columns = np.array([n for terms, _ in whole for n in terms], dtype=int)
    values = np.array([value for terms, _ in whole for value in terms.values()], dtype=float)
    matrix = csr_array((values, columns, starts), shape=(len(rows), size))
    return LinearConstraint(matrix, lb=np.array([least for _, least in whole]), ub=np.inf)


def _whole(row: Row) -> tuple[dict[int, float], float]:
    """The row in whole numbers without a common divisor, half of one below its bar, brought to size."""
    scale = lcm(*(term.denominator for term in row.terms.values()))
    terms = {n: int(term * scale) for n, term in row.terms.items()}
    divisor = reduce(gcd, terms.values(), 0) or 1
    bar = row.at_least * scale / divisor
    least = floor(bar) + 1 if row.strict else ceil(bar)
    size = max([abs(term) // divisor for term in terms.values()], default=0)
    factor = LARGEST / size if size > LARGEST else 1.0
    whole = {n: term // divisor * factor for n, term in terms.items()}
    return whole, float((least - Fraction(1, 2)) * Fraction(factor))
