"""Tells the person who runs the bot what only they can put right."""

from __future__ import annotations

import logging

import aiohttp
import discord

from cogs.ui.host import Host
from cogs.ui.language import words_for
from cogs.ui.parcels import no_mentions
from studio.ports import Alert

log = logging.getLogger(__name__)


async def alert_owner(bot: Host, alert: Alert) -> None:
    """Send a DM to the owner of the application, or of the team that owns it.

    Discord does not tell the owner's language, so it is in English.
    """
    sentence = words_for(None)(f"alert-{alert.value}")
    try:
        application = await bot.application_info()
        team = application.team
        owner = application.owner if team is None or team.owner is None else team.owner
        channel = await bot.create_dm(owner)
        await channel.send(sentence, **no_mentions())
    except (discord.DiscordException, aiohttp.ClientError, TimeoutError, OSError) as error:
        log.warning("the person who runs the bot could not be told of %s: %s", alert, error)
    else:
        log.info("told the person who runs the bot of %s", alert)
