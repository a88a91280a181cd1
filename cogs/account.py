"""`/preferences` and `/privacy`: what a person wants, and what is kept of them."""

from __future__ import annotations

import logging
from typing import Any

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from cogs.ui.data import (
    DataButton,
    render_end,
    render_kept,
    render_progress,
    render_question,
    render_sentence,
)
from cogs.ui.erasing import Errands, Tally
from cogs.ui.errors import RefusalError, reporting
from cogs.ui.exporting import send_export
from cogs.ui.host import Host
from cogs.ui.language import Words, words_for
from cogs.ui.parcels import no_mentions
from cogs.ui.reader import locale_with, preferences_of, words_of
from cogs.ui.tastes import check_changes, choices, chosen, render_preferences, suggest_ratios
from cogs.ui.translator import entry, options
from studio.database import StoreUnavailableError
from studio.fetching import discard
from studio.forgetting import StillWorkingError

log = logging.getLogger(__name__)

EVERYBODY = 0
"""Stands for all people in the tasks that delete messages: what an earlier process left."""


class Account(commands.Cog):
    """The commands and buttons about oneself."""

    def __init__(self, bot: Host) -> None:
        self._bot = bot
        self._errands = Errands()

    async def cog_load(self) -> None:
        """Go on with what an earlier process had still to delete."""
        self._errands.start(EVERYBODY, self._resume())

    async def cog_unload(self) -> None:
        """End what is under way; the store knows what is left."""
        await self._errands.close()

    @app_commands.command(**entry("command-preferences"))
    @options("model", "aspect_ratio", "style", "count", "private")
    @options("ping", "language", "mention_reference")
    @app_commands.choices(**choices())
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def preferences(  # noqa: PLR0917 - discord.py passes them by name
        self,
        interaction: discord.Interaction[Any],
        model: str | None = None,
        aspect_ratio: str | None = None,
        style: str | None = None,
        count: str | None = None,
        private: str | None = None,
        ping: str | None = None,
        language: str | None = None,
        mention_reference: str | None = None,
    ) -> None:
        """Set what is given, and show everything that is set."""
        async with reporting(interaction):
            asked = {"model": model, "aspect_ratio": aspect_ratio, "style": style, "count": count}
            asked |= {"private": private, "ping": ping, "language": language}
            asked |= {"mention_reference": mention_reference}
            await self._prefer(interaction, chosen(asked))

    @preferences.autocomplete("aspect_ratio")
    async def suggest_ratio(
        self, interaction: discord.Interaction[Any], typed: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest the ratios of the model chosen so far, or of the preferred one."""
        known, words = await preferences_of(interaction), await words_of(interaction)
        return suggest_ratios(known, interaction.namespace.model, typed, words)

    @app_commands.command(**entry("command-privacy"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def privacy(self, interaction: discord.Interaction[Any]) -> None:
        """Say what is kept, and offer to export or to delete it."""
        async with reporting(interaction):
            view = render_kept(await words_of(interaction))
            await interaction.response.send_message(view=view, ephemeral=True, **no_mentions())

    async def press(self, interaction: discord.Interaction[Any], action: str) -> None:
        """Do what a button about one's data is for."""
        words = await words_of(interaction)
        if action == "export":
            await self._export(interaction)
        elif action == "ask":
            view = render_question(words)
            await interaction.response.send_message(view=view, ephemeral=True, **no_mentions())
        elif action == "keep":
            view = render_sentence(words("erase-nothing"))
            await interaction.response.edit_message(view=view, **no_mentions())
        else:
            await self._erase(interaction, words)

    async def _prefer(self, interaction: discord.Interaction[Any], changes: dict[str, Any]) -> None:
        """Change preferences, and answer in the language that is preferred from now on."""
        book, user_id = self._bot.studio.preferences, interaction.user.id
        known = await book.of(user_id)
        check_changes(known.usable, changes)
        if changes:
            known = await book.change(user_id, **changes)
        view = render_preferences(known, words_for(locale_with(known, interaction)))
        await interaction.response.send_message(view=view, ephemeral=True, **no_mentions())

    async def _export(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        studio = self._bot.studio
        path = await studio.privacy.export(interaction.user.id, studio.spool)
        try:
            await send_export(interaction, path)
        finally:
            await discard(path)

    async def _erase(self, interaction: discord.Interaction[Any], words: Words) -> None:
        """Forget everything that is stored, and begin to delete messages."""
        user_id = interaction.user.id
        if user_id in self._errands:
            raise RefusalError("refused-erasing")
        await interaction.response.defer()
        try:
            forgotten = await self._bot.studio.privacy.forget(user_id)
        except StillWorkingError as error:
            raise RefusalError("refused-still_working", count=error.count) from error

        async def tell(tally: Tally) -> None:
            await self._show(interaction, render_progress(tally, words))

        tally = Tally(self._bot, forgotten.messages, tell)
        await tell(tally)
        if user_id not in self._errands:  # or else it was pressed twice
            self._errands.start(user_id, self._clear(interaction, tally, words))

    async def _clear(
        self, interaction: discord.Interaction[Any], tally: Tally, words: Words
    ) -> None:
        """Delete a person's messages and say how that went: privately, or else by DM."""
        user = interaction.user
        try:
            left = await self._bot.studio.privacy.clear(tally.delete, user_id=user.id)
        except StoreUnavailableError:
            await self._show(interaction, render_sentence(words("erase-stopped")))
            raise
        if not await self._show(interaction, render_end(tally, left, words)):
            try:
                view = render_end(tally, left, words)
                channel = await self._bot.create_dm(discord.Object(user.id))
                await channel.send(view=view, **no_mentions())
            except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
                log.info("somebody could not be told what was deleted: %s", error)

    async def _show(
        self, interaction: discord.Interaction[Any], view: discord.ui.LayoutView
    ) -> bool:
        """Bring the answer up to date as long as Discord allows it; return whether it did."""
        try:
            await interaction.edit_original_response(view=view, **no_mentions())
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            log.info("the state of a deletion is not shown: %s", error)
            return False
        return True

    async def _resume(self) -> None:
        await self._bot.wait_until_ready()
        await self._bot.studio.privacy.clear(Tally(self._bot).delete)


async def setup(bot: Host) -> None:
    """Load the feature."""
    bot.add_dynamic_items(DataButton)
    await bot.add_cog(Account(bot))
