"""Adds the bot's own reactions to finished pictures, which nothing depends on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import aiohttp
import discord

from cogs.ui.budget import Budget, Rank
from cogs.ui.language import words_for

log = logging.getLogger(__name__)

WITHIN = 30.0
"""How long reactions may take, in seconds; those that come later are dropped."""


class Offers:
    """The reactions that are being added.

    They have a limit of their own in each channel, to which discord.py keeps.
    """

    def __init__(self, budget: Budget, *, within: float = WITHIN) -> None:
        self._budget = budget
        self._within = within
        self._tasks: set[asyncio.Task[None]] = set()
        self._warned: set[int] = set()

    async def close(self) -> None:
        """Give up what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def make(self, message: discord.PartialMessage, emoji: Sequence[str]) -> None:
        """Offer reactions under a message, soon."""
        task = asyncio.create_task(self._add(message, emoji), name=f"reactions {message.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _add(self, message: discord.PartialMessage, emoji: Sequence[str]) -> None:
        try:
            async with asyncio.timeout(self._within):
                for one in emoji:
                    await self._budget.spend(Rank.REACTION)
                    await message.add_reaction(one)
        except discord.Forbidden:
            self._warn(message.channel.id)
        except (discord.DiscordException, aiohttp.ClientError, TimeoutError, OSError) as error:
            log.info("no reactions added to message %s: %s", message.id, error)

    def _warn(self, channel_id: int) -> None:
        """Say what is missing, once a channel."""
        level = logging.INFO if channel_id in self._warned else logging.WARNING
        self._warned.add(channel_id)
        lacking = ", ".join(words_for(None)(f"permission-{name}") for name in NEEDED)
        log.log(level, "no reactions added in channel %s, for want of: %s", channel_id, lacking)


NEEDED = ("add_reactions", "read_message_history")
