"""Tells people who asked for it that their picture is done, since an edit tells nobody."""

from __future__ import annotations

import asyncio
import logging

import aiohttp
import discord

from cogs.ui.budget import Budget, Place, Rank, Route
from cogs.ui.courier import Courier
from cogs.ui.ladder import for_one_person
from cogs.ui.language import words_for
from studio.generations import Generation, ImageState
from studio.ports import Delivery, Rung

log = logging.getLogger(__name__)

WITHIN = 60.0
"""How long a ping may take, in seconds; one that would come later is dropped."""


class Pings:
    """The pings that are being sent."""

    def __init__(self, courier: Courier, budget: Budget) -> None:
        self._courier = courier
        self._budget = budget
        self._tasks: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Give up what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def send(self, generation: Generation, delivery: Delivery) -> None:
        """Mention the requester in a short reply, soon, if that was asked for and tells anything.

        A new message of the delivery has mentioned them already; private ones have no others.
        """
        edited = delivery.rung in {Rung.TOKEN_EDIT, Rung.BOT_EDIT}
        if not (generation.order.ping and edited) or for_one_person(generation):
            return
        task = asyncio.create_task(self._send(generation, delivery), name=f"ping {generation.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, generation: Generation, delivery: Delivery) -> None:
        try:
            async with asyncio.timeout(WITHIN):
                if generation.order.bot_present:  # or else it goes through the token
                    await self._budget.spend(
                        Rank.PING, Place(Route.POST, generation.card.channel_id)
                    )
                await self._courier.ping(generation, delivery.message_id or 0, sentence(generation))
        except (discord.DiscordException, aiohttp.ClientError, TimeoutError, OSError) as error:
            log.info("the requester of generation %s was not pinged: %s", generation.id, error)


def sentence(generation: Generation) -> str:
    """Return what to tell the requester, in the language of the card."""
    words, user = words_for(generation.order.locale), f"<@{generation.order.user_id}>"
    made = {ImageState.READY, ImageState.DELIVERED}
    count = sum(image.state in made for image in generation.images)
    return words("ping-done", user=user, count=count) if count else words("ping-failed", user=user)
