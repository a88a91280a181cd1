"""[Cancel], on the card and in the list: who may, what it costs, and what becomes of the job."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from cogs.ui.cards import Phase
from tests.cogs.looks import Look
from tests.cogs.scenes import SLOW, finish, until, working

if TYPE_CHECKING:
    from tests.cogs.world import World

STILL = "It may still cost credits. If the picture is made all the same, /collect has it."


def said(result: Any) -> list[str]:
    """Return what only the person who pressed was told."""
    assert all(message.ephemeral for message in result.followups)
    return [message.content for message in result.followups]


async def test_what_waits_is_cancelled_for_nothing(world: World) -> None:
    """A request that Pictory has not taken yet is taken back, and the card says so."""
    await world.restart(limits=SLOW)
    world.emulator.fault("submit", "429", retry_after=600)
    result = await world.generate()
    pressed = await world.alice.click(result.response, label="Cancel")
    assert pressed.acknowledged
    assert said(pressed) == []
    look = Look.of(result.response)
    assert look.colour == Phase.CANCELLED.value
    assert "**This was cancelled.** No credits were used." in look.text
    assert look.labels == ["Try again", "Edit prompt"]
    await finish(world)
    assert world.emulator.accepted == []


@pytest.mark.parametrize("restart", [False, True])
async def test_what_runs_is_detached_and_its_picture_kept(world: World, restart: bool) -> None:
    """The card says at once that it may cost, and in the end what it did cost, and where it is."""
    card = await working(world)
    if restart:
        await world.restart()
    pressed = await world.alice.click(card, label="Cancel")
    assert pressed.acknowledged
    look = Look.of(card)
    assert f"**This was cancelled.** {STILL}" in look.text
    assert look.colour == Phase.CANCELLED.value
    await finish(world)
    await world.env.advance_time(120)
    look = Look.of(card)
    assert (
        "**This was cancelled.** The picture arrived all the same. Credits were used: 2."
        " Get it with /collect."
    ) in look.text
    assert look.pictures == []
    assert len(world.messages()) == 1


async def test_a_cancelled_job_that_fails_cost_nothing(world: World) -> None:
    """The card does not leave it open."""
    world.emulator.fault("submit", "fail_job", message="no")
    card = await working(world)
    pressed = await world.alice.click(card, label="Cancel")
    assert pressed.acknowledged
    await finish(world)
    await world.env.advance_time(120)
    assert "**This was cancelled.** No credits were used." in Look.of(card).text


async def test_a_cancelled_private_card_is_settled_too(world: World) -> None:
    """An ephemeral card is edited through its token."""
    card = await working(world, private=True)
    pressed = await world.alice.click(card, label="Cancel")
    assert pressed.acknowledged
    assert "**This was cancelled.**" in Look.of(card).text


@pytest.mark.parametrize("restart", [False, True])
async def test_a_stranger_cancels_nothing(world: World, restart: bool) -> None:
    """Others are told why not, privately, and the work goes on."""
    card = await working(world)
    if restart:
        await world.restart()
    pressed = await world.bob.click(card, label="Cancel")
    assert pressed.acknowledged
    assert said(pressed) == ["Only the person who asked for this picture can do that."]
    assert Look.of(card).colour == Phase.WORKING.value
    await finish(world)
    assert Look.of(card).colour == Phase.DONE.value


async def test_what_is_about_to_arrive_is_not_cancelled(world: World) -> None:
    """A picture that is there already comes, and the person is told so."""
    card = await working(world)
    world.wire.cut("PATCH", "/webhooks/*", times=2)
    world.emulator.release()
    await until(world, lambda: world.wire.lost)
    pressed = await world.alice.click(card, label="Cancel")
    assert pressed.acknowledged
    assert said(pressed) == ["It is about to arrive."]
    await finish(world)
    assert Look.of(card).colour == Phase.DONE.value


async def test_pressing_twice_says_nothing_more(world: World) -> None:
    """A second press finds it cancelled."""
    card = await working(world)
    custom_id = Look.of(card).button("Cancel")
    stale = world.message(world.messages()[0])
    first = await world.alice.click(card, custom_id=custom_id)
    assert first.acknowledged
    world.messages()[0].components = [part.to_dict() for part in stale.components]
    second = await world.alice.click(card, custom_id=custom_id)
    assert second.acknowledged
    assert said(second) == []
    assert world.emulator.posts == 1


async def test_pressing_again_once_a_late_picture_is_kept_says_nothing_of_an_arrival(
    world: World,
) -> None:
    """What was cancelled is not about to arrive, though another picture has."""
    card = await working(world, count=2)
    custom_id = Look.of(card).button("Cancel")
    world.emulator.finish(world.emulator.accepted[0])
    await world.env.advance_time(60)
    stale = [part.to_dict() for part in world.message(world.messages()[0]).components]
    await world.alice.click(card, custom_id=custom_id)
    await finish(world)
    await world.env.advance_time(120)
    assert "Get it with /collect." in Look.of(card).text
    world.messages()[0].components = stale
    assert said(await world.alice.click(card, custom_id=custom_id)) == []


async def test_a_card_that_nobody_remembers_is_not_cancelled(world: World) -> None:
    """A button whose generation is in no store answers privately."""
    card = await working(world)
    await world.restart(database="empty.db")
    pressed = await world.alice.click(card, label="Cancel")
    assert pressed.acknowledged
    assert said(pressed) == ["I no longer know this picture. Make a new one with /generate."]


async def test_a_cancel_that_the_database_does_not_take_says_nothing_of_the_cost(
    world: World,
) -> None:
    """The job runs, so that nothing was spent would be untrue."""
    card = await working(world)
    await world.restart(database="empty.db")
    world.break_database()
    pressed = await world.alice.click(card, label="Cancel")
    assert pressed.acknowledged
    assert said(pressed) == ["I cannot cancel at the moment. Try again in a minute."]


async def test_the_slot_is_freed_once(world: World) -> None:
    """With room for one, a cancel lets exactly one of two that wait begin."""
    await world.restart(limits=replace(SLOW, max_inflight=1))
    world.emulator.hold()
    cards = [(await world.generate(prompt=f"Picture number {n}")).response for n in range(3)]
    assert len(world.emulator.accepted) == 1
    pressed = await world.alice.click(cards[0], label="Cancel")
    assert pressed.acknowledged
    assert len(world.emulator.accepted) == 2
    await world.env.advance_time(60)
    assert len(world.emulator.accepted) == 2
    await finish(world)
    await finish(world)
    assert [Look.of(card).colour for card in cards[1:]] == [Phase.DONE.value] * 2


async def test_a_cancelled_picture_can_be_tried_again(world: World) -> None:
    """The card keeps the way to ask anew."""
    card = await working(world)
    pressed = await world.alice.click(card, label="Cancel")
    assert pressed.acknowledged
    world.emulator.release()
    again = await world.bob.click(card, label="Try again")
    assert again.acknowledged
    await world.env.advance_time(120)
    assert Look.of(again.response).colour == Phase.DONE.value
    assert world.emulator.posts == 2
