"""The studio's jobs and the account's list: what is asked of a real service, all in all."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from benchmarks.polling.contest import Play, guide
from benchmarks.polling.world import Load, World
from pictory_async import Durations, ImageRequest, JobKind, JobWatcher, PictoryClient
from sandbox.pictory import PictoryEmulator, create_app
from sandbox.pictory.catalogue import Durations as Lognormal
from studio.generations import ImageState
from tests.studio.workshop import LIMITS, order

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from studio.generations import Generation
    from tests.studio.workshop import Workshop

LIST, STATUS = "GET /v1/jobs", "GET /v1/jobs/{job_id}"
SPEED, IN_FLIGHT, JOBS = 60.0, 30, 150
"""How much faster than in real life jobs run here, and how many."""


async def test_a_crowd_is_found_on_pages(workshop: Workshop) -> None:
    """Forty images that end at about the same time take fewer questions than images."""
    workshop.limits = replace(LIMITS, poll_min=0.2, max_inflight=100, max_inflight_per_user=100)
    workshop.emulator.hold()
    studio = await workshop.studio()
    asked = [await studio.request(order(key=f"{n}", count=4)) for n in range(10)]
    for generation in asked:
        for n in range(1, 5):
            await workshop.reached(generation, ImageState.GENERATING, n)
    before = questions(workshop.emulator)
    workshop.emulator.release()
    for generation in asked:
        done = await workshop.closed(generation)
        assert all(image.state is ImageState.DELIVERED for image in done.images)
    assert workshop.emulator.requests[LIST] > 1
    assert questions(workshop.emulator) - before < 40


async def test_one_image_is_asked_for_by_itself(workshop: Workshop) -> None:
    """The list is left alone, but for the look at the start."""
    studio, generation = await workshop.running()
    looks = workshop.emulator.requests[LIST]
    workshop.emulator.release()
    await workshop.closed(generation)
    assert workshop.emulator.requests[LIST] == looks
    assert studio._staff.bench.durations.seen(JobKind("seedream3.0")) == 1


async def test_a_list_that_shows_none_of_our_jobs_is_given_up(workshop: Workshop) -> None:
    """The pictures come all the same, and the list is not asked for ever again."""
    workshop.limits = replace(LIMITS, poll_min=0.1, max_inflight=100, max_inflight_per_user=100)
    studio = await workshop.studio()
    workshop.emulator.fault("list", "empty", None)
    for turn in range(4):
        asked = [await studio.request(order(key=f"{turn} {n}", count=4)) for n in range(3)]
        for generation in asked:
            await workshop.closed(generation)
    looks = workshop.emulator.requests[LIST]
    last = await studio.request(order(key="last", count=4))
    await workshop.closed(last)
    assert workshop.emulator.requests[LIST] - looks <= 1
    assert await everything_delivered(workshop, last)


async def everything_delivered(workshop: Workshop, generation: Generation) -> bool:
    """Whether each image of a generation was delivered."""
    images = (await workshop.now(generation)).images
    return all(image.state is ImageState.DELIVERED for image in images)


async def test_a_restart_remembers_how_long_jobs_take(workshop: Workshop) -> None:
    """The next process begins with what the store knows."""
    studio, generation = await workshop.running()
    workshop.emulator.release()
    await workshop.closed(generation)
    await workshop.crash(studio)
    later = await workshop.studio()
    assert later._staff.bench.durations.seen(JobKind("seedream3.0")) == 1


def questions(emulator: PictoryEmulator) -> int:
    """Return how often the emulator was asked for jobs, one or a page of them."""
    return emulator.requests[LIST] + emulator.requests[STATUS]


@pytest.fixture
async def emulator() -> AsyncIterator[tuple[PictoryEmulator, str]]:
    """Run an emulator whose jobs take 25 s, 60 times as fast; give it with its address."""
    durations = {"seedream3.0": Lognormal(25.0, 0.25)}
    made = PictoryEmulator(speed=SPEED, seed=3, draft=True, durations=durations)
    runner = web.AppRunner(create_app(made), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield made, f"http://127.0.0.1:{runner.addresses[0][1]}/pictoryapis"
    await runner.cleanup()


async def test_the_simulation_tells_the_truth(emulator: tuple[PictoryEmulator, str]) -> None:
    """Thirty jobs in flight take about as many requests as in virtual time, far from the guide's.

    How soon their ends are found is not compared: that would measure this machine.
    """
    service, base_url = emulator
    async with PictoryClient(service.api_key, base_url=base_url) as client:
        watcher = JobWatcher(client, Durations(), min_seconds=5.0 / SPEED)
        task = asyncio.create_task(watcher.run())
        left = iter(range(JOBS))
        await asyncio.gather(*(people(client, watcher, left) for _ in range(IN_FLIGHT)))
        task.cancel()
    load = Load(IN_FLIGHT, 0.25)
    play = Play(World(load, 1), latency=0.3)
    play.until_found(JOBS)
    simulated = len(play.questions) / JOBS
    real = questions(service) / JOBS
    assert 0.5 * simulated < real < 1.7 * simulated
    assert real < 0.6 * guide(load).requests


async def people(client: PictoryClient, watcher: JobWatcher, left: Iterator[int]) -> None:
    """Let jobs run one after the other, as long as some are left."""
    for _ in left:
        job_id = await client.submit(ImageRequest(prompt="A red bicycle"))
        with watcher.watch(job_id, JobKind("seedream3.0")) as watch:
            news = await watch.news(within=30.0)
        assert news is not None
        assert news.job is not None
        assert news.job.finished
