"""Lets simcord know when the bot, whose work goes over sockets and threads, is done for now."""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any

from simcord.env import Env

if TYPE_CHECKING:
    import discord

FOR_OTHER_WORK = {
    asyncio.Event.wait.__code__,
    asyncio.Lock.acquire.__code__,
    asyncio.Semaphore.acquire.__code__,
}


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
    """An environment that looks more often whether the bot's work with sockets is done."""

    def __init__(self, bot: discord.Client) -> None:
        super().__init__(bot)
        self._work.external_waits = OtherWork()

    async def _settle_internal(self, *, idle: float = 0.02, **options: Any) -> None:
        await super()._settle_internal(idle=min(idle, 0.02), **options)
