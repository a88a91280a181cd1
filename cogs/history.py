"""`/history`: one's finished pictures, page by page, and the family that a picture belongs to."""

from __future__ import annotations

import time
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.ui.errors import RefusalError, reporting
from cogs.ui.family import LOOKED_AT, readable, render_family
from cogs.ui.gallery import MOST, Leaf, render_gallery
from cogs.ui.host import Host
from cogs.ui.pager import Choices, FilterSelect, Turn, TurnButton
from cogs.ui.parcels import no_mentions
from cogs.ui.reader import words_of
from cogs.ui.sights import look_up
from cogs.ui.translator import entry


class History(commands.Cog):
    """Pictures that are there already."""

    def __init__(self, bot: Host) -> None:
        self._bot = bot
        bot.actions["family"] = self.press_family

    @app_commands.command(**entry("command-history"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def history(self, interaction: discord.Interaction[Any]) -> None:
        """Show the newest pictures of the person who asks."""
        async with reporting(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            await self._show(interaction, Turn())

    async def turn(self, interaction: discord.Interaction[Any], turn: Turn) -> None:
        """Show another page in the place of the one whose button or menu was used."""
        await interaction.response.defer()
        await self._show(interaction, turn)

    async def press_family(
        self, interaction: discord.Interaction[Any], generation_id: int, _n: int | None
    ) -> None:
        """Show what a picture was made from and what was made from it, to the one who asks."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        family = await self._bot.studio.gallery.family(
            generation_id, interaction.user.id, most=LOOKED_AT, sees=readable(interaction)
        )
        if family is None:
            raise RefusalError("refused-unknown_card")
        view = render_family(family, await words_of(interaction))
        await interaction.edit_original_response(view=view, **no_mentions())

    async def _show(self, interaction: discord.Interaction[Any], turn: Turn) -> None:
        """Bring the answer to a page, of the pictures of the person who acts."""
        gallery, user_id = self._bot.studio.gallery, interaction.user.id
        filters = turn.filters
        page = await gallery.page(
            user_id,
            before=turn.before,
            after=turn.after,
            style=filters.style,
            model=filters.model,
            most=MOST,
        )
        choices = Choices(await gallery.styles_of(user_id), await gallery.models_of(user_id))
        sights = await look_up(self._bot, page.generations, now=time.time())
        view = render_gallery(Leaf(page, sights, filters, choices), await words_of(interaction))
        await interaction.edit_original_response(view=view, **no_mentions())


async def setup(bot: Host) -> None:
    """Load the feature."""
    bot.add_dynamic_items(TurnButton, FilterSelect)
    await bot.add_cog(History(bot))
