"""/collect: pictures that reached their requester by no other way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cogs.ui.cards import Phase
from tests.cogs.looks import Look
from tests.cogs.scenes import SLOW, close_dm, expire_tokens, finish, public_paths, working
from tests.cogs.world import picture

if TYPE_CHECKING:
    from tests.cogs.world import World

REFERENCE = ("dog.png", picture())


async def collect(world: World) -> list[Any]:
    """Let alice collect, and return all that she is sent, which only she sees."""
    result = await world.alice.slash(world.channel, "collect")
    assert result.acknowledged
    assert result.ephemeral
    messages: list[Any] = [result.response, *result.followups]
    assert all(message.ephemeral for message in messages)
    return messages


async def kept(world: World, *, count: int = 1, times: int = 1, **options: Any) -> None:
    """Make private pictures that reach alice by no way."""
    await world.restart(limits=SLOW)
    world.emulator.hold()
    options.setdefault("private", True)
    for _ in range(times):
        result = await world.generate(count=count, **options)
        assert result.acknowledged
    expire_tokens(world)
    close_dm(world)
    await finish(world)
    world.env.backend.faults.clear()


async def test_nothing_kept_is_said_kindly(world: World) -> None:
    """An empty shelf is no error."""
    [message] = await collect(world)
    assert message.content == (
        "No pictures are waiting for you. Those that could not be delivered would be here."
    )


@pytest.mark.parametrize("restart", [False, True])
async def test_what_could_not_be_delivered_is_collected_once(world: World, restart: bool) -> None:
    """It comes with its picture, its reference and its facts, to its requester only, and once."""
    await kept(world, reference=REFERENCE)
    if restart:
        await world.restart()
    theirs = await world.bob.slash(world.channel, "collect")
    assert theirs.acknowledged
    assert theirs.response is not None
    assert theirs.response.content.startswith("No pictures are waiting for you.")
    message, note = await collect(world)
    look = Look.of(message)
    assert look.colour == Phase.DONE.value
    assert len(look.pictures) == 1
    assert look.thumbnail is not None
    assert look.thumbnail.endswith("/reference.jpg")
    assert "Done · seedream3.0" in look.text
    assert "2 credits" in look.text
    assert look.labels == ["Regenerate", "Vary", "Edit prompt", "Compare", "⋯ More"]
    assert note.content == "That is everything."
    [message] = await collect(world)
    assert message.content.startswith("No pictures are waiting for you.")


async def test_a_german_collects_in_german(world: World) -> None:
    """The card keeps the language of the person who asked, and the note has the reader's."""
    world.wire.interactions["locale"] = "de"
    await kept(world)
    world.wire.interactions.clear()
    message, note = await collect(world)
    assert "-# Fertig · " in Look.of(message).text
    assert note.content == "That is everything."
    world.wire.interactions["locale"] = "de"
    [message] = await collect(world)
    assert message.content.startswith("Es warten keine Bilder auf dich.")


@pytest.mark.parametrize("restart", [False, True])
async def test_a_collected_picture_can_be_worked_on(world: World, restart: bool) -> None:
    """Regenerate and Vary take their reference from the message that was pressed."""
    await kept(world, reference=REFERENCE)
    message, _ = await collect(world)
    world.forget_file(world.emulator.accepted[0].order.references[0])
    for stored in world.messages()[:1]:
        for file in stored.attachments:
            world.forget_file(file["url"])
    if restart:
        await world.restart()
    for label, name in (("Regenerate", "reference.jpg"), ("Vary", "image-1.png")):
        result = await world.alice.click(message, label=label)
        assert result.acknowledged
        assert result.ephemeral
        await world.env.advance_time(120)
        assert Look.of(result.response).colour == Phase.DONE.value
        [url] = world.emulator.accepted[-1].order.references
        assert url.endswith(f"/{name}")
        assert url in {file["url"] for file in world.messages()[1].attachments}


async def test_a_reference_gone_by_now_is_missed_without_a_search(world: World) -> None:
    """The private card that had it can be read by nobody, so the channel is not even asked."""
    await kept(world, reference=REFERENCE)
    world.forget_file(world.emulator.accepted[0].order.references[0])
    message, _ = await collect(world)
    look = Look.of(message)
    assert len(look.pictures) == 1
    assert look.thumbnail is None
    assert public_paths(world) == []


async def test_several_pictures_of_one_request_come_together(world: World) -> None:
    """One message holds them, each with its own button."""
    await kept(world, count=2)
    message, note = await collect(world)
    look = Look.of(message)
    assert len(look.pictures) == 2
    assert look.labels == [
        *("Regenerate 2 · 4 credits", "Edit prompt", "⋯ More"),
        *("Vary 1", "Vary 2"),
    ]
    assert note.content == "That is everything."


async def test_a_long_shelf_is_emptied_in_turns(world: World) -> None:
    """Five requests come at a time, and what is left is counted."""
    await kept(world, times=6)
    *messages, note = await collect(world)
    assert len(messages) == 5
    assert note.content == "1 more is waiting. Use /collect again."
    *messages, note = await collect(world)
    assert len(messages) == 1
    assert note.content == "That is everything."


async def test_where_the_bot_is_not_present_fewer_come_at_a_time(world: World) -> None:
    """Discord takes five messages there, and the last says what is left."""
    await kept(world, times=5)
    world.wire.interactions = {"context": 2}
    result = await world.alice.user.slash("collect")
    assert result.acknowledged
    assert len(result.followups) == 4
    assert result.followups[-1].content == "1 more is waiting. Use /collect again."


async def test_what_a_cancel_detached_is_collected(world: World) -> None:
    """The picture that was made all the same is the requester's, and the card has told it."""
    card = await working(world)
    pressed = await world.alice.click(card, label="Cancel")
    assert pressed.acknowledged
    await finish(world)
    await world.env.advance_time(120)
    message, _ = await collect(world)
    look = Look.of(message)
    assert look.colour == Phase.DONE.value
    assert len(look.pictures) == 1
    assert "cancelled" not in look.text
    assert look.labels == ["Regenerate", "Vary", "Edit prompt", "⋯ More"]
    varied = await world.alice.click(message, label="Vary")
    assert varied.acknowledged
    await world.env.advance_time(120)
    assert Look.of(varied.response).colour == Phase.DONE.value


async def test_a_collected_picture_is_made_to_fit(world: World) -> None:
    """What is too large for the place where it is collected is sent smaller."""
    await kept(world)
    world.env.inject_error("POST", "/webhooks/*", status=413, code=40005, times=2)
    message, _ = await collect(world)
    assert len(Look.of(message).pictures) == 1


@pytest.mark.expects_error_logs
async def test_a_picture_that_does_not_come_through_stays(world: World) -> None:
    """What was not shown is not forgotten."""
    await kept(world)
    world.wire.cut("POST", "/webhooks/*")
    [sorry] = await collect(world)
    assert sorry.content.startswith("Sorry, something went wrong on my side.")
    message, _ = await collect(world)
    assert len(Look.of(message).pictures) == 1
