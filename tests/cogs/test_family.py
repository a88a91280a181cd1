"""The family of a picture, as a list for the one who asks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import discord
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from cogs.ui.cards import Phase
from cogs.ui.components import PictureButton
from tests.cogs.looks import Look
from tests.cogs.scenes import card_of

if TYPE_CHECKING:
    from simcord.actors import MemberActor

    from tests.cogs.world import World


def button(world: World, generation_id: int) -> discord.Message:
    """Return a message of the bot with the button for a family."""
    button = PictureButton("family", generation_id, label="Family").item.to_component_dict()
    stored = world.env.backend.create_message(
        world.channel.id,
        world.env.backend.bot_user.id,
        "",
        components=[{"type": 1, "components": [button]}],
    )
    return world.message(stored)


async def ask(world: World, member: MemberActor, generation_id: int) -> Any:
    """Return what a member is told of a picture's family, alone."""
    result = await member.click(button(world, generation_id), label="Family")
    assert result.acknowledged
    assert result.ephemeral
    return result.response


async def press(world: World, member: MemberActor, card: Any, label: str) -> Any:
    """Press a button under a card, and return the new card."""
    result = await member.click(card, label=label)
    assert Look.of(result.response).colour == Phase.DONE.value
    return result.response


def lines(response: Any) -> list[str]:
    """Return the list without its title."""
    return Look.of(response).text.splitlines()[1:]


async def test_a_family_is_a_tree_with_links(world: World) -> None:
    """Each stands below what it was made from, with who made it, how, and where it is."""
    first = (await world.generate(count=2)).response
    second = await press(world, world.bob, first, "Vary 2")
    third = await press(world, world.alice, second, "Regenerate")
    await world.restart()
    found = lines(await ask(world, world.bob, 2))
    assert len(found) == 3
    assert found[0].startswith("Replace the dog with a white cat · generated · by ")
    assert found[1].startswith("\N{EM SPACE}└ **this picture** · ")
    assert f" · variation of image 2 · by {world.bob.mention} · <t:" in found[1]
    assert found[2].startswith("\N{EM SPACE}\N{EM SPACE}└ ")
    assert f" · regenerated · by {world.alice.mention} · " in found[2]
    place = f"https://discord.com/channels/{world.guild.id}/{world.channel.id}"
    for line, card in zip(found, (first, second, third), strict=True):
        assert line.endswith(f" · [open]({place}/{card.id})")


async def test_private_relatives_of_others_are_left_out(world: World) -> None:
    """They are their requester's alone, who is led to no message that is gone."""
    await world.generate(private=True)
    mine = world.messages()[-1]
    await press(world, world.alice, world.message(mine), "Regenerate")
    assert len(lines(await ask(world, world.alice, 1))) == 2
    assert all("[open]" not in line for line in lines(await ask(world, world.alice, 1)))
    told = await ask(world, world.bob, 1)
    assert told.content.startswith("I no longer know this picture.")


async def test_what_stands_in_channels_of_others_is_left_out(world: World) -> None:
    """A relative in a channel that the reader cannot open is not given away."""
    first = (await world.generate()).response
    await press(world, world.alice, first, "Regenerate")
    hidden = world.guild.create_text_channel("secret")
    await world.studio.card_posted(2, replace(await card_of(world, 2), channel_id=hidden.id))
    assert len(lines(await ask(world, world.bob, 1))) == 2
    deny = discord.Permissions(view_channel=True).value
    closed = Overwrite(target_id=world.bob.id, type=OverwriteType.MEMBER, allow=0, deny=deny)
    world.env.backend.set_overwrite(hidden.id, closed)
    await world.env.settle()
    assert len(lines(await ask(world, world.bob, 1))) == 1
    assert len(lines(await ask(world, world.alice, 1))) == 2


async def test_a_deleted_relative_is_said_to_be(world: World) -> None:
    """Its place in the tree stays, without its prompt and its link."""
    first = (await world.generate()).response
    await press(world, world.bob, first, "Regenerate")
    assert await world.studio.gallery.mark_deleted(1, now=1.0)
    parent, child = lines(await ask(world, world.bob, 2))
    assert parent.startswith("deleted · generated · ")
    assert "[open]" not in parent
    assert "[open]" in child


async def test_hostile_prompts_stay_words(world: World) -> None:
    """Mentions and markup in a relative's prompt do nothing to the list."""
    await world.generate(
        prompt="@everyone [x](https://evil.example)\n\n# Big\n-# small ||spoiler||"
    )
    [line] = lines(await ask(world, world.bob, 1))
    assert "@everyone" not in line
    assert "\\[x]" in line
    assert "\\|\\|" in line


async def test_a_family_is_told_in_the_reader_s_language(world: World) -> None:
    """Also if it is not the language of the cards."""
    await world.generate()
    await world.bob.slash(world.channel, "preferences", language="de")
    response = await ask(world, world.bob, 1)
    assert Look.of(response).text.startswith("**Woraus dieses Bild entstanden ist")
    assert "**dieses Bild** · " in Look.of(response).text
    assert " · erstellt · von " in Look.of(response).text


async def test_an_unknown_picture_is_said(world: World) -> None:
    """A button of a picture that no store knows is answered privately."""
    told = await ask(world, world.alice, 99)
    assert told.content.startswith("I no longer know this picture.")
