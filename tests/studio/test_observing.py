"""What is learnt of jobs other than by asking for them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pictory_async import Job, JobStatus
from studio.generations import Charged, Failure, FailureKind, ImageState
from studio.webhooks import WebhookUrls
from tests.studio.workshop import LIMITS, order
from tests.waiting import eventually

if TYPE_CHECKING:
    from studio.generations import Generation
    from studio.studio import Studio
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


async def test_a_hint_brings_the_picture_at_once(workshop: Workshop) -> None:
    """A webhook ends the wait for the next question, which alone is believed."""
    workshop.limits = replace(LIMITS, poll_min=60.0)
    studio, generation = await workshop.running()
    emulated = workshop.emulator.accepted[0]
    studio.hint(generation.id, 1, emulated.id)
    await eventually(lambda: was_asked_for(workshop, 1))
    assert (await workshop.image(generation)).state is ImageState.GENERATING
    workshop.emulator.finish(emulated)
    studio.hint(generation.id, 1, "whatever it names")
    assert (await workshop.closed(generation)).image(1).state is ImageState.DELIVERED
    assert workshop.emulator.gets[emulated.id] == 2


async def test_polling_is_sparser_as_long_as_webhooks_come(workshop: Workshop) -> None:
    """An end heard of by webhook makes the questions about later jobs rarer, and only it does."""
    workshop.limits = replace(LIMITS, poll_min=60.0)
    studio, generation = await workshop.running()
    bench = studio._staff.bench
    assert not bench.hints_come
    workshop.emulator.finish(workshop.emulator.accepted[0])
    studio.hint(generation.id, 1, None)
    await workshop.closed(generation)
    assert bench.hints_come
    later = await studio.request(order(key="later"))
    await workshop.reached(later, ImageState.GENERATING)
    (watched,) = bench.watcher._lookout._times.jobs.values()
    assert watched.pace.least == LIMITS.sparser * 60.0


async def was_asked_for(workshop: Workshop, times: int) -> bool:
    """Whether the first job was asked for so often."""
    return workshop.emulator.gets[workshop.emulator.accepted[0].id] >= times


async def test_replayed_hints_are_worth_one_question_at_a_time(workshop: Workshop) -> None:
    """A flood of the same webhook neither changes anything nor becomes a flood at Pictory."""
    workshop.limits = replace(LIMITS, poll_min=60.0, hint_gap=0.2)
    studio, generation = await workshop.running()
    for _ in range(500):
        studio.hint(generation.id, 1, None)
        await asyncio.sleep(0)
    await eventually(lambda: was_asked_for(workshop, 1))
    assert workshop.emulator.gets[workshop.emulator.accepted[0].id] <= 3
    assert (await workshop.image(generation)).state is ImageState.GENERATING


@pytest.mark.parametrize("end", ["delivered", "cancelled"])
async def test_a_hint_for_what_has_ended_changes_nothing(workshop: Workshop, end: str) -> None:
    """Neither does one for what never was."""
    studio, generation = await workshop.running()
    if end == "cancelled":
        await studio.cancel(generation.id, 7)
    workshop.emulator.release()
    done = await workshop.closed(generation)
    asked = sum(workshop.emulator.gets.values())
    for place in [(generation.id, 1), (generation.id, 2), (generation.id + 1, 1)]:
        studio.hint(*place, workshop.emulator.accepted[0].id)
    await eventually(lambda: is_quiet(studio))
    assert await workshop.now(generation) == done
    assert sum(workshop.emulator.gets.values()) == asked


async def is_quiet(studio: Studio) -> bool:
    """Whether every hint has been followed up."""
    return not studio._staff.hints._followed


async def test_a_hint_finds_the_end_of_a_cancelled_job(workshop: Workshop) -> None:
    """A webhook spares the wait until a detached job is asked for again."""
    workshop.limits = replace(LIMITS, detached_poll=60.0)
    studio, generation = await workshop.running()
    await studio.cancel(generation.id, 7)
    await eventually(lambda: is_watched(studio, generation))
    workshop.emulator.release()
    workshop.emulator.finish(workshop.emulator.accepted[0])
    studio.hint(generation.id, 1, None)
    assert (await workshop.closed(generation)).image(1).kept


async def is_watched(studio: Studio, generation: Generation) -> bool:
    """Whether the job of a settled card is being watched."""
    run = studio._staff.runs.get(generation.id)
    return run is not None and 1 in run._aftermath._naps


async def test_each_job_carries_its_webhook(workshop: Workshop) -> None:
    """Each image has an address of its own, signed."""
    workshop.webhooks = WebhookUrls("https://bot.example", "a secret of the bot")
    workshop.emulator.hold()
    studio = await workshop.studio()
    generation = await studio.request(order(count=2))
    for n in (1, 2):
        await workshop.reached(generation, ImageState.GENERATING, n)
    given = {job.order.webhook for job in workshop.emulator.accepted}
    assert given == {workshop.webhooks.url(generation.id, n) for n in (1, 2)}
    workshop.emulator.release()
    await workshop.closed(generation)


async def test_pictorys_words_never_show_the_webhooks_signature(workshop: Workshop) -> None:
    """A refusal that quotes the address is kept without it."""
    workshop.webhooks = WebhookUrls("https://bot.example", "a secret of the bot")
    url = workshop.webhooks.url(1, 1)
    workshop.emulator.fault("submit", "400", message=f"webhook {url} cannot be reached")
    studio = await workshop.studio()
    generation = await workshop.closed(await studio.request(order()))
    failure = generation.image(1).failure
    assert failure is not None
    assert failure.detail == "webhook [webhook] cannot be reached"
