"""What follows from an edition alone is computed once and remembered for as long as the edition lives."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar, cast
from weakref import WeakKeyDictionary, ref

from benchmarks.editions import Edition

P = ParamSpec("P")
T = TypeVar("T")

Function = Callable[Concatenate[Edition, P], T]


def remembered(latest: int) -> Callable[[Function[P, T]], Function[P, T]]:
    """Make a function of an edition and hashable arguments remember its `latest` results of each edition.

    An edition never changes, so neither do they. Only the edition's caller keeps it alive: when it goes, what
    was remembered of it goes too.
    """

    def decorate(function: Function[P, T]) -> Function[P, T]:
        kept: WeakKeyDictionary[Edition, Callable[P, T]] = WeakKeyDictionary()

        @wraps(function)
        def looked_up(edition: Edition, /, *arguments: P.args, **named: P.kwargs) -> T:
            known = kept.get(edition)
            if known is None:
                known = cast(Callable[P, T], lru_cache(latest)(_bound(function, edition)))
                kept[edition] = known
            return known(*arguments, **named)

        return looked_up

    return decorate


def _bound(function: Function[P, T], edition: Edition) -> Callable[P, T]:
    """Fill the edition in without keeping it alive."""
    where = ref(edition)

    def bound(*arguments: P.args, **named: P.kwargs) -> T:
        alive = where()
        assert alive is not None, "whoever calls holds the edition"
        return function(alive, *arguments, **named)

    return bound
