"""/settings: what a server wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
import pytest

from tests.cogs.looks import Look

if TYPE_CHECKING:
    from simcord.actors import MemberActor

    from tests.cogs.world import World


def manager(world: World) -> MemberActor:
    """Return a member who manages the server."""
    role = world.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
    return world.guild.add_member(world.env.create_user("maria"), roles=[role])


async def settings(world: World, actor: MemberActor, **options: Any) -> list[str]:
    """Return what a manager is told, line by line, which only they see."""
    result = await actor.slash(world.channel, "settings", **options)
    assert result.acknowledged
    messages: list[Any] = [result.response, *result.followups]
    [message] = {message.id: message for message in messages if message is not None}.values()
    assert message.ephemeral
    return str(message.content).splitlines()


async def test_nothing_set_is_shown_as_that(world: World) -> None:
    """Without options it shows what there is."""
    assert await settings(world, manager(world)) == [
        "**Settings of this server**",
        "I ask before requests of more than 20 credits, as nothing else is set.",
        "Nobody is blocked.",
    ]


@pytest.mark.parametrize("restart", [False, True])
async def test_the_threshold_is_set(world: World, restart: bool) -> None:
    """From then on requests above it are asked first."""
    maria = manager(world)
    said = await settings(world, maria, confirm_above=3.5)
    assert said[0] == "Changed: I ask before requests of more than 3.5 credits."
    if restart:
        await world.restart()
    result = await world.generate(count=2)
    assert Look.of(result.response).labels == ["Make it · 4 credits", "Leave it"]
    said = await settings(world, maria, confirm_above=0.0)
    assert said[0] == "Changed: I never ask before requests, whatever they cost."
    await world.generate(count=2)
    assert world.emulator.posts == 2


async def test_members_are_blocked_and_let_back(world: World) -> None:
    """Each change is said, also one that changes nothing."""
    maria, bob = manager(world), world.bob
    said = await settings(world, maria, block=bob)
    assert said[0] == f"{bob.mention} makes no pictures here from now on."
    assert said[-1] == f"Blocked: {bob.mention}"
    said = await settings(world, maria, block=bob)
    assert said[0] == f"{bob.mention} was blocked already."
    said = await settings(world, maria, unblock=bob)
    assert said[0] == f"{bob.mention} may make pictures here again."
    assert said[-1] == "Nobody is blocked."
    said = await settings(world, maria, unblock=bob)
    assert said[0] == f"{bob.mention} was not blocked."


async def test_many_blocked_members_are_not_all_named(world: World) -> None:
    """The list ends after twenty."""
    maria = manager(world)
    for user_id in range(1000, 1021):
        await world.studio.servers.block(world.guild.id, user_id, maria.id)
    said = await settings(world, maria)
    assert said[-1].count("<@") == 20
    assert said[-1].endswith("and others")


async def test_oneself_and_bots_are_not_blocked(world: World) -> None:
    """Neither would make sense."""
    maria = manager(world)
    machine = world.guild.add_member(world.env.create_user("machine", bot=True))
    assert await settings(world, maria, block=maria) == ["You cannot block yourself."]
    assert await settings(world, maria, block=machine) == ["Bots make no pictures here anyway."]
    assert await world.studio.servers.blocked(world.guild.id) == ()


async def test_it_is_for_those_who_manage_the_server(world: World) -> None:
    """Others are not offered it, and refused where a server has given it to them."""
    assert "settings" not in world.bob.available_commands(world.channel)
    bot: Any = world.env.bot
    [command] = [c for c in await bot.tree.fetch_commands() if c.name == "settings"]
    world.guild.set_command_permissions(command, {world.bob: True})
    assert await settings(world, world.bob, confirm_above=1.0) == [
        "Only people who manage this server can do that."
    ]
