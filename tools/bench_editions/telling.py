"""What a measuring process tells the one that started it: a line of JSON for each event."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from types import ModuleType
from typing import Any
from unittest.mock import patch


def tell(event: str, **facts: Any) -> None:
    """Say that something happened."""
    print(json.dumps({"event": event, **facts}), flush=True)


def ready() -> None:
    """Say that what is measured begins now; until here nothing counts against the limit."""
    tell("ready")


@contextmanager
def lap(what: str) -> Iterator[None]:
    """Time what is done within: by the clock, and in processor time of all threads, in seconds."""
    wall, processor = time.perf_counter(), time.process_time()
    yield  # what fails is not told: it is no figure
    seconds = time.perf_counter() - wall
    tell("lap", what=what, seconds=seconds, processor=time.process_time() - processor)


@contextmanager
def timed_calls(*functions: tuple[ModuleType | type, str]) -> Iterator[None]:
    """Time every call of these functions within, by name; they do what they always do."""
    with ExitStack() as stack:
        for owner, name in functions:
            stack.enter_context(patch.object(owner, name, _timed(getattr(owner, name), name)))
        yield


def _timed(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    @wraps(function)
    def timed(*arguments: Any, **named: Any) -> Any:
        with lap(name):
            return function(*arguments, **named)

    return timed
