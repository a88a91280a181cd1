"""How a generation's pictures, and in the end its failures, reach the requester: one at a time."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from studio.generations import FailureKind, ImageState
from studio.tasks import AbandonedError
from studio.watching import look

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from studio.bench import Bench
    from studio.generations import Image
    from studio.runner import GenerationRun

log = logging.getLogger(__name__)


class Handover:
    """Shows pictures on the card as they arrive, then the last state, and watches what is left.

    Deliveries of one generation never overlap; pictures that arrive meanwhile go with the next.
    """

    def __init__(self, run: GenerationRun, bench: Bench) -> None:
        self._run = run
        self._bench = bench
        self._arrived: dict[int, Path] = {}
        self._delivering = False

    def add(self, n: int, path: Path) -> None:
        """Deliver the picture of image `n`, soon."""
        self._arrived[n] = path
        if not self._delivering:
            self._delivering = True
            work = self._deliver_all()
            self._bench.tasks.start(work, f"deliver {self._run.generation.id}")

    async def _deliver_all(self) -> None:
        try:
            while self._arrived and await self._insist("deliver", self._deliver):
                pass
        finally:
            self._delivering = False
        self._run.check()

    async def _deliver(self) -> None:
        """Show what has arrived, and write down that it was shown before anything else."""
        bench, generation_id = self._bench, self._run.generation.id
        batch = dict(self._arrived)
        async with bench.delivering, bench.tasks.vital():
            delivery = await bench.presenter.deliver(self._run.generation, batch)
            images = await bench.persist(
                lambda: bench.store.record_delivery(generation_id, batch, delivery, now=time.time())
            )
            self._run.changed(*images)
        log.info(
            "delivered generation=%s images=%s rung=%s",
            generation_id,
            ",".join(map(str, batch)),
            delivery.rung,
        )
        for n, path in batch.items():
            del self._arrived[n]
            with suppress(OSError):
                await asyncio.to_thread(path.unlink)

    async def finish(self) -> None:
        """Show the last state if there is more to it than pictures, and close the generation."""
        bench, generation_id = self._bench, self._run.generation.id
        generation = self._run.generation
        complete = all(image.state is ImageState.DELIVERED for image in generation.images)
        if generation.shown_at is None and not complete:
            await self._insist("settle", self._settle)
        running = [i for i in self._run.generation.images if i.job_id and i.job_settled_at is None]
        if running:
            await bench.persist(lambda: bench.store.mark_shown(generation_id, now=time.time()))
            await asyncio.gather(*map(self._watch_detached, running))
        await bench.persist(lambda: bench.store.close_generation(generation_id, now=time.time()))
        log.info("closed generation=%s", generation_id)

    async def _settle(self) -> None:
        generation = self._run.generation
        failures = [image.failure for image in generation.images]
        rejected = [f for f in failures if f and f.kind is FailureKind.REFERENCE_REJECTED]
        async with self._bench.delivering, self._bench.tasks.vital():
            if len(rejected) == len(failures):
                await self._bench.presenter.reject(generation, rejected[0].detail)
            else:
                await self._bench.presenter.settle(generation)

    async def _insist(self, what: str, show: Callable[[], Awaitable[None]]) -> bool:
        """Show something, trying again later if no way to the requester is open now.

        False if it did not work for so long that it is left to the next start.
        """
        limits, generation_id = self._bench.limits, self._run.generation.id
        failures, ends = 0, time.monotonic() + limits.present_for
        while True:
            try:
                await show()
            except AbandonedError:
                raise
            except Exception:
                failures += 1
                log.warning("%s failed generation=%s", what, generation_id, exc_info=True)
            else:
                return True
            if time.monotonic() >= ends:
                log.error("%s given up generation=%s", what, generation_id)
                return False
            await asyncio.sleep(limits.backoff(failures, limits.present_most))

    async def _watch_detached(self, image: Image) -> None:
        """Ask now and then for a job that no card waits for, so that its cost becomes known."""
        limits = self._bench.limits
        ends_at = (image.submitted_at or 0.0) + limits.detached_for
        while self._run.generation.image(image.n).job_settled_at is None:
            if time.time() >= ends_at:
                return
            await asyncio.sleep(limits.detached_poll)
            seen = await look(self._bench.client, image.job_id or "")
            if seen.job is not None:
                await self._run.observe(image.n, seen.job)
