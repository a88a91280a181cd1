"""Finds or posts the first card of a generation whose message nobody has written down."""

from __future__ import annotations

import discord

from cogs.ui.courier import Courier
from cogs.ui.parcels import out_of_reach, pack
from studio.generations import Card, Generation
from studio.ports import NeverShownError, Progress, UnreachableError


async def find_answer(courier: Courier, generation: Generation) -> Card:
    """Look up the card with which an interaction was answered before the process ended.

    Raises NeverShownError.
    """
    try:
        card = await courier.fetch_answer(generation.card)
    except discord.HTTPException as error:
        if not out_of_reach(error):
            raise
        raise NeverShownError(f"there is no answer to be found: {error}") from None
    if card is None:
        raise NeverShownError("the answer to the interaction is no card")
    return card


async def post_first(
    courier: Courier, generation: Generation, progress: Progress, *, again: bool
) -> Card:
    """Post the card of a generation born of a reaction, as a reply to its parent.

    `again` says that an earlier try may have posted it. Raises UnreachableError.
    """
    channel = courier.channel_of(generation)
    try:
        message = await courier.find(channel, generation) if again else None
        if message is None:
            parcel = pack(generation, progress, {}, ())
            message = await courier.post(channel, generation, parcel, kind="card", ping=False)
    except discord.HTTPException as error:
        if not out_of_reach(error):
            raise
        raise UnreachableError(f"the card cannot be posted: {error}") from None
    return Card(channel_id=channel.id, message_id=message.id)
