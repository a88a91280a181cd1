"""Watching many jobs at a real service: news comes, and little is asked."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from pictory_async import (
    Durations,
    ImageRequest,
    JobKind,
    JobStatus,
    JobWatcher,
    News,
    PictoryClient,
)
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from pictory_async import JobWatch
    from tests.conftest import PictoryServer

REQUEST = ImageRequest(prompt="A red bicycle")
KIND = JobKind(REQUEST.model)
LIST, STATUS = "GET /v1/jobs", "GET /v1/jobs/{job_id}"


@asynccontextmanager
async def watching(
    client: PictoryClient, *, durations: Durations | None = None, min_seconds: float = 0.02
) -> AsyncIterator[JobWatcher]:
    """Run a watcher inside the block."""
    watcher = JobWatcher(client, durations or Durations(), min_seconds=min_seconds)
    task = asyncio.create_task(watcher.run())
    yield watcher
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not watcher._asking


async def found(watch: JobWatch) -> News:
    """Wait for news that is there."""
    news = await watch.news(within=10.0)
    assert news is not None
    return news


async def test_the_end_of_a_job_is_news(client: PictoryClient, pictory: PictoryServer) -> None:
    """With its result; how long it took is learnt, and it is asked for no more."""
    durations = Durations()
    async with watching(client, durations=durations) as watcher:
        job_id = await client.submit(REQUEST)
        with watcher.watch(job_id, KIND) as watch:
            news = await found(watch)
        assert news.job is not None
        assert news.job.status is JobStatus.COMPLETED
        assert news.job.url is not None
        assert not news.hinted
        assert durations.seen(KIND) == 1
        asked = pictory.emulator.requests[STATUS]
        assert (await client.get(job_id)).finished
        assert pictory.emulator.requests[STATUS] == asked + 1


async def test_a_failure_is_news_that_teaches_nothing(
    client: PictoryClient, pictory: PictoryServer
) -> None:
    """How soon a job fails says nothing of how long others take."""
    pictory.emulator.fault("submit", "fail_job", message="No dogs")
    durations = Durations()
    async with watching(client, durations=durations) as watcher:
        with watcher.watch(await client.submit(REQUEST), KIND) as watch:
            job = (await found(watch)).job
    assert job is not None
    assert (job.status, job.error_message) == (JobStatus.FAILED, "No dogs")
    assert durations.seen(KIND) == 0


async def test_a_job_that_is_not_found_is_news(
    client: PictoryClient, pictory: PictoryServer
) -> None:
    """Each time it is asked for; it may only be too new."""
    pictory.emulator.fault("status", "404", times=2)
    async with watching(client) as watcher:
        with watcher.watch(await client.submit(REQUEST), KIND) as watch:
            assert [await found(watch) for _ in range(2)] == [News(None, missing=True)] * 2
            assert (await found(watch)).job is not None


async def test_a_deadline_is_news(client: PictoryClient, pictory: PictoryServer) -> None:
    """The job is asked for once more then, and what that brought is told."""
    pictory.emulator.hold()
    async with watching(client, min_seconds=30.0) as watcher:
        with watcher.watch(await client.submit(REQUEST), KIND, timeout=0.2) as watch:
            news = await found(watch)
            assert news.job is not None
            assert not news.job.finished
            assert watch.remaining <= 0


async def test_an_outage_at_the_deadline_is_news_too(
    client: PictoryClient, pictory: PictoryServer
) -> None:
    """Nobody waits for ever."""
    pictory.emulator.fault("status", "500", times=None)
    async with watching(client) as watcher:
        with watcher.watch(await client.submit(REQUEST), KIND, timeout=0.1) as watch:
            assert await found(watch) == News(None)


async def test_a_hint_brings_news_at_once(client: PictoryClient, pictory: PictoryServer) -> None:
    """Whoever hinted was first, which the news says."""
    pictory.emulator.hold()
    async with watching(client, min_seconds=30.0) as watcher:
        job_id = await client.submit(REQUEST)
        with watcher.watch(job_id, KIND) as watch:
            watch.hint(gap=0.01)
            await eventually(lambda: asked(pictory, job_id))
            pictory.emulator.finish(pictory.emulator.accepted[0])
            watch.hint(gap=0.01)
            assert (await found(watch)).hinted


async def asked(pictory: PictoryServer, job_id: str) -> bool:
    """Whether a job was asked for."""
    return pictory.emulator.gets[job_id] > 0


async def test_a_wait_can_end_without_news(client: PictoryClient, pictory: PictoryServer) -> None:
    """After a while, or when somebody pokes; the job stays watched."""
    pictory.emulator.hold()
    async with watching(client) as watcher:
        with watcher.watch(await client.submit(REQUEST), KIND) as watch:
            assert await watch.news(within=0.01) is None
            watch.poke()
            assert await watch.news() is None
            pictory.emulator.release()
            assert (await found(watch)).job is not None


@pytest.mark.parametrize("kind", ["500", "429", "401", "malformed", "reset_before", "reset_after"])
async def test_an_outage_is_waited_out(
    client: PictoryClient, pictory: PictoryServer, kind: str
) -> None:
    """Whatever goes wrong with questions about one job, its end is found."""
    pictory.emulator.fault("status", kind, times=3)
    async with watching(client) as watcher:
        with watcher.watch(await client.submit(REQUEST), KIND) as watch:
            job = (await found(watch)).job
    assert job is not None
    assert job.status is JobStatus.COMPLETED


@pytest.mark.parametrize("kind", ["500", "429", "404", "malformed", "empty", "reset_after"])
async def test_without_a_list_every_end_is_found(
    client: PictoryClient, pictory: PictoryServer, kind: str
) -> None:
    """Whatever goes wrong with the list, the jobs are asked for singly."""
    pictory.emulator.fault("list", kind, times=None)
    async with watching(client) as watcher:
        ids = [await client.submit(REQUEST) for _ in range(6)]
        assert await ends(watcher, ids) == set(ids)


async def test_many_jobs_are_found_on_pages(client: PictoryClient, pictory: PictoryServer) -> None:
    """A hundred jobs end at about the same time: pages tell of them, not a question each."""
    pictory.emulator.hold()
    ids = [await client.submit(REQUEST) for _ in range(100)]
    pictory.emulator.release()
    async with watching(client, min_seconds=0.2) as watcher:
        assert await ends(watcher, ids) == set(ids)
    assert pictory.emulator.requests[LIST] >= 4
    assert pictory.emulator.requests[LIST] + pictory.emulator.requests[STATUS] < 60


async def ends(watcher: JobWatcher, ids: list[str]) -> set[str]:
    """Watch jobs until all have ended; return those that were completed."""

    async def end(job_id: str) -> str | None:
        with watcher.watch(job_id, KIND) as watch:
            news = await found(watch)
        return job_id if news.job and news.job.status is JobStatus.COMPLETED else None

    return {job_id for job_id in await asyncio.gather(*map(end, ids)) if job_id is not None}


async def test_a_429_holds_back_questions_about_every_job(
    client: PictoryClient, pictory: PictoryServer
) -> None:
    """The account is left alone for as long as `Retry-After` says."""
    pictory.emulator.hold()
    async with watching(client) as watcher:
        first, second = [await client.submit(REQUEST) for _ in range(2)]
        pictory.emulator.fault("status", "429", retry_after=30)
        pictory.emulator.fault("list", "429", retry_after=30)
        with watcher.watch(first, KIND):
            await eventually(lambda: was_refused(pictory))
            with watcher.watch(second, KIND) as watch:
                requests = sum(pictory.emulator.requests.values())
                watch.hint(gap=0.0)
                assert await watch.news(within=0.3) is None
                assert sum(pictory.emulator.requests.values()) == requests


async def was_refused(pictory: PictoryServer) -> bool:
    """Whether the emulator has answered a question with 429."""
    return len(list(pictory.emulator.faults)) < 2


async def test_an_error_ends_the_work_and_it_can_begin_again(
    client: PictoryClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The owner hears of it; no job is forgotten over it."""
    watcher = JobWatcher(client, Durations(), min_seconds=0.02)
    with watcher.watch(await client.submit(REQUEST), KIND) as watch:
        with monkeypatch.context() as broken:
            broken.setattr(type(watcher._lookout._times._worth), "price", None)
            with pytest.raises(TypeError):
                await watcher.run()
        task = asyncio.create_task(watcher.run())
        assert (await found(watch)).job is not None
        task.cancel()
