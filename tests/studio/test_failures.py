"""What goes wrong at Pictory, on the way to it, or on our disk: said truly, and paid for once."""

from __future__ import annotations

import socket
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from pictory_async import Job, JobStatus, RetryPolicy
from sandbox.pictory import PictoryEmulator, create_app
from studio.generations import Charged, Failure, FailureKind, ImageState, Reference
from studio.ports import ReferenceGoneError, ReferenceRejectedError
from tests.studio.workshop import LIMITS, order
from tests.waiting import eventually

if TYPE_CHECKING:
    from studio.generations import Generation, Image
    from tests.studio.workshop import Workshop


async def finished(workshop: Workshop, **changes: object) -> Generation:
    """Request an order and return its generation once nothing is left to do."""
    studio = await workshop.studio()
    return await workshop.closed(await studio.request(order(**changes)))


async def says(workshop: Workshop, note: str) -> bool:
    """Whether the card has shown a note."""
    return note in workshop.presenter.notes


TOLD = pytest.mark.expects_error_logs


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("400", FailureKind.INVALID_REQUEST),
        pytest.param("401", FailureKind.KEY_REJECTED, marks=TOLD),
        pytest.param("402", FailureKind.CREDITS_EXHAUSTED, marks=TOLD),
        ("404", FailureKind.OUTAGE),
    ],
)
async def test_a_refusal_costs_nothing_and_is_not_repeated(
    workshop: Workshop, fault: str, kind: FailureKind
) -> None:
    """A definite no fails the image with its reason, after one POST."""
    workshop.emulator.fault("submit", fault)
    generation = await finished(workshop)
    image = generation.image(1)
    assert image.state is ImageState.FAILED
    assert image.failure is not None
    assert (image.failure.kind, image.failure.charged) == (kind, Charged.NO)
    assert workshop.emulator.posts == 1
    assert [shown.image(1).failure for shown in workshop.presenter.settled] == [image.failure]


@pytest.mark.parametrize("fault", ["500", "503", "reset_before"])
async def test_a_request_that_may_have_arrived_is_never_sent_again(
    workshop: Workshop, fault: str
) -> None:
    """After an ambiguous answer the image is unconfirmed, and there was exactly one POST."""
    workshop.emulator.fault("submit", fault)
    studio = await workshop.studio(request_timeout=0.5)
    generation = await workshop.closed(await studio.request(order()))
    assert generation.image(1).state is ImageState.UNCONFIRMED
    assert workshop.emulator.posts == 1
    assert [shown.image(1).state for shown in workshop.presenter.settled] == [
        ImageState.UNCONFIRMED
    ]


async def test_a_rate_limit_is_waited_out(workshop: Workshop) -> None:
    """After 429 the request goes again, and the card says why it waits."""
    workshop.emulator.fault("submit", "429", 2, retry_after=0)
    generation = await finished(workshop)
    assert generation.image(1).state is ImageState.DELIVERED
    assert workshop.emulator.posts == 3
    assert "rate_limited" in workshop.presenter.notes
    assert len(workshop.emulator.accepted) == 1


async def test_an_image_that_waits_for_another_try_is_not_in_submission(
    workshop: Workshop,
) -> None:
    """Between two requests the row says that nothing is out, so a crash there loses no certainty.

    The client's own patience does not come into it.
    """
    workshop.retry = RetryPolicy()
    workshop.emulator.fault("submit", "429", retry_after=30)
    studio = await workshop.studio()
    generation = await studio.request(order())
    await eventually(lambda: says(workshop, "rate_limited"))
    assert (await workshop.image(generation)).state is ImageState.QUEUED
    cancelled = await studio.cancel(generation.id, 7)
    assert cancelled.image(1).state is ImageState.CANCELLED


async def test_a_rate_limit_without_end_fails_in_the_end(workshop: Workshop) -> None:
    """An image is not tried for longer than a job may take."""
    workshop.limits = replace(LIMITS, job_timeout=0.2)
    workshop.emulator.fault("submit", "429", None)
    image = (await finished(workshop)).image(1)
    assert image.failure == Failure(FailureKind.RATE_LIMITED, Charged.NO)
    assert workshop.emulator.accepted == []


async def test_work_waits_for_pictory_to_come_back(workshop: Workshop) -> None:
    """Without a connection nothing is spent, the card says so, and it recovers by itself."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    studio = await workshop.studio(base_url=f"http://127.0.0.1:{port}/pictoryapis")
    generation = await studio.request(order())
    await eventually(lambda: says(workshop, "waiting_for_pictory"))
    assert (await workshop.image(generation)).job_id is None

    emulator = PictoryEmulator(api_key=workshop.api_key, speed=200, draft=True)
    runner = web.AppRunner(create_app(emulator), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        done = await workshop.closed(generation)
    finally:
        await runner.cleanup()
    assert done.image(1).state is ImageState.DELIVERED
    assert len(emulator.accepted) == 1


async def test_an_outage_without_end_fails_in_the_end(workshop: Workshop) -> None:
    """When Pictory stays unreachable the card says so, and that nothing was spent."""
    workshop.limits = replace(LIMITS, job_timeout=0.2)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    studio = await workshop.studio(base_url=f"http://127.0.0.1:{port}/pictoryapis")
    done = await workshop.closed(await studio.request(order()))
    assert done.image(1).failure == Failure(FailureKind.OUTAGE, Charged.NO)


async def failed_job(workshop: Workshop, message: str, code: str | None = None) -> Image:
    """Let the next job fail with a message, and return its image."""
    workshop.emulator.fault("submit", "fail_job", message=message, code=code)
    return (await finished(workshop)).image(1)


async def test_a_failed_job_says_what_pictory_said(workshop: Workshop) -> None:
    """Pictory's own message is kept, and a failed job counts as free."""
    image = await failed_job(workshop, "The prompt was refused.")
    assert image.failure == Failure(FailureKind.JOB_FAILED, Charged.NO, "The prompt was refused.")
    assert image.job_settled_at is not None


async def test_a_job_that_could_not_read_the_reference_says_so(workshop: Workshop) -> None:
    """Pictory's failure to fetch the reference is told from other failures."""
    workshop.presenter.url = f"{workshop.base_url}/nothing-here.png"
    image = (await finished(workshop, reference=Reference(url="https://x/y.png"))).image(1)
    assert image.failure is not None
    assert image.failure.kind is FailureKind.REFERENCE_UNREACHABLE
    assert image.failure.charged is Charged.NO


@TOLD
async def test_a_job_without_credits_says_so(workshop: Workshop) -> None:
    """A job that fails for want of credits is told from other failures."""
    image = await failed_job(workshop, "No credits left.", code="INSUFFICIENT_CREDITS")
    assert image.failure == Failure(FailureKind.CREDITS_EXHAUSTED, Charged.NO)


@pytest.mark.parametrize("fault", ["500", "malformed", "reset_before", "reset_after", "429", "401"])
async def test_a_question_that_fails_does_not_fail_the_job(workshop: Workshop, fault: str) -> None:
    """Whatever goes wrong while polling, the job goes on and its picture arrives."""
    workshop.emulator.fault("status", fault, 3)
    generation = await finished(workshop)
    assert generation.image(1).state is ImageState.DELIVERED
    assert workshop.emulator.posts == 1


async def test_a_job_that_is_unknown_for_a_moment_is_kept(workshop: Workshop) -> None:
    """A few 404s say nothing; the job may be too new to be seen."""
    workshop.emulator.fault("status", "404", 2)
    assert (await finished(workshop)).image(1).state is ImageState.DELIVERED


async def test_a_job_that_stays_unknown_has_vanished(workshop: Workshop) -> None:
    """After a while of 404s the card gives the job up, and nobody knows whether it cost credits."""
    workshop.emulator.fault("submit", "vanish_job")
    studio = await workshop.studio()
    generation = await studio.request(order())
    image = await workshop.reached(generation, ImageState.FAILED)
    assert image.failure == Failure(FailureKind.JOB_VANISHED, Charged.UNKNOWN)
    assert workshop.emulator.posts == 1


async def test_a_job_that_was_unknown_for_a_while_is_kept(workshop: Workshop) -> None:
    """A job given up for 404s stays watched, and its picture waits for its requester."""
    studio, generation = await workshop.running()
    workshop.emulator.fault("status", "404", None)
    await workshop.reached(generation, ImageState.FAILED)
    workshop.emulator.clear_faults()
    workshop.emulator.release()
    image = (await workshop.closed(generation)).image(1)
    assert image.kept
    assert image.credits_used == 2
    assert studio._staff.bench.slots.running == 0


async def test_a_refused_result_is_looked_for_at_another_address(workshop: Workshop) -> None:
    """A signed address that died while nobody could fetch is asked for anew."""
    workshop.presenter.refusals["deliver"] = [OSError("away")]
    studio, generation = await workshop.running()
    job = workshop.emulator.accepted[0]
    dead = Job(
        id=job.id,
        status=JobStatus.COMPLETED,
        url=f"{workshop.base_url}/expired.png",
        credits_used=Decimal(2),
    )
    workshop.emulator.finish(job)
    await studio.observe(generation.id, 1, dead)
    image = (await workshop.closed(generation)).image(1)
    assert image.state is ImageState.DELIVERED
    assert image.result_url is not None
    assert image.result_url.endswith(f"{job.id}.png")


async def test_a_job_past_its_deadline_is_given_up_but_stays_watched(workshop: Workshop) -> None:
    """The card says that it took too long; when the job ends after all, its cost is recorded."""
    workshop.limits = replace(LIMITS, job_timeout=0.2)
    workshop.emulator.hold()
    studio = await workshop.studio()
    generation = await studio.request(order())
    image = await workshop.reached(generation, ImageState.FAILED)
    assert image.failure == Failure(FailureKind.TIMED_OUT, Charged.UNKNOWN)
    assert image.job_settled_at is None
    assert studio._staff.bench.slots.running == 0

    workshop.emulator.release()
    image = (await workshop.closed(generation)).image(1)
    assert image.state is ImageState.FAILED
    assert image.credits_used == Decimal(2)
    assert image.result_url is not None
    assert len(workshop.presenter.settled) == 1


async def test_a_download_that_fails_is_tried_again(workshop: Workshop) -> None:
    """Passing troubles of a download end with the picture delivered."""
    workshop.emulator.fault("download", "500", 2)
    workshop.emulator.fault("download", "404", 1)
    assert (await finished(workshop)).image(1).state is ImageState.DELIVERED


async def test_a_result_that_cannot_be_downloaded_was_paid_for(workshop: Workshop) -> None:
    """A result that is gone is said to be lost and charged; where it was stays in the row."""
    workshop.emulator.fault("download", "404", None)
    image = (await finished(workshop)).image(1)
    assert image.failure == Failure(FailureKind.RESULT_LOST, Charged.YES)
    assert image.result_url is not None
    assert image.credits_used == Decimal(2)


async def test_a_full_disk_does_not_lose_the_result(workshop: Workshop) -> None:
    """What our own disk refuses is downloaded again as soon as it takes it."""
    studio = await workshop.studio()
    workshop.spool.rmdir()
    workshop.spool.touch()  # a file where the directory should be: nothing can be written
    generation = await studio.request(order())
    await workshop.reached(generation, ImageState.READY)
    workshop.spool.unlink()
    workshop.spool.mkdir()
    assert (await workshop.closed(generation)).image(1).state is ImageState.DELIVERED


async def test_a_rejected_reference_is_never_submitted(workshop: Workshop) -> None:
    """Every image of the generation fails, the requester is told why, and nothing is sent."""
    workshop.presenter.refusals["reference_url"] = [ReferenceRejectedError("The file is empty.")]
    generation = await finished(workshop, count=4, reference=Reference(url="https://x/y.png"))
    assert {image.failure for image in generation.images} == {
        Failure(FailureKind.REFERENCE_REJECTED, Charged.NO, "The file is empty.")
    }
    assert workshop.presenter.rejections == ["The file is empty."]
    assert workshop.presenter.settled == []
    assert workshop.emulator.posts == 0


async def test_a_reference_that_is_gone_is_never_submitted(workshop: Workshop) -> None:
    """The card says that the reference cannot be read any more, and nothing is sent."""
    workshop.presenter.refusals["reference_url"] = [ReferenceGoneError("Attach it again.")]
    generation = await finished(workshop, reference=Reference(url="https://x/y.png"))
    assert generation.image(1).failure == Failure(
        FailureKind.REFERENCE_UNREACHABLE, Charged.NO, "Attach it again."
    )
    assert len(workshop.presenter.settled) == 1
    assert workshop.emulator.posts == 0


async def test_a_reference_that_cannot_be_read_just_now_is_tried_again(workshop: Workshop) -> None:
    """Discord being away for a moment does not fail a generation."""
    workshop.presenter.refusals["reference_url"] = [OSError("away")]
    workshop.presenter.refusals["settle"] = [OSError("away")]
    workshop.presenter.url = f"{workshop.base_url}/nothing-here.png"
    await finished(workshop, reference=Reference(url="https://x/y.png"))
    assert workshop.emulator.posts == 1
    assert len(workshop.presenter.settled) == 1


async def test_some_fail_and_some_arrive(workshop: Workshop) -> None:
    """Images come to their ends on their own; the card gets its pictures and its last state."""
    workshop.emulator.fault("submit", "fail_job", message="No.")
    generation = await finished(workshop, count=3)
    states = sorted(image.state for image in generation.images)
    assert states == [ImageState.DELIVERED, ImageState.DELIVERED, ImageState.FAILED]
    assert len(workshop.presenter.pictures) == 2
    assert len(workshop.presenter.settled) == 1


async def test_an_order_that_pictory_could_never_take_is_not_sent(workshop: Workshop) -> None:
    """What the client refuses to build fails as an invalid request."""
    generation = await finished(workshop, aspect_ratio="7:5")
    failure = generation.image(1).failure
    assert failure is not None
    assert (failure.kind, failure.charged) == (FailureKind.INVALID_REQUEST, Charged.NO)
    assert workshop.emulator.posts == 0


async def test_a_card_that_cannot_be_posted_spends_nothing(workshop: Workshop) -> None:
    """Without a place to show the pictures no job is submitted."""
    workshop.limits = replace(LIMITS, job_timeout=0.1)
    workshop.presenter.refusals["open"] = [OSError("no such channel")] * 100
    card = replace(order().card, message_id=None)
    generation = await finished(workshop, card=card)
    assert generation.image(1).failure == Failure(FailureKind.OUTAGE, Charged.NO)
    assert workshop.emulator.posts == 0


async def test_a_card_that_stays_out_of_reach_is_given_up(workshop: Workshop) -> None:
    """The last state of a card that nobody can show is not tried for ever."""
    workshop.limits = replace(LIMITS, present_for=0.1)
    workshop.presenter.refusals["settle"] = [OSError("no such channel")] * 100
    workshop.emulator.fault("submit", "400")
    generation = await finished(workshop)
    assert generation.image(1).state is ImageState.FAILED
