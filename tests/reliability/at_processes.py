"""Rows at the process of the bot: told to stop, or killed, wherever it is."""

from __future__ import annotations

import asyncio
import signal
import time
from typing import TYPE_CHECKING

from tests.reliability.rows import Ending, Program, Row, Seen, Where
from tests.system.processes import relay

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.reliability.rows import Way
    from tests.reliability.scene import Scene
    from tests.reliability.sight import Asked

STOP_SECONDS = 10.0
"""What Docker gives a program that it has told to stop."""


async def stop(scene: Scene) -> None:
    """End the bot as an operator would."""
    began = time.monotonic()
    status = await scene.lane.stop()
    took = time.monotonic() - began
    assert status == 0, f"the exit status is {status}"
    assert took < STOP_SECONDS, f"it took {took:.1f} s to stop"


async def kill(scene: Scene) -> None:
    """Kill the bot."""
    await scene.lane.kill()


def queued(end: Callable[[Scene], Awaitable[None]]) -> Way:
    """Return the way that ends the bot when a request waits for its turn."""

    async def way(scene: Scene) -> Seen:
        await scene.start(MAX_INFLIGHT_PER_USER="1")
        scene.hold()
        first = await scene.generate()
        await scene.generating(first)
        asked = await scene.generate()
        await scene.says(asked, "Queued")
        await end(scene)
        scene.finish()
        await scene.again(MAX_INFLIGHT_PER_USER="1")
        await scene.ending(first)
        return await scene.ending(asked)

    return way


def generating(end: Callable[[Scene], Awaitable[None]]) -> Way:
    """Return the way that ends the bot when its job runs."""

    async def way(scene: Scene) -> Seen:
        await scene.start()
        scene.hold()
        asked = await scene.generate()
        await scene.generating(asked)
        await end(scene)
        scene.finish()
        await scene.again()
        return await scene.ending(asked)

    return way


async def told_while_submitting(scene: Scene) -> Seen:
    """Stop the bot while the answer to its request is under way."""
    upstream = scene.lane.sandbox.described["pictory_api_url"]
    async with relay(0, upstream, delay=0.5) as slow:
        await scene.start(PICTORY_API_URL=slow)
        asked = await scene.generate()
        await scene.posted()
        await stop(scene)
        await scene.again()  # the result's address leads through the relay, too
        return await scene.ending(asked)


async def told_twice(scene: Scene) -> Seen:
    """Tell the bot twice while a delivery does not get through."""
    await scene.start()
    scene.hold()
    asked = await scene.generate()
    card_id = await scene.generating(asked)
    await scene.refuse("PATCH", f"*/messages/{card_id}", status=500, times=None)
    scene.finish()
    await scene.log_says("job ended")
    bot = scene.lane.bot
    assert bot is not None
    bot.process.send_signal(signal.SIGTERM)
    await scene.log_says("stopping")
    bot.process.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(bot.process.wait, 5) == -signal.SIGTERM
    await scene.control("DELETE", "/faults")
    await scene.again()
    return await scene.ending(asked)


async def told_at_once(scene: Scene) -> Seen:
    """Tell the bot right after a delivery, while it writes that down."""
    await scene.start()
    asked = await _delivered_and_stopped(scene)
    for _ in range(TIMES - 1):
        await scene.again()
        asked = await _delivered_and_stopped(scene)
    return await scene.ending(asked)


async def told_when_busy(scene: Scene) -> Seen:
    """Tell the bot while several requests are under way, each time at another moment."""
    await scene.start()
    asked: list[Asked] = []
    for _ in range(BUSY_TIMES):
        asked += [await scene.generate(count=2) for _ in range(3)]
        await scene.posted(2 * len(asked) - 3)
        await stop(scene)
        await scene.again()
    for one in asked:
        await scene.says(one, "Done")
    return Seen(Ending.OWN_CARD, "")


TIMES = 2
BUSY_TIMES = 10


async def _delivered_and_stopped(scene: Scene) -> Asked:
    asked = await scene.generate()
    await scene.says(asked, "Done")
    await stop(scene)
    return asked


ROWS = tuple(
    Row(
        f"process-{name}",
        Where.PROCESS,
        fault,
        way,
        promise,
        posts,
        program=Program.OWN,
        long=way is told_when_busy,
    )
    for name, fault, way, promise, posts in (
        ("term-queued", "SIGTERM while it is queued", queued(stop), Ending.OWN_CARD, 2),
        (
            "term-submitting",
            "SIGTERM while it is submitted: the answer is waited for",
            told_while_submitting,
            Ending.OWN_CARD,
            1,
        ),
        ("term-generating", "SIGTERM while its job runs", generating(stop), Ending.OWN_CARD, 1),
        (
            "term-delivered",
            f"SIGTERM right after a delivery, {TIMES} times",
            told_at_once,
            Ending.OWN_CARD,
            TIMES,
        ),
        (
            "term-busy",
            f"SIGTERM while several requests are under way, {BUSY_TIMES} times",
            told_when_busy,
            Ending.OWN_CARD,
            6 * BUSY_TIMES,
        ),
        ("term-twice", "SIGTERM twice during a delivery", told_twice, Ending.OWN_CARD, 1),
        ("kill-queued", "SIGKILL while it is queued", queued(kill), Ending.OWN_CARD, 2),
        ("kill-generating", "SIGKILL while its job runs", generating(kill), Ending.OWN_CARD, 1),
    )
)
