"""What is learnt of jobs other than by asking for them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from pictory_async import Job, JobStatus
from studio.generations import Charged, Failure, FailureKind, ImageState
from tests.studio.workshop import LIMITS

if TYPE_CHECKING:
    from tests.studio.workshop import Workshop


async def test_what_is_observed_counts_once(workshop: Workshop) -> None:
    """A webhook's hint ends the wait; the same again, or of another job, changes nothing."""
    workshop.limits = replace(LIMITS, poll_min=60.0)
    studio, generation = await workshop.running()
    emulated = workshop.emulator.accepted[0]
    workshop.emulator.finish(emulated)
    job = await workshop.clients[0].get(emulated.id)
    await studio.observe(generation.id, 1, job.model_copy(update={"id": "another"}))
    assert (await workshop.image(generation)).state is ImageState.GENERATING
    await asyncio.gather(*(studio.observe(generation.id, 1, job) for _ in range(3)))
    done = await workshop.closed(generation)
    await studio.observe(generation.id, 1, job)
    assert await workshop.now(generation) == done
    assert len(workshop.presenter.deliveries) == 1


async def test_a_hint_at_another_process_reaches_the_row(workshop: Workshop) -> None:
    """Any process may take a webhook: the owner finds the row changed and goes on."""
    workshop.limits = replace(LIMITS, poll_min=0.3)  # the owner asks later than the hint comes
    _, generation = await workshop.running()
    other = await workshop.studio()
    emulated = workshop.emulator.accepted[0]
    workshop.emulator.finish(emulated)
    job = await workshop.clients[0].get(emulated.id)
    await other.observe(generation.id, 1, job)
    done = await workshop.closed(generation)
    assert done.image(1).state is ImageState.DELIVERED


async def test_a_cleaned_job_lost_its_result(workshop: Workshop) -> None:
    """Pictory's having thrown the result away is said, and that it may have cost credits."""
    studio, generation = await workshop.running()
    job = Job(id=workshop.emulator.accepted[0].id, status=JobStatus.CLEANED)
    await studio.observe(generation.id, 1, job)
    done = await workshop.closed(generation)
    assert done.image(1).failure == Failure(FailureKind.RESULT_LOST, Charged.UNKNOWN)
