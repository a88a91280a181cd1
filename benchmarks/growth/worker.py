"""One side's work on jobs without Discord: `python -m benchmarks.growth.worker SIDE URL KEY SPEED`.

Every line of standard input is a number of jobs: they are begun all together, and once their
pictures are there a line is printed.
"""

from __future__ import annotations

import asyncio
import io
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from benchmarks.growth.audience import Audience
from benchmarks.stage import OUTPUT, PROMPT
from benchmarks.subjects import BASELINE, OURS, UNLIMITED
from pictory_async import ImageRequest, PictoryClient
from studio.generations import Card, Kind, Order
from studio.limits import Limits
from studio.spool import spool
from studio.store import Store
from studio.studio import Studio

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studio.generations import Generation

Work: TypeAlias = Callable[[int], Awaitable[None]]
AT_ONCE = 50
"""How many people's orders are taken at once; more come in only when those are answered."""

MAX_BYTES = 100 * 1024 * 1024
LIMIT = int(UNLIMITED)
PATIENCE = 60.0


@asynccontextmanager
async def studio_side(client: PictoryClient, speed: float) -> AsyncIterator[Work]:
    """Let this bot's studio do the work, with its store on disk, and show it to nobody."""
    limits = Limits(
        max_inflight=LIMIT,
        max_inflight_per_user=LIMIT,
        open_per_user=LIMIT,
        poll_min=OURS.poll_seconds / speed,
        intake_within=PATIENCE,  # nobody waits for an answer here
    )
    with tempfile.TemporaryDirectory(dir=OUTPUT) as folder, spool(Path(folder)) as files:
        async with await Store.open(f"sqlite+aiosqlite:///{folder}/bot.db") as store:
            studio = Studio(client=client, store=store, limits=limits, spool=files)
            audience = Audience()
            studio.present_with(audience)
            await studio.start()
            yield lambda jobs: _through_studio(studio, audience, jobs)
            await studio.stop()


async def _through_studio(studio: Studio, audience: Audience, jobs: int) -> None:
    slots = asyncio.Semaphore(AT_ONCE)
    already = audience.seen

    async def ask(number: int) -> None:
        async with slots:
            await studio.request(_order(number), _show)

    await asyncio.gather(*(ask(already + number) for number in range(jobs)))
    await audience.has_seen(already + jobs)


def _order(number: int) -> Order:
    return Order(
        key=f"interaction:{number}",
        kind=Kind.GENERATE,
        user_id=number % 1000,
        card=Card(channel_id=1),
        prompt=PROMPT,
        model="seedream3.0",
        aspect_ratio="1:1",
        upload_limit=MAX_BYTES,
    )


async def _show(generation: Generation) -> Card:
    return Card(channel_id=1, message_id=generation.id)


@asynccontextmanager
async def guide_side(client: PictoryClient, speed: float) -> AsyncIterator[Work]:
    """Do the work as the guide's bot does it: a task a job, a timer a task, nothing on disk."""
    slots = asyncio.Semaphore(AT_ONCE)

    async def make() -> None:
        async with slots:
            job_id = await client.submit(ImageRequest(prompt=PROMPT))
        while True:
            await asyncio.sleep(BASELINE.poll_seconds / speed)
            job = await client.get(job_id)
            if job.finished:
                break
        assert job.url is not None
        await client.download(job.url, io.BytesIO(), max_bytes=MAX_BYTES)

    async def make_all(jobs: int) -> None:
        await asyncio.gather(*(make() for _ in range(jobs)))

    yield make_all


SIDES = {OURS.name: studio_side, BASELINE.name: guide_side}


async def main(arguments: Sequence[str]) -> None:
    """Work until standard input ends."""
    side, url, key, speed = arguments
    async with (
        PictoryClient(key, base_url=url) as client,
        SIDES[side](client, float(speed)) as work,
    ):
        print("ready", flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            await work(int(line))
            print("done", flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
