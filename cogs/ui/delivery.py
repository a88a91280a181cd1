"""Shows generations on Discord: the studio's presenter."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import discord

from cogs.ui.cards import REGENERATE, VARY, can_vary
from cogs.ui.edits import Edits
from cogs.ui.host import Host
from cogs.ui.ladder import rungs
from cogs.ui.media import Media, media_of
from cogs.ui.parcels import (
    REFERENCE,
    Parcel,
    Upload,
    no_mentions,
    out_of_reach,
    pack,
    reference_upload,
    result_uploads,
    too_large,
)
from cogs.ui.references import References
from cogs.ui.texts import text
from studio.generations import Card, Generation, ImageState
from studio.ports import Delivery, Progress, ReferenceGoneError, ReferenceRejectedError, Rung
from studio.studio import Studio

log = logging.getLogger(__name__)

SHRINKINGS = 4
"""How often files are halved in size until Discord takes them."""
REACTIONS_WITHIN = 30.0
NO_PICTURES: Mapping[int, Path] = {}


class UndeliverableError(Exception):
    """No step of the ladder reaches the requester now."""


class CardPresenter:
    """Shows each generation on its card, by the steps that its row allows."""

    def __init__(
        self, bot: Host, studio: Studio, references: References, *, edits: Edits | None = None
    ) -> None:
        self._bot = bot
        self._studio = studio
        self._references = references
        self._edits = edits or Edits()
        self._held: dict[int, Mapping[str, Media]] = {}
        self._fingerprints: dict[int, str] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Give up what is only ornament: status edits that wait, and the bot's own reactions."""
        await self._edits.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def open(self, generation: Generation) -> int:
        """Post the card of a generation born of a reaction, as a reply to its parent."""
        parcel = pack(generation, self._studio.forecast(generation), {}, ())
        message = await self._post(generation, parcel, **no_mentions())
        return message.id

    async def reference_url(self, generation: Generation) -> str:
        """Return a URL of the reference that Pictory can fetch, its bytes checked and kept."""
        return await self._references.prepare(generation)

    async def update(self, generation: Generation, progress: Progress) -> None:
        """Show the state when the card's turn comes."""
        self._edits.offer(generation.id, partial(self._show_status, generation, progress))

    async def deliver(self, generation: Generation, pictures: Mapping[int, Path]) -> Delivery:
        """Show `pictures` on the card, beside those that it already has."""
        async with self._edits.turn(generation.id):
            return await self._show(generation, pictures)

    async def settle(self, generation: Generation) -> None:
        """Show the last state of a generation with failures."""
        async with self._edits.turn(generation.id):
            try:
                await self._show(generation, NO_PICTURES)
            except UndeliverableError as error:
                log.info("a failure could not be shown: %s", error)
                self._forget(generation.id)

    async def reject(self, generation: Generation, reason: str) -> None:
        """Say privately that the reference cannot be used, and take the card away."""
        card = generation.card
        async with self._edits.turn(generation.id):
            told = Rung.TOKEN_EDIT in rungs(generation, time.time()) and await self._tell(
                card, text("refused.reference", reason=reason)
            )
        if not told:
            await self.settle(generation)
        elif card.message_id is not None:
            with suppress(discord.NotFound):
                await self._webhook(card).delete_message(card.message_id)
        self._forget(generation.id)

    async def _tell(self, card: Card, sentence: str) -> bool:
        """Say something that only the requester sees; return whether that was possible."""
        try:
            await self._webhook(card).send(sentence, ephemeral=True, **no_mentions())
        except discord.HTTPException as error:
            if not out_of_reach(error):
                raise
            log.info("a requester could not be told privately: %s", error)
            return False
        return True

    async def _show_status(self, generation: Generation, progress: Progress) -> bool:
        """Edit the card if it would look different; return whether it was edited."""
        fresh = await self._studio.find(generation.id) or generation
        way = next(iter(rungs(fresh, time.time())), None)
        if fresh.settled or fresh.card.message_id is None or way is None:
            return False
        held = await self._held_of(fresh)
        parcel = pack(fresh, progress, held, self._reference_of(fresh, held))
        fingerprint = parcel.fingerprint()
        if self._fingerprints.get(fresh.id) == fingerprint:
            return False
        await self._reach(way, fresh, parcel)
        self._fingerprints[fresh.id] = fingerprint
        return True

    async def _show(self, generation: Generation, pictures: Mapping[int, Path]) -> Delivery:
        fresh = await self._studio.find(generation.id) or generation
        started = pictures or any(image.job_id for image in fresh.images)
        if fresh.order.reference and not fresh.reference_stored and started:
            await self._recover_reference(fresh)
        limit = fresh.order.upload_limit
        for _ in range(SHRINKINGS):
            try:
                return await self._climb(fresh, pictures, limit)
            except discord.HTTPException as error:
                if not too_large(error):
                    raise
                log.info("files of generation %s are too large for Discord", fresh.id)
                limit //= 2
        raise UndeliverableError(f"Discord takes no files of generation {fresh.id}")

    async def _climb(
        self, generation: Generation, pictures: Mapping[int, Path], limit: int
    ) -> Delivery:
        """Try the steps in turn; the first that works ends it."""
        uploads = await result_uploads(generation, pictures, limit)
        for rung in rungs(generation, time.time()):
            try:
                if rung is Rung.NEW_MESSAGE and generation.reference_stored:
                    await self._recover_reference(generation)  # it is on the card out of reach
                held = {} if rung is Rung.NEW_MESSAGE else await self._held_of(generation)
                progress = self._studio.forecast(generation)
                files = [*self._reference_of(generation, held), *uploads]
                parcel = pack(generation, progress, held, files)
                delivery = await self._reach(rung, generation, parcel)
            except discord.HTTPException as error:
                if not out_of_reach(error):
                    raise
                log.info("%s of generation %s failed: %s", rung, generation.id, error)
                continue
            if parcel.finished:
                self._finish(generation, delivery, parcel)
            return delivery
        raise UndeliverableError(f"no way to show generation {generation.id} is open")

    async def _reach(self, rung: Rung, generation: Generation, parcel: Parcel) -> Delivery:
        """Bring the parcel by one step of the ladder."""
        card = generation.card
        if rung is Rung.NEW_MESSAGE:
            message = await self._post(
                generation, parcel, **no_mentions(user_id=generation.order.user_id)
            )
            await self._studio.card_posted(
                generation.id, Card(channel_id=card.channel_id, message_id=message.id)
            )
        elif card.message_id is None:
            raise UndeliverableError(f"generation {generation.id} has no card yet")
        else:
            view, attachments = parcel.view(), await parcel.attachments()
            edited = {"view": view, "attachments": attachments, **no_mentions()}
            if rung is Rung.TOKEN_EDIT:
                message = await self._webhook(card).edit_message(card.message_id, **edited)
            else:
                message = await self._message(card.channel_id, card.message_id).edit(**edited)
        self._held[generation.id] = media_of(message)
        if parcel.brings_reference:
            await self._studio.reference_stored(generation.id)
            self._references.forget(generation.id)
        return Delivery(rung, card.channel_id, message.id)

    async def _post(
        self, generation: Generation, parcel: Parcel, **mentions: Any
    ) -> discord.Message:
        """Send the card as a new message, at most once as long as Discord remembers the nonce."""
        order = generation.order
        channel = self._bot.get_partial_messageable(
            generation.card.channel_id, guild_id=order.guild_id
        )
        parent = None
        if order.origin is not None and order.origin.message_id is not None:
            parent = discord.MessageReference(
                message_id=order.origin.message_id,
                channel_id=order.origin.channel_id or generation.card.channel_id,
                guild_id=order.guild_id,
                fail_if_not_exists=False,
            )
        kind = "card" if generation.card.message_id is None else "again"
        return await channel.send(
            view=parcel.view(),
            files=await parcel.files(),
            reference=parent,  # type: ignore[arg-type]  # None is taken, the overloads forget it
            nonce=f"{kind}-{generation.id}",
            **mentions,
        )

    async def _held_of(self, generation: Generation) -> Mapping[str, Media]:
        """Return the files that the card's message has; only an unknown one is fetched."""
        known = self._held.get(generation.id)
        if known is not None:
            return known
        card = generation.card
        delivered = any(image.state is ImageState.DELIVERED for image in generation.images)
        if card.message_id is None or not (delivered or generation.reference_stored):
            return {}
        if Rung.TOKEN_EDIT in rungs(generation, time.time()):
            message: discord.Message = await self._webhook(card).fetch_message(card.message_id)
        else:
            message = await self._bot.fetch_message(card.channel_id, card.message_id)
        self._held[generation.id] = media_of(message)
        return self._held[generation.id]

    async def _recover_reference(self, generation: Generation) -> None:
        """Read the reference again if it is not at hand, so that the last state carries it."""
        if self._references.copy_of(generation.id) is None:
            try:
                await self._references.prepare(generation)
            except (ReferenceGoneError, ReferenceRejectedError) as error:
                log.info("generation %s ends without its reference: %s", generation.id, error)

    def _reference_of(self, generation: Generation, held: Mapping[str, Media]) -> list[Upload]:
        """Return the checked copy of the reference if the message does not have it yet."""
        copy = self._references.copy_of(generation.id)
        return [] if copy is None or REFERENCE in held else [reference_upload(copy)]

    def _webhook(self, card: Card) -> discord.Webhook:
        """Return the way through the interaction's token, which needs no bot token."""
        webhook = discord.Webhook.partial(
            card.application_id or 0, card.interaction_token or "", client=self._bot
        )
        webhook.type = discord.WebhookType.application  # others may say nothing privately
        return webhook

    def _message(self, channel_id: int, message_id: int) -> discord.PartialMessage:
        return self._bot.get_partial_messageable(channel_id).get_partial_message(message_id)

    def _finish(self, generation: Generation, delivery: Delivery, parcel: Parcel) -> None:
        self._forget(generation.id)
        order, card = generation.order, generation.card
        public = not (order.private or card.ephemeral)
        present = order.bot_in_guild or order.guild_id is None
        if parcel.shown.ready and public and present and delivery.message_id is not None:
            emoji = [REGENERATE, *([VARY] if can_vary(generation) else [])]
            message = self._message(card.channel_id, delivery.message_id)
            self._own(self._react(message, emoji))

    def _forget(self, generation_id: int) -> None:
        self._edits.forget(generation_id)
        self._references.forget(generation_id)
        self._held.pop(generation_id, None)
        self._fingerprints.pop(generation_id, None)

    async def _react(self, message: discord.PartialMessage, emoji: list[str]) -> None:
        """Add the bot's own reactions, which nothing depends on."""
        try:
            async with asyncio.timeout(REACTIONS_WITHIN):
                for one in emoji:
                    await message.add_reaction(one)
        except (discord.HTTPException, TimeoutError, OSError) as error:
            log.info("no reactions added to message %s: %s", message.id, error)

    def _own(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
