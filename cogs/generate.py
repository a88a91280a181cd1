"""`/generate`: a picture from a prompt, and from a reference if there is one."""

from __future__ import annotations

import io
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.ui.errors import RefusalError, answer, reporting
from cogs.ui.host import Host
from cogs.ui.intake import place, take
from cogs.ui.permissions import require_card_permissions
from cogs.ui.references import MAX_BYTES
from cogs.ui.texts import credits_text, literal, text
from pictory_async import DEFAULT_MODEL, MODELS, PROMPT_MAX, PROMPT_MIN, ImageModel, Style
from studio.generations import Kind, Order, Reference

MEGABYTE = 1024 * 1024
NAME_SHOWN = 100


def model_choice(model: ImageModel) -> app_commands.Choice[str]:
    """Name a model with its price, and say if it cannot use a reference."""
    key = "choice.model" if model.supports_reference else "choice.model_without_reference"
    name = text(key, name=model.name, price=credits_text(model.credits))
    return app_commands.Choice(name=name, value=model.name)


def checked_prompt(prompt: str) -> str:
    """Return the prompt without blanks around it; refuse one that Pictory would not take."""
    stripped = prompt.strip()
    if len(stripped) < PROMPT_MIN:
        raise RefusalError(text("refused.prompt_short", minimum=PROMPT_MIN))
    if len(stripped) > PROMPT_MAX:
        raise RefusalError(
            text("refused.prompt_long", length=f"{len(stripped):,}", maximum=f"{PROMPT_MAX:,}")
        )
    return stripped


def checked_ratio(model: ImageModel, aspect_ratio: str | None) -> str:
    """Return the ratio, by default the model's first; refuse one that the model lacks."""
    if aspect_ratio is None:
        return model.default_aspect_ratio
    if aspect_ratio not in model.aspect_ratios:
        raise RefusalError(
            text(
                "refused.ratio",
                model=model.name,
                ratio=literal(aspect_ratio, NAME_SHOWN),
                ratios=", ".join(model.aspect_ratios),
            )
        )
    return aspect_ratio


def check_attachment(model: ImageModel, attachment: discord.Attachment) -> None:
    """Refuse a reference for what Discord says of it; its bytes are checked later."""
    name = literal(attachment.filename, NAME_SHOWN)
    if not model.supports_reference:
        able = ", ".join(other.name for other in MODELS.values() if other.supports_reference)
        raise RefusalError(text("refused.no_reference", model=model.name, models=able))
    if attachment.size == 0:
        raise RefusalError(text("refused.reference_empty", name=name))
    if attachment.size > MAX_BYTES:
        size, limit = attachment.size / MEGABYTE, MAX_BYTES // MEGABYTE
        raise RefusalError(
            text("refused.reference_large", name=name, size=f"{size:.1f}", limit=limit)
        )
    if not _may_be_picture(attachment.content_type):
        raise RefusalError(text("refused.reference_type", name=name))


def _may_be_picture(content_type: str | None) -> bool:
    """Whether the declared type, which comes from the file's name, leaves it open."""
    return (
        content_type is None
        or content_type.startswith("image/")
        or content_type == "application/octet-stream"
    )


class Generate(commands.Cog):
    """The command that everything starts with."""

    def __init__(self, bot: Host) -> None:
        self._bot = bot
        bot.actions["prompt"] = self.show_prompt

    @app_commands.command(name="generate", description=text("command.generate"))
    @app_commands.describe(
        prompt=text("option.prompt"),
        reference=text("option.reference"),
        model=text("option.model"),
        aspect_ratio=text("option.aspect_ratio"),
        style=text("option.style"),
        count=text("option.count"),
        private=text("option.private"),
    )
    @app_commands.choices(
        model=[model_choice(model) for model in MODELS.values()],
        style=[app_commands.Choice(name=style.value, value=style.value) for style in Style],
    )
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def generate(  # noqa: PLR0917 - discord.py passes them by name
        self,
        interaction: discord.Interaction[Any],
        prompt: str,
        reference: discord.Attachment | None = None,
        model: str = DEFAULT_MODEL,
        aspect_ratio: str | None = None,
        style: str | None = None,
        count: app_commands.Range[int, 1, 4] = 1,
        private: bool = False,
    ) -> None:
        """Check what can be seen of the request, show the card, and hand it to the studio."""
        async with reporting(interaction):
            chosen = MODELS[model]
            order = Order(
                kind=Kind.GENERATE,
                prompt=checked_prompt(prompt),
                model=model,
                aspect_ratio=checked_ratio(chosen, aspect_ratio),
                style=style,
                count=count,
                private=private,
                reference=Reference(url=reference.url) if reference is not None else None,
                **place(interaction),
            )
            if reference is not None:
                check_attachment(chosen, reference)
            if not private:
                require_card_permissions(interaction)
            await take(interaction, order)

    @generate.autocomplete("aspect_ratio")
    async def suggest_ratio(
        self, interaction: discord.Interaction[Any], typed: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest the ratios of the model chosen so far."""
        model = MODELS.get(interaction.namespace.model or DEFAULT_MODEL, MODELS[DEFAULT_MODEL])
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
            raise RefusalError(text("refused.unknown_card"))
        content = io.BytesIO(generation.order.prompt.encode())
        await answer(interaction, text("answer.prompt"), file=discord.File(content, "prompt.txt"))


async def setup(bot: Host) -> None:
    """Load the feature."""
    await bot.add_cog(Generate(bot))
