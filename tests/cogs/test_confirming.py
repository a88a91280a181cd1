"""What costs much is asked first, at every door."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from cogs.ui.cards import Phase
from studio.tables import drafts
from tests.cogs.looks import Look
from tests.cogs.scenes import SLOW
from tests.cogs.test_clicks import twice
from tests.cogs.test_variations import parent

if TYPE_CHECKING:
    from tests.cogs.world import World

MAKE = "Make it · 8 credits"
GONE = "This no longer waits for you: it was made or left, or a day has passed. Ask for it again."


async def ask_above(world: World, credits_: int) -> None:
    """Let the server want to be asked."""
    await world.studio.servers.change(world.guild.id, confirm_above=Decimal(credits_))


async def asked(world: World, **options: Any) -> Any:
    """Return the question that alice's /generate leads to, which only she sees."""
    await ask_above(world, 5)
    result = await world.generate(count=4, **options)
    assert result.acknowledged
    assert result.ephemeral
    assert world.emulator.posts == 0
    assert Look.of(result.response).labels == [MAKE, "Leave it"]
    return result.response


def public(world: World) -> list[Any]:
    """Return the messages that everybody sees."""
    return [message for message in world.messages() if not message.is_ephemeral]


@pytest.mark.parametrize("restart", [False, True])
async def test_the_question_says_what_it_costs(world: World, restart: bool) -> None:
    """Pressing its button answers with the card, also after a restart, and once."""
    question = await asked(world, style="vintage")
    assert Look.of(question).text == (
        "**4 pictures with seedream3.0 cost 8 credits in total.** Nothing is spent yet.\n"
        "> Replace the dog with a white cat\n"
        "-# Above 5 credits, I ask first here."
    )
    if restart:
        await world.restart()
    result = await world.alice.click(question, label=MAKE)
    assert result.acknowledged
    assert not result.ephemeral
    look = Look.of(result.response)
    assert look.colour == Phase.DONE.value
    assert len(look.pictures) == 4
    assert "vintage" in look.text
    assert world.emulator.posts == 4
    again = await world.alice.click(question, label=MAKE)
    assert again.ephemeral
    assert again.response is not None
    assert again.response.content == GONE
    assert world.emulator.posts == 4


async def test_what_is_private_stays_private(world: World) -> None:
    """The draft remembers it."""
    question = await asked(world, private=True)
    result = await world.alice.click(question, label=MAKE)
    assert result.ephemeral
    assert public(world) == []


async def test_it_counts_once_however_often_it_is_pressed(world: World) -> None:
    """Whoever presses twice is told that it is being made."""
    question = await asked(world)
    said = await twice(world, question, MAKE)
    assert said in (["You asked for that a moment ago, and it is being made."], [GONE])
    assert world.emulator.posts == 4


async def test_what_is_left_is_forgotten(world: World) -> None:
    """Nothing is spent, and the question goes."""
    question = await asked(world)
    result = await world.alice.click(question, label="Leave it")
    assert result.acknowledged
    assert world.messages() == []
    assert await world.studio.drafts.get(1, world.alice.id) is None


async def test_a_question_of_yesterday_says_so(world: World) -> None:
    """Drafts wait for a day."""
    question = await asked(world)
    old = update(drafts).values(created_at=0.0)
    await world.store.run(lambda connection: connection.execute(old))
    result = await world.alice.click(question, label=MAKE)
    assert result.ephemeral
    assert result.response is not None
    assert result.response.content == GONE
    assert world.emulator.posts == 0


async def test_a_refusal_leaves_the_draft(world: World) -> None:
    """What cannot be made now can be made later, by the same button."""
    question = await asked(world)
    await world.deny(attach_files=True)
    await world.deny(attach_files=False)
    refused = await world.alice.click(question, label=MAKE)
    assert refused.response is not None
    assert "Attach Files" in refused.response.content
    await world.deny()
    result = await world.alice.click(question, label=MAKE)
    assert Look.of(result.response).colour == Phase.DONE.value


async def test_what_does_not_cost_much_is_not_asked(world: World) -> None:
    """Neither below the threshold, nor where a server never wants to be asked."""
    await ask_above(world, 8)
    await world.generate(count=4)
    await ask_above(world, 0)
    await world.generate(count=4, prompt="Something else")
    assert world.emulator.posts == 8


async def test_a_button_asks_too(world: World) -> None:
    """A regeneration of several costs as much as they did, and keeps where it comes from."""
    first = await parent(world, count=4)
    await ask_above(world, 5)
    result: Any = await world.bob.click(first, label="Regenerate 4 · 8 credits")
    assert result.ephemeral
    made = await world.bob.click(result.response, label=MAKE)
    look = Look.of(made.response)
    assert look.colour == Phase.DONE.value
    assert "made again from [this message]" in look.text
    assert f"for {world.bob.mention}" in look.text
    assert look.thumbnail is not None


@pytest.mark.parametrize("restart", [False, True])
async def test_a_reaction_asks_in_the_channel(world: World, restart: bool) -> None:
    """The question goes by itself, is for the person who reacted, and is there once."""
    first = await parent(world, count=4)
    await ask_above(world, 5)
    for _ in range(2):
        await world.bob.react(first, "🔁")
        await world.bob.unreact(first, "🔁")
    [_, question] = world.messages()
    assert question.reference["message_id"] == str(first.id)
    assert question.ping_user_ids == []
    assert Look.of(question).text.startswith(f"{world.bob.mention}: **4 pictures with")
    if restart:
        await world.restart()
        [_] = world.messages()
        return
    message = world.message(question)
    other = await world.alice.click(message, label=MAKE)
    assert other.ephemeral
    assert other.response is not None
    assert other.response.content == "Only the person who asked for this can decide."
    assert world.emulator.posts == 4
    made = await world.bob.click(message, label=MAKE)
    assert Look.of(made.response).colour == Phase.DONE.value
    assert world.emulator.posts == 8
    assert question.id not in {message.id for message in world.messages()}


async def test_a_question_in_the_channel_goes_by_itself(world: World) -> None:
    """Within a minute."""
    first = await parent(world, count=4)
    await ask_above(world, 5)
    await world.bob.react(first, "🔁")
    assert len(world.messages()) == 2
    await world.env.advance_time(61)
    assert len(world.messages()) == 1
    assert world.emulator.posts == 4


async def test_a_store_that_cannot_tell_spends_nothing(world: World) -> None:
    """Nobody knows whether the server wants to be asked, so nothing is made."""
    world.break_database()
    result = await world.generate(count=4)
    assert result.ephemeral
    assert result.response is not None
    assert "Nothing was spent." in result.response.content
    assert world.emulator.posts == 0


@pytest.mark.parametrize("restart", [False, True])
async def test_blocked_members_are_refused(world: World, restart: bool) -> None:
    """Privately at commands and buttons, and with silence at reactions."""
    first = await parent(world, count=2)
    await world.studio.servers.block(world.guild.id, world.bob.id, world.alice.id)
    if restart:
        await world.restart()
    results = [
        await world.bob.slash(world.channel, "generate", prompt="A lighthouse in fog"),
        await world.bob.click(first, label="Vary 1"),
    ]
    for result in results:
        assert result.ephemeral
        assert result.response is not None
        assert result.response.content == (
            "People who manage this server do not let you make pictures here."
        )
    for emoji in ("🔁", "🎨"):
        await world.bob.react(first, emoji)
    assert len(public(world)) == 1
    assert world.emulator.posts == 2


async def test_a_blocked_member_s_draft_is_not_made(world: World) -> None:
    """What was asked before counts no more."""
    question = await asked(world)
    await world.studio.servers.block(world.guild.id, world.alice.id, world.bob.id)
    result = await world.alice.click(question, label=MAKE)
    assert result.ephemeral
    assert world.emulator.posts == 0


async def test_too_many_requests_are_refused_with_their_number(world: World) -> None:
    """Privately to commands, and in a note to reactions."""
    first = await parent(world)
    limits = replace(SLOW, open_per_user=1)
    await world.restart(limits=limits)
    world.emulator.hold()
    await world.bob.slash(world.channel, "generate", prompt="A lighthouse in fog")
    said = (
        "You have 1 requests under way, and more are not possible. Nothing was spent."
        " Try again when one is done."
    )
    result = await world.bob.click(first, label="Vary")
    assert result.ephemeral
    assert result.response is not None
    assert result.response.content == said
    await world.bob.react(first, "🎨")
    await world.bob.react(first, "🔁")
    [note] = [message for message in public(world) if message.content]
    assert note.content == f"{world.bob.mention}: {said}"
    assert world.emulator.posts == 2
