"""Buttons that are pressed more often than they were meant."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from studio.tables import reaction_adds
from tests.cogs.test_collect import collect, kept

if TYPE_CHECKING:
    from tests.cogs.world import World

REPEATED = "You asked for that a moment ago, and it is being made."

SEVERAL = "Regenerate 2 · 4 credits"


async def twice(world: World, message: Any, label: str) -> list[str]:
    """Let alice press a button twice at once, and return what she is told privately."""
    with pytest.MonkeyPatch.context() as patch:
        # simcord lets one thing happen at a time, and people do not.
        for name in ("_begin_operation", "_end_operation"):
            patch.setattr(world.env, name, lambda *_: None)
        results = await asyncio.gather(
            world.alice.click(message, label=label), world.alice.click(message, label=label)
        )
    await world.env.settle()
    answers: list[Any] = [result.response for result in results]
    said = [answer for answer in answers if answer.content]
    assert all(answer.ephemeral for answer in said)
    return [answer.content for answer in said]


async def ten_seconds_pass(world: World) -> None:
    """Let what was accepted be older."""
    aged = update(reaction_adds).values(accepted_at=reaction_adds.c.accepted_at - 10)
    await world.store.run(lambda connection: connection.execute(aged))


@pytest.mark.parametrize("label", [SEVERAL, "Vary 2"])
async def test_a_double_click_counts_once(world: World, label: str) -> None:
    """The second is told so, and ten seconds later it is a wish of its own."""
    card = (await world.generate(count=2)).response
    before = len(world.emulator.accepted)
    made = 2 if label == SEVERAL else 1
    assert await twice(world, card, label) == [REPEATED]
    assert len(world.emulator.accepted) == before + made
    await ten_seconds_pass(world)
    again = await world.alice.click(card, label=label)
    assert again.acknowledged
    assert len(world.emulator.accepted) == before + 2 * made


async def test_a_double_click_on_try_again_counts_once(world: World) -> None:
    """A failure is tried again once."""
    world.emulator.fault("submit", "fail_job", message="no")
    card = (await world.generate()).response
    assert await twice(world, card, "Try again") == [REPEATED]
    assert world.emulator.posts == 2


async def test_different_wishes_are_all_granted(world: World) -> None:
    """Other buttons, other pictures and other people are no repetition."""
    card = (await world.generate(count=2)).response
    await world.alice.click(card, label="Vary 1")
    await world.alice.click(card, label="Vary 2")
    await world.bob.click(card, label="Vary 2")
    await world.alice.click(card, label=SEVERAL)
    assert len(world.emulator.accepted) == 2 + 3 + 2


async def test_a_double_click_on_a_collected_picture_counts_once(world: World) -> None:
    """Messages that only one person sees are no exception."""
    await kept(world)
    message, _ = await collect(world)
    before = world.emulator.posts
    assert await twice(world, message, "Regenerate") == [REPEATED]
    assert world.emulator.posts == before + 1
