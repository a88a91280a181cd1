"""Finds or posts the first card of a generation whose message nobody has written down."""

from __future__ import annotations

import time
from dataclasses import replace

import discord

from cogs.ui.courier import Courier
from cogs.ui.ladder import token_lives
from cogs.ui.parcels import out_of_reach, pack
from studio.generations import Card, Generation
from studio.ports import NeverShownError, Progress, UnreachableError


async def find_answer(courier: Courier, generation: Generation) -> Card:
    """Look up the card with which an interaction was answered before the process ended.

    Raises NeverShownError, or UnreachableError if nobody can know.
    """
    if not token_lives(generation, time.time()):
        return await _find_public_answer(courier, generation)
    try:
        card = await courier.fetch_answer(generation.card)
    except discord.HTTPException as error:
        if error.status == 401:  # the token is dead already, which says nothing of the answer
            return await _find_public_answer(courier, generation)
        if not out_of_reach(error):
            raise
        raise NeverShownError(f"there is no answer to be found: {error}") from None
    if card is None:
        raise NeverShownError("the answer to the interaction is no card")
    return card


async def _find_public_answer(courier: Courier, generation: Generation) -> Card:
    """Look for the card in its channel, when no token leads to it any more."""
    order = generation.order
    if order.private:  # it may well be there, but nobody can look
        raise UnreachableError("the interaction's token has expired")
    if not order.bot_present:
        raise NeverShownError("the interaction's token has expired")
    try:
        message = await courier.find(courier.channel_of(generation), generation)
    except discord.HTTPException as error:
        if not out_of_reach(error):
            raise
        raise NeverShownError(f"the channel cannot be looked through: {error}") from None
    if message is None:
        raise NeverShownError("there is no card in the channel")
    return replace(generation.card, message_id=message.id)


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
