"""The steps of the delivery ladder, each taken whole: pack, bring, and write down where it is."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
import discord

from cogs.ui.budget import Budget, Place, Rank, Route
from cogs.ui.cargo import NOTHING_HELD, Cargo, delivered_names
from cogs.ui.courier import Channel, Courier
from cogs.ui.ladder import follows_up
from cogs.ui.media import media_of
from cogs.ui.parcels import Parcel, Upload, fitted, out_of_reach, result_uploads, too_large
from studio.generations import Card, Generation
from studio.ports import Delivery, Rung
from studio.studio import Studio

log = logging.getLogger(__name__)

AT_ONCE = 8
"""How many generations are brought at once. Only they have files open, or in memory if shrunk."""


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a parcel has been brought."""

    delivery: Delivery
    parcel: Parcel


class Steps:
    """Brings generations to people; a closed step raises an HTTPException that is out of reach."""

    def __init__(self, courier: Courier, cargo: Cargo, studio: Studio, budget: Budget) -> None:
        self._courier = courier
        self._budget = budget
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._cargo = cargo
        self._studio = studio

    async def take(
        self, rung: Rung, generation: Generation, pictures: Mapping[int, Path]
    ) -> Landing:
        """Show the generation with `pictures` by one step.

        Who waits for a channel's limit takes no slot from those who can go on.
        """
        if rung is not Rung.TOKEN_EDIT:
            await self._budget.spend(Rank.FINAL, _place(rung, generation))
        async with self._slots:
            return await self._take(rung, generation, pictures)

    async def _take(
        self, rung: Rung, generation: Generation, pictures: Mapping[int, Path]
    ) -> Landing:
        limit = generation.order.upload_limit
        if rung is Rung.DIRECT_MESSAGE:
            # Outside of servers there is no more than anywhere, whatever the order's server takes.
            limit = min(limit, discord.utils.DEFAULT_FILE_SIZE_LIMIT_BYTES)
        bring = self._ways[rung]

        async def attempt(limit: int) -> Landing:
            return await bring(generation, await result_uploads(generation, pictures, limit))

        return await fitted(limit, attempt, count=len(pictures))

    @property
    def _ways(self) -> Mapping[Rung, Callable[[Generation, Sequence[Upload]], Awaitable[Landing]]]:
        return {
            Rung.TOKEN_EDIT: self._by_token,
            Rung.BOT_EDIT: self._by_bot,
            Rung.NEW_MESSAGE: self._in_channel,
            Rung.DIRECT_MESSAGE: self._directly,
        }

    async def edit(self, rung: Rung, generation: Generation, parcel: Parcel) -> Landing:
        """Change the card where it is, through the interaction's token or as the bot."""
        card = generation.card
        if rung is Rung.TOKEN_EDIT:
            message = await self._courier.edit_by_token(card, parcel)
        else:
            shown = self._courier.message(card.channel_id, card.message_id or 0)
            message = await self._courier.edit(shown, parcel)
        return await self._landed(rung, generation, parcel, message, card)

    async def retire(self, rung: Rung, generation: Generation) -> None:
        """Take a card away that took no edit and has been replaced, if it shows no picture."""
        if delivered_names(generation):
            return
        try:
            by_token = rung is Rung.TOKEN_EDIT
            await self._courier.take_away(generation.card, by_token=by_token)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            log.info("the old card of generation %s stays: %s", generation.id, error)

    async def _by_token(self, generation: Generation, results: Sequence[Upload]) -> Landing:
        try:
            return await self._in_place(Rung.TOKEN_EDIT, generation, results)
        except discord.HTTPException as error:
            if not (out_of_reach(error) and follows_up(generation)):
                raise
            if too_large(error) or error.status == 401:  # the latter: no token, no follow-up
                raise
            log.info("the card of generation %s is out of reach: %s", generation.id, error)
            landing = await self._follow_up(generation, results)
            if error.status != 404:
                await self.retire(Rung.TOKEN_EDIT, generation)
            return landing

    async def _by_bot(self, generation: Generation, results: Sequence[Upload]) -> Landing:
        return await self._in_place(Rung.BOT_EDIT, generation, results)

    async def _in_place(
        self, rung: Rung, generation: Generation, results: Sequence[Upload]
    ) -> Landing:
        held = await self._cargo.held_of(generation, rung)
        return await self.edit(rung, generation, await self._cargo.pack(generation, held, results))

    async def _follow_up(self, generation: Generation, results: Sequence[Upload]) -> Landing:
        """Replace a card that only its requester saw, such as one that was dismissed."""
        parcel = await self._cargo.pack(generation, NOTHING_HELD, results)
        message = await self._courier.follow_up(generation.card, parcel)
        card = replace(generation.card, message_id=message.id, ephemeral=True)
        await self._studio.card_posted(generation.id, card)
        return await self._landed(Rung.TOKEN_EDIT, generation, parcel, message, card)

    async def _in_channel(self, generation: Generation, results: Sequence[Upload]) -> Landing:
        channel = self._courier.channel_of(generation)
        parcel, message = await self._anew(channel, generation, results, kind="again")
        card = Card(channel_id=channel.id, message_id=message.id)
        await self._studio.card_posted(generation.id, card)
        return await self._landed(Rung.NEW_MESSAGE, generation, parcel, message, card)

    async def _directly(self, generation: Generation, results: Sequence[Upload]) -> Landing:
        channel = await self._courier.direct_messages(generation.order.user_id)
        parcel, message = await self._anew(channel, generation, results, kind="dm")
        card = Card(channel_id=channel.id, message_id=message.id, ephemeral=True)
        await self._studio.card_posted(generation.id, card)
        return await self._landed(Rung.DIRECT_MESSAGE, generation, parcel, message, card)

    async def _anew(
        self, channel: Channel, generation: Generation, results: Sequence[Upload], *, kind: str
    ) -> tuple[Parcel, discord.Message]:
        """Show the generation in a new message, or in the one that an earlier try has posted."""
        message = await self._courier.find(channel, generation)
        held = NOTHING_HELD if message is None else media_of(message)
        parcel = await self._cargo.pack(generation, held, results)
        if message is None:
            message = await self._courier.post(channel, generation, parcel, kind=kind, ping=True)
            if not parcel.new_names - media_of(message).keys():
                return parcel, message
            # The nonce brought back what an earlier try had posted, with fewer pictures.
        partial = self._courier.message(channel.id, message.id)
        return parcel, await self._courier.edit(partial, parcel)

    async def _landed(
        self,
        rung: Rung,
        generation: Generation,
        parcel: Parcel,
        message: discord.Message,
        card: Card,
    ) -> Landing:
        await self._cargo.landed(generation, parcel, message)
        return Landing(Delivery(rung, card.channel_id, message.id), parcel)


def _place(rung: Rung, generation: Generation) -> Place | None:
    """Return the limit of a channel that a step with the bot's token uses up."""
    routes = {Rung.BOT_EDIT: Route.EDIT, Rung.NEW_MESSAGE: Route.POST}
    return Place(routes[rung], generation.card.channel_id) if rung in routes else None
