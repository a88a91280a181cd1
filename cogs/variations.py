"""Variations of a picture: a reaction and its button are two doors to the same order."""

from __future__ import annotations

import logging
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
from cogs.ui.parcels import REFERENCE
from cogs.ui.permissions import missing_in_channel, require_card_permissions
from cogs.ui.texts import text
from studio.database import StoreUnavailableError
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
from studio.queries import ReactionAdd

log = logging.getLogger(__name__)

REACTIONS: Mapping[str, Kind] = {REGENERATE: Kind.REGENERATE, VARY: Kind.VARY}


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
    images = [image for image in parent.images if _made(image) and n in {None, image.n}]
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


def _made(image: Image) -> bool:
    """Whether there is a picture, on a card or put aside."""
    return _delivered(image) or image.kept_at is not None


def _origin(parent: Generation, n: int | None) -> Origin:
    return Origin(parent.id, n, parent.card.channel_id, parent.card.message_id)


def _reference_of(parent: Generation) -> Reference | None:
    """Return where the parent's reference can be read for longest: on its card, if it is there."""
    reference = parent.order.reference
    if reference is None or not parent.reference_stored:
        return reference
    return Reference(reference.url, parent.card.channel_id, parent.card.message_id, REFERENCE)


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
        await self._take(interaction, "regenerate", regenerated(await self._parent(generation_id)))

    async def press_vary(
        self, interaction: discord.Interaction[Any], generation_id: int, n: int | None
    ) -> None:
        """Make a variation of one picture."""
        wish = "vary" if n is None else f"vary:{n}"
        await self._take(interaction, wish, varied(await self._parent(generation_id), n))

    async def press_retry(
        self, interaction: discord.Interaction[Any], generation_id: int, _n: int | None
    ) -> None:
        """Make what failed, with the same prompt and reference."""
        await self._take(interaction, "retry", retried(await self._parent(generation_id)))

    async def _parent(self, generation_id: int) -> Generation:
        parent = await self._bot.studio.find(generation_id)
        if parent is None:
            raise RefusalError(text("refused.unknown_card"))
        return parent

    async def _take(self, interaction: discord.Interaction[Any], wish: str, order: Order) -> None:
        """Place the order for the person who pressed, privately if the parent was private.

        A double click is one wish.
        """
        message = interaction.message
        private = order.private or (message is not None and message.flags.ephemeral)
        if not private:
            require_card_permissions(interaction)
        order = replace(order, **place(interaction), private=private)
        once = None
        if message is not None:
            order = replace(order, reference=_fresh(order, message))
            once = ReactionAdd(message.id, wish, interaction.user.id)
        await take(interaction, order, once=once)

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """Make a variation if someone reacted to a finished picture of ours."""
        kind = REACTIONS.get(payload.emoji.name) if payload.emoji.is_unicode_emoji() else None
        if kind is None or self._is_not_for_us(payload):
            return
        try:
            await self._react(kind, payload)
        except StoreUnavailableError as error:
            log.warning("a reaction to message %s is lost: %s", payload.message_id, error)

    async def _react(self, kind: Kind, payload: discord.RawReactionActionEvent) -> None:
        studio = self._bot.studio
        parent = await studio.find_by_message(payload.message_id)
        if parent is None or not any(map(_delivered, parent.images)):
            return
        if kind is Kind.VARY and not can_vary(parent):
            return
        if lacking := missing_in_channel(self._bot, payload.guild_id, payload.channel_id):
            names = ", ".join(lacking)
            log.warning("no answer to a reaction in %s, for want of: %s", payload.channel_id, names)
            return
        order = regenerated(parent) if kind is Kind.REGENERATE else varied(parent, None)
        await studio.react(self._placed(order, payload), payload.message_id, str(payload.emoji))

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
        return replace(
            order,
            key="",  # the studio gives it one
            user_id=payload.user_id,
            card=Card(channel_id=payload.channel_id),
            guild_id=payload.guild_id,
            bot_present=True,  # or else it would not hear of reactions
            private=False,
            locale=str(guild.preferred_locale) if guild is not None else order.locale,
            upload_limit=_upload_limit(guild, order),
        )


def _upload_limit(guild: discord.Guild | None, order: Order) -> int:
    """Return what a server takes per file; its interactions may have told of more."""
    if guild is None:
        return discord.utils.DEFAULT_FILE_SIZE_LIMIT_BYTES
    told = order.upload_limit if order.guild_id == guild.id else 0
    return max(guild.filesize_limit, told)


def _fresh(order: Order, message: discord.Message) -> Reference | None:
    """Return the reference with a URL signed just now, if the pressed message shows its file.

    A message that shows a picture put aside is the only one that has it.
    """
    reference = order.reference
    if reference is None:
        return None
    name = reference.name if order.kind is Kind.VARY else REFERENCE
    media = media_of(message).get(name or "")
    if media is None:
        return reference
    if message.flags.ephemeral:  # which nobody can fetch later
        return replace(reference, url=media.url)
    return Reference(media.url, message.channel.id, message.id, name)


async def setup(bot: Host) -> None:
    """Load the feature."""
    await bot.add_cog(Variations(bot))
