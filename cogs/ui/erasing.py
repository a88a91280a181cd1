"""Deletes the messages that show what a person wants forgotten: one by one, in owned tasks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import discord

from cogs.ui.host import Host
from cogs.ui.parcels import out_of_reach
from studio.database import StoreUnavailableError

log = logging.getLogger(__name__)

PAUSE = 0.4
"""Seconds between two messages, so that other work in the channel does not wait."""
TOLD_EVERY = 3.0
UNKNOWN_MESSAGE = 10008

Tell = Callable[["Tally"], Awaitable[None]]


class Tally:
    """Deletes messages as `Privacy.clear` asks it to, and counts what became of them.

    A channel that refuses once is not asked again. `tell` is called now and then.
    """

    def __init__(self, bot: Host, total: int = 0, tell: Tell | None = None) -> None:
        self.total = total
        self.deleted = 0
        self.unreachable = 0
        self._bot = bot
        self._tell = tell
        self._told_at = asyncio.get_running_loop().time()
        self._closed: set[int] = set()

    async def delete(self, channel_id: int, message_id: int) -> None:
        """Delete a message; raise if that may work later."""
        if channel_id in self._closed:
            self.unreachable += 1
            return
        await asyncio.sleep(PAUSE)
        channel = self._bot.get_partial_messageable(channel_id)
        try:
            await channel.get_partial_message(message_id).delete()
        except discord.HTTPException as error:
            if not out_of_reach(error):
                raise
            self._refused(channel_id, error)
        else:
            self.deleted += 1
        await self._say()

    def _refused(self, channel_id: int, error: discord.HTTPException) -> None:
        if error.code == UNKNOWN_MESSAGE:  # which somebody else has deleted
            self.deleted += 1
            return
        log.info("messages in channel %s stay: %s", channel_id, error)
        self.unreachable += 1
        self._closed.add(channel_id)

    async def _say(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._tell is not None and now - self._told_at >= TOLD_EVERY:
            await self._tell(self)
            self._told_at = asyncio.get_running_loop().time()


class Errands:
    """The tasks that delete messages, one a person."""

    def __init__(self) -> None:
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def __contains__(self, user_id: int) -> bool:
        return user_id in self._tasks

    def start(self, user_id: int, work: Coroutine[Any, Any, None]) -> None:
        """Do the work for a person in a task of its own."""
        task = asyncio.create_task(_guarded(work), name=f"erase {user_id}")
        self._tasks[user_id] = task
        task.add_done_callback(lambda _: self._tasks.pop(user_id, None))

    async def close(self) -> None:
        """End the tasks; the store knows what is left."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _guarded(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except StoreUnavailableError as error:
        log.warning("messages to be deleted wait: %s", error)
    except Exception:
        log.exception("deleting messages has failed")
