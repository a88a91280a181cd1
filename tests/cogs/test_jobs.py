"""/jobs: what is being made for one person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cogs.ui.cards import Phase
from tests.cogs.looks import Look
from tests.cogs.scenes import CROWDED, working
from tests.cogs.world import picture

if TYPE_CHECKING:
    from tests.cogs.world import World

REFERENCE = ("dog.png", picture())


async def jobs(world: World) -> Look:
    """Let alice look at her jobs."""
    result = await world.alice.slash(world.channel, "jobs")
    assert result.acknowledged
    assert result.ephemeral
    return Look.of(result.response)


async def test_nothing_running_is_said_with_what_to_do(world: World) -> None:
    """An empty list is no riddle."""
    look = await jobs(world)
    assert look.text == "Nothing is being made for you at the moment. Start with /generate."
    assert look.labels == []


@pytest.mark.parametrize("restart", [False, True])
async def test_what_runs_is_listed_newest_first(world: World, restart: bool) -> None:
    """Each entry says what, how far, since when, until when, and where."""
    card = await working(world, prompt="The *first* picture")
    private = await world.generate(prompt="The second picture", private=True)
    assert private.acknowledged
    if restart:
        await world.restart()
    look = await jobs(world)
    title, second, second_state, first, first_state = look.text.splitlines()
    assert title == "**What is being made for you**"
    assert (second, first) == ("The second picture", r"The \*first\* picture")
    link = f"https://discord.com/channels/{world.guild.id}/{world.channel.id}/{card.id}"
    assert first_state.startswith("**Generating** · ready <t:")
    assert first_state.endswith(f" · [open]({link})")
    assert " · asked <t:" in first_state
    assert "https://" not in second_state
    assert look.labels == ["Cancel", "Cancel"]


async def test_others_work_is_not_listed(world: World) -> None:
    """A list shows one's own only."""
    await working(world)
    result = await world.bob.slash(world.channel, "jobs")
    assert result.acknowledged
    assert Look.of(result.response).text.startswith("Nothing is being made for you")


async def test_a_long_list_says_how_much_more_there_is(world: World) -> None:
    """Ten entries fit; the others are counted."""
    await world.restart(limits=CROWDED)
    world.emulator.hold()
    for n in range(12):
        result = await world.generate(prompt=f"Picture number {n}")
        assert result.acknowledged
    look = await jobs(world)
    assert look.labels == ["Cancel"] * 10
    assert "Picture number 11" in look.text
    assert "Picture number 1\n" not in look.text
    assert look.text.endswith("-# and 2 more")


@pytest.mark.parametrize("restart", [False, True])
async def test_an_entry_is_cancelled_and_leaves_the_list(world: World, restart: bool) -> None:
    """The list and the card both show it."""
    card = await working(world, prompt="The first picture")
    other = await world.generate(prompt="The second picture")
    assert other.acknowledged
    shown = (await world.alice.slash(world.channel, "jobs")).response
    assert shown is not None
    if restart:
        await world.restart()
    custom_ids = [part["custom_id"] for part in Look.of(shown).components if part["type"] == 2]
    assert custom_ids == ["pic:stop:2", "pic:stop:1"]
    pressed = await world.alice.click(shown, custom_id="pic:stop:1")
    assert pressed.acknowledged
    assert pressed.followups == []
    look = Look.of(shown)
    assert "The first picture" not in look.text
    assert "The second picture" in look.text
    assert Look.of(card).colour == Phase.CANCELLED.value
    last = await world.alice.click(shown, custom_id="pic:stop:2")
    assert last.acknowledged
    assert Look.of(shown).text.startswith("Nothing is being made for you")


async def test_the_list_works_without_the_database_by_saying_so(world: World) -> None:
    """An outage is told as one."""
    world.break_database()
    for command in ("jobs", "collect"):
        result = await world.alice.slash(world.channel, command)
        assert result.acknowledged
        assert result.ephemeral
        assert result.response is not None
        assert result.response.content.startswith("I cannot take requests at the moment.")
