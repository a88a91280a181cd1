"""Keeps the house: takes over what others left, shows signs of life, throws old things away."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from studio.database import StoreUnavailableError
from studio.drafts import Drafts
from studio.generations import ImageState
from studio.lost_jobs import remember_newest_job
from studio.past_durations import past_durations
from studio.privacy import sweep
from studio.queue_board import QueueBoard
from studio.vigil import keep_watching

if TYPE_CHECKING:
    from studio.bench import Bench
    from studio.lease import Lease
    from studio.runner import GenerationRun
    from studio.runs import Runs

log = logging.getLogger(__name__)

RESTARTING = "restarting"
"""The note on cards that wait for a restart."""


class Custodian:
    """What has to be done for all generations, at the start, now and then, and at the end."""

    def __init__(self, bench: Bench, runs: Runs, lease: Lease) -> None:
        self._bench = bench
        self._runs = runs
        self._lease = lease

    async def start(self) -> None:
        """Take up the work of processes that run no more, and show signs of life from now on.

        Raises StoreUnavailableError.
        """
        bench = self._bench
        await asyncio.to_thread(bench.spool.mkdir, parents=True, exist_ok=True)
        for kind, seconds in await past_durations(bench.store):
            bench.durations.record(kind, seconds)
        bench.tasks.start(keep_watching(bench), "watch jobs")
        bench.tasks.start(self._mark_jobs(), "mark jobs")
        await self._take_over()
        bench.tasks.start(self._beat(), "heartbeat")
        bench.tasks.start(QueueBoard(bench, self._runs).keep(), "queue board")

    async def stop(self) -> None:
        """End every task within the grace, and leave the rows to whoever starts next."""
        # Noted now: a run leaves when its tasks are ended.
        notice = asyncio.create_task(self._announce_restart(list(self._runs)))
        await self._bench.tasks.stop(self._bench.limits.stop_grace)
        notice.cancel()
        self._runs.clear()
        try:
            async with asyncio.timeout(self._bench.limits.intake_within):
                await self._lease.release()
        except (StoreUnavailableError, TimeoutError) as error:
            log.warning("work not handed back, it is taken over later reason=%s", error)

    async def _announce_restart(self, runs: list[GenerationRun]) -> None:
        """Say on the cards of queued work why it waits, if the stop lasts."""
        await asyncio.sleep(self._bench.limits.restart_notice)
        for run in runs:
            if any(image.state is ImageState.QUEUED for image in run.generation.images):
                run.note = RESTARTING
                await run.show()

    async def _mark_jobs(self) -> None:
        """Mark the list of jobs before anything is submitted, unless that takes too long."""
        bench = self._bench
        try:
            async with asyncio.timeout(bench.limits.first_look_within):
                await bench.persist(lambda: remember_newest_job(bench.client, bench.jobs))
        except TimeoutError:
            log.info("the list of jobs was not marked in time")
        finally:
            bench.marked.set()

    async def _take_over(self) -> None:
        """Go on with the rows that nobody works on, by what their states say."""
        taken = await self._lease.take_over(time.time())
        if not taken:
            return
        # From here on the rows are ours and nobody else begins them, so this has to succeed.
        for generation_id in taken:
            await self._runs.resume(generation_id)

    async def _beat(self) -> None:
        """Show signs of life, take over what others left, and throw old things away."""
        while True:
            await asyncio.sleep(self._bench.limits.heartbeat)
            try:
                await self._lease.renew(time.time())
                await self._take_over()
                await self._throw_away()
            except StoreUnavailableError as error:
                log.warning("no sign of life shown reason=%s", error)
            except Exception:  # without signs of life others would take our rows
                log.exception("the heartbeat stumbled")

    async def _throw_away(self) -> None:
        now = time.time()
        before = now - self._bench.limits.keep_for
        gone = await self._bench.deliveries.expire(before=before, now=now)
        if gone:
            log.info("pictures that nobody collected thrown away count=%s", gone)
        await Drafts(self._bench.store).prune(now=now)
        if gone := await sweep(self._bench.store, now=now):
            log.info("forgotten generations thrown away count=%s", gone)
