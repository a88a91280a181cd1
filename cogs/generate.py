"""`/generate`: a picture from a prompt, and from a reference if there is one."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.ui.asking import ask
from cogs.ui.choices import model_choices, style_choices
from cogs.ui.defaults import Asked, model_for
from cogs.ui.errors import RefusalError, answer, reporting
from cogs.ui.host import Host
from cogs.ui.language import Say
from cogs.ui.reader import preferences_of
from cogs.ui.sources import Source
from cogs.ui.texts import as_file
from cogs.ui.translator import entry, options
from pictory_async import MODELS
from studio.generations import Kind


class Generate(commands.Cog):
    """The command that everything starts with."""

    def __init__(self, bot: Host) -> None:
        self._bot = bot
        bot.actions["prompt"] = self.show_prompt

    @app_commands.command(**entry("command-generate"))
    @options("prompt", "reference", "model", "aspect_ratio", "style", "count", "private")
    @app_commands.choices(model=model_choices(), style=style_choices())
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def generate(  # noqa: PLR0917 - discord.py passes them by name
        self,
        interaction: discord.Interaction[Any],
        prompt: str,
        reference: discord.Attachment | None = None,
        model: str | None = None,
        aspect_ratio: str | None = None,
        style: str | None = None,
        count: app_commands.Range[int, 1, 4] | None = None,
        private: bool | None = None,
    ) -> None:
        """Check what can be seen of the request, show the card, and hand it to the studio."""
        async with reporting(interaction):
            asked = Asked(Kind.GENERATE, prompt, model, aspect_ratio, style, count, private)
            await ask(interaction, asked, Source.attached(reference))

    @generate.autocomplete("aspect_ratio")
    async def suggest_ratio(
        self, interaction: discord.Interaction[Any], typed: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest the ratios of the model chosen so far, or of the one that would be taken."""
        known, chosen = await preferences_of(interaction), interaction.namespace
        with_reference = chosen.reference is not None
        model = MODELS.get(chosen.model) or model_for(known, None, with_reference=with_reference)
        return [
            app_commands.Choice(name=ratio, value=ratio)
            for ratio in model.aspect_ratios
            if typed.strip() in ratio
        ]

    async def show_prompt(
        self, interaction: discord.Interaction[Any], generation_id: int, _n: int | None
    ) -> None:
        """Send the whole prompt as a file, to the person who asked for it."""
        generation = await self._bot.studio.find(generation_id)
        if generation is None:
            raise RefusalError("refused-unknown_card")
        file = as_file(generation.order.prompt, "prompt.txt")
        await answer(interaction, Say("answer-prompt"), file=file)


async def setup(bot: Host) -> None:
    """Load the feature."""
    await bot.add_cog(Generate(bot))
