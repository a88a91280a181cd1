"""Waiting for a job: to its end, through outages, and no longer than the deadline."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from pictory_async import (
    AuthenticationError,
    ImageRequest,
    Job,
    JobFailedError,
    JobStatus,
    JobTimedOutError,
    NotFoundError,
    PictoryClient,
    TimerSchedule,
)

if TYPE_CHECKING:
    from tests.conftest import PictoryServer

REQUEST = ImageRequest(prompt="A red bicycle")
OFTEN = TimerSchedule(0.02)


@pytest.fixture
async def job_id(client: PictoryClient, pictory: PictoryServer) -> str:
    """Submit a job that runs until it is released."""
    pictory.emulator.hold()
    return await client.submit(REQUEST)


async def test_every_answer_is_shown_until_the_job_is_completed(
    client: PictoryClient, pictory: PictoryServer, job_id: str
) -> None:
    """`on_update` sees the job running and then completed, and `wait` returns the latter."""
    seen: list[Job] = []

    def release_at_the_third(job: Job) -> None:
        seen.append(job)
        if len(seen) == 3:
            pictory.emulator.finish(pictory.emulator.accepted[0])

    job = await client.wait(job_id, schedule=OFTEN, on_update=release_at_the_third)
    assert [job.status for job in seen] == [JobStatus.IN_PROGRESS] * 3 + [JobStatus.COMPLETED]
    assert job is seen[-1]
    assert job.url is not None


async def test_a_failed_job_raises_with_pictorys_reason(
    client: PictoryClient, pictory: PictoryServer, job_id: str
) -> None:
    """The job is in the error, and its code and message are in the text."""
    pictory.emulator.fault("status", "fail_job", message="No dogs", code="MODERATED")
    with pytest.raises(JobFailedError, match="MODERATED: No dogs") as caught:
        await client.wait(job_id, schedule=OFTEN)
    assert caught.value.job.error_code == "MODERATED"


async def test_a_cleaned_job_has_failed_for_who_waits(
    client: PictoryClient, pictory: PictoryServer, job_id: str
) -> None:
    """Nobody waits for a result that was removed."""
    pictory.emulator.accepted[0].clean()
    with pytest.raises(JobFailedError, match="no result any more"):
        await client.wait(job_id, schedule=OFTEN)


@pytest.mark.parametrize(
    "kind", ["500", "429", "404", "malformed", "reset_before", "reset_after", "hang"]
)
async def test_an_outage_is_waited_out(
    client: PictoryClient, pictory: PictoryServer, job_id: str, kind: str
) -> None:
    """Two questions in a row go wrong, and the picture is found all the same."""
    pictory.emulator.release()
    pictory.emulator.fault("status", kind, times=2)
    job = await client.wait(job_id, schedule=OFTEN)
    assert job.status is JobStatus.COMPLETED
    assert pictory.emulator.gets[job_id] >= 3


async def test_faults_do_not_make_it_ask_more_often(
    client: PictoryClient, pictory: PictoryServer, job_id: str
) -> None:
    """While waiting the schedule alone decides: there is no quick retry in between."""
    pictory.emulator.fault("status", "500", times=None)
    with pytest.raises(JobTimedOutError):
        await client.wait(job_id, timeout=1.0, schedule=TimerSchedule(0.3))
    assert pictory.emulator.gets[job_id] <= 4


async def test_a_rate_limit_holds_the_next_question(
    client: PictoryClient, pictory: PictoryServer, job_id: str
) -> None:
    """`Retry-After` is stronger than the schedule."""
    pictory.emulator.release()
    pictory.emulator.fault("status", "429", retry_after=1)
    started = time.monotonic()
    await client.wait(job_id, schedule=OFTEN)
    assert time.monotonic() - started >= 1


async def test_a_job_that_stays_unknown_is_given_up(
    client: PictoryClient, pictory: PictoryServer, job_id: str
) -> None:
    """One look may come too early; three in a row mean that there is no such job."""
    pictory.emulator.fault("status", "vanish_job")
    with pytest.raises(NotFoundError):
        await client.wait(job_id, schedule=OFTEN)
    assert pictory.emulator.gets[job_id] == 3


async def test_a_rejected_key_ends_the_waiting(
    client: PictoryClient, pictory: PictoryServer, job_id: str
) -> None:
    """What will not pass by itself is raised at once."""
    pictory.emulator.fault("status", "401")
    with pytest.raises(AuthenticationError):
        await client.wait(job_id, schedule=OFTEN)
    assert pictory.emulator.gets[job_id] == 1


async def test_the_deadline_is_kept_and_the_last_known_job_told(
    client: PictoryClient, job_id: str
) -> None:
    """The error carries the job as it was last seen."""
    started = time.monotonic()
    with pytest.raises(JobTimedOutError, match=job_id) as caught:
        await client.wait(job_id, timeout=0.3, schedule=OFTEN)
    assert 0.3 <= time.monotonic() - started < 1.5
    assert caught.value.job == Job(id=job_id, status=JobStatus.IN_PROGRESS)


async def test_the_deadline_cuts_a_silent_answer(
    pictory: PictoryServer, client: PictoryClient, job_id: str
) -> None:
    """A question that is never answered does not outlast the deadline."""
    pictory.emulator.fault("status", "hang", times=None)
    patient = PictoryClient(pictory.api_key, base_url=pictory.base_url, request_timeout=60)
    started = time.monotonic()
    async with patient:
        with pytest.raises(JobTimedOutError) as caught:
            await patient.wait(job_id, timeout=0.3, schedule=OFTEN)
    assert time.monotonic() - started < 2
    assert caught.value.job.status is JobStatus.UNKNOWN


async def test_a_job_is_looked_for_once_more_before_the_deadline(
    client: PictoryClient, pictory: PictoryServer, job_id: str
) -> None:
    """A schedule that would ask too late does not lose a finished picture."""
    pictory.emulator.release()
    job = await client.wait(job_id, timeout=4.0, schedule=TimerSchedule(60))
    assert job.status is JobStatus.COMPLETED
    assert pictory.emulator.gets[job_id] == 1


async def test_the_wall_clock_does_not_matter(
    client: PictoryClient,
    pictory: PictoryServer,
    job_id: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A clock set forward by a day times nothing out."""
    tomorrow = time.time() + 86_400

    def set_clock(_: Job) -> None:
        monkeypatch.setattr(time, "time", lambda: tomorrow)
        pictory.emulator.release()

    job = await client.wait(job_id, timeout=30, schedule=OFTEN, on_update=set_clock)
    assert job.status is JobStatus.COMPLETED


async def test_an_error_of_the_observer_is_the_callers(client: PictoryClient, job_id: str) -> None:
    """A TimeoutError from `on_update` is not mistaken for the deadline."""

    def fail(_: Job) -> None:
        raise TimeoutError("mine")

    with pytest.raises(TimeoutError, match="mine"):
        await client.wait(job_id, schedule=OFTEN, on_update=fail)


async def test_waiting_can_be_cancelled(
    client: PictoryClient, pictory: PictoryServer, job_id: str
) -> None:
    """A cancelled wait asks no more."""
    asked = asyncio.Event()
    task = asyncio.create_task(client.wait(job_id, schedule=OFTEN, on_update=lambda _: asked.set()))
    await asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    count = pictory.emulator.gets[job_id]
    assert (await client.get(job_id)).status is JobStatus.IN_PROGRESS
    assert pictory.emulator.gets[job_id] == count + 1
