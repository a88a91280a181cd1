"""Measures one side at growing numbers of jobs, all of them in flight at the same time."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp

from benchmarks import programs
from benchmarks.stage import OUTPUT, StageError, requests_about_jobs
from benchmarks.subjects import ROOT
from benchmarks.usage import CpuTime, resident_bytes

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator, Sequence

    from benchmarks.subjects import Subject

SIZES = (1, 10, 100, 1_000, 10_000)
REAL_MEDIAN = 25.0
WARM_UP = 3
RESULT_BYTES = 100_000
LEAST_FOR_MEMORY = 100
"""With fewer jobs, a process's memory says nothing about one: it grows by pages at least."""


@dataclass(frozen=True, slots=True)
class Point:
    """What a job costs when `jobs` are in flight; seconds, bytes and counts."""

    jobs: int
    speed: float
    cpu: float
    memory: float | None
    requests: float


async def curve(subject: Subject, sizes: Sequence[int]) -> list[Point]:
    """Measure a subject at each size, in a new process each."""
    found = []
    for jobs in sizes:
        print(f"growth: {jobs} jobs, {subject.name}", file=sys.stderr)
        found.append(await _point(subject, jobs, speed=speed_for(jobs)))
    return found


def speed_for(jobs: int) -> float:
    """Return how much faster than in real life jobs run, so that all are in flight at once.

    Taking the orders takes some milliseconds each, and a job must not end before the last one.
    """
    return REAL_MEDIAN / max(1.25, jobs * 0.006)


async def _point(subject: Subject, jobs: int, *, speed: float) -> Point:
    options = ("--median", str(REAL_MEDIAN), "--speed", str(speed), "--seed", "1")
    plain = ("--credits", "1e6", "--result-bytes", str(RESULT_BYTES))
    OUTPUT.mkdir(parents=True, exist_ok=True)
    async with (
        programs.service("sandbox.pictory", *options, *plain) as described,
        aiohttp.ClientSession() as session,
        _worker(subject, described, speed) as worker,
    ):
        shift = Shift(worker, session, described["pictory_api_url"])
        await shift.work(WARM_UP)
        before = await shift.reading()
        working = asyncio.create_task(shift.work(jobs))
        await shift.all_accepted(WARM_UP + jobs)
        flying = resident_bytes(worker.pid)
        await working
        after = await shift.reading()
    return Point(
        jobs=jobs,
        speed=speed,
        cpu=(after.cpu - before.cpu) / jobs,
        memory=(flying - before.memory) / jobs if jobs >= LEAST_FOR_MEMORY else None,
        requests=(after.requests - before.requests) / jobs,
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """What has been used so far."""

    cpu: float
    memory: int
    requests: int


@dataclass(frozen=True, slots=True)
class Shift:
    """A worker at work, and the emulator that it works with."""

    worker: Process
    session: aiohttp.ClientSession
    url: str

    async def work(self, jobs: int) -> None:
        """Have so many jobs done."""
        assert self.worker.stdin is not None
        self.worker.stdin.write(f"{jobs}\n".encode())
        await _line(self.worker, "done")

    async def reading(self) -> Reading:
        """Return what the worker has used."""
        cpu = CpuTime.of(self.worker.pid).total
        requests = requests_about_jobs((await self._state())["requests"])
        return Reading(cpu, resident_bytes(self.worker.pid), requests)

    async def all_accepted(self, jobs: int) -> None:
        """Wait until Pictory has so many jobs."""
        while (await self._state())["posts"] < jobs:
            if self.worker.returncode is not None:
                raise StageError("the worker ended")
            await asyncio.sleep(0.01 if jobs < 1000 else 0.5)

    async def _state(self) -> Any:
        url = f"{self.url.removesuffix('/pictoryapis')}/control/state"
        async with self.session.get(url) as response:
            return await response.json()


@asynccontextmanager
async def _worker(
    subject: Subject, described: dict[str, str], speed: float
) -> AsyncIterator[Process]:
    url, key = described["pictory_api_url"], described["pictory_api_key"]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.growth.worker",
        *(subject.name, url, key, str(speed)),
        cwd=ROOT,
        stdin=PIPE,
        stdout=PIPE,
    )
    assert process.stdin is not None
    try:
        await _line(process, "ready")
        yield process
    finally:
        process.stdin.close()
        await programs.ended(process)


async def _line(process: Process, expected: str) -> None:
    assert process.stdout is not None
    if (await process.stdout.readline()).decode().strip() != expected:
        raise StageError("the worker ended, or said something else than expected")
