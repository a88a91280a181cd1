"""How a generation's pictures, and in the end its failures, reach the requester: one at a time."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from studio.fetching import discard, put_aside
from studio.generations import FailureKind
from studio.ports import Delivery, Rung, UnreachableError
from studio.tasks import AbandonedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from studio.bench import Bench
    from studio.runner import GenerationRun

log = logging.getLogger(__name__)


class Handover:
    """Shows pictures on the card as they arrive, and then its last state.

    Deliveries of one generation never overlap; pictures that arrive meanwhile go with the next.
    """

    def __init__(self, run: GenerationRun, bench: Bench) -> None:
        self._run = run
        self._bench = bench
        self._arrived: dict[int, Path] = {}
        self._delivering = False

    @property
    def busy(self) -> bool:
        """Whether a delivery is under way."""
        return self._delivering

    def add(self, n: int, path: Path) -> None:
        """Deliver the picture of image `n`, soon."""
        self._arrived[n] = path
        if not self._delivering:
            self._delivering = True
            work = self._deliver_all()
            self._run.start(work, "deliver")

    async def is_shown(self, n: int) -> bool:
        """Whether the card has image `n`, delivered by a process that ended right then."""
        bench, generation = self._bench, self._run.generation
        try:
            if n not in await bench.presenter.shows(generation):
                return False
        except Exception:
            log.warning("card not looked at generation=%s", generation.id, exc_info=True)
            return False
        card, now = generation.card, time.time()
        delivery = Delivery(Rung.BOT_EDIT, card.channel_id, card.message_id)
        recorded = await bench.persist(
            lambda: bench.deliveries.record(generation.id, [n], delivery, now=now)
        )
        self._run.changed(*recorded.images)
        log.info("found delivered generation=%s n=%s", generation.id, n)
        return True

    async def _deliver_all(self) -> None:
        try:
            while self._arrived:
                if not await self._insist("deliver", self._deliver):
                    await self._keep()
        finally:
            self._delivering = False
        self._run.check()

    async def _deliver(self) -> None:
        """Show what has arrived, and write down that it was shown before anything else.

        How many do so at once is the presenter's to say, which knows who waits for what.
        """
        bench, generation_id = self._bench, self._run.generation.id
        batch = dict(self._arrived)
        async with bench.tasks.vital():
            delivery = await bench.presenter.deliver(self._run.generation, batch)
            last = self._run.generation.is_complete_with(batch)
            recorded = await bench.persist(
                lambda: bench.deliveries.record(
                    generation_id, batch, delivery, now=time.time(), last=last
                )
            )
            self._run.closed = recorded.closed
            self._run.changed(*recorded.images)
        numbers = ",".join(map(str, batch))
        log.info("delivered generation=%s images=%s rung=%s", generation_id, numbers, delivery.rung)
        await self._unload(batch)

    async def _keep(self) -> None:
        """Put aside what has arrived: the last step of the ladder, which is always there."""
        batch = dict(self._arrived)
        async with self._bench.delivering, self._bench.tasks.vital():
            images = await put_aside(self._bench, self._run.generation, batch, now=time.time())
            self._run.changed(*images)
        numbers = ",".join(map(str, batch))
        log.warning("kept for /collect generation=%s images=%s", self._run.generation.id, numbers)
        await self._unload(batch)

    async def _unload(self, batch: dict[int, Path]) -> None:
        await discard(*batch.values())
        for n in batch:  # at once, so that a stop finds both done or neither
            del self._arrived[n]
            self._bench.spooled.release()

    def drop(self) -> None:
        """Give up what has arrived: the generation begins anew from its rows."""
        for _ in self._arrived:
            self._bench.spooled.release()
        self._arrived.clear()

    async def finish(self) -> None:
        """Show the last state, if there is more to it than pictures and it was not shown yet."""
        bench, generation = self._bench, self._run.generation
        if generation.shown_at is not None or generation.is_complete_with(()):
            return
        await self._insist("settle", self._settle)
        now = time.time()
        await bench.persist(lambda: bench.store.mark_shown(generation.id, now=now))
        self._run.shown(now)

    async def _settle(self) -> None:
        generation = self._run.generation
        failures = [image.failure for image in generation.images]
        rejected = [f for f in failures if f and f.kind is FailureKind.REFERENCE_REJECTED]
        async with self._bench.tasks.vital():
            if len(rejected) == len(failures):
                await self._bench.presenter.reject(generation, rejected[0].detail)
            else:
                await self._bench.presenter.settle(generation)

    async def _insist(self, what: str, show: Callable[[], Awaitable[None]]) -> bool:
        """Show something, trying again later if no way to the requester is open now.

        False if every way is closed, or none worked for so long that it is time to give up.
        """
        limits, generation_id = self._bench.limits, self._run.generation.id
        failures, ends = 0, time.monotonic() + limits.present_for
        while True:
            try:
                await show()
            except AbandonedError:
                raise
            except UnreachableError as error:
                log.info("%s impossible generation=%s reason=%s", what, generation_id, error)
                return False
            except Exception:
                failures += 1
                log.warning("%s failed generation=%s", what, generation_id, exc_info=True)
            else:
                return True
            if time.monotonic() >= ends:
                log.warning("%s given up generation=%s", what, generation_id)
                return False
            await asyncio.sleep(limits.backoff(failures, limits.present_most))
