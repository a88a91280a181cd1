"""/privacy: having everything deleted that is kept of a person."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from cogs.ui import erasing
from cogs.ui.cards import Phase
from studio.preferences import Preferences
from tests.cogs.looks import Look
from tests.cogs.scenes import CLOSED, expire_tokens, finish, working
from tests.cogs.test_history import history, make, numbers

if TYPE_CHECKING:
    from simcord.actors import MemberActor

    from tests.cogs.world import World

SLOWLY = 10.0
NO_ACCESS: dict[str, Any] = {"status": 403, "code": 50001, "times": None}
"""What Discord answers where the bot may not look."""


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave so much time between two messages that what is in between can be seen."""
    monkeypatch.setattr(erasing, "PAUSE", SLOWLY)


async def panel(world: World, member: MemberActor | None = None) -> Any:
    """Return what a person is told of their data, alone."""
    result = await (member or world.alice).slash(world.channel, "privacy")
    assert result.acknowledged
    assert result.ephemeral
    return result.response


async def question(world: World, member: MemberActor | None = None) -> Any:
    """Return the question whether to delete everything."""
    shown = await panel(world, member)
    result = await (member or world.alice).click(shown, label="Delete everything of mine")
    assert result.acknowledged
    assert result.ephemeral
    return result.response


async def erase(world: World, asked: Any, seconds: float = 60) -> str:
    """Return what the question has turned into some time after it was said yes to."""
    result = await world.alice.click(asked, label="Delete everything")
    assert result.acknowledged
    await world.env.advance_time(seconds)
    return Look.of(asked).text


async def export(world: World, shown: Any = None) -> Any:
    """Return the message with the file that alice is sent."""
    shown = shown or await panel(world)
    result = await world.alice.click(shown, label="Export my data")
    assert result.acknowledged
    assert result.ephemeral
    return result.response


def content(world: World, message: Any) -> bytes:
    """Return the one file of a message."""
    [file] = message.attachments
    return world.file(file.url)


def public(world: World) -> list[Any]:
    """Return the messages that everybody sees."""
    return [message for message in world.messages() if not message.is_ephemeral]


@pytest.mark.parametrize("restart", [False, True])
async def test_everything_is_deleted(world: World, restart: bool) -> None:
    """Rows and messages go, and what others made of the pictures goes on working."""
    await world.alice.slash(world.channel, "preferences", style="vintage")
    first, *_ = await make(world, 3)
    theirs: Any = await world.bob.click(first, label="Regenerate")
    asked = await question(world)
    assert "**Delete everything of yours?** This cannot be undone." in Look.of(asked).text
    if restart:
        await world.restart()
    text = await erase(world, asked)
    assert text == "What I had stored about you is deleted.\n\n3 messages are deleted."
    assert Look.of(asked).labels == []
    assert [message.id for message in public(world)] == [theirs.response.id]
    assert await world.studio.preferences.of(world.alice.id) == Preferences()
    assert numbers(Look.of(await history(world))) == []
    data = json.loads(content(world, await export(world)))
    assert data["generations"] == data["reactions"] == []
    again = await world.alice.click(theirs.response, label="Regenerate")
    assert Look.of(again.response).colour == Phase.DONE.value


async def test_keeping_everything_is_possible(world: World) -> None:
    """The other button deletes nothing."""
    await make(world, 1)
    asked = await question(world)
    await world.restart()
    result = await world.alice.click(asked, label="Keep everything")
    assert result.acknowledged
    assert Look.of(asked).text == "Nothing was deleted."
    assert Look.of(asked).labels == []
    assert len(numbers(Look.of(await history(world)))) == 1


async def test_work_under_way_is_not_torn_apart(world: World) -> None:
    """While something is being made nothing is deleted, and later the same button works."""
    await working(world)
    asked = await question(world)
    result = await world.alice.click(asked, label="Delete everything")
    assert result.acknowledged
    [told] = result.followups
    assert told.content.startswith("1 order of yours is still being made or looked for, so nothing")
    assert told.ephemeral
    await finish(world)
    assert "1 message is deleted." in await erase(world, asked)
    assert public(world) == []


@pytest.mark.usefixtures("slowly")
async def test_many_messages_are_deleted_one_by_one(world: World) -> None:
    """It says how far it has come, and a second press begins nothing anew."""
    await make(world, 12)
    asked = await question(world)
    again = await question(world)
    text = await erase(world, asked, 6 * SLOWLY)
    assert text.startswith("What I had stored about you is deleted.\n\nMy messages: ")
    assert text.endswith(" of 12 done.")
    assert 0 < len(public(world)) < 12
    result: Any = await world.alice.click(again, label="Delete everything")
    assert result.acknowledged
    assert result.response.content == "I am deleting it already."
    await world.env.advance_time(12 * SLOWLY)
    assert Look.of(asked).text.endswith("12 messages are deleted.")
    assert public(world) == []


@pytest.mark.usefixtures("slowly")
async def test_a_process_that_ends_leaves_the_rest_to_the_next(world: World) -> None:
    """What was not deleted in time is deleted after the start, without a word from anybody."""
    await make(world, 8)
    asked = await question(world)
    await erase(world, asked, 2 * SLOWLY)
    assert len(public(world)) > 3
    await world.restart()
    await world.env.advance_time(8 * SLOWLY)
    assert public(world) == []
    asked = await question(world)
    assert await erase(world, asked) == "What I had stored about you is deleted."


async def test_pressing_again_goes_on(world: World) -> None:
    """What Discord could not do just now is done the next time, and the person is told."""
    await make(world, 3)
    world.wire.cut("DELETE", "/channels/*", times=None)
    text = await erase(world, await question(world))
    assert "0 messages are deleted." in text
    assert text.endswith("3 messages could not be deleted just now. Use /privacy again later.")
    world.wire.mend()
    assert len(public(world)) == 3
    assert (await erase(world, await question(world))).endswith("3 messages are deleted.")
    assert public(world) == []


async def test_what_is_out_of_reach_stays(world: World) -> None:
    """A channel that refuses once is left alone, one that is fine is not."""
    await make(world, 3)
    other = world.guild.create_text_channel("other")
    await world.alice.slash(other, "generate", prompt="A picture elsewhere")
    place = f"/channels/{world.channel.id}/messages/*"
    world.env.inject_error("DELETE", place, **NO_ACCESS)
    before = len(world.env.http_requests)
    text = await erase(world, await question(world))
    assert "1 message is deleted.\n\n3 messages could not be deleted, because I can" in text
    assert len([p for p in world.paths("DELETE", before) if str(world.channel.id) in p]) == 1
    assert world.messages(other) == []


async def test_a_message_that_somebody_deleted_counts_as_deleted(world: World) -> None:
    """Gone is gone."""
    first, _ = await make(world, 2)
    world.env.backend.delete_message(world.channel.id, first.id)
    assert (await erase(world, await question(world))).endswith("2 messages are deleted.")


@pytest.mark.usefixtures("slowly")
async def test_the_end_is_told_by_dm_if_need_be(world: World) -> None:
    """An answer that can no longer be edited is followed by a message, in the language chosen."""
    await world.alice.slash(world.channel, "preferences", language="de")
    await make(world, 2)
    shown = await panel(world)
    result: Any = await world.alice.click(shown, label="Alles von mir löschen")
    await world.alice.click(result.response, label="Alles löschen")
    expire_tokens(world)
    await world.env.advance_time(60)
    [told] = world.messages(world.dm(world.alice))
    assert Look.of(told).text == (
        "Was ich über dich gespeichert hatte, ist gelöscht.\n\n2 Nachrichten sind gelöscht."
    )
    assert public(world) == []


@pytest.mark.usefixtures("slowly")
async def test_nobody_to_tell_stops_nothing(world: World) -> None:
    """With the answer out of reach and DMs closed, the messages go all the same."""
    await make(world, 2)
    asked = await question(world)
    await world.alice.click(asked, label="Delete everything")
    expire_tokens(world)
    world.env.inject_error("POST", f"/channels/{world.dm(world.alice).id}/messages", **CLOSED)
    await world.env.advance_time(60)
    assert public(world) == []


async def test_it_is_the_same_in_a_dm_and_without_the_bot(world: World) -> None:
    """Also where the bot is only user-installed, data is exported and deleted."""
    world.wire.interactions = {"context": 2}
    alice = world.alice.user
    await alice.slash("generate", prompt="Picture number 1")
    shown = (await alice.slash("privacy")).response
    await world.restart()
    exported = await alice.click(shown, label="Export my data")
    assert len(json.loads(content(world, exported.response))["generations"]) == 1
    asked = (await alice.click(shown, label="Delete everything of mine")).response
    result = await alice.click(asked, label="Delete everything")
    assert result.acknowledged
    await world.env.advance_time(60)
    assert Look.of(asked).text.startswith("What I had stored about you is deleted.")
    looked = await alice.slash("history")
    assert Look.of(looked.response).text.startswith("You have no finished pictures yet.")


async def test_without_a_database_nothing_is_promised(world: World) -> None:
    """What cannot be deleted now is said not to be."""
    await make(world, 1)
    asked = await question(world)
    world.break_database()
    result = await world.alice.click(asked, label="Delete everything")
    assert result.acknowledged
    [told] = result.followups
    assert told.content.startswith("I cannot take requests at the moment.")
    assert "Delete everything" in Look.of(asked).labels
