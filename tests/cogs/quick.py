"""Lets simcord know when the bot, whose work goes over sockets and threads, is done for now."""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any

from simcord.env import Env

if TYPE_CHECKING:
    import discord

    from sandbox.pictory import PictoryEmulator
    from sandbox.pictory.jobs import Job

FOR_OTHER_WORK = {
    asyncio.Event.wait.__code__,
    asyncio.Lock.acquire.__code__,
    asyncio.Semaphore.acquire.__code__,
}


WAITED_FOR_SECONDS = 0.5
"""What the bot puts off for longer than this happens only when a test lets time pass."""

FETCHING_SECONDS = 1.0
"""How long a job's reference is waited for: Pictory may be told to fetch it for ever."""


class OtherWork(dict[Any, str]):
    """Tells simcord which of the bot's tasks wait for nothing but others of the bot's tasks."""

    def get(self, task: asyncio.Task[Any], default: Any = None) -> Any:
        """Return why the task is left alone, or None if it is going to do something."""
        coroutine: Any = task.get_coro()
        while inspect.iscoroutine(inner := getattr(coroutine, "cr_await", None)):
            coroutine = inner
        if getattr(coroutine, "cr_code", None) in FOR_OTHER_WORK:
            return "waits for other work"
        return super().get(task, default)


class QuickEnv(Env):
    """An environment that looks more often whether the bot's work with sockets is done.

    Pictory's emulator keeps real time. A simulated minute may well pass before a job of 50 ms is
    done, so jobs that are not held are done whenever the bot has nothing to do.
    """

    def __init__(self, bot: discord.Client, pictory: PictoryEmulator) -> None:
        super().__init__(bot)
        self._work.external_waits = OtherWork()
        self._pictory = pictory

    async def _settle_internal(self, **options: Any) -> None:
        await self._settle(**options)
        while not self._pictory.held and (jobs := self._running()):
            fetching = {job.awaiting for job in jobs if job.awaiting is not None}
            if fetching:
                await asyncio.wait(fetching, timeout=FETCHING_SECONDS)
            for job in jobs:
                self._pictory.finish(job)
            await self._settle(**options)

    async def _settle(
        self,
        *,
        timeout: float | None = None,
        idle: float = 0.02,
        _deadline: float | None = None,
        **options: Any,
    ) -> None:
        """Wait for work, and for timers that are due soon; simcord waits for all due in time."""
        clock = asyncio.get_running_loop().time
        deadline = _deadline or clock() + (timeout or self.settle_timeout)
        while True:
            soon = min(clock() + WAITED_FOR_SECONDS, deadline)
            try:
                await super()._settle_internal(idle=min(idle, 0.02), _deadline=soon, **options)
            except TimeoutError:
                if clock() >= deadline:
                    raise
            else:
                return

    def _running(self) -> list[Job]:
        return [job for job in self._pictory.accepted if not job.finished]
