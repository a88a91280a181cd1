"""Takes an order that arrived as an interaction: stored first, then answered with its card."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import discord

from cogs.ui.cards import Shown, render
from cogs.ui.confirm import ask_first, check
from cogs.ui.errors import ALREADY_ACKNOWLEDGED
from cogs.ui.host import host_of
from cogs.ui.parcels import out_of_reach
from cogs.ui.permissions import bot_present
from cogs.ui.reader import locale_of
from studio.generations import Card, Generation, Order
from studio.ports import NeverShownError, Progress
from studio.queries import ReactionAdd

TOKEN_LIFE = 14.5 * 60
"""How long an interaction's token is relied upon, in seconds; Discord says 15 minutes."""


async def place(interaction: discord.Interaction[Any]) -> dict[str, Any]:
    """Return the fields of an order that say who asks, and where."""
    card = Card(
        channel_id=interaction.channel_id or 0,
        application_id=interaction.application_id,
        interaction_token=interaction.token,
        token_expires_at=time.time() + TOKEN_LIFE,
    )
    return {
        "key": f"interaction:{interaction.id}",
        "user_id": interaction.user.id,
        "card": card,
        "guild_id": interaction.guild_id,
        "bot_present": bot_present(interaction),
        "locale": await locale_of(interaction),
        "upload_limit": interaction.filesize_limit,
    }


async def take(
    interaction: discord.Interaction[Any], order: Order, *, once: ReactionAdd | None = None
) -> None:
    """Answer with the order's card, or first with a question if it costs much: the one gate.

    `once` names a wish that counts once in a while, or else RepeatedError is raised. Raises
    BlockedError, and what the studio's `request` raises.
    """
    cost = await check(host_of(interaction).studio, order)
    if cost is not None:
        await ask_first(interaction, order, cost)
    else:
        await make(interaction, order, once=once)


async def make(
    interaction: discord.Interaction[Any], order: Order, *, once: ReactionAdd | None = None
) -> tuple[Generation, bool]:
    """Hand the order to the studio, which lets it be answered with its card before work begins.

    Return its generation, and whether it is a new one: what comes again is not answered again.
    """
    shown = False

    async def show(generation: Generation) -> Card:
        nonlocal shown
        shown = True
        return await _answer(interaction, generation)

    generation = await host_of(interaction).studio.request(order, show, once=once)
    return generation, shown


async def _answer(interaction: discord.Interaction[Any], generation: Generation) -> Card:
    """Answer with the card. Raises NeverShownError if Discord did certainly not take it."""
    order = generation.order
    files = {"reference": order.reference.url} if order.reference and order.reference.url else {}
    try:
        response = await interaction.response.send_message(
            view=render(Shown(generation, Progress(), files, time.time())),
            ephemeral=order.private,
            allowed_mentions=discord.AllowedMentions.none(),
        )
    except discord.HTTPException as error:
        # Acknowledged already: by a try of ours whose answer got lost, so it may well be there.
        if not out_of_reach(error) or error.code == ALREADY_ACKNOWLEDGED:
            raise
        raise NeverShownError(f"Discord did not take the answer: {error}") from error
    return replace(
        generation.card, message_id=response.message_id, ephemeral=response.is_ephemeral()
    )
