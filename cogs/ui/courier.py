"""Brings cards to Discord: each way that there is, and nothing about which one to take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord
from discord.webhook.async_ import async_context

from cogs.ui.host import Host
from cogs.ui.parcels import Parcel, no_mentions
from cogs.ui.traces import find_card
from studio.generations import Card, Generation

Channel = discord.PartialMessageable | discord.DMChannel

NONCE_TAIL = 10**6


class Courier:
    """Edits, posts and fetches the messages that show generations.

    Every method raises discord.HTTPException, or the network's errors.
    """

    def __init__(self, bot: Host) -> None:
        self._bot = bot

    def webhook(self, card: Card) -> discord.Webhook:
        """Return the way through the interaction's token, which needs no bot token."""
        webhook = discord.Webhook.partial(
            card.application_id or 0, card.interaction_token or "", client=self._bot
        )
        webhook.type = discord.WebhookType.application  # others may say nothing privately
        return webhook

    def message(self, channel_id: int, message_id: int) -> discord.PartialMessage:
        """Return a message of which only the ids are known."""
        return self._bot.get_partial_messageable(channel_id).get_partial_message(message_id)

    def channel_of(self, generation: Generation) -> Channel:
        """Return the channel in which the generation is shown."""
        return self._bot.get_partial_messageable(
            generation.card.channel_id, guild_id=generation.order.guild_id
        )

    async def direct_messages(self, user_id: int) -> Channel:
        """Return the bot's DM with a person."""
        return await self._bot.create_dm(discord.Object(user_id))

    async def fetch(self, card: Card, *, by_token: bool) -> discord.Message:
        """Fetch the message that shows a generation."""
        message_id = card.message_id or 0
        if by_token:
            return await self.webhook(card).fetch_message(message_id)
        return await self._bot.fetch_message(card.channel_id, message_id)

    async def take_away(self, card: Card, *, by_token: bool) -> None:
        """Delete the message that shows a generation."""
        message_id = card.message_id or 0
        if by_token:
            await self.webhook(card).delete_message(message_id)
        else:
            await self.message(card.channel_id, message_id).delete()

    async def fetch_answer(self, card: Card) -> Card | None:
        """Look up the answer to an interaction; None if it is no card."""
        webhook = self.webhook(card)
        # The method for it is one of interactions, which are gone with the process that had them.
        answer = await async_context.get().get_original_interaction_response(
            webhook.id,
            card.interaction_token or "",
            session=webhook.session,
            proxy=webhook.proxy,
            proxy_auth=webhook.proxy_auth,
        )
        flags = answer.get("flags", 0)
        if not flags & discord.MessageFlags.components_v2.flag:
            return None
        return Card(
            channel_id=int(answer["channel_id"]),
            message_id=int(answer["id"]),
            application_id=card.application_id,
            interaction_token=card.interaction_token,
            token_expires_at=card.token_expires_at,
            ephemeral=bool(flags & discord.MessageFlags.ephemeral.flag),
        )

    async def edit_by_token(self, card: Card, parcel: Parcel) -> discord.Message:
        """Edit the card through the interaction's token."""
        return await self.webhook(card).edit_message(card.message_id or 0, **await _edit(parcel))

    async def edit(self, message: discord.PartialMessage, parcel: Parcel) -> discord.Message:
        """Edit a message with the bot's own token."""
        return await message.edit(**await _edit(parcel))

    async def follow_up(self, card: Card, parcel: Parcel) -> discord.Message:
        """Send the card anew through the interaction's token, to the requester alone."""
        return await self.webhook(card).send(
            view=parcel.view(),
            files=await parcel.files(),
            ephemeral=True,
            wait=True,
            **no_mentions(),
        )

    async def tell(self, card: Card, sentence: str) -> None:
        """Say something that only the requester sees."""
        await self.webhook(card).send(sentence, ephemeral=True, **no_mentions())

    async def ping(self, generation: Generation, message_id: int, sentence: str) -> None:
        """Reply to the card with a sentence that mentions the requester, at most once."""
        user_id = generation.order.user_id
        if not generation.order.bot_present:
            await self.webhook(generation.card).send(sentence, **no_mentions(user_id=user_id))
            return
        channel = self.channel_of(generation)
        await channel.send(
            sentence,
            reference=discord.MessageReference(
                message_id=message_id,
                channel_id=channel.id,
                guild_id=generation.order.guild_id,
                fail_if_not_exists=False,
            ),
            nonce=_nonce("ping", generation),
            **no_mentions(user_id=user_id),
        )

    async def find(self, channel: Channel, generation: Generation) -> discord.Message | None:
        """Look for a card of the generation that an earlier try may have posted in `channel`."""
        me = self._bot.user
        return None if me is None else await find_card(channel, me.id, generation)

    async def post(
        self, channel: Channel, generation: Generation, parcel: Parcel, *, kind: str, ping: bool
    ) -> discord.Message:
        """Send the card as a new message, at most once as long as Discord remembers the nonce."""
        order = generation.order
        return await channel.send(
            view=parcel.view(),
            files=await parcel.files(),
            reference=_parent(channel, generation),  # type: ignore[arg-type]  # None is taken
            nonce=_nonce(kind, generation),
            **no_mentions(user_id=order.user_id if ping else None),
        )


async def _edit(parcel: Parcel) -> dict[str, Any]:
    attachments: Sequence[discord.Attachment] = await parcel.attachments()
    return {"view": parcel.view(), "attachments": attachments, **no_mentions()}


def _parent(channel: Channel, generation: Generation) -> discord.MessageReference | None:
    """Return the picture that the generation was made from, if a message here can reply to it."""
    origin = generation.order.origin
    if origin is None or origin.message_id is None or origin.channel_id != channel.id:
        return None
    return discord.MessageReference(
        message_id=origin.message_id,
        channel_id=channel.id,
        guild_id=generation.order.guild_id,
        fail_if_not_exists=False,
    )


def _nonce(kind: str, generation: Generation) -> str:
    """Name a message that is to be posted once; it differs for each card that it replaces."""
    replaced = (generation.card.message_id or 0) % NONCE_TAIL
    return f"{kind}-{generation.id}-{replaced}"
