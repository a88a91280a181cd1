"""Orders and their answers: nothing is begun that nobody was told of, nothing told is forgotten."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from simcord.backend.errors import BackendError

from cogs.ui.cards import Phase
from cogs.ui.errors import ALREADY_ACKNOWLEDGED
from tests.cogs.looks import Look
from tests.cogs.scenes import SLOW, expire_tokens, finish, stored, working

if TYPE_CHECKING:
    from tests.cogs.world import World

CALLBACK = "/interactions/*/callback"
ORIGINAL = "/webhooks/*/messages/@original"


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("restart", [False, True])
async def test_an_answer_that_was_not_written_down_is_found(
    world: World, private: bool, restart: bool
) -> None:
    """A process that died between storing and answering is continued where its card is there."""
    await world.restart(limits=SLOW)
    world.wire.cut("POST", CALLBACK, after=True)
    world.wire.cut("GET", ORIGINAL)
    result = await world.generate(private=private)
    assert result.acknowledged
    assert (await stored(world)).card.message_id is None
    assert world.emulator.posts == 0
    if restart:
        await world.restart()
    await world.env.advance_time(120)
    assert Look.of(result.response).colour == Phase.DONE.value
    card = (await stored(world)).card
    assert card.message_id == result.response.id
    assert card.ephemeral is private
    assert len(world.messages()) == 1


@pytest.mark.parametrize("restart", [False, True])
async def test_what_nobody_was_told_of_is_not_made(world: World, restart: bool) -> None:
    """An interaction that was never answered costs nothing, whoever finds its row."""
    await world.restart(limits=SLOW)
    world.wire.cut("POST", CALLBACK)
    if restart:
        world.wire.cut("GET", ORIGINAL, times=None)
    result = await world.generate()
    assert not result.acknowledged
    if restart:
        world.wire.mend()
        await world.restart()
    await world.env.advance_time(120)
    assert world.emulator.posts == 0
    assert world.messages() == []
    assert await world.studio.jobs_of(world.alice.id, most=5) == []


@pytest.mark.parametrize("answer", [{"flags": 0}, {"flags": 64}, {"flags": 128}])
async def test_an_answer_that_is_no_card_counts_for_nothing(
    world: World, answer: dict[str, Any]
) -> None:
    """If the person was told something else, such as a refusal, nothing is made."""
    world.wire.answers["GET", ORIGINAL] = answer
    world.wire.cut("POST", CALLBACK, after=True)
    result = await world.generate()
    assert result.acknowledged
    assert world.emulator.posts == 0
    assert await world.studio.jobs_of(world.alice.id, most=5) == []


async def found_hours_later(world: World, **options: Any) -> Any:
    """Return the answer to an interaction whose process died right then, when its token is dead."""
    await world.restart(limits=SLOW)
    world.wire.cut("POST", CALLBACK, after=True)
    world.wire.cut("GET", ORIGINAL, times=None)
    result = await world.generate(**options)
    assert result.acknowledged
    world.wire.mend()
    expire_tokens(world)
    await world.restart()
    await world.env.advance_time(120)
    return result.response


async def test_with_a_token_too_old_the_card_is_found_in_its_channel(world: World) -> None:
    """A row found hours later goes on in the card that everybody sees."""
    card = await found_hours_later(world)
    assert Look.of(card).colour == Phase.DONE.value
    assert len(world.messages()) == 1


async def test_with_a_token_too_old_a_private_card_fails_in_a_dm(world: World) -> None:
    """Nobody can find it any more, so nothing is spent on it, and whoever waits is told so."""
    await found_hours_later(world, private=True)
    assert world.emulator.posts == 0
    [message] = world.messages(world.dm(world.alice))
    look = Look.of(message)
    assert look.colour == Phase.FAILED.value
    assert "No credits were used." in look.text
    assert await world.studio.jobs_of(world.alice.id, most=5) == []


async def test_an_answer_that_discord_has_already_is_found(world: World) -> None:
    """A repeated answer is refused because the first one got through: its card is there."""
    repeated = BackendError(400, ALREADY_ACKNOWLEDGED, "Interaction has already been acknowledged.")
    world.wire.cut("POST", CALLBACK, after=True, error=repeated)
    result = await world.generate()
    assert result.acknowledged
    await world.env.advance_time(60)
    assert Look.of(result.response).colour == Phase.DONE.value
    assert world.emulator.posts == 1


async def test_an_interaction_that_ended_costs_nothing(world: World) -> None:
    """If Discord says that it waited too long for the answer, nothing is made."""
    world.env.inject_error("POST", CALLBACK, status=404, code=10062)
    result = await world.generate()
    assert not result.acknowledged
    assert world.emulator.posts == 0
    assert not any("/messages/" in path for path in world.paths("GET"))


async def test_a_replayed_interaction_is_not_answered_again(world: World) -> None:
    """The gateway may repeat an event, also to the next process; there is one card and one job."""
    seen: list[tuple[str, Any]] = []
    world.env.backend.subscribers.append(lambda name, payload: seen.append((name, payload)))
    result = await world.generate()
    assert result.acknowledged
    [event] = [event for event in seen if event[0] == "INTERACTION_CREATE"]
    await world.restart()
    before = len(world.env.http_requests)
    world.env.backend.emit(*event)
    await world.env.settle()
    assert world.env.http_requests[before:] == []
    assert world.emulator.posts == 1
    assert len(world.messages()) == 1


async def test_a_row_without_its_message_is_opened_again(world: World) -> None:
    """Also when the row is older than its card, the card is looked up and not doubled."""
    card = await working(world)
    known = await stored(world)
    await world.store.post_card(1, replace(known.card, message_id=None))
    await world.restart()
    await finish(world)
    assert Look.of(card).colour == Phase.DONE.value
    assert len(world.messages()) == 1
    assert (await stored(world)).card.message_id == card.id
