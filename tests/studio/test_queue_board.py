"""What waiting people are told of the queue, and how rarely their cards are edited for it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from studio.queue_board import AT_ONCE
from tests.studio.workshop import LIMITS, order
from tests.waiting import eventually

if TYPE_CHECKING:
    from tests.studio.workshop import Workshop

OTHERS = 9


async def waiting(workshop: Workshop) -> None:
    """Let one generation run, and those of nine more people wait behind it."""
    workshop.limits = replace(LIMITS, max_inflight=1, queue_refresh=0.02)
    workshop.emulator.hold()
    studio = await workshop.studio()
    for user_id in range(1, OTHERS + 2):
        await studio.request(order(key=f"interaction:{user_id}", user_id=user_id))


def told(workshop: Workshop) -> dict[int, list[int]]:
    """Return the places that each person was told, in order."""
    places: dict[int, list[int]] = {}
    for generation, progress in workshop.presenter.updates:
        if progress.ahead is not None:
            places.setdefault(generation.order.user_id, []).append(progress.ahead)
    return places


async def test_everybody_who_waits_learns_the_place(workshop: Workshop) -> None:
    """The first in line has nobody before, the last eight; and each has a time."""
    await waiting(workshop)

    async def all_know() -> bool:
        return {user_id: places[-1] for user_id, places in told(workshop).items()} == {
            user_id: user_id - 2 for user_id in range(2, OTHERS + 2)
        }

    await eventually(all_know)
    times = {
        progress.ahead: progress.ready_at
        for _, progress in workshop.presenter.updates
        if progress.ahead is not None and progress.ready_at is not None
    }
    assert sorted(times.values()) == [times[ahead] for ahead in sorted(times)]


async def test_nobody_is_told_the_same_place_twice_in_a_row(workshop: Workshop) -> None:
    """A queue that does not move costs no edits."""
    await waiting(workshop)

    async def quiet() -> bool:
        return len(told(workshop)) == OTHERS

    await eventually(quiet)
    for places in told(workshop).values():
        assert all(one != two for one, two in pairwise(places))


def test_few_cards_are_edited_together() -> None:
    """However long the queue is, it is a handful at a time."""
    assert AT_ONCE <= 5
