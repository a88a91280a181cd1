"""Reactions to finished pictures, old and new, by anyone and wherever the bot is."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import discord
import pytest

from cogs.ui.cards import Phase
from studio.generations import Kind
from tests.cogs.looks import Look
from tests.cogs.papers import thread_of
from tests.cogs.scenes import a_year_passes, reacted, stored, working
from tests.cogs.test_variations import parent, shown_file

if TYPE_CHECKING:
    from tests.cogs.world import World

ONE, TWO, THREE = (f"{n}\N{VARIATION SELECTOR-16}\N{COMBINING ENCLOSING KEYCAP}" for n in (1, 2, 3))
MAIL = "\N{ENVELOPE}\N{VARIATION SELECTOR-16}"
BIN = "\N{WASTEBASKET}\N{VARIATION SELECTOR-16}"


def notes(world: World) -> list[Any]:
    """Return the notes in the channel."""
    return [message for message in world.messages() if message.content]


async def vary_in_dm(world: World, message: Any, emoji: str = "🎨") -> Any:
    """Let alice react in her DM, and return the newest message there."""
    await world.alice.user.set_reaction(world.message(message), emoji, reacted=True)
    return world.messages(world.dm(world.alice))[-1]


@pytest.mark.parametrize("emoji", ["🔁", "🎨"])
async def test_a_year_later_it_is_the_same(world: World, emoji: str) -> None:
    """The picture and its reference are read from the message, whose addresses died long ago."""
    first = await parent(world)
    await a_year_passes(world)
    for job in world.emulator.accepted:
        world.forget_file(job.order.references[0])
    await world.bob.react(first, emoji)
    [_, second] = world.messages()
    look = Look.of(second)
    assert look.colour == Phase.DONE.value
    assert f"for {world.bob.mention}" in look.text
    assert second.reference["message_id"] == str(first.id)


async def test_variations_of_variations_of_variations(world: World) -> None:
    """Each takes the one before as its reference, also after restarts."""
    await parent(world)
    for actor in (world.bob, world.alice, world.bob):
        await world.restart()
        await actor.react(world.last(), "🎨")
    messages = world.messages()
    assert len(messages) == 4
    for before, after in pairwise(messages):
        assert Look.of(after).colour == Phase.DONE.value
        assert after.reference["message_id"] == str(before.id)
        made = await world.studio.find_by_message(after.id)
        assert made is not None
        assert made.order.kind is Kind.VARY
        assert made.order.reference is not None
        assert made.order.reference.message_id == before.id
    assert len({shown_file(world, message) for message in messages}) == 4


@pytest.mark.parametrize("emoji", [TWO, TWO.replace("\N{VARIATION SELECTOR-16}", "")])
async def test_a_number_varies_that_picture(world: World, emoji: str) -> None:
    """The number may be written in either way."""
    first = await parent(world, count=3)
    await world.restart()
    await world.bob.react(first, emoji)
    [_, second] = world.messages()
    assert "variation of [image 2]" in Look.of(second).text
    assert world.emulator.accepted[-1].order.references[0].endswith("/image-2.png")


async def test_numbers_that_name_no_picture_do_nothing(world: World) -> None:
    """Neither beyond the count nor on a single picture."""
    single, double = await parent(world), await parent(world, count=2)
    await world.bob.react(single, ONE)
    await world.bob.react(double, THREE)
    assert world.emulator.posts == 3
    assert len(world.messages()) == 2


async def test_of_several_pictures_none_is_guessed(world: World) -> None:
    """🎨 leads to a note that names the numbers and goes by itself."""
    first = await parent(world, count=2)
    await world.bob.react(first, "🎨")
    [note] = notes(world)
    assert note.content == (
        f"{world.bob.mention}: There are several pictures. React with {ONE} {TWO} to vary one of"
        " them."
    )
    assert note.reference["message_id"] == str(first.id)
    assert note.ping_user_ids == []
    assert world.emulator.posts == 2
    await world.env.advance_time(16)
    assert notes(world) == []


@pytest.mark.parametrize("restart", [False, True])
async def test_a_picture_is_sent_by_dm(world: World, restart: bool) -> None:
    """✉️ sends it to the person who reacts, once, as a card that can be used."""
    first = await parent(world, count=2)
    if restart:
        await world.restart()
    await world.bob.react(first, MAIL)
    await world.bob.unreact(first, MAIL)
    await world.bob.react(first, MAIL)
    [copy] = world.messages(world.dm(world.bob))
    assert len(Look.of(copy).pictures) == 2
    assert len(world.messages()) == 1
    assert world.emulator.posts == 2


async def test_closed_dms_are_said_in_a_note(world: World) -> None:
    """A refusal is for the person who reacted, and stays for a moment."""
    first = await parent(world)
    path = f"/channels/{world.dm(world.bob).id}/messages"
    world.env.inject_error("POST", path, status=403, code=50007, times=None)
    await world.bob.react(first, MAIL)
    [note] = notes(world)
    assert "Your DMs are closed to me." in note.content


@pytest.mark.parametrize("dismissed", [False, True])
@pytest.mark.parametrize("emoji", ["🎨", "🔁"])
async def test_a_private_picture_goes_on_in_the_dm(
    world: World, dismissed: bool, emoji: str
) -> None:
    """Its copy in the DM is the only place where its files can be read again."""
    first = (await parent(world, private=True)).message
    panel: Any = await world.alice.click(first, label="⋯ More")
    await world.alice.click(panel.response, label="Send me a DM")
    [copy] = world.messages(world.dm(world.alice))
    await a_year_passes(world)
    for job in world.emulator.accepted:
        world.forget_file(job.order.references[0])
    if dismissed:
        world.env.backend.delete_message(world.channel.id, first.id)
    child = await vary_in_dm(world, copy, emoji)
    assert child.id != copy.id
    assert Look.of(child).colour == Phase.DONE.value
    assert child.reference["message_id"] == str(copy.id)
    assert Look.of(child).thumbnail is not None
    assert len([m for m in world.messages() if not m.is_ephemeral]) == 0


async def test_it_works_in_a_dm_with_the_bot(world: World) -> None:
    """A conversation with the bot knows reactions, too."""
    await world.alice.user.slash("generate", prompt="A lighthouse in fog")
    [first] = world.messages(world.dm(world.alice))
    await world.restart()
    second = await vary_in_dm(world, first)
    third = await vary_in_dm(world, second)
    assert third.reference["message_id"] == str(second.id)
    assert Look.of(third).colour == Phase.DONE.value
    assert world.emulator.posts == 3


async def test_it_works_in_threads(world: World) -> None:
    """The variation comes in the thread of its parent."""
    thread = await thread_of(world)
    await world.alice.slash(thread, "generate", prompt="A lighthouse in fog")
    [*_, first] = world.messages(thread)
    await world.bob.react(world.message(first), "🎨")
    [*_, second] = world.messages(thread)
    assert second.reference["message_id"] == str(first.id)
    assert Look.of(second).colour == Phase.DONE.value


@pytest.mark.parametrize("emoji", ["🔁", "🎨", MAIL, BIN])
async def test_a_card_without_a_picture_takes_no_reactions(world: World, emoji: str) -> None:
    """Neither while it works nor after it failed."""
    card = await working(world)
    world.emulator.fault("submit", "fail_job", message="no")
    failed = (await world.generate()).response
    for message in (card.message, failed.message):
        await world.alice.react(message, emoji)
    assert len(world.messages()) == 2
    assert world.messages(world.dm(world.alice)) == []
    assert world.emulator.posts == 2


async def test_a_copy_of_a_deleted_picture_takes_no_reactions(world: World) -> None:
    """What was taken away is not brought back by a copy."""
    first = await parent(world)
    await world.alice.react(first, MAIL)
    [copy] = world.messages(world.dm(world.alice))
    await world.alice.react(first, BIN)
    assert world.messages() == []
    await vary_in_dm(world, copy)
    assert world.emulator.posts == 1
    assert world.messages() == []


@pytest.mark.parametrize("who", ["requester", "moderator"])
async def test_those_who_may_delete(world: World, who: str) -> None:
    """🗑️ deletes for the requester, and for whoever manages messages."""
    first = await parent(world)
    await world.restart()
    actor = world.alice
    if who == "moderator":
        role = world.guild.create_role(
            "mods", permissions=discord.Permissions(manage_messages=True)
        )
        actor = world.guild.add_member(world.env.create_user("mod"), roles=[role])
    await actor.react(first, BIN)
    assert world.messages() == []
    assert (await stored(world)).deleted_at is not None


async def test_others_delete_nothing(world: World) -> None:
    """They are told so in a note."""
    first = await parent(world)
    await world.bob.react(first, BIN)
    assert (await stored(world)).deleted_at is None
    [note] = notes(world)
    assert "can delete it." in note.content


async def test_many_people_react_at_once(world: World) -> None:
    """Each gets a card, and nobody a note."""
    first = (await world.generate()).response
    people = [world.guild.add_member(world.env.create_user(f"user{n}")) for n in range(50)]
    for person in people:  # simcord's own way waits until the bot is done
        world.env.backend.set_reaction(world.channel.id, first.id, "🔁", person.id, True)
    for _ in range(20):
        with suppress(TimeoutError):  # it is given 5 s
            await world.env.settle()
        looks = [Look.of(message) for message in world.messages()[1:]]
        if len(looks) == 50 and all(look.colour == Phase.DONE.value for look in looks):
            break
    assert len(looks) == 50
    assert all(look.colour == Phase.DONE.value for look in looks)
    assert all(sum(person.mention in look.text for look in looks) == 1 for person in people)


async def test_what_is_private_by_now_takes_no_reactions_of_others(world: World) -> None:
    """A picture that had to go to a DM is nobody else's, though its first card may be left."""
    _, child = await reacted(world)
    generation = await world.studio.find_by_message(child.id)
    assert generation is not None
    world.env.inject_error(
        "*", f"/channels/{world.channel.id}/*", status=403, code=50001, times=None
    )
    world.emulator.release()
    await world.env.advance_time(120)
    world.env.backend.faults.clear()
    before = world.emulator.posts
    left = [message for message in world.messages() if message.id == child.id]
    for message in left:
        await world.alice.react(world.message(message), "🎨")
    assert world.emulator.posts == before
