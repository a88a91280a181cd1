"""Shows generations on Discord: the studio's presenter."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import aiohttp
import discord

from cogs.ui.alerts import alert_owner
from cogs.ui.budget import Place, Rank, Route
from cogs.ui.buttons import NUMBERS, REGENERATE, VARY, can_vary
from cogs.ui.cards import Shown
from cogs.ui.cargo import Cargo
from cogs.ui.courier import Courier
from cogs.ui.edits import Edits
from cogs.ui.failures import rejection
from cogs.ui.host import Host
from cogs.ui.ladder import for_one_person, rungs
from cogs.ui.language import words_for
from cogs.ui.offers import Offers
from cogs.ui.opening import find_answer, post_first
from cogs.ui.parcels import out_of_reach
from cogs.ui.pings import Pings
from cogs.ui.references import References
from cogs.ui.steps import Landing, Steps
from studio.generations import Card, Generation
from studio.ports import Alert, CheckedReference, Delivery, Progress, Rung, UnreachableError
from studio.studio import Studio

log = logging.getLogger(__name__)

NO_PICTURES: Mapping[int, Path] = {}
EDITS = (Rung.TOKEN_EDIT, Rung.BOT_EDIT)
"""The steps that change the card where it is."""
GONE = {401, 404}
"""Refusals after which there is nothing to take away: no card, or no token to do it with."""


class CardPresenter:
    """Shows each generation on its card, by the steps that its row allows."""

    def __init__(
        self, bot: Host, studio: Studio, references: References, *, edits: Edits | None = None
    ) -> None:
        self._bot = bot
        self._studio = studio
        self._references = bot.references = references
        self._edits = edits or Edits()
        self._budget = self._edits.budget
        self._offers = Offers(self._budget)
        self._courier = Courier(bot)
        self._pings = Pings(self._courier, self._budget)
        self._cargo = bot.cargo = Cargo(self._courier, studio, references)
        self._steps = Steps(self._courier, self._cargo, studio, self._budget)
        self._fingerprints: dict[int, str] = {}
        self._unreachable: dict[int, int | None] = {}
        """The message that is out of reach, by generation: no status is tried there again."""
        self._told: set[int] = set()

    async def close(self) -> None:
        """Give up what is only ornament: status edits that wait, and the bot's own reactions."""
        await self._edits.close()
        await self._offers.close()
        await self._pings.close()
        self._budget.close()

    async def open(self, generation: Generation, *, again: bool) -> Card:
        """Return the card of a generation without a message: an answer is found, others posted."""
        if generation.card.interaction_token is not None:
            return await find_answer(self._courier, generation)
        await self._budget.spend(Rank.CARD, Place(Route.POST, generation.card.channel_id))
        progress = self._studio.forecast(generation)
        return await post_first(self._courier, generation, progress, again=again)

    async def reference_url(self, generation: Generation) -> CheckedReference:
        """Return a URL of the reference that Pictory can fetch, its bytes checked and kept."""
        return await self._references.prepare(generation)

    async def update(self, generation: Generation, progress: Progress) -> None:
        """Show the state when the card's turn comes."""
        show = partial(self._show_status, generation, progress)
        self._edits.offer(generation.id, show, partial(_limit_of_edit, generation))

    async def shows(self, generation: Generation) -> Collection[int]:
        """Return the numbers of the images whose pictures the card has already."""
        for rung in rungs(generation, time.time()):
            if rung not in EDITS:
                break
            try:
                held = await self._cargo.held_of(generation, rung)
            except discord.HTTPException as error:
                if not out_of_reach(error):
                    raise
            else:
                return {image.n for image in generation.images if image.name in held}
        return ()

    async def deliver(self, generation: Generation, pictures: Mapping[int, Path]) -> Delivery:
        """Show `pictures` on the card, beside those that it already has."""
        async with self._edits.turn(generation.id):
            return await self._climb(generation, pictures)

    async def settle(self, generation: Generation) -> None:
        """Show the last state of a generation with failures."""
        try:
            async with self._edits.turn(generation.id):
                await self._climb(generation, NO_PICTURES)
        finally:  # whether or not it is tried again
            self._forget(generation.id)

    async def amend(self, generation: Generation) -> None:
        """Bring a card that showed its last state up to date, by editing it only."""
        try:
            async with self._edits.turn(generation.id):
                await self._amend(generation)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            log.info("generation %s was not brought up to date: %s", generation.id, error)
        finally:
            self._forget(generation.id)

    async def alert(self, alert: Alert) -> None:
        """Tell the person who runs the bot."""
        await alert_owner(self._bot, alert)

    async def reject(self, generation: Generation, reason: str) -> None:
        """Say privately that the reference cannot be used, and take the card away."""
        words = words_for(generation.order.locale)
        sentence = words("refused-reference", reason=rejection(words, reason))
        async with self._edits.turn(generation.id):
            told = await self._tell(generation, sentence)
        if not told:
            await self.settle(generation)
            return
        with suppress(discord.NotFound):
            await self._courier.take_away(generation.card, by_token=True)
        self._forget(generation.id)

    async def _tell(self, generation: Generation, sentence: str) -> bool:
        """Say something once that only the requester sees; return whether that was possible."""
        if Rung.TOKEN_EDIT not in rungs(generation, time.time()):
            return False
        if generation.id not in self._told:
            try:
                await self._courier.tell(generation.card, sentence)
            except discord.HTTPException as error:
                if not out_of_reach(error):
                    raise
                log.info("a requester could not be told privately: %s", error)
                return False
            self._told.add(generation.id)
        return True

    async def _show_status(self, generation: Generation, progress: Progress) -> bool:
        """Edit the card if it would look different; return whether it was edited."""
        fresh = await self._studio.find(generation.id) or generation
        way = next((rung for rung in rungs(fresh, time.time()) if rung in EDITS), None)
        closed = self._unreachable.get(fresh.id) == fresh.card.message_id
        if fresh.settled or way is None or closed:
            return False
        held = await self._cargo.held_of(fresh, way)
        parcel = self._cargo.pack_status(fresh, progress, held)
        fingerprint = parcel.fingerprint()
        if self._fingerprints.get(fresh.id) == fingerprint:
            return False
        try:
            await self._steps.edit(way, fresh, parcel)
        except discord.HTTPException as error:
            if out_of_reach(error):
                self._unreachable[fresh.id] = fresh.card.message_id
            raise
        self._fingerprints[fresh.id] = fingerprint
        return True

    async def _amend(self, generation: Generation) -> None:
        fresh = await self._studio.find(generation.id) or generation
        for rung in rungs(fresh, time.time()):
            if rung in EDITS:
                held = await self._cargo.held_of(fresh, rung)
                parcel = await self._cargo.pack(fresh, held, ())
                if rung is Rung.BOT_EDIT:
                    await self._budget.spend(Rank.CARD, Place(Route.EDIT, fresh.card.channel_id))
                await self._steps.edit(rung, fresh, parcel)
                return

    async def _climb(self, generation: Generation, pictures: Mapping[int, Path]) -> Delivery:
        """Try the steps in turn; the first that works ends it."""
        fresh = await self._studio.find(generation.id) or generation
        refused: Rung | None = None
        for rung in rungs(fresh, time.time()):
            try:
                landing = await self._steps.take(rung, fresh, pictures)
            except discord.HTTPException as error:
                if not out_of_reach(error):
                    raise
                log.info("%s of generation %s is closed: %s", rung, fresh.id, error)
                if rung in EDITS and error.status not in GONE:
                    refused = rung
                continue
            if refused is not None and rung not in EDITS:
                await self._steps.retire(refused, fresh)
            self._landed(fresh, landing)
            return landing.delivery
        self._forget(fresh.id)
        raise UnreachableError(f"no way to show generation {fresh.id} is open")

    def _landed(self, generation: Generation, landing: Landing) -> None:
        if not landing.parcel.finished:
            return
        self._forget(generation.id)
        self._pings.send(landing.parcel.shown.generation, landing.delivery)
        if landing.parcel.shown.ready and _takes_reactions(generation, landing.delivery):
            delivery = landing.delivery
            message = self._courier.message(delivery.channel_id or 0, delivery.message_id or 0)
            self._offers.make(message, _reactions(landing.parcel.shown))

    def _forget(self, generation_id: int) -> None:
        self._edits.forget(generation_id)
        self._cargo.forget(generation_id)
        self._fingerprints.pop(generation_id, None)
        self._unreachable.pop(generation_id, None)
        self._told.discard(generation_id)


def _limit_of_edit(generation: Generation) -> Place | None:
    """Return the limit that an edit made now uses up: the channel's, unless a token lives."""
    if Rung.TOKEN_EDIT in rungs(generation, time.time()):
        return None
    return Place(Route.EDIT, generation.card.channel_id)


def _reactions(shown: Shown) -> Sequence[str]:
    """Return the reactions to offer; of several pictures a number says which one to vary."""
    if not can_vary(shown.generation):
        return (REGENERATE,)
    if len(shown.generation.images) == 1:
        return (REGENERATE, VARY)
    return (REGENERATE, *(NUMBERS[image.n - 1] for image in shown.ready))


def _takes_reactions(generation: Generation, delivery: Delivery) -> bool:
    """Whether the message is one that others, or the bot itself, can react to."""
    if delivery.rung is not Rung.TOKEN_EDIT:
        return True
    return generation.order.bot_present and not for_one_person(generation)
