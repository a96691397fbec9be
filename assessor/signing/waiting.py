"""Results of what pyHanko does asynchronously, for callers that wait; also where a loop runs already."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def awaited(work: Callable[[], Result]) -> Result:
    """What `work` gives, which runs a loop of its own: in another thread where this one has a loop.

    >>> awaited(lambda: asyncio.run(asyncio.sleep(0, "done")))
    'done'
    """
    if not _loop_runs():
        return work()
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


def _loop_runs() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
