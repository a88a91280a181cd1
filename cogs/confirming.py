"""What was asked before it was made: placed when its requester says so, or forgotten."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from typing import Any

import discord
from discord.ext import commands

from cogs.ui.confirm import AskButton, refuse_blocked
from cogs.ui.errors import RefusalError
from cogs.ui.host import Host
from cogs.ui.intake import make, place
from cogs.ui.permissions import require_card_permissions
from studio.database import StoreUnavailableError
from studio.generations import Generation
from studio.store import RepeatedError

log = logging.getLogger(__name__)


class Confirming(commands.Cog):
    """The buttons under a question, whose order waits as a draft."""

    def __init__(self, bot: Host) -> None:
        self._bot = bot

    async def make(self, interaction: discord.Interaction[Any], draft_id: int) -> None:
        """Answer with the card, and remove the question; pressed again, it counts once.

        The draft stays until then, so that a refusal or a crash in between loses nothing.
        """
        order = await self._bot.studio.drafts.get(draft_id, interaction.user.id)
        if order is None:
            raise RefusalError("refused-draft")
        await refuse_blocked(self._bot.studio, interaction.guild_id, interaction.user.id)
        if not order.private:
            require_card_permissions(interaction)
        here = await place(interaction) | {"key": f"draft:{draft_id}", "locale": order.locale}
        generation, new = await make(interaction, replace(order, **here))
        await self._forget(interaction, draft_id)
        if not new:
            raise _refusal(generation)
        await _remove_question(interaction)

    async def leave(self, interaction: discord.Interaction[Any], draft_id: int) -> None:
        """Forget the draft, and remove the question."""
        await interaction.response.defer()
        await self._forget(interaction, draft_id)
        await interaction.delete_original_response()

    async def _forget(self, interaction: discord.Interaction[Any], draft_id: int) -> None:
        try:
            await self._bot.studio.drafts.take(draft_id, interaction.user.id)
        except StoreUnavailableError as error:  # it goes by itself, and counts once all the same
            log.info("draft %s was not forgotten: %s", draft_id, error)


def _refusal(made: Generation) -> Exception:
    """Return what to say of a draft of which this was made before: a card, or nothing at all."""
    if made.settled and made.card.message_id is None:
        return RefusalError("refused-draft")
    return RepeatedError(f"generation {made.id} was asked for already")


async def _remove_question(interaction: discord.Interaction[Any]) -> None:
    """Take the question away, if Discord lets the bot: one that is left does nothing more."""
    message = interaction.message
    if message is None:
        return
    with suppress(discord.HTTPException):
        if message.flags.ephemeral:  # and out of reach of the bot's own token
            await interaction.followup.delete_message(message.id)
        else:
            await message.delete()


async def setup(bot: Host) -> None:
    """Load the feature."""
    bot.add_dynamic_items(AskButton)
    await bot.add_cog(Confirming(bot))
