"""New messages are never posted twice, whatever gets lost."""

from __future__ import annotations

from typing import Any

import pytest

from cogs.ui.cards import Phase
from studio.generations import ImageState
from tests.cogs.looks import Look
from tests.cogs.scenes import SLOW, expire_tokens, finish, reacted, stored, until, working
from tests.cogs.world import World, picture


def posting(world: World) -> str:
    """Return the path by which the bot posts in the channel."""
    return f"/channels/{world.channel.id}/messages"


def posts(world: World) -> list[dict[str, Any]]:
    """Return what the bot has posted in channels, as it was sent."""
    sent = [r for r in world.env.http_requests if r.method == "POST"]
    return [r.json for r in sent if r.path.startswith("/channels/")]  # type: ignore[misc]


@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize("remembered", [False, True])
async def test_a_new_message_is_not_posted_twice(
    world: World, restart: bool, remembered: bool
) -> None:
    """A post whose answer is lost is found in the channel, also after a restart, and completed."""
    card = await working(world, reference=("dog.png", picture()))
    world.env.backend.delete_message(world.channel.id, card.id)
    world.wire.cut("POST", posting(world), after=True)
    world.emulator.release()
    await until(world, world.messages)
    [lost] = world.messages()
    assert (await stored(world)).card.message_id == card.id
    if not remembered:
        world.wire.forget_nonces()
    if restart:
        await world.restart()
    await world.env.advance_time(120)
    [message] = world.messages()
    assert message.id == lost.id
    look = Look.of(message)
    assert look.colour == Phase.DONE.value
    assert len(look.pictures) == 1
    assert look.thumbnail is not None
    assert (await stored(world)).card.message_id == message.id
    assert len(posts(world)) == 1


@pytest.mark.parametrize("restart", [False, True])
async def test_a_dm_is_not_sent_twice(world: World, restart: bool) -> None:
    """What holds for channels holds for the requester's DM."""
    await working(world, private=True)
    expire_tokens(world)
    world.wire.cut("POST", f"/channels/{world.dm(world.alice).id}/messages", after=True)
    world.emulator.release()
    await until(world, lambda: world.messages(world.dm(world.alice)))
    world.wire.forget_nonces()
    if restart:
        await world.restart()
    await world.env.advance_time(120)
    [message] = world.messages(world.dm(world.alice))
    assert Look.of(message).colour == Phase.DONE.value
    assert (await stored(world)).card.channel_id == message.channel_id


async def test_a_post_that_was_not_written_down_is_found(world: World) -> None:
    """A process that died right after posting leaves a row that still names the old card."""
    card = await working(world, count=2)
    world.env.backend.delete_message(world.channel.id, card.id)
    before = (await stored(world)).card
    world.emulator.finish(world.emulator.accepted[0])
    await world.env.advance_time(60)
    [posted] = world.messages()
    assert len(Look.of(posted).pictures) == 1
    await world.store.post_card(1, before)
    world.wire.forget_nonces()
    await world.restart()
    await finish(world)
    [message] = world.messages()
    assert message.id == posted.id
    look = Look.of(message)
    assert look.colour == Phase.DONE.value
    assert len(look.pictures) == 2
    assert (await stored(world)).card.message_id == posted.id


async def test_without_history_the_nonce_keeps_it_from_being_posted_twice(world: World) -> None:
    """Where the bot may not read back, Discord's own memory does it."""
    card = await working(world)
    world.env.backend.delete_message(world.channel.id, card.id)
    await world.deny(read_message_history=False)
    world.wire.cut("POST", posting(world), after=True)
    await finish(world)
    [message] = world.messages()
    assert Look.of(message).colour == Phase.DONE.value
    first, second = posts(world)
    assert first["nonce"] == second["nonce"]
    assert first["enforce_nonce"] is second["enforce_nonce"] is True
    assert len(first["nonce"]) <= 25


async def test_a_nonce_that_brings_back_too_little_is_made_good(world: World) -> None:
    """If another picture has come meanwhile, the message that was found again gets it, too."""
    card = await working(world, count=2)
    world.env.backend.delete_message(world.channel.id, card.id)
    await world.deny(read_message_history=False)
    world.wire.cut("POST", posting(world), after=True)
    world.emulator.finish(world.emulator.accepted[0])
    await until(world, world.messages)
    world.wire.cut("POST", posting(world), times=3)
    await finish(world)
    [message] = world.messages()
    assert len(Look.of(message).pictures) == 2
    assert len(posts(world)) == 2


@pytest.mark.parametrize("expired", [False, True])
async def test_a_picture_shown_but_not_written_down_stays(world: World, expired: bool) -> None:
    """A process that died right after its edit leaves a card that has the picture already."""
    card = await working(world, count=2)
    world.emulator.finish(world.emulator.accepted[0])
    world.wire.cut("PATCH", "/webhooks/*", after=True, times=None)
    await until(world, lambda: Look.of(card).pictures)
    assert {image.state for image in (await stored(world)).images} == {
        ImageState.READY,
        ImageState.GENERATING,
    }
    [shown] = Look.of(card).pictures
    world.wire.mend()
    if expired:
        expire_tokens(world)
    await world.restart()
    assert Look.of(card).pictures == [shown]
    await finish(world)
    look = Look.of(card)
    assert look.colour == Phase.DONE.value
    assert len(look.pictures) == 2
    assert look.pictures[0]["media"]["url"] == shown["media"]["url"]
    assert len(world.messages()) == 1


async def test_the_nonces_of_a_generation_differ(world: World) -> None:
    """A card, the one in its stead, and the DM in the stead of that are three messages."""
    _, child = await reacted(world)
    world.env.backend.delete_message(world.channel.id, child.id)
    world.env.inject_error("POST", posting(world), status=403, code=50013, times=None)
    await finish(world)
    nonces = [str(post["nonce"]) for post in posts(world)]
    assert len(nonces) == len(set(nonces)) == 3
    assert all(len(nonce) <= 25 for nonce in nonces)


async def test_the_cards_of_others_are_left_alone(world: World) -> None:
    """A message with another generation's buttons is not taken for the one that was lost."""
    card = await working(world)
    other = await world.generate(prompt="Another picture altogether")
    world.env.backend.delete_message(world.channel.id, card.id)
    await finish(world)
    assert "Another picture altogether" in Look.of(other.response).text
    texts = [Look.of(message).text for message in world.messages()]
    assert len(texts) == 2
    assert sum("Replace the dog" in text for text in texts) == 1


@pytest.mark.parametrize("restart", [False, True])
async def test_a_reaction_s_card_is_not_posted_twice(world: World, restart: bool) -> None:
    """A card whose post was not answered is found again, and its work goes on in it."""
    await world.restart(limits=SLOW)
    result = await world.generate()
    await world.env.advance_time(60)
    world.wire.cut("POST", posting(world), after=True)
    await world.bob.react(result.response.message, "🔁")
    [_, posted] = world.messages()
    assert (await stored(world, 2)).card.message_id is None
    world.wire.forget_nonces()
    if restart:
        await world.restart()
    await world.env.advance_time(120)
    [_, message] = world.messages()
    assert message.id == posted.id
    assert Look.of(message).colour == Phase.DONE.value
    assert world.emulator.posts == 2
