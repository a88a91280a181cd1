"""The steps for what only its requester may see, and for places where the bot cannot act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cogs.ui.cards import Phase
from tests.cogs.looks import Look
from tests.cogs.scenes import (
    REFERENCE,
    SLOW,
    UNFURLED,
    assert_done_in_dm,
    card_of,
    close_dm,
    expire_tokens,
    finish,
    public_paths,
    working,
)

if TYPE_CHECKING:
    from tests.cogs.world import World


async def test_a_private_picture_goes_to_a_dm(world: World) -> None:
    """With its token dead, a private card is followed by a DM, and the channel sees nothing."""
    await working(world, private=True, reference=REFERENCE)
    expire_tokens(world)
    await finish(world)
    message = assert_done_in_dm(world)
    assert Look.of(message).thumbnail is not None
    assert public_paths(world) == []
    assert all(stored.is_ephemeral for stored in world.messages())
    assert (await card_of(world)).channel_id == message.channel_id


async def test_the_rest_of_a_private_card_follows_into_the_dm(world: World) -> None:
    """The DM is the card from then on: the next picture is added to the same message."""
    await working(world, private=True, count=2)
    expire_tokens(world)
    world.emulator.finish(world.emulator.accepted[0])
    await world.env.advance_time(60)
    [message] = world.messages(world.dm(world.alice))
    assert len(Look.of(message).pictures) == 1
    assert Look.of(message).labels == ["Cancel"]
    await finish(world)
    [message] = world.messages(world.dm(world.alice))
    assert len(Look.of(message).pictures) == 2
    assert public_paths(world) == []


async def test_a_private_picture_with_a_closed_dm_is_kept(world: World) -> None:
    """It never appears in public, whatever is closed."""
    await working(world, private=True)
    expire_tokens(world)
    close_dm(world)
    await finish(world)
    assert public_paths(world) == []
    assert all(stored.is_ephemeral for stored in world.messages())
    generation = await world.studio.find(1)
    assert generation is not None
    assert generation.image(1).kept


@pytest.mark.parametrize("refused", [{}, UNFURLED, {"status": 403, "code": 50013, "times": None}])
async def test_a_private_card_out_of_reach_is_followed_up(
    world: World, refused: dict[str, Any]
) -> None:
    """A card dismissed, or one that takes no files, is followed by another ephemeral message."""
    card = await working(world, private=True, reference=REFERENCE)
    if refused:
        world.env.inject_error("PATCH", "/webhooks/*", **refused)
    else:
        world.env.backend.delete_message(world.channel.id, card.id)
    await finish(world)
    [message] = world.messages()
    assert message.id != card.id
    assert message.is_ephemeral
    look = Look.of(message)
    assert look.colour == Phase.DONE.value
    assert look.thumbnail is not None
    assert (await card_of(world)).message_id == message.id
    assert world.messages(world.dm(world.alice)) == []
    assert public_paths(world) == []
    result = await world.alice.click(world.message(message), label="Regenerate")
    assert result.ephemeral


async def test_the_rest_of_a_followed_up_card_is_edited_into_it(world: World) -> None:
    """Two pictures make one follow-up."""
    card = await working(world, private=True, count=2)
    world.env.backend.delete_message(world.channel.id, card.id)
    world.emulator.finish(world.emulator.accepted[0])
    await world.env.advance_time(60)
    await finish(world)
    [message] = world.messages()
    assert len(Look.of(message).pictures) == 2


async def test_without_the_bot_only_the_token_and_a_dm_are_left(world: World) -> None:
    """In a place where the bot cannot act, its own token is not tried."""
    await world.restart(limits=SLOW)
    world.emulator.hold()
    world.wire.interactions = {"context": 2}
    result = await world.alice.user.slash("generate", prompt="A small red house")
    assert result.acknowledged
    expire_tokens(world)
    before = len(world.env.http_requests)
    await finish(world)
    place = f"/channels/{world.dm(world.alice).id}/messages"
    assert world.paths("PATCH", before)[-1].startswith("/webhooks/")
    assert world.paths("POST", before) == ["/users/@me/channels", place]
    assert len(world.messages(world.dm(world.alice))) == 2


async def test_in_its_own_dm_the_bot_edits_the_card(world: World) -> None:
    """There the bot can do what it can in a server, and needs no other DM."""
    await world.restart(limits=SLOW)
    world.emulator.hold()
    result = await world.alice.user.slash("generate", prompt="A small red house")
    assert result.acknowledged
    expire_tokens(world)
    await finish(world)
    assert Look.of(result.response).colour == Phase.DONE.value
    assert len(world.messages(world.dm(world.alice))) == 1


async def test_a_failure_climbs_the_same_ladder(world: World) -> None:
    """Somebody whose card is gone hears of the failure all the same."""
    await world.restart(limits=SLOW)
    world.emulator.fault("submit", "fail_job", message="no")
    world.emulator.hold()
    result = await world.generate(private=True)
    assert result.acknowledged
    expire_tokens(world)
    await finish(world)
    [message] = world.messages(world.dm(world.alice))
    assert "Pictory could not make this picture." in Look.of(message).text
    assert Look.of(message).labels == ["Try again", "Edit prompt"]
    assert public_paths(world) == []
