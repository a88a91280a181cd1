"""The notes that answer reactions: few, for a moment, and only where the bot may speak."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from cogs.ui.notes import Lately
from tests.cogs.test_reactions import BIN, notes
from tests.cogs.test_variations import parent

if TYPE_CHECKING:
    import pytest

    from tests.cogs.world import World


def test_what_was_lately_is_forgotten() -> None:
    """It counts by key, and only for so many seconds."""
    times = [0.0]
    lately = Lately(60, lambda: times[-1])
    assert [lately.admits("a"), lately.admits("a"), lately.admits("b")] == [True, False, True]
    assert [lately.admits("c", most=2) for _ in range(3)] == [True, True, False]
    times.append(59.0)
    assert not lately.admits("a")
    times.append(60.0)
    assert lately.admits("a")


async def test_the_same_person_gets_one_note_a_minute(world: World) -> None:
    """However often they react to a message."""
    first = await parent(world, count=2)
    for _ in range(3):
        await world.bob.react(first, "🎨")
        await world.bob.unreact(first, "🎨")
    assert len(notes(world)) == 1
    await world.env.advance_time(61)
    assert notes(world) == []
    await world.bob.react(first, "🎨")
    assert len(notes(world)) == 1


async def test_a_channel_gets_few_notes(world: World) -> None:
    """Many people who react for nothing are no storm."""
    first = await parent(world, count=2)
    for n in range(6):
        person = world.guild.add_member(world.env.create_user(f"user{n}"))
        await person.react(first, "🎨")
    assert len(notes(world)) == 3


async def test_a_restart_removes_notes(world: World) -> None:
    """What was to go by itself does not stay for ever."""
    first = await parent(world, count=2)
    await world.bob.react(first, "🎨")
    assert len(notes(world)) == 1
    await world.restart()
    assert notes(world) == []


async def test_missing_permissions_are_said_in_a_note(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is spent where the picture could not be shown."""
    first = await parent(world)
    await world.deny(attach_files=False)
    with caplog.at_level(logging.WARNING):
        await world.bob.react(first, "🔁")
    assert "for want of: Attach Files" in caplog.text
    [note] = notes(world)
    assert "I lack permissions in this channel: Attach Files." in note.content
    assert world.emulator.posts == 1


async def test_without_reading_a_note_is_no_reply(world: World) -> None:
    """Discord takes no replies from those who may not read the history."""
    first = await parent(world)
    await world.deny(read_message_history=False)
    await world.bob.react(first, "🔁")
    [note] = notes(world)
    assert note.reference is None
    assert "Read Message History" in note.content


async def test_where_the_bot_may_not_speak_there_is_no_note(world: World) -> None:
    """It is only logged."""
    first = await parent(world)
    await world.deny(send_messages=False)
    await world.bob.react(first, BIN)
    assert notes(world) == []


async def test_a_note_has_the_server_s_language(world: World) -> None:
    """Nobody knows that of the person who reacts."""
    first = await parent(world, count=2)
    world.env.backend.guilds[world.guild.id].preferred_locale = "de"
    await world.restart()
    await world.bob.react(first, "🎨")
    [note] = notes(world)
    assert "Hier sind mehrere Bilder." in note.content
