"""Finds out where finished pictures can be seen now, for a gallery of them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

import aiohttp
import discord

from cogs.ui.host import Host
from cogs.ui.ladder import for_one_person, in_direct_message
from cogs.ui.media import media_of
from cogs.ui.references import is_loopback
from studio.generations import Generation, Image, ImageState

log = logging.getLogger(__name__)

WITHIN = 3.0
"""How long the messages of a page are waited for, in seconds."""
FRESH_SECONDS = 7 * 24 * 3600.0
"""How long Pictory's own address of a picture is relied upon; Pictory names no number."""


class Whereabouts(Enum):
    """What is known of the message that shows a picture."""

    THERE = "there"
    """It is there, as far as anybody knows."""
    UNSEEN = "unseen"
    """Nobody can open it again, such as a private reply."""
    GONE = "gone"
    CLOSED = "closed"
    """The bot may not read it any more."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A generation, where one of its pictures can be seen, and what became of its message."""

    generation: Generation
    whereabouts: Whereabouts
    n: int = 1
    url: str | None = None


async def look_up(bot: Host, generations: Sequence[Generation], *, now: float) -> list[Sight]:
    """Look for the pictures of some generations, all at the same time; bounded."""
    tasks = [asyncio.create_task(_look(bot, generation, now)) for generation in generations]
    if not tasks:
        return []
    try:
        await asyncio.wait(tasks, timeout=WITHIN)
    finally:
        for task in tasks:
            task.cancel()
        found = await asyncio.gather(*tasks, return_exceptions=True)
    return [
        sight if isinstance(sight, Sight) else Sight(generation, Whereabouts.THERE)
        for generation, sight in zip(generations, found, strict=True)
    ]


def shows(generation: Generation) -> tuple[Image, ...]:
    """Return the images of which there are pictures."""
    return tuple(i for i in generation.images if i.state is ImageState.DELIVERED)


async def _look(bot: Host, generation: Generation, now: float) -> Sight:
    card = generation.card
    if card.message_id is None or not _fetchable(generation):
        return _unfetched(generation, now)
    try:
        message = await bot.fetch_message(card.channel_id, card.message_id)
    except discord.NotFound:
        return Sight(generation, Whereabouts.GONE)
    except discord.Forbidden:
        return Sight(generation, Whereabouts.CLOSED)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        log.info("message %s was not read: %s", card.message_id, error)
        return Sight(generation, Whereabouts.THERE)
    media = media_of(message)
    for image in shows(generation):
        if image.name in media:
            return Sight(generation, Whereabouts.THERE, image.n, media[image.name].url)
    return Sight(generation, Whereabouts.THERE)


def _fetchable(generation: Generation) -> bool:
    """Whether the bot itself can read the message."""
    seen_by_others = generation.order.bot_present and not for_one_person(generation)
    return in_direct_message(generation) or seen_by_others


def _unfetched(generation: Generation, now: float) -> Sight:
    """Return the sight of a picture whose message the bot cannot read: at Pictory, for a while."""
    hidden = for_one_person(generation) or generation.card.message_id is None
    whereabouts = Whereabouts.UNSEEN if hidden else Whereabouts.THERE
    for image in shows(generation):
        url = image.result_url or ""
        finished = image.finished_at or generation.created_at
        if now - finished < FRESH_SECONDS and _can_be_shown(url):
            return Sight(generation, whereabouts, image.n, url)
    return Sight(generation, whereabouts)


def _can_be_shown(url: str) -> bool:
    return urlsplit(url).scheme == "https" or is_loopback(url)
