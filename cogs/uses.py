"""`/restyle`, `/replace` and `/vary`: what can be done to a picture that somebody has."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.ui.asking import ask
from cogs.ui.checks import checked_style, fitting
from cogs.ui.choices import NO_STYLE, model_choices, style_choices
from cogs.ui.defaults import Asked
from cogs.ui.errors import reporting
from cogs.ui.host import Host
from cogs.ui.sources import Source
from cogs.ui.translator import entry, options
from studio.generations import Kind
from studio.prompts import replaced, restyled, varied


class Uses(commands.Cog):
    """The commands that begin with a picture; each writes its prompt by Pictory's advice."""

    @app_commands.command(**entry("command-restyle"))
    @options("image", "model", "private", style="option-style_new", prompt="option-prompt_extra")
    @app_commands.choices(
        style=style_choices(required=True), model=model_choices(with_reference=True)
    )
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def restyle(  # noqa: PLR0917 - discord.py passes them by name
        self,
        interaction: discord.Interaction[Any],
        image: discord.Attachment,
        style: str,
        prompt: str | None = None,
        model: str | None = None,
        private: bool | None = None,
    ) -> None:
        """Draw a picture again in another style."""
        async with reporting(interaction):
            with fitting():
                written = restyled(checked_style(style), prompt)
            asked = Asked(Kind.RESTYLE, written, model=model, style=style, count=1, private=private)
            await ask(interaction, asked, Source.attached(image))

    @app_commands.command(**entry("command-replace"))
    @options("image", "subject", "replacement", "style", "model", "private")
    @app_commands.choices(style=style_choices(), model=model_choices(with_reference=True))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def replace(  # noqa: PLR0917 - discord.py passes them by name
        self,
        interaction: discord.Interaction[Any],
        image: discord.Attachment,
        subject: str,
        replacement: str,
        style: str | None = None,
        model: str | None = None,
        private: bool | None = None,
    ) -> None:
        """Put something else in the place of one thing, and keep the scene."""
        async with reporting(interaction):
            with fitting():
                prompt = replaced(subject, replacement)
            asked = Asked(Kind.REPLACE, prompt, model=model, style=style, count=1, private=private)
            await ask(interaction, asked, Source.attached(image))

    @app_commands.command(**entry("command-vary"))
    @options("image", "count", "model", "private", prompt="option-prompt_extra")
    @app_commands.choices(model=model_choices(with_reference=True))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def vary(  # noqa: PLR0917 - discord.py passes them by name
        self,
        interaction: discord.Interaction[Any],
        image: discord.Attachment,
        count: app_commands.Range[int, 1, 4] | None = None,
        prompt: str | None = None,
        model: str | None = None,
        private: bool | None = None,
    ) -> None:
        """Make creative variations of a picture."""
        async with reporting(interaction):
            with fitting():
                written = varied(prompt)
            asked = Asked(
                Kind.VARY, written, model=model, style=NO_STYLE, count=count, private=private
            )
            await ask(interaction, asked, Source.attached(image))


async def setup(bot: Host) -> None:
    """Load the feature."""
    await bot.add_cog(Uses())
