"""Models and styles to choose from, in commands and in forms."""

from __future__ import annotations

from collections.abc import Iterator

import discord
from discord import app_commands

from cogs.ui.language import Say, Words
from cogs.ui.translator import named
from pictory_async import MODELS, ImageModel, Style

NO_STYLE = "none"
"""Chosen to have no style, whatever is preferred."""


def models(*, with_reference: bool = False) -> Iterator[ImageModel]:
    """Yield the models, or those that can use a reference."""
    return (m for m in MODELS.values() if m.supports_reference or not with_reference)


def model_choices(*, with_reference: bool = False) -> list[app_commands.Choice[str]]:
    """Name each model with its price, and say which ones cannot use a reference."""
    return [_model_choice(model) for model in models(with_reference=with_reference)]


def style_choices(*, required: bool = False) -> list[app_commands.Choice[str]]:
    """Name each style, and where one is not required, that there may be none."""
    found = [app_commands.Choice(name=named(f"style-{s.value}"), value=s.value) for s in Style]
    if not required:
        found.append(app_commands.Choice(name=named("choice-no_style"), value=NO_STYLE))
    return found


def model_select(
    words: Words, custom_id: str, chosen: str | None, *, with_reference: bool = False
) -> discord.ui.Select[discord.ui.Modal]:
    """Return a field for a model, which says what each costs and whether it takes a reference."""
    found: discord.ui.Select[discord.ui.Modal] = discord.ui.Select(custom_id=custom_id)
    for model in models(with_reference=with_reference):
        price = Say("amount-credits", amount=model.credits)
        able = "pick-takes_reference" if model.supports_reference else "pick-takes_no_reference"
        found.add_option(
            label=words("choice-model", name=model.name, price=price),
            description=words(able),
            value=model.name,
            default=model.name == chosen,
        )
    return found


def style_select(
    words: Words, custom_id: str, chosen: str | None, *, required: bool = False
) -> discord.ui.Select[discord.ui.Modal]:
    """Return a field for a style; where one is not required, none can be chosen as well."""
    found: discord.ui.Select[discord.ui.Modal] = discord.ui.Select(custom_id=custom_id)
    for style in Style:
        label = words(f"style-{style.value}")
        found.add_option(label=label, value=style.value, default=style.value == chosen)
    if not required:
        found.add_option(
            label=words("pick-no_style"), value=NO_STYLE, default=chosen not in set(Style)
        )
    return found


def _model_choice(model: ImageModel) -> app_commands.Choice[str]:
    key = "choice-model" if model.supports_reference else "choice-model_without_reference"
    name = named(key, name=model.name, price=Say("amount-credits", amount=model.credits))
    return app_commands.Choice(name=name, value=model.name)
