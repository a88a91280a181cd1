"""What measures the event loop sees that it stands still."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.lag import BOUND, longest_stop


@pytest.mark.alone
async def test_work_on_the_loop_is_seen() -> None:
    """Work that blocks is told from the same work in a thread."""

    async def on_the_loop() -> None:
        await asyncio.sleep(0)
        time.sleep(2 * BOUND)  # noqa: ASYNC251 - this is what must not happen elsewhere

    async def apart() -> None:
        await asyncio.to_thread(time.sleep, 2 * BOUND)

    assert await longest_stop(on_the_loop, runs=2) >= 2 * BOUND
    assert await longest_stop(apart) < BOUND
