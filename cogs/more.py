"""What one does with a finished picture: ⋯ More, compare, send by DM, delete."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping
from typing import Any

import discord
from discord.ext import commands

from cogs.ui.deleting import delete, may_delete
from cogs.ui.errors import RefusalError, answer
from cogs.ui.host import Host
from cogs.ui.language import Say
from cogs.ui.mailing import mail
from cogs.ui.originals import files_of
from cogs.ui.panel import render_panel
from cogs.ui.parcels import REFERENCE, fitted, no_mentions
from cogs.ui.reader import words_of
from cogs.ui.texts import shorten
from cogs.ui.wording import ALT_LIMIT
from studio.apart import compare
from studio.encoded import Picture
from studio.generations import Generation
from studio.ports import ReferenceGoneError, ReferenceRejectedError

PROMPT_TOLD = 800


class More(commands.Cog):
    """The buttons under finished pictures that make nothing new and cost nothing."""

    def __init__(self, bot: Host) -> None:
        self._bot = bot
        self._comparing = asyncio.Semaphore(1)  # up to five pictures are in memory meanwhile
        bot.actions.update(
            more=self.press_more,
            compare=self.press_compare,
            dm=self.press_dm,
            delete=self.press_delete,
        )

    async def press_more(
        self, interaction: discord.Interaction[Any], generation_id: int, _n: int | None
    ) -> None:
        """Answer with the panel, for the person who pressed."""
        generation = await self._known(generation_id)
        await interaction.response.defer(ephemeral=True, thinking=True)
        files = await files_of(self._bot, generation, interaction.message)
        view = render_panel(
            generation,
            files,
            await words_of(interaction),
            may_delete=may_delete(generation, interaction.user.id, interaction.permissions),
        )
        await interaction.followup.send(view=view, ephemeral=True, **no_mentions())

    async def press_compare(
        self, interaction: discord.Interaction[Any], generation_id: int, _n: int | None
    ) -> None:
        """Answer with reference and results side by side, for the person who pressed."""
        generation = await self._known(generation_id)
        await interaction.response.defer(ephemeral=True, thinking=True)
        files = await files_of(self._bot, generation, interaction.message)
        if REFERENCE not in files:
            raise RefusalError("refused-no_comparison")

        async def send(limit: int) -> None:
            async with self._comparing:
                picture = await self._side_by_side(files, limit)
            await self._show_comparison(interaction, generation, len(files) - 1, picture)

        await fitted(interaction.filesize_limit, send, count=1)

    async def press_dm(
        self, interaction: discord.Interaction[Any], generation_id: int, _n: int | None
    ) -> None:
        """Send the pictures to the person who pressed."""
        generation = await self._known(generation_id)
        await interaction.response.defer(ephemeral=True, thinking=True)
        files = await files_of(self._bot, generation, interaction.message)
        message = await mail(self._bot, generation, interaction.user.id, files)
        if message is None:
            raise RefusalError("refused-mail_closed")
        await answer(interaction, Say("answer-mailed", link=message.jump_url))

    async def press_delete(
        self, interaction: discord.Interaction[Any], generation_id: int, _n: int | None
    ) -> None:
        """Delete the picture's message, if the person who pressed may."""
        generation = await self._known(generation_id)
        await interaction.response.defer(ephemeral=True, thinking=True)
        say = await delete(self._bot, generation, interaction.user.id, interaction.permissions)
        await answer(interaction, say)

    async def _known(self, generation_id: int) -> Generation:
        generation = await self._bot.studio.find(generation_id)
        if generation is None:
            raise RefusalError("refused-unknown_card")
        return generation

    async def _side_by_side(self, files: Mapping[str, str], limit: int) -> Picture:
        try:
            read = {name: await self._bot.references.read(url) for name, url in files.items()}
            reference = read.pop(REFERENCE)
            results = [read[name] for name in sorted(read)]
            return await asyncio.to_thread(compare, reference, results, max_bytes=limit)
        except (ReferenceGoneError, ReferenceRejectedError, OSError):
            raise RefusalError("refused-no_files") from None

    async def _show_comparison(
        self,
        interaction: discord.Interaction[Any],
        generation: Generation,
        count: int,
        picture: Picture,
    ) -> None:
        words = await words_of(interaction)
        prompt = shorten(" ".join(generation.order.prompt.split()), PROMPT_TOLD)
        alt = shorten(words("alt-compared", count=count, prompt=prompt), ALT_LIMIT)
        name = f"comparison.{picture.extension}"
        file = discord.File(io.BytesIO(picture.data), name, description=alt)
        await answer(interaction, Say("compare-sides", count=count), file=file)


async def setup(bot: Host) -> None:
    """Load the feature."""
    await bot.add_cog(More(bot))
