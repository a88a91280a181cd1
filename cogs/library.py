"""What belongs to one person: running work to look at or cancel, and pictures to collect."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.ui.errors import RefusalError, answer, reporting
from cogs.ui.host import Host
from cogs.ui.language import Say
from cogs.ui.lists import Job, render_jobs
from cogs.ui.parcels import fitted, no_mentions
from cogs.ui.permissions import bot_present
from cogs.ui.reader import words_of
from cogs.ui.translator import entry
from studio.database import StoreUnavailableError
from studio.generations import Generation, Image, ImageState

log = logging.getLogger(__name__)

KNOWN_JOBS = 500
"""How many running jobs of one person are counted."""
AT_ONCE = 5
"""How many generations one /collect brings."""
AT_ONCE_WITHOUT_BOT = 4
"""The same where the bot is only user-installed: Discord allows five messages there in all."""


class Library(commands.Cog):
    """The commands and buttons about one's own work."""

    def __init__(self, bot: Host) -> None:
        self._bot = bot
        bot.actions.update(cancel=self.press_cancel, stop=self.press_stop)

    @app_commands.command(**entry("command-jobs"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def jobs(self, interaction: discord.Interaction[Any]) -> None:
        """List what is being made for the person who asks."""
        async with reporting(interaction):
            view = await self._jobs_of(interaction)
            await interaction.response.send_message(view=view, ephemeral=True, **no_mentions())

    @app_commands.command(**entry("command-collect"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def collect(self, interaction: discord.Interaction[Any]) -> None:
        """Bring the pictures that could not be delivered to the person who asks."""
        async with reporting(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            found = 0

            async def show(generation: Generation, pictures: Mapping[int, Path]) -> None:
                nonlocal found
                if pictures:  # or else another /collect, at the same time, was faster
                    await self._hand_over(interaction, generation, pictures)
                    found += 1

            most = AT_ONCE if bot_present(interaction) else AT_ONCE_WITHOUT_BOT
            left = await self._bot.studio.collect(interaction.user.id, show, most=most)
            await answer(interaction, _summary(found, left))

    async def press_cancel(
        self, interaction: discord.Interaction[Any], generation_id: int, _n: int | None
    ) -> None:
        """Cancel what the card is waiting for; the studio then shows that on the card."""
        await interaction.response.defer()
        await self._cancel(interaction, generation_id)

    async def press_stop(
        self, interaction: discord.Interaction[Any], generation_id: int, _n: int | None
    ) -> None:
        """Cancel an entry of the list, and bring the list up to date."""
        await interaction.response.defer()
        await self._cancel(interaction, generation_id)
        view = await self._jobs_of(interaction)
        await interaction.edit_original_response(view=view, **no_mentions())

    async def _cancel(self, interaction: discord.Interaction[Any], generation_id: int) -> None:
        try:
            generation = await self._bot.studio.cancel(generation_id, interaction.user.id)
        except StoreUnavailableError as error:
            log.warning("generation %s was not cancelled: %s", generation_id, error)
            raise RefusalError("refused-cancel") from error
        if _is_arriving(generation):
            await answer(interaction, Say("refused-arriving"))
        elif all(map(_put_aside, generation.images)):
            await answer(interaction, Say("answer-aside"))

    async def _jobs_of(self, interaction: discord.Interaction[Any]) -> discord.ui.LayoutView:
        studio = self._bot.studio
        generations = await studio.jobs_of(interaction.user.id, most=KNOWN_JOBS)
        jobs = [Job(generation, studio.forecast(generation)) for generation in generations]
        return render_jobs(jobs, time.time(), await words_of(interaction))

    async def _hand_over(
        self,
        interaction: discord.Interaction[Any],
        generation: Generation,
        pictures: Mapping[int, Path],
    ) -> None:
        """Send one generation's pictures, as large as they may be here."""

        async def send(limit: int) -> None:
            parcel = await self._bot.cargo.pack_collected(generation, pictures, limit)
            await interaction.followup.send(
                view=parcel.view(), files=await parcel.files(), ephemeral=True, **no_mentions()
            )

        await fitted(interaction.filesize_limit, send, count=len(pictures))


def _is_arriving(generation: Generation) -> bool:
    """Whether there was nothing left to cancel, because the pictures are there."""
    states = {image.state for image in generation.images}
    shown = {image.state for image in generation.images if image.kept_at is None}
    undone = {ImageState.CANCELLED, ImageState.QUEUED, ImageState.SUBMITTING}
    return not states & undone and bool(shown & {ImageState.READY, ImageState.DELIVERED})


def _put_aside(image: Image) -> bool:
    """Whether the picture could not be shown and waits to be collected."""
    return image.state is ImageState.DELIVERED and image.kept


def _summary(found: int, left: int) -> Say:
    """Say what is still waiting after a /collect."""
    if left:
        return Say("collect-left", count=left)
    return Say("collect-last" if found else "collect-none")


async def setup(bot: Host) -> None:
    """Load the feature."""
    await bot.add_cog(Library(bot))
