"""🔁 and 🎨, by button and by reaction, by anyone and for ever."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from cogs.ui.cards import Phase
from tests.cogs.looks import Look
from tests.cogs.world import World, picture

if TYPE_CHECKING:
    from typing import Any

REFERENCE = ("dog.png", picture())


async def parent(world: World, **options: Any) -> Any:
    """Let alice make a picture from a reference, and return the message."""
    options.setdefault("reference", REFERENCE)
    result = await world.generate(style="artistic", aspect_ratio="16:9", **options)
    assert Look.of(result.response).colour == Phase.DONE.value
    assert result.response is not None
    return result.response


def shown_file(world: World, message: Any) -> bytes:
    """Return the picture that a message shows."""
    return world.file(Look.of(message).pictures[0]["media"]["url"])


@pytest.mark.parametrize("restart", [False, True])
async def test_anyone_regenerates_by_button(world: World, restart: bool) -> None:
    """The same inputs give a new picture in a new message, for the one who pressed."""
    first = await parent(world)
    if restart:
        await world.restart()
    result = await world.bob.click(first, label="Regenerate")
    assert result.acknowledged
    look = Look.of(result.response)
    assert result.response is not None
    assert result.response.id != first.id
    assert look.colour == Phase.DONE.value
    assert "seedream3.0 · 16:9 · artistic" in look.text
    assert f"for {world.bob.mention}" in look.text
    link = f"https://discord.com/channels/{world.guild.id}/{world.channel.id}/{first.id}"
    assert f"made again from [this message]({link})" in look.text
    assert look.thumbnail is not None
    assert shown_file(world, result.response) != shown_file(world, first)
    assert world.emulator.posts == 2


@pytest.mark.parametrize("restart", [False, True])
async def test_anyone_regenerates_by_reaction(world: World, restart: bool) -> None:
    """A reaction does the same, as a reply to the picture that pings nobody."""
    first = await parent(world)
    if restart:
        await world.restart()
    await world.bob.react(first, "🔁")
    [_, second] = world.messages()
    look = Look.of(second)
    assert look.colour == Phase.DONE.value
    assert f"for {world.bob.mention}" in look.text
    assert second.reference["message_id"] == str(first.id)
    assert second.ping_user_ids == []
    assert look.thumbnail is not None
    assert shown_file(world, second) != shown_file(world, first)
    assert world.emulator.posts == 2
    assert set(world.reactions(second.id)) == {"🔁", "🎨"}


async def test_a_button_varies_the_result(world: World) -> None:
    """The picture itself becomes the reference of the variation."""
    first = await parent(world)
    result = await world.bob.click(first, label="Vary")
    look = Look.of(result.response)
    assert look.colour == Phase.DONE.value
    assert "variation of [this picture]" in look.text
    assert look.pictures[0]["description"].startswith("Variation of an earlier picture")
    [_, job] = world.emulator.accepted
    assert job.order.references[0].endswith("/image-1.png")
    assert job.reference is not None


async def test_a_reaction_varies_the_result(world: World) -> None:
    """A reaction takes the same way, and its variation can be varied in turn."""
    first = await parent(world)
    await world.bob.react(first, "🎨")
    [_, second] = world.messages()
    assert "variation of [this picture]" in Look.of(second).text
    await world.restart()
    await world.alice.react(world.last(), "🎨")
    [*_, third] = world.messages()
    assert Look.of(third).colour == Phase.DONE.value
    assert third.reference["message_id"] == str(second.id)
    urls = [job.order.references[0] for job in world.emulator.accepted[1:]]
    assert all(url.endswith("/image-1.png") for url in urls)
    assert urls[0] != urls[1]


async def test_one_of_several_is_varied(world: World) -> None:
    """Each picture has its button, and the card says which one it was."""
    first = await parent(world, count=2)
    result = await world.bob.click(first, label="Vary 2")
    assert "variation of [image 2]" in Look.of(result.response).text
    assert len(Look.of(result.response).pictures) == 1
    assert world.emulator.accepted[-1].order.references[0].endswith("/image-2.png")


@pytest.mark.parametrize("by", ["button", "reaction"])
async def test_the_reference_outlives_its_first_address(world: World, by: str) -> None:
    """After the option's file is gone, the reference is taken from the card."""
    first = await parent(world)
    world.forget_file(world.emulator.accepted[0].order.references[0])
    await world.restart()
    if by == "button":
        await world.bob.click(first, label="Regenerate")
    else:
        await world.bob.react(first, "🔁")
    second = world.messages()[-1]
    assert Look.of(second).colour == Phase.DONE.value
    assert world.emulator.accepted[1].order.references[0].endswith("/reference.jpg")
    assert Look.of(second).thumbnail != Look.of(first).thumbnail


async def test_a_reference_gone_entirely_is_said(world: World) -> None:
    """If neither the first address nor the card has it, the card says what to do."""
    first = await parent(world)
    world.forget_file(world.emulator.accepted[0].order.references[0])
    for file in world.messages()[0].attachments:
        world.forget_file(file["url"])
    result = await world.bob.click(first, label="Regenerate")
    look = Look.of(result.response)
    assert look.colour == Phase.FAILED.value
    assert "**The reference could not be fetched.** No credits were used." in look.text
    assert "Attach the picture again with /generate." in look.text
    assert world.emulator.posts == 1


@pytest.mark.parametrize("label", ["Regenerate", "Vary"])
async def test_private_stays_private(world: World, label: str) -> None:
    """A button under a private picture answers privately."""
    first = await parent(world, private=True)
    world.forget_file(world.emulator.accepted[0].order.references[0])
    result = await world.alice.click(first, label=label)
    assert result.ephemeral
    look = Look.of(result.response)
    assert look.colour == Phase.DONE.value
    assert "https://" not in look.text
    assert all(message.is_ephemeral for message in world.messages())


async def test_foreign_messages_are_left_alone(world: World) -> None:
    """A reaction to a message that is not the bot's is left alone."""
    foreign = await world.alice.send(world.channel, "a holiday picture")
    await world.bob.react(foreign, "🔁")
    assert world.emulator.posts == 0


async def test_an_emoji_without_meaning_does_nothing(world: World) -> None:
    """Only 🔁 and 🎨 ask for something."""
    first = await parent(world)
    await world.bob.react(first, "👍")
    assert world.emulator.posts == 1


async def test_a_picture_that_cannot_be_varied_is_not(world: World) -> None:
    """🎨 on the picture of a model without references does nothing."""
    result = await world.generate(model="flux-schnell")
    await world.bob.react(result.response.message, "🎨")
    assert world.emulator.posts == 1


async def test_bots_cannot_spend(world: World) -> None:
    """A reaction by another bot does nothing."""
    first = await parent(world)
    machine = world.guild.add_member(world.env.create_user("machine", bot=True))
    await machine.react(first, "🔁")
    assert world.emulator.posts == 1


async def test_the_same_reaction_counts_once(world: World) -> None:
    """Taking a reaction back and adding it again at once is one wish."""
    first = await parent(world)
    await world.bob.react(first, "🔁")
    await world.bob.unreact(first, "🔁")
    await world.bob.react(first, "🔁")
    assert world.emulator.posts == 2
    await world.alice.react(first, "🔁")
    assert world.emulator.posts == 3


async def test_a_reaction_where_the_bot_may_not_speak_is_only_logged(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Without permission to answer, nothing is spent and nothing is said."""
    first = await parent(world)
    await world.deny(send_messages=False)
    with caplog.at_level(logging.WARNING):
        await world.bob.react(first, "🔁")
    assert "for want of: Send Messages" in caplog.text
    assert world.emulator.posts == 1
    assert len(world.messages()) == 1


async def test_a_card_that_nobody_remembers_says_so(world: World) -> None:
    """A button whose generation is in no store answers privately."""
    first = await parent(world)
    await world.restart(database="empty.db")
    result = await world.bob.click(first, label="Regenerate")
    assert result.ephemeral
    assert result.response is not None
    assert result.response.content == (
        "I no longer know this picture. Make a new one with /generate."
    )
    await world.bob.react(first, "🔁")
    assert world.emulator.posts == 1


async def test_a_deleted_card_leaves_its_children_working(world: World) -> None:
    """A child keeps its own copy of the reference, so the parent may go."""
    first = await parent(world)
    result = await world.bob.click(first, label="Regenerate")
    world.env.backend.delete_message(world.channel.id, first.id)
    for url in {job.order.references[0] for job in world.emulator.accepted}:
        world.forget_file(url)
    assert result.response is not None
    grandchild = await world.alice.click(result.response, label="Regenerate")
    assert Look.of(grandchild.response).colour == Phase.DONE.value
    assert world.emulator.posts == 3
