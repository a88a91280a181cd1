"""A process that ends in any state, and what the next one makes of the rows."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from studio.generations import Card, ImageState, Reference
from studio.ports import ReferenceRejectedError
from tests.studio.workshop import LIMITS, order
from tests.waiting import eventually

if TYPE_CHECKING:
    from studio.generations import Generation
    from tests.studio.presenter import RecordingPresenter
    from tests.studio.workshop import Workshop


async def begun(workshop: Workshop, state: ImageState, **changes: object) -> Generation:
    """Bring an image to a state, and end the process there as a kill would."""
    studio = await workshop.studio()
    generation = await studio.request(order(**changes))
    await workshop.reached(generation, state)
    await workshop.crash(studio)
    return generation


async def test_a_queued_image_is_submitted_by_the_next_process(workshop: Workshop) -> None:
    """What never left is sent once."""
    studio = await workshop.studio()
    generation, _ = await workshop.store.add(order(), owner=str(studio._owner), now=1.0)
    await workshop.crash(studio)
    await workshop.studio()
    assert (await workshop.closed(generation)).image(1).state is ImageState.DELIVERED
    assert workshop.emulator.posts == 1


async def test_an_image_in_submission_is_found_again(workshop: Workshop) -> None:
    """A request that arrived is found in the list of jobs, and not sent again."""
    workshop.answers.clear()
    studio = await workshop.studio()
    generation = await studio.request(order())
    await workshop.accepted()
    await workshop.crash(studio)
    workshop.answers.set()
    await workshop.studio()
    assert (await workshop.closed(generation)).image(1).state is ImageState.DELIVERED
    assert workshop.emulator.posts == 1
    assert workshop.presenter.settled == []


async def test_a_running_job_is_watched_again(workshop: Workshop) -> None:
    """The job goes on at Pictory, and its picture arrives through the next process."""
    workshop.emulator.hold()
    generation = await begun(workshop, ImageState.GENERATING)
    workshop.emulator.release()
    await workshop.studio()
    assert (await workshop.closed(generation)).image(1).state is ImageState.DELIVERED
    assert workshop.emulator.posts == 1


async def test_a_job_that_ended_after_its_deadline_meanwhile_is_still_delivered(
    workshop: Workshop,
) -> None:
    """After a long time away the job is asked for once before it is given up."""
    workshop.limits = replace(LIMITS, job_timeout=0.3)
    workshop.emulator.hold()
    generation = await begun(workshop, ImageState.GENERATING)
    workshop.emulator.release()
    deadline_at = (await workshop.image(generation)).deadline_at
    assert deadline_at is not None
    await eventually(lambda: has_passed(deadline_at))
    await workshop.studio()
    assert (await workshop.closed(generation)).image(1).state is ImageState.DELIVERED


async def has_passed(moment: float) -> bool:
    """Whether a time of the wall clock has passed."""
    return time.time() > moment


async def test_a_ready_picture_is_delivered_by_the_next_process(workshop: Workshop) -> None:
    """A picture that was not delivered is downloaded and delivered again."""
    workshop.presenter.refusals["deliver"] = [OSError("away")] * 1000
    generation = await begun(workshop, ImageState.READY)
    workshop.presenter.refusals.clear()
    await workshop.studio()
    assert (await workshop.closed(generation)).image(1).state is ImageState.DELIVERED
    assert list(workshop.presenter.pictures) == [1]
    assert workshop.emulator.posts == 1


async def test_a_delivery_cut_off_before_it_was_recorded_is_made_again(workshop: Workshop) -> None:
    """The next process shows the same picture in the same message."""
    studio = await workshop.studio()
    workshop.presenter.gate.clear()
    generation = await studio.request(order())
    first = workshop.presenter
    await eventually(lambda: is_delivering(workshop))
    await workshop.crash(studio)
    assert first.deliveries == []
    await workshop.studio()
    await workshop.closed(generation)
    assert list(workshop.presenter.pictures) == [1]


@pytest.mark.parametrize("answer", ["shown", "not shown", "unknown"])
async def test_a_delivery_cut_off_right_before_it_was_recorded_is_found(
    workshop: Workshop, answer: str
) -> None:
    """A picture that the card has is not fetched again; in doubt it is delivered once more."""
    workshop.presenter.refusals["deliver"] = [OSError("away")] * 1000
    generation = await begun(workshop, ImageState.READY)
    workshop.presenter.refusals.clear()
    workshop.presenter.shown = {1} if answer == "shown" else set()
    if answer == "unknown":
        workshop.presenter.refusals["shows"] = [OSError("away")]
    await workshop.studio()
    assert (await workshop.closed(generation)).image(1).state is ImageState.DELIVERED
    assert len(workshop.presenter.deliveries) == (0 if answer == "shown" else 1)


async def is_delivering(workshop: Workshop) -> bool:
    """Whether a delivery is under way."""
    return workshop.presenter.delivering > 0


async def test_a_failure_that_was_not_shown_is_shown(workshop: Workshop) -> None:
    """A card whose last state was never shown gets it from the next process."""
    workshop.presenter.refusals["settle"] = [OSError("away")] * 1000
    workshop.emulator.fault("submit", "400")
    generation = await begun(workshop, ImageState.FAILED)
    workshop.presenter.refusals.clear()
    await workshop.studio()
    await workshop.closed(generation)
    assert len(workshop.presenter.settled) == 1


async def test_a_rejection_that_was_not_told_is_told(workshop: Workshop) -> None:
    """The reason survives in the row."""
    workshop.presenter.refusals["reference_url"] = [ReferenceRejectedError("The file is empty.")]
    workshop.presenter.refusals["reject"] = [OSError("away")] * 1000
    generation = await begun(
        workshop, ImageState.FAILED, reference=Reference(url="https://x/y.png")
    )
    workshop.presenter.refusals.clear()
    await workshop.studio()
    await workshop.closed(generation)
    assert workshop.presenter.rejections == ["The file is empty."]


async def test_a_card_that_was_not_posted_is_posted(workshop: Workshop) -> None:
    """A generation born of a reaction gets its card from the next process."""
    workshop.presenter.refusals["open"] = [OSError("away")] * 1000
    studio = await workshop.studio()
    generation = await studio.request(order(card=Card(channel_id=5)))
    await workshop.crash(studio)
    workshop.presenter.refusals.clear()
    await workshop.studio()
    done = await workshop.closed(generation)
    assert done.card.message_id == 9001
    assert done.image(1).state is ImageState.DELIVERED


async def test_what_runs_elsewhere_is_left_alone(workshop: Workshop) -> None:
    """Rows of a process on another host stay its own until its lease runs out."""
    workshop.emulator.hold()
    generation, _ = await workshop.store.add(order(), owner="elsewhere:1:aa", now=2e10)
    await workshop.studio()
    assert len(workshop.studios[0]._staff.runs) == 0
    late, _ = await workshop.store.add(order(key="late"), owner="elsewhere:1:aa", now=1.0)
    await workshop.studio()
    await workshop.reached(late, ImageState.GENERATING)
    assert (await workshop.image(generation)).state is ImageState.QUEUED


async def test_a_living_process_takes_over_what_another_left(workshop: Workshop) -> None:
    """A lease that runs out while a process runs is taken over at its next sign of life."""
    workshop.limits = replace(LIMITS, heartbeat=0.02)
    await workshop.studio()
    generation, _ = await workshop.store.add(order(), owner="elsewhere:1:aa", now=1.0)
    assert (await workshop.closed(generation)).image(1).state is ImageState.DELIVERED


async def test_stop_lets_a_submit_finish(workshop: Workshop) -> None:
    """A POST under way when the stop comes is waited for, so that its job id is known."""
    workshop.answers.clear()
    studio = await workshop.studio()
    generation = await studio.request(order())
    await workshop.accepted()
    stopping = asyncio.create_task(studio.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    workshop.answers.set()
    await stopping
    assert (await workshop.image(generation)).state is ImageState.GENERATING
    await workshop.studio()
    assert (await workshop.closed(generation)).image(1).state is ImageState.DELIVERED
    assert workshop.emulator.posts == 1


async def test_stop_is_bounded_and_leaves_no_task(workshop: Workshop) -> None:
    """A submit that hangs does not hold the stop up for longer than the grace."""
    workshop.limits = replace(LIMITS, stop_grace=0.1)
    workshop.emulator.fault("submit", "hang")
    before = asyncio.all_tasks()
    studio = await workshop.studio(request_timeout=60)
    generation = await studio.request(order())
    await workshop.reached(generation, ImageState.SUBMITTING)
    async with asyncio.timeout(5):
        await studio.stop()
    assert {
        task for task in asyncio.all_tasks() - before if task.get_name()[:5] == "image"
    } == set()
    assert (await workshop.image(generation)).state is ImageState.SUBMITTING
    assert studio._staff.bench.slots.running == 0


async def test_after_a_stop_the_rows_are_free_at_once(workshop: Workshop) -> None:
    """A process on another host need not wait for the lease of one that stopped."""
    workshop.emulator.hold()
    studio = await workshop.studio()
    generation = await studio.request(order())
    await workshop.reached(generation, ImageState.GENERATING)
    await studio.stop()
    assert await workshop.owner(generation) is None


async def test_an_order_after_the_stop_is_kept_for_the_next_start(workshop: Workshop) -> None:
    """What comes too late is stored, and made by the next process."""
    studio = await workshop.studio()
    await studio.stop()
    generation = await studio.request(order())
    assert workshop.emulator.posts == 0
    await workshop.studio()
    assert (await workshop.closed(generation)).image(1).state is ImageState.DELIVERED


@pytest.mark.parametrize("lasts", [True, False])
async def test_queued_cards_tell_of_a_stop_only_if_it_lasts(
    workshop: Workshop, lasts: bool
) -> None:
    """A quick stop edits nothing; during a long one what waits says why, and is made afterwards."""
    notice = 0.02 if lasts else 1.0
    workshop.limits = replace(LIMITS, max_inflight=1, restart_notice=notice)
    workshop.emulator.hold()
    workshop.answers.clear()
    studio = await workshop.studio()
    first = await studio.request(order(key="first"))
    await workshop.accepted()
    waiting = await studio.request(order(key="waiting"))
    presenter = workshop.presenter
    stopping = asyncio.create_task(studio.stop())
    if lasts:
        await eventually(lambda: tells_of_a_restart(presenter, waiting))
    workshop.answers.set()
    await stopping
    assert ("restarting" in presenter.notes) is lasts
    workshop.emulator.release()
    await workshop.studio()
    for generation in (first, waiting):
        assert (await workshop.closed(generation)).image(1).state is ImageState.DELIVERED
    assert workshop.emulator.posts == 2


async def tells_of_a_restart(presenter: RecordingPresenter, generation: Generation) -> bool:
    """Whether a generation's card says that a restart is under way."""
    return any(
        shown.id == generation.id and progress.note == "restarting"
        for shown, progress in presenter.updates
    )
