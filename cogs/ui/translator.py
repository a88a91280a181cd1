"""Names commands in every language that there is, from the catalogues.

A command or a group is an entry `command-<name>` with a `.description`, and each option of it one
named `option-<name>`; a choice is `choice-<what>`, a message menu `menu-<what>`:

    @app_commands.command(**entry("command-restyle"))
    @options("image", "model", prompt="option-prompt_of_restyle")
    @app_commands.choices(style=[app_commands.Choice(name=named("style-vintage"), value="vintage")])

    settings = app_commands.Group(**entry("command-settings"))
    menu = app_commands.ContextMenu(name=named("menu-vary"), callback=vary)

The English name is what Discord sends back, so an option's must be that of its parameter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict, TypeVar

import discord
from discord import app_commands

from cogs.ui.language import ENGLISH, Say, words_for

T = TypeVar("T", bound=Callable[..., Any])


class Entry(TypedDict):
    """What names and explains a command."""

    name: app_commands.locale_str
    description: app_commands.locale_str


def named(key: str, /, **values: object) -> app_commands.locale_str:
    """Return a text that Discord is told in English and in the other languages."""
    say = Say(key, **values)
    return app_commands.locale_str(words_for(ENGLISH)(say), say=say)


def entry(key: str) -> Entry:
    """Return name and description of a command, or of a group of commands."""
    return Entry(name=named(key), description=named(f"{key}.description"))


def options(*names: str, **keys: str) -> Callable[[T], T]:
    """Name and explain the options of a command, each by `option-<its name>` or the key given."""
    keys = {**{name: f"option-{name}" for name in names}, **keys}

    def decorate(command: T) -> T:
        entries = {name: entry(key) for name, key in keys.items()}
        described = {name: said["description"] for name, said in entries.items()}
        renamed = {name: said["name"] for name, said in entries.items()}
        return app_commands.describe(**described)(app_commands.rename(**renamed)(command))

    return decorate


class CatalogueTranslator(app_commands.Translator):
    """Translates what was made by `named`; English is what Discord has anyway."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002
    ) -> str | None:
        """Return the text in a language that there is a catalogue for."""
        say = string.extras.get("say")
        words = words_for(locale.value)
        if not isinstance(say, Say) or words.language == ENGLISH:
            return None
        return words(say)
