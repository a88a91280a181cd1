"""Takes an order that arrived as an interaction: shows its card, then hands it to the studio."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from typing import Any

import discord

from cogs.ui.cards import Shown, render
from cogs.ui.host import host_of
from cogs.ui.permissions import bot_in_guild
from studio.generations import Card, Generation, Image, Order
from studio.ports import Progress

TOKEN_LIFE = 14.5 * 60
"""How long an interaction's token is relied upon, in seconds; Discord says 15 minutes."""


def place(interaction: discord.Interaction[Any]) -> dict[str, Any]:
    """Return the fields of an order that say who asks, and where."""
    return {
        "key": f"interaction:{interaction.id}",
        "user_id": interaction.user.id,
        "card": Card(channel_id=interaction.channel_id or 0),
        "guild_id": interaction.guild_id,
        "bot_in_guild": bot_in_guild(interaction),
        "locale": str(interaction.locale),
        "upload_limit": interaction.filesize_limit,
    }


async def take(interaction: discord.Interaction[Any], order: Order) -> Generation:
    """Answer with the card itself, before any network or disk work, then store the order."""
    now = time.time()
    images = tuple(Image(0, n) for n in range(1, order.count + 1))
    preview = Generation(id=0, order=order, images=images, created_at=now, root_id=0)
    files = {"reference": order.reference.url} if order.reference and order.reference.url else {}
    response = await interaction.response.send_message(
        view=render(Shown(preview, Progress(), files, now)),
        ephemeral=order.private,
        allowed_mentions=discord.AllowedMentions.none(),
    )
    card = replace(
        order.card,
        message_id=response.message_id,
        application_id=interaction.application_id,
        interaction_token=interaction.token,
        token_expires_at=now + TOKEN_LIFE,
        ephemeral=response.is_ephemeral(),
    )
    try:
        return await host_of(interaction).studio.request(replace(order, card=card))
    except Exception:
        with suppress(discord.HTTPException):
            await interaction.delete_original_response()
        raise
