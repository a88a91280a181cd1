"""Trouble on the way that passes, or that is met by sending less."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest

from cogs.ui.cards import Phase
from studio.ports import Progress
from tests.cogs.looks import Look
from tests.cogs.scenes import (
    assert_done_in_dm,
    finish,
    public_paths,
    working,
)

if TYPE_CHECKING:
    from tests.cogs.world import World


@pytest.mark.parametrize(
    "error",
    [aiohttp.ClientOSError("gone"), aiohttp.ServerDisconnectedError(), OSError(), TimeoutError()],
)
async def test_a_broken_network_is_waited_for(world: World, error: Exception) -> None:
    """An edit that did not get through is made again later, by the same step."""
    card = await working(world)
    world.wire.cut("PATCH", "/webhooks/*", error=error, times=3)
    await finish(world)
    assert Look.of(card).colour == Phase.DONE.value
    assert public_paths(world) == [
        f"/channels/{world.channel.id}/messages/{card.id}/reactions/{emoji}/@me"
        for emoji in ("%F0%9F%94%81", "%F0%9F%8E%A8")
    ]


@pytest.mark.parametrize("status", [408, 429, 500, 503])
async def test_trouble_of_discord_s_is_waited_for(world: World, status: int) -> None:
    """No step down is taken for what passes."""
    card = await working(world)
    before = len(world.env.http_requests)
    world.env.inject_error("PATCH", "/webhooks/*", status=status, times=3)
    await finish(world)
    assert all(path.startswith("/webhooks/") for path in world.paths("PATCH", before))
    assert Look.of(card).colour == Phase.DONE.value
    assert len(world.messages()) == 1


async def test_files_are_made_smaller_at_each_step(world: World) -> None:
    """What is too large for a DM is sent smaller, not given up."""
    await working(world)
    world.env.backend.delete_channel(world.channel.id)
    place = f"/channels/{world.dm(world.alice).id}/messages"
    world.env.inject_error("POST", place, status=413, code=40005, times=2)
    await finish(world)
    assert_done_in_dm(world)


async def test_files_that_fit_nowhere_are_kept(world: World) -> None:
    """If Discord takes no size, the picture waits."""
    await working(world, private=True)
    world.env.inject_error("*", "/webhooks/*", status=413, code=40005, times=None)
    place = f"/channels/{world.dm(world.alice).id}/messages"
    world.env.inject_error("POST", place, status=413, code=40005, times=None)
    await finish(world)
    generation = await world.studio.find(1)
    assert generation is not None
    assert generation.image(1).kept


async def test_a_closed_way_is_not_tried_for_every_status(world: World) -> None:
    """Once a status meets a card out of reach, only the end tries again."""
    card = await working(world)
    generation = await world.studio.find(1)
    assert generation is not None
    world.env.backend.delete_message(world.channel.id, card.id)
    before = len(world.env.http_requests)
    for late in range(3):
        with world.env._bot_scope():
            progress = Progress(ready_at=generation.created_at + 100 * late)
            await world._bot._presenter.update(generation, progress)
        await world.env.settle()
    assert len(world.paths("PATCH", before)) == 1
    await finish(world)
    assert Look.of(world.messages()[-1]).colour == Phase.DONE.value


async def test_mentions_are_never_more_than_the_requester(world: World) -> None:
    """Whatever the prompt says, only the requester is pinged by a new message."""
    card = await working(world, prompt="@everyone <@123> look at this")
    world.env.backend.delete_message(world.channel.id, card.id)
    await finish(world)
    [message] = world.messages()
    assert message.ping_user_ids == [world.alice.id]
    assert not message.mention_everyone
