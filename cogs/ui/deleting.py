"""Takes a finished card away, for those who may."""

from __future__ import annotations

import logging
import time

import discord

from cogs.ui.courier import Courier
from cogs.ui.errors import RefusalError
from cogs.ui.host import Host
from cogs.ui.ladder import for_one_person, rungs
from cogs.ui.language import Say
from cogs.ui.parcels import out_of_reach
from studio.generations import Generation
from studio.ports import Rung

log = logging.getLogger(__name__)


def may_delete(generation: Generation, user_id: int, permissions: discord.Permissions) -> bool:
    """Whether a person asked for the picture, or manages the messages where it is."""
    return generation.order.user_id == user_id or permissions.manage_messages


async def delete(
    bot: Host, generation: Generation, user_id: int, permissions: discord.Permissions
) -> Say:
    """Delete the message of a settled generation, and take it out of its owner's history.

    Return what to tell the person. Raises RefusalError if it cannot be deleted, or not by them.
    """
    if not may_delete(generation, user_id, permissions):
        raise RefusalError("refused-delete_others")
    if generation.deleted_at is not None:
        raise RefusalError("refused-deleted")
    if not generation.settled:
        raise RefusalError("refused-delete_working")
    # Work that has this picture as its reference may not have read it yet.
    if await bot.studio.gallery.is_needed(generation.id):
        raise RefusalError("refused-delete_needed")
    gone = await _take_away(bot, generation)
    if not gone and not for_one_person(generation):
        raise RefusalError("refused-undeletable")
    await bot.studio.gallery.mark_deleted(generation.id, now=time.time())
    return Say("answer-deleted" if gone else "answer-deleted_unseen")


async def _take_away(bot: Host, generation: Generation) -> bool:
    """Delete the message; return whether it is gone."""
    courier = Courier(bot)
    for rung in rungs(generation, time.time()):
        if rung not in {Rung.TOKEN_EDIT, Rung.BOT_EDIT}:
            break
        try:
            await courier.take_away(generation.card, by_token=rung is Rung.TOKEN_EDIT)
        except discord.NotFound:
            return True
        except discord.HTTPException as error:
            if not out_of_reach(error):
                raise
            log.info("%s of generation %s is closed: %s", rung, generation.id, error)
        else:
            return True
    return False
