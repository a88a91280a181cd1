"""How the process runs: the event loop that it has, and when its garbage is collected."""

from __future__ import annotations

import asyncio
import gc
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable

THRESHOLDS = (1000, 10, 100)
"""How often Python collects by itself. The last number makes full collections, which look at all
that is in flight, ten times as rare: with 2,000 pictures each would stop the loop for 0.1 s."""
LOOK_EVERY = 20.0
FEW = 30_000
"""How many objects can be looked through within some 10 ms."""


def new_event_loop() -> asyncio.AbstractEventLoop:
    """Return an event loop that takes less CPU time than Python's own, where there is one."""
    try:
        import uvloop  # noqa: PLC0415 - there is none for Windows
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


@asynccontextmanager
async def tidying(
    loaded: Awaitable[object], *, look_every: float = LOOK_EVERY
) -> AsyncIterator[None]:
    """Collect garbage when it holds nobody up, inside the block.

    What is there once everything is `loaded` is never looked at again.
    """
    before = gc.get_threshold()
    task = asyncio.create_task(_tidy(loaded, look_every), name="tidy")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        gc.unfreeze()
        gc.set_threshold(*before)


async def _tidy(loaded: Awaitable[object], look_every: float) -> None:
    await loaded
    gc.freeze()  # without a collection before it, in which somebody would wait
    gc.set_threshold(*THRESHOLDS)
    while True:
        await asyncio.sleep(look_every)
        if len(gc.get_objects()) <= FEW:
            gc.collect()
