"""Cancelling detaches the card, not the job."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from studio.generations import ImageState
from studio.studio import NotYoursError, UnknownGenerationError
from tests.studio.workshop import LIMITS, order
from tests.waiting import eventually

if TYPE_CHECKING:
    from decimal import Decimal

    from studio.generations import Generation
    from studio.studio import Studio
    from tests.studio.workshop import Workshop


async def test_cancelling_detaches_the_card_and_watches_the_job(workshop: Workshop) -> None:
    """A running job goes on at Pictory; the card is settled at once, and the cost is recorded."""
    studio, generation = await workshop.running()
    cancelled = await studio.cancel(generation.id, 7)
    assert cancelled.image(1).state is ImageState.CANCELLED
    assert (await studio.cancel(generation.id, 7)).image(1).state is ImageState.CANCELLED
    await eventually(lambda: is_free(studio))
    workshop.emulator.release()
    done = await workshop.closed(generation)
    assert done.image(1).state is ImageState.CANCELLED
    assert done.credits_used == 2
    assert workshop.presenter.deliveries == []
    assert len(workshop.presenter.settled) == 1


async def is_free(studio: Studio) -> bool:
    """Whether no slot is taken, and nobody waits for one."""
    return studio._staff.bench.slots.running == studio._staff.bench.slots.waiting == 0


async def test_cancelling_what_waits_spends_nothing(workshop: Workshop) -> None:
    """Images that wait for their turn leave the queue; others move up."""
    workshop.limits = replace(LIMITS, max_inflight=1)
    studio, generation = await workshop.running()
    waiting = await studio.request(order(key="waiting", count=3))
    behind = await studio.request(order(key="behind"))
    done = await studio.cancel(waiting.id, 7)
    assert {image.state for image in done.images} == {ImageState.CANCELLED}
    await workshop.closed(waiting)
    workshop.emulator.release()
    await workshop.closed(generation)
    await workshop.closed(behind)
    assert workshop.emulator.posts == 2


async def test_cancelling_during_the_submit_cancels_right_after_it(workshop: Workshop) -> None:
    """A request that is being sent is not cut off; its image is cancelled once its job is known."""
    workshop.emulator.hold()
    workshop.answers.clear()
    studio = await workshop.studio()
    generation = await studio.request(order())
    await workshop.accepted()
    unchanged = await studio.cancel(generation.id, 7)
    assert unchanged.image(1).state is ImageState.SUBMITTING
    workshop.answers.set()
    image = await workshop.reached(generation, ImageState.CANCELLED)
    assert image.job_id is not None
    workshop.emulator.release()
    await workshop.closed(generation)


async def test_a_cancelled_job_stays_watched_after_a_restart(workshop: Workshop) -> None:
    """The next process learns what the job cost, and does not show the card's end again."""
    studio, generation = await workshop.running()
    await studio.cancel(generation.id, 7)
    first = workshop.presenter
    await eventually(lambda: is_shown(workshop, generation))
    await workshop.crash(studio)
    assert len(first.settled) == 1
    workshop.emulator.release()
    await workshop.studio()
    done = await workshop.closed(generation)
    assert done.credits_used == 2
    assert workshop.presenter.settled == []


async def is_shown(workshop: Workshop, generation: Generation) -> bool:
    """Whether the card's last state is recorded as shown."""
    return (await workshop.now(generation)).shown_at is not None


async def test_a_detached_job_is_not_watched_for_ever(workshop: Workshop) -> None:
    """After a day nobody asks any more."""
    workshop.limits = replace(LIMITS, detached_for=0.1)
    studio, generation = await workshop.running()
    await studio.cancel(generation.id, 7)
    assert (await workshop.closed(generation)).image(1).job_settled_at is None


async def test_detached_jobs_are_watched_side_by_side(workshop: Workshop) -> None:
    """A job that never ends does not keep the cost of the next one from becoming known."""
    workshop.limits = replace(LIMITS, vanished_after=3600.0)
    workshop.emulator.fault("submit", "vanish_job")
    workshop.emulator.hold()
    studio = await workshop.studio()
    generation = await studio.request(order(count=2))
    for n in (1, 2):
        await workshop.reached(generation, ImageState.GENERATING, n)
    await studio.cancel(generation.id, 7)
    workshop.emulator.release()

    async def cost() -> Decimal | None:
        return (await workshop.now(generation)).credits_used or None

    assert await eventually(cost) == 2


async def test_cancelling_from_another_process_works_too(workshop: Workshop) -> None:
    """The store takes the cancel, and the owner notices with its next question."""
    _, generation = await workshop.running()
    other = await workshop.studio()
    cancelled = await other.cancel(generation.id, 7)
    assert cancelled.image(1).state is ImageState.CANCELLED
    workshop.emulator.release()
    assert (await workshop.closed(generation)).image(1).state is ImageState.CANCELLED


async def test_only_the_requester_cancels(workshop: Workshop) -> None:
    """Somebody else's cancel, and one of nothing, are refused."""
    studio, generation = await workshop.running()
    with pytest.raises(NotYoursError):
        await studio.cancel(generation.id, 8)
    with pytest.raises(UnknownGenerationError):
        await studio.cancel(generation.id + 1, 7)
    assert (await workshop.image(generation)).state is ImageState.GENERATING
