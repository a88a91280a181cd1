"""Variations of a picture: a reaction and its button are two doors to the same order."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import discord
from discord.ext import commands

from cogs.ui.cards import REGENERATE, VARY, can_vary
from cogs.ui.errors import RefusalError
from cogs.ui.host import Host
from cogs.ui.intake import place, take
from cogs.ui.media import media_of
from cogs.ui.permissions import missing_in_channel, require_card_permissions
from cogs.ui.texts import text
from studio.generations import (
    Card,
    Generation,
    Image,
    ImageState,
    Kind,
    Order,
    Origin,
    Reference,
)

log = logging.getLogger(__name__)

REACTIONS: Mapping[str, Kind] = {REGENERATE: Kind.REGENERATE, VARY: Kind.VARY}
DEFAULT_UPLOAD_LIMIT = 10 * 1024 * 1024


def regenerated(parent: Generation) -> Order:
    """Return an order for the same inputs again, to be placed."""
    return replace(
        parent.order,
        kind=Kind.REGENERATE,
        reference=_reference_of(parent),
        origin=_origin(parent, None),
    )


def retried(parent: Generation) -> Order:
    """Return an order for the pictures that the parent failed to make."""
    missing = [image for image in parent.images if image.settled and not _delivered(image)]
    if not missing:
        raise RefusalError(text("refused.nothing_failed"))
    return replace(regenerated(parent), count=len(missing))


def varied(parent: Generation, n: int | None) -> Order:
    """Return an order in which image `n`, by default the first there is, becomes the reference."""
    images = [image for image in parent.images if _delivered(image) and n in {None, image.n}]
    if not images or not can_vary(parent):
        raise RefusalError(text("refused.no_picture"))
    chosen = images[0]
    several = len(parent.images) > 1
    return replace(
        parent.order,
        kind=Kind.VARY,
        count=1,
        reference=Reference(
            url="",
            channel_id=parent.card.channel_id,
            message_id=parent.card.message_id,
            name=chosen.name,
        ),
        origin=_origin(parent, chosen.n if several else None),
    )


def _delivered(image: Image) -> bool:
    return image.state is ImageState.DELIVERED


def _origin(parent: Generation, n: int | None) -> Origin:
    return Origin(parent.id, n, parent.card.channel_id, parent.card.message_id)


def _reference_of(parent: Generation) -> Reference | None:
    """Return where the parent's reference can be read for longest: on its card, if it is there."""
    reference = parent.order.reference
    if reference is None or not parent.reference_stored:
        return reference
    return Reference(reference.url, parent.card.channel_id, parent.card.message_id, "reference")


class Variations(commands.Cog):
    """🔁 and 🎨 under a finished picture, and trying again under a failed one."""

    def __init__(self, bot: Host) -> None:
        self._bot = bot
        bot.actions.update(
            regenerate=self.press_regenerate, vary=self.press_vary, retry=self.press_retry
        )

    async def press_regenerate(
        self, interaction: discord.Interaction[Any], generation_id: int, _n: int | None
    ) -> None:
        """Make the same again."""
        await self._take(interaction, regenerated(await self._parent(generation_id)))

    async def press_vary(
        self, interaction: discord.Interaction[Any], generation_id: int, n: int | None
    ) -> None:
        """Make a variation of one picture."""
        await self._take(interaction, varied(await self._parent(generation_id), n))

    async def press_retry(
        self, interaction: discord.Interaction[Any], generation_id: int, _n: int | None
    ) -> None:
        """Make what failed, with the same prompt and reference."""
        await self._take(interaction, retried(await self._parent(generation_id)))

    async def _parent(self, generation_id: int) -> Generation:
        parent = await self._bot.studio.find(generation_id)
        if parent is None:
            raise RefusalError(text("refused.unknown_card"))
        return parent

    async def _take(self, interaction: discord.Interaction[Any], order: Order) -> None:
        """Place the order for the person who pressed, privately if the parent was private."""
        message = interaction.message
        private = order.private or (message is not None and message.flags.ephemeral)
        if not private:
            require_card_permissions(interaction)
        order = replace(order, **place(interaction), private=private)
        if message is not None:
            order = replace(order, reference=_fresh(order.reference, message))
        await take(interaction, order)

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """Make a variation if someone reacted to a finished picture of ours."""
        kind = REACTIONS.get(payload.emoji.name) if payload.emoji.is_unicode_emoji() else None
        if kind is None or self._is_not_for_us(payload):
            return
        parent = await self._bot.studio.find_by_message(payload.message_id)
        if parent is None or not any(map(_delivered, parent.images)):
            return
        if kind is Kind.VARY and not can_vary(parent):
            return
        lacking = missing_in_channel(self._bot, payload.guild_id, payload.channel_id)
        if lacking:
            log.warning(
                "a reaction in channel %s is not answered, for want of: %s",
                payload.channel_id,
                ", ".join(lacking),
            )
            return
        emoji = str(payload.emoji)
        if await self._bot.studio.accept_reaction(payload.message_id, emoji, payload.user_id):
            order = regenerated(parent) if kind is Kind.REGENERATE else varied(parent, None)
            await self._bot.studio.request(self._placed(order, payload))

    def _is_not_for_us(self, payload: discord.RawReactionActionEvent) -> bool:
        """Whether what the event tells is enough to leave it alone."""
        me = self._bot.user
        by_bot = payload.member is not None and payload.member.bot
        foreign = payload.message_author_id is not None and (
            me is None or payload.message_author_id != me.id
        )
        return by_bot or foreign or (me is not None and payload.user_id == me.id)

    def _placed(self, order: Order, payload: discord.RawReactionActionEvent) -> Order:
        """Place an order for the person who reacted; its card is yet to be posted."""
        guild = self._bot.get_guild(payload.guild_id) if payload.guild_id is not None else None
        at = int(time.time())
        return replace(
            order,
            key=f"reaction:{payload.message_id}:{payload.emoji}:{payload.user_id}:{at}",
            user_id=payload.user_id,
            card=Card(channel_id=payload.channel_id),
            guild_id=payload.guild_id,
            bot_in_guild=guild is not None,
            private=False,
            locale=str(guild.preferred_locale) if guild is not None else order.locale,
            upload_limit=guild.filesize_limit if guild is not None else DEFAULT_UPLOAD_LIMIT,
        )


def _fresh(reference: Reference | None, message: discord.Message) -> Reference | None:
    """Return the reference with a URL signed just now, if the pressed message shows its file."""
    if reference is None or reference.message_id != message.id or reference.name is None:
        return reference
    media = media_of(message).get(reference.name)
    return reference if media is None else replace(reference, url=media.url)


async def setup(bot: Host) -> None:
    """Load the feature."""
    await bot.add_cog(Variations(bot))
