"""Says something for a moment where no interaction can be answered: in answer to reactions."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord

from cogs.ui.host import Host
from cogs.ui.parcels import no_mentions
from cogs.ui.permissions import may_reply, may_speak

log = logging.getLogger(__name__)

NOTE_SECONDS = 15.0
"""How long a note stays."""
MINUTE = 60.0
PER_CHANNEL = 3
"""Notes in one channel within a minute at most."""
WITHIN = 30.0
"""How long posting a note may take, in seconds; one that would come later is dropped."""
CLOSE_SECONDS = 2.0
"""How long the end may take to remove the notes that are left."""
TROUBLE = (discord.DiscordException, aiohttp.ClientError, TimeoutError, OSError)


class Lately:
    """Remembers for some seconds how often something happened.

    `clock` is in seconds and never goes back; by default it is the event loop's.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] | None = None) -> None:
        self._seconds = seconds
        self._clock = clock
        self._times: deque[tuple[float, Hashable]] = deque()
        self._counts: Counter[Hashable] = Counter()

    def admits(self, key: Hashable, *, most: int = 1) -> bool:
        """Count it once more, unless it has happened so often already."""
        now = self._clock() if self._clock else asyncio.get_running_loop().time()
        while self._times and self._times[0][0] <= now - self._seconds:
            _, old = self._times.popleft()
            self._counts[old] -= 1
            if not self._counts[old]:
                del self._counts[old]
        if self._counts[key] >= most:
            return False
        self._times.append((now, key))
        self._counts[key] += 1
        return True


@dataclass(frozen=True, slots=True)
class Spot:
    """The message that a note replies to, and whom it is for; `about` tells wishes apart."""

    guild_id: int | None
    channel_id: int
    message_id: int
    user_id: int
    about: str = ""


class Notes:
    """Replies that ping nobody and go by themselves: few, and none twice within a minute."""

    def __init__(self, bot: Host) -> None:
        self._bot = bot
        self._told = Lately(MINUTE)
        self._places = Lately(MINUTE)
        self._left: dict[asyncio.Task[None], discord.Message] = {}
        self._closed = False

    async def close(self) -> None:
        """Remove the notes that are left, and leave no more."""
        self._closed = True
        left = dict(self._left)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await asyncio.gather(*map(_remove, left.values()))
        except TimeoutError:
            log.info("%s notes may have been left", len(left))

    def admits(self, spot: Spot) -> bool:
        """Whether a note can be left there now; it counts as left then."""
        if self._closed or not may_speak(self._bot, spot.guild_id, spot.channel_id):
            return False
        return self._told.admits(spot) and self._places.admits(spot.channel_id, most=PER_CHANNEL)

    async def leave(self, spot: Spot, *, seconds: float = NOTE_SECONDS, **content: Any) -> None:
        """Reply with `content`, after `admits` has allowed it, and remove it in a while."""
        channel = self._bot.get_partial_messageable(spot.channel_id, guild_id=spot.guild_id)
        if may_reply(self._bot, spot.guild_id, spot.channel_id):
            content["reference"] = discord.MessageReference(
                message_id=spot.message_id,
                channel_id=spot.channel_id,
                guild_id=spot.guild_id,
                fail_if_not_exists=False,
            )
        try:
            async with asyncio.timeout(WITHIN):
                message = await channel.send(**content, **no_mentions())
        except TROUBLE as error:
            log.info("no note left in channel %s: %s", spot.channel_id, error)
            return
        if self._closed:
            await _remove(message)
        else:
            self._remove_later(message, seconds)

    def _remove_later(self, message: discord.Message, seconds: float) -> None:
        task = asyncio.create_task(_remove(message, after=seconds), name=f"note {message.id}")
        self._left[task] = message
        task.add_done_callback(lambda done: self._left.pop(done, None))


async def _remove(message: discord.Message, *, after: float = 0.0) -> None:
    await asyncio.sleep(after)
    try:
        await message.delete()
    except TROUBLE as error:
        log.info("the note %s was not removed: %s", message.id, error)
