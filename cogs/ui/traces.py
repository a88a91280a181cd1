"""Finds the message that shows a generation, where nobody wrote down that it was posted."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

import discord

from cogs.ui.components import PictureButton
from studio.generations import Generation

log = logging.getLogger(__name__)

LOOKED_THROUGH = 300
"""How many messages are looked through at most, the newest first."""


async def find_card(
    channel: discord.abc.Messageable, author_id: int, generation: Generation
) -> discord.Message | None:
    """Return the newest message of `author_id` with the generation's buttons, but not its card.

    The card is the message that is out of reach. Without Read Message History nothing is found.
    """
    oldest = _posted_after(generation)
    try:
        async for message in channel.history(limit=LOOKED_THROUGH, oldest_first=False):
            if message.id <= oldest:
                break
            if message.author.id == author_id and generation.id in set(generations_on(message)):
                return message
    except discord.Forbidden as error:
        log.info("the history of channel of generation %s is closed: %s", generation.id, error)
    return None


def _posted_after(generation: Generation) -> int:
    """Return the id of a message that is certainly older, by which no clock needs to be right."""
    origin = generation.order.origin
    return generation.card.message_id or (origin.message_id if origin else None) or 0


def generations_on(message: discord.Message) -> Iterator[int]:
    """Yield the generations whose buttons a message carries."""
    for button in _buttons(message.components):
        shown = PictureButton.shows(button.custom_id)
        if shown is not None:
            yield shown


def _buttons(components: Iterable[object]) -> Iterator[discord.Button]:
    for component in components:
        match component:
            case discord.Container(children=children) | discord.ActionRow(children=children):
                yield from _buttons(children)
            case discord.Button():
                yield component
