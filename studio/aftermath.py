"""What goes on after a card has shown its last state: nothing that was paid for is forgotten."""

from __future__ import annotations

import asyncio
import logging
import time
from functools import partial
from typing import TYPE_CHECKING

from pictory_async import PictoryError
from studio.fetching import discard, fetch, put_aside
from studio.generations import ImageState
from studio.lost_jobs import find_lost_job
from studio.store import JobTakenError
from studio.tasks import Nap
from studio.watching import look

if TYPE_CHECKING:
    from studio.bench import Bench
    from studio.generations import Image
    from studio.runner import GenerationRun

log = logging.getLogger(__name__)


class Aftermath:
    """Looks for the jobs of unconfirmed requests, watches detached ones, keeps late results."""

    def __init__(self, run: GenerationRun, bench: Bench) -> None:
        self._run = run
        self._bench = bench
        self._naps: dict[int, Nap] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def hint(self, n: int) -> None:
        """Look after image `n` now rather than later."""
        if nap := self._naps.get(n):
            nap.hint()

    def begin(self) -> None:
        """Look after every image that needs it from now on."""
        for image in self._run.generation.images:
            if image.n not in self._tasks and self._needs(image):
                self._naps[image.n] = Nap()
                task = self._run.start(self._look_after(image.n), f"aftermath {image.n} of")
                self._tasks[image.n] = task
                task.add_done_callback(partial(self._ended, image.n))

    async def wait(self) -> None:
        """Wait until no image needs to be looked after, or one works again."""
        unsettled = asyncio.ensure_future(self._run.unsettled.wait())
        try:
            while self._tasks and not unsettled.done():
                await asyncio.wait(
                    {*self._tasks.values(), unsettled}, return_when=asyncio.FIRST_COMPLETED
                )
        finally:
            unsettled.cancel()

    def _ended(self, n: int, _task: asyncio.Task[None]) -> None:
        del self._tasks[n]

    def _needs(self, image: Image) -> bool:
        if image.state is ImageState.UNCONFIRMED:
            return self._looking_ends(image) > time.time()
        return image.late or (image.detached and image.job_settled_at is None)

    def _looking_ends(self, image: Image) -> float:
        return (image.submitted_at or 0.0) + self._bench.limits.look_for

    async def _look_after(self, n: int) -> None:
        image = self._run.generation.image(n)
        if image.state is ImageState.UNCONFIRMED:
            await self._keep_looking(image)
            if self._run.generation.settled:
                await self._amend()  # it still says that it is being looked for
            return
        if image.job_settled_at is None:
            await self._watch(image)
        if self._run.generation.image(n).late:
            await self._keep_late(n)
        await self._amend()

    # A request that may have arrived

    async def first_look(self) -> None:
        """Look for unconfirmed requests before their card has to say that they are."""
        lost = [i for i in self._run.generation.images if i.state is ImageState.UNCONFIRMED]
        fresh = [image for image in lost if self._looking_ends(image) > time.time()]
        try:
            async with asyncio.timeout(self._bench.limits.first_look_within):
                for image in fresh:
                    await self._look(image)
        except TimeoutError:
            log.info("no answer about unconfirmed requests generation=%s", self._run.generation.id)

    async def _keep_looking(self, image: Image) -> None:
        limits, delay = self._bench.limits, self._bench.limits.look_first
        while self._run.generation.image(image.n).state is ImageState.UNCONFIRMED:
            if time.time() >= self._looking_ends(image):
                log.info("request stays unconfirmed %s", _label(image))
                return
            await self._naps[image.n].take(delay, least=limits.hint_gap)
            delay = min(delay * 2, limits.look_most)
            await self._run.refresh(image.n)  # another process may have found it
            await self._look(self._run.generation.image(image.n))

    async def _look(self, image: Image) -> None:
        if image.state is not ImageState.UNCONFIRMED:
            return
        bench = self._bench
        try:
            async with bench.looking:
                job_id = await bench.persist(lambda: find_lost_job(bench.client, bench.jobs, image))
        except PictoryError as error:
            log.info("the list of jobs is unknown reason=%s", type(error).__name__)
            return
        if job_id is None:
            return
        try:
            await self._run.adopt(image.n, job_id)
        except JobTakenError:
            return
        log.info("request found to have arrived %s job=%s", _label(image), job_id)

    # A job that no card waits for

    async def _watch(self, image: Image) -> None:
        """Ask now and then for a job, so that its cost becomes known and its result is not lost."""
        limits, nap = self._bench.limits, self._naps[image.n]
        ends_at = (image.submitted_at or 0.0) + limits.detached_for
        while self._run.generation.image(image.n).job_settled_at is None:
            if time.time() >= ends_at:
                return
            await nap.take(limits.detached_poll, least=limits.hint_gap)
            seen = await look(self._bench.client, image.job_id or "")
            if seen.job is not None:
                await self._run.observe(image.n, seen.job)

    async def _keep_late(self, n: int) -> None:
        async with self._bench.spooled:
            path = await fetch(self._bench, self._run, n, self._naps[n])
            if path is None:
                return
            try:
                async with self._bench.delivering:
                    kept = await put_aside(
                        self._bench, self._run.generation, {n: path}, now=time.time()
                    )
            finally:
                await discard(path)
        self._run.changed(*kept)
        log.info("late result kept %s", _label(kept[0]))

    async def _amend(self) -> None:
        try:
            await self._bench.presenter.amend(self._run.generation)
        except Exception:
            generation_id = self._run.generation.id
            log.warning("card not amended generation=%s", generation_id, exc_info=True)


def _label(image: Image) -> str:
    return f"generation={image.generation_id} n={image.n}"
