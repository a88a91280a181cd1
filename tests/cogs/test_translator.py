"""The names of commands, options and choices, as Discord is told them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import discord
import pytest
from discord import app_commands
from sqlalchemy import delete

from cogs.ui.translator import CatalogueTranslator, entry, named, options
from studio.tables import facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cogs.world import World

NAME = re.compile(r"[-_'\w]{1,32}")


async def told(world: World) -> dict[str, Any]:
    """Return what Discord is told of the commands when the bot starts, by name."""
    await world.store.run(lambda connection: connection.execute(delete(facts)))
    before = len(world.env.http_requests)
    await world.restart()
    [body] = [
        request.json
        for request in world.env.http_requests[before:]
        if request.method == "PUT" and request.path.endswith("/commands")
    ]
    assert body is not None
    return {command["name"]: command for command in body}


def parts(command: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a command and its options."""
    yield command
    for option in command.get("options", []):
        yield from parts(option)


async def test_commands_are_named_in_german_too(world: World) -> None:
    """The English names are what they were, and German ones stand beside them."""
    commands = await told(world)
    assert {"generate", "jobs", "collect"} <= set(commands)
    generate = commands["generate"]
    assert generate["description"].startswith("Make a picture from a prompt")
    assert generate["name_localizations"] == {"de": "generieren"}
    assert generate["description_localizations"]["de"].startswith("Ein Bild aus einem Prompt")
    names = {option["name"]: option["name_localizations"] for option in generate["options"]}
    assert list(names) == [
        "prompt",
        "reference",
        "model",
        "aspect_ratio",
        "style",
        "count",
        "private",
    ]
    assert names["aspect_ratio"] == {"de": "seitenverhältnis"}


async def test_every_name_is_one_that_discord_takes(world: World) -> None:
    """Names of commands and options are short, in lowercase, and different from each other."""
    for command in (await told(world)).values():
        if command["type"] != 1:  # a menu, whose name may be like a title
            continue
        for part in parts(command):
            for name in (part["name"], *part["name_localizations"].values()):
                assert NAME.fullmatch(name)
                assert name == name.lower()
            for text in (part["description"], *part["description_localizations"].values()):
                assert 1 <= len(text) <= 100
        for locale in ("en-US", "de"):
            names = [
                option["name_localizations"].get(locale, option["name"])
                for option in command.get("options", [])
            ]
            assert len(names) == len(set(names))


async def test_choices_are_named_in_german_too(world: World) -> None:
    """Styles and prices are said in the language; the values stay as Pictory knows them."""
    generate = (await told(world))["generate"]
    choices = {
        option["name"]: {
            choice["value"]: (choice["name"], choice["name_localizations"]["de"])
            for choice in option["choices"]
        }
        for option in generate["options"]
        if "choices" in option
    }
    assert choices["style"]["photorealistic"] == ("photorealistic", "fotorealistisch")
    assert choices["model"]["flux-schnell"] == (
        "flux-schnell · 0.6 credits · no reference image",
        "flux-schnell · 0,6 Credits · ohne Referenzbild",
    )


@pytest.mark.parametrize("locale", [discord.Locale.british_english, discord.Locale.french])
async def test_discord_is_told_no_english_twice(locale: discord.Locale) -> None:
    """Where there is no catalogue, Discord shows the English name by itself."""
    context: Any = app_commands.TranslationContext(
        app_commands.TranslationContextLocation.other, None
    )
    translate = CatalogueTranslator().translate
    assert await translate(named("command-jobs"), locale, context) is None
    plain = app_commands.locale_str("jobs")
    assert await translate(plain, discord.Locale.german, context) is None
    german = await translate(named("command-jobs"), discord.Locale.german, context)
    assert german == "aufträge"


def test_an_option_can_have_a_text_of_its_own() -> None:
    """The same option may be explained differently in another command."""

    @app_commands.command(**entry("command-jobs"))
    @options("style", prompt="option-prompt")
    async def jobs(_interaction: discord.Interaction, prompt: str, style: str) -> None:
        """Do nothing."""

    prompt, style = jobs.parameters
    assert (prompt.display_name, style.display_name) == ("prompt", "style")
    assert prompt.locale_description is not None
    assert prompt.locale_description.message.startswith("What to make;")
