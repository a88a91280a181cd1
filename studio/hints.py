"""Follows what webhooks say: nothing is believed, everything is looked up."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from studio.store import JobTakenError
from studio.watching import look, record

if TYPE_CHECKING:
    from pictory_async import Job
    from studio.bench import Bench
    from studio.generations import Image
    from studio.runs import Runs

log = logging.getLogger(__name__)


class Hints:
    """Looks after images that a correctly signed webhook named, in whatever process it came."""

    def __init__(self, bench: Bench, runs: Runs) -> None:
        self._bench = bench
        self._runs = runs
        self._followed: set[tuple[int, int]] = set()

    def follow(self, generation_id: int, n: int, job_id: str | None) -> None:
        """Look after an image soon; however often it is named, one look at a time is enough."""
        place = (generation_id, n)
        if place not in self._followed:
            self._followed.add(place)
            work = self._follow(generation_id, n, job_id)
            task = self._bench.tasks.start(work, f"hint {generation_id}/{n}")
            task.add_done_callback(lambda _: self._followed.discard(place))

    async def _follow(self, generation_id: int, n: int, job_id: str | None) -> None:
        store = self._bench.store
        generation = await self._bench.persist(lambda: store.find(generation_id))
        if generation is None or n > len(generation.images):
            return
        image = generation.image(n)
        if image.job_id is None and image.submitted_at is not None and job_id is not None:
            await self._adopt(image, job_id)
        elif run := self._runs.get(generation_id):
            run.hint(n)
        elif image.job_id is not None and image.job_settled_at is None:
            seen = await look(self._bench.client, image.job_id)
            if seen.job is not None:
                await self.observe(generation_id, n, seen.job)

    async def observe(self, generation_id: int, n: int, job: Job) -> None:
        """Take in what Pictory says of an image's job; saying it again changes nothing."""
        bench = self._bench
        run = self._runs.get(generation_id)
        if run is not None:
            await run.observe(n, job)
        else:
            await bench.persist(lambda: record(bench.store, bench.jobs, generation_id, n, job))

    async def _adopt(self, image: Image, job_id: str) -> None:
        """Give an image the job that a webhook named, if there is one and it is nobody else's."""
        bench, generation_id = self._bench, image.generation_id
        seen = await look(bench.client, job_id)
        if seen.job is None:
            return
        try:
            adopted = await bench.persist(
                lambda: bench.jobs.adopt(
                    generation_id,
                    image.n,
                    job_id,
                    owner=bench.owner,
                    timeout=bench.limits.job_timeout,
                )
            )
        except JobTakenError:
            log.warning("a webhook named the job of another image job=%s", job_id)
            return
        if adopted is None:
            return
        log.info("request has arrived generation=%s n=%s job=%s", generation_id, image.n, job_id)
        await self._go_on(*adopted)

    async def _go_on(self, image: Image, mine: bool) -> None:
        if run := self._runs.get(image.generation_id):
            await run.adopted(image)
        elif mine:
            store = self._bench.store
            generation = await self._bench.persist(lambda: store.find(image.generation_id))
            if run := self._runs.get(image.generation_id):
                await run.adopted(image)
            elif generation is not None:
                self._runs.begin(generation, resumed=True)
