"""Measures how long some work keeps the event loop from turning."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

BOUND = 0.05
"""The longest that the event loop may stand still, in seconds."""


async def longest_stop(work: Callable[[], Awaitable[object]], *, runs: int = 10) -> float:
    """Return the longest that the event loop stood still during `work`, in the best of its runs.

    Work that holds the loop up does so in every run; what other programs of the machine do is in
    the way of some only. So the first run below the bound ends the search.
    """
    best = float("inf")
    for _ in range(runs):
        best = min(best, await _longest_stop(work))
        if best < BOUND:
            break
    return best


async def _longest_stop(work: Callable[[], Awaitable[object]]) -> float:
    async def run() -> None:
        await work()

    working = asyncio.create_task(run())
    last = time.perf_counter()
    longest = 0.0
    while not working.done():
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    await working
    return longest
