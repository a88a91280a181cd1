"""/preferences: what a person wants when they do not say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cogs.ui.cards import Phase
from cogs.ui.errors import RefusalError
from cogs.ui.tastes import check_changes, ratios_of
from pictory_async import MODELS
from studio.preferences import Preferences
from tests.cogs.looks import Look

if TYPE_CHECKING:
    from tests.cogs.world import World

GERMAN_TOO_SHORT = "Der Prompt braucht mindestens 5 Zeichen."
TOO_SHORT = "The prompt needs at least 5 characters."


async def prefer(world: World, **options: str) -> str:
    """Return what alice, and nobody else, is told after she set something."""
    result = await world.alice.slash(world.channel, "preferences", **options)
    assert result.acknowledged
    assert result.ephemeral
    assert result.response is not None
    return result.response.content or Look.of(result.response).text


async def test_nothing_set_is_shown_as_that(world: World) -> None:
    """Without options it shows everything there is to set."""
    text = await prefer(world)
    assert text.splitlines() == [
        "**Your preferences**",
        "model: **no preference**",
        "aspect_ratio: **no preference**",
        "style: **no preference**",
        "count: **no preference**",
        "private: **no preference**",
        "ping: **no preference**",
        "language: **automatic, as Discord is set**",
        "mention_reference: **no preference**",
        (
            "-# They count where a command does not say otherwise. Change one with /preferences,"
            " or choose “no preference” to clear it."
        ),
    ]


async def test_what_is_set_stays_until_it_is_cleared(world: World) -> None:
    """One change leaves the others alone, also after a restart, and other people alone."""
    text = await prefer(
        world, model="nanobanana", style="vintage", count="3", private="no", ping="yes"
    )
    assert "model: **nanobanana**" in text
    assert "private: **no**" in text
    await world.restart()
    text = await prefer(world, style="none", mention_reference="no")
    assert "style: **no preference**" in text
    assert "count: **3**" in text
    assert "mention_reference: **no**" in text
    assert await world.studio.preferences.of(world.alice.id) == Preferences(
        model="nanobanana", count=3, private=False, ping=True, mention_reference=False
    )
    assert await world.studio.preferences.of(world.bob.id) == Preferences()
    cleared = dict.fromkeys(("model", "count", "private", "ping", "mention_reference"), "none")
    await prefer(world, **cleared)
    assert await world.studio.preferences.of(world.alice.id) == Preferences()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"aspect_ratio": "7:3"}, "No model offers the aspect ratio 7:3. There are 1:1, 16:9, "),
        (
            {"model": "flux-schnell", "aspect_ratio": "@everyone"},
            "flux-schnell does not offer the aspect ratio @\u200beveryone. It offers 1:1, ",
        ),
    ],
)
async def test_what_does_not_go_together_is_refused(
    world: World, options: dict[str, str], said: str
) -> None:
    """The refusal says what there is, and nothing is changed."""
    await prefer(world, style="vintage")
    text = await prefer(world, count="2", **options)
    assert text.startswith(said)
    known = await world.studio.preferences.of(world.alice.id)
    assert known == Preferences(style="vintage")


def test_a_model_without_the_preferred_ratio_is_refused() -> None:
    """It says what to set as well, and clearing or changing the ratio with it is fine."""
    known = Preferences(aspect_ratio="21:9")
    with pytest.raises(RefusalError) as refused:
        check_changes(known, {"model": "flux-schnell"})
    assert str(refused.value) == (
        "flux-schnell does not offer the aspect ratio 21:9, which you prefer."
        " Set aspect_ratio as well; it offers 1:1, 16:9, 9:16."
    )
    check_changes(known, {"model": "flux-schnell", "aspect_ratio": None})
    check_changes(known, {"model": "flux-schnell", "aspect_ratio": "1:1"})
    check_changes(known, {"style": "vintage"})


async def test_ratios_are_suggested(world: World) -> None:
    """They are those of the model, those that were typed, and a way to clear the preference."""

    async def suggested(typed: str = "", **filled: str) -> list[dict[str, Any]]:
        return await world.alice.autocomplete(
            world.channel, "preferences", "aspect_ratio", typed, **filled
        )

    everything = [choice["value"] for choice in await suggested()]
    assert everything == [*ratios_of(None), "none"]
    flux = [choice["value"] for choice in await suggested(model="flux-schnell")]
    assert flux == [*MODELS["flux-schnell"].aspect_ratios, "none"]
    await prefer(world, model="flux-schnell", language="de")
    found = await suggested("16:")
    assert [choice["name"] for choice in found] == ["16:9", "keine Vorliebe"]


async def test_the_answer_is_in_the_new_language(world: World) -> None:
    """Whoever chooses German reads German at once, and can go back to what Discord is set to."""
    text = await prefer(world, language="de", style="vintage")
    assert text.startswith("**Deine Einstellungen**\nmodell: **keine Vorliebe**")
    assert "stil: **Vintage**" in text
    assert "sprache: **Deutsch**" in text
    text = await prefer(world, language="none")
    assert text.startswith("**Your preferences**")
    world.wire.interactions["locale"] = "de"
    assert (await prefer(world)).startswith("**Deine Einstellungen**")
    assert (await prefer(world, language="en")).startswith("**Your preferences**")


@pytest.mark.parametrize("restart", [False, True])
async def test_cards_and_refusals_are_in_the_preferred_language(
    world: World, restart: bool
) -> None:
    """It wins over Discord's locale, for commands and buttons, and only for that person."""
    await prefer(world, language="de")
    if restart:
        await world.restart()
    result = await world.generate()
    look = Look.of(result.response)
    assert look.colour == Phase.DONE.value
    assert "-# Fertig · " in look.text
    refused = await world.generate(prompt="cat")
    assert refused.response.content == GERMAN_TOO_SHORT
    again = await world.alice.click(result.response, label=look.labels[0])
    assert "-# Fertig · " in Look.of(again.response).text
    theirs = await world.bob.slash(world.channel, "generate", prompt="cat")
    assert theirs.response is not None
    assert theirs.response.content == TOO_SHORT


async def test_english_is_preferred_in_a_german_discord(world: World) -> None:
    """The other way round it holds too."""
    await prefer(world, language="en")
    world.wire.interactions["locale"] = "de"
    refused = await world.generate(prompt="cat")
    assert refused.response.content == TOO_SHORT
    theirs = await world.bob.slash(world.channel, "generate", prompt="cat")
    assert theirs.response is not None
    assert theirs.response.content == GERMAN_TOO_SHORT


async def test_a_reaction_is_answered_in_the_server_s_language(world: World) -> None:
    """What others see because of a reaction is for the server, whatever one person prefers."""
    result = await world.generate()
    await world.bob.slash(world.channel, "preferences", language="de")
    await world.bob.react(result.response.message, "🔁")
    assert "-# Done · " in Look.of(world.messages()[-1]).text


async def test_without_a_database_discord_s_language_is_used(world: World) -> None:
    """Even the apology that nothing works is said, and preferences are not shown as none."""
    await prefer(world, language="de")
    await world.restart()
    world.break_database()
    world.wire.interactions["locale"] = "en-GB"
    for command in ("preferences", "jobs"):
        result = await world.alice.slash(world.channel, command)
        assert result.acknowledged
        assert result.response is not None
        assert result.response.content.startswith("I cannot take requests at the moment.")


async def test_preferences_can_be_set_anywhere(world: World) -> None:
    """Also in a DM, and where the bot is only user-installed."""
    for context in ({}, {"context": 2}):
        world.wire.interactions = dict[str, Any](context)
        result = await world.alice.user.slash("preferences", style="vintage")
        assert result.acknowledged
        assert "style: **vintage**" in Look.of(result.response).text
