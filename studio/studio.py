"""The studio: takes orders, and sees to it that each ends with its pictures or with the truth."""

from __future__ import annotations

import asyncio
import logging
import time
from functools import partial
from typing import TYPE_CHECKING

from pictory_async import MODELS
from studio.bench import Bench
from studio.database import StoreUnavailableError
from studio.etas import forecast
from studio.generations import ImageState
from studio.lease import Lease, Owner
from studio.runner import CANCELLABLE, GenerationRun
from studio.watching import record

if TYPE_CHECKING:
    from pathlib import Path

    from pictory_async import Job, PictoryClient
    from studio.generations import Card, Generation, Order
    from studio.limits import Limits
    from studio.ports import Presenter, Progress
    from studio.store import Store

log = logging.getLogger(__name__)

REMEMBERED_JOBS = 1000
"""How many finished jobs the first forecasts are made from."""


class UnknownGenerationError(LookupError):
    """There is no generation of that id."""


class NotYoursError(PermissionError):
    """Only the requester may do that to a generation."""


class Studio:
    """The only way in: request, cancel, observe, and questions about what is stored.

    A presenter is given with `present_with`, then `start` takes up the work that earlier
    processes left. Work goes on in tasks that `stop` ends; the rows say how it goes on.
    """

    def __init__(self, *, client: PictoryClient, store: Store, limits: Limits, spool: Path) -> None:
        self._client = client
        self._store = store
        self._limits = limits
        self._spool = spool
        self._owner = Owner()
        self._lease = Lease(store, self._owner, limits.lease)
        self._runs: dict[int, GenerationRun] = {}
        self._given_bench: Bench | None = None

    @property
    def _bench(self) -> Bench:
        if self._given_bench is None:
            raise RuntimeError("the studio has no presenter yet")
        return self._given_bench

    def present_with(self, presenter: Presenter) -> None:
        """Show every generation with `presenter` from now on; to be called once, before `start`."""
        self._given_bench = Bench(
            client=self._client,
            store=self._store,
            presenter=presenter,
            limits=self._limits,
            spool=self._spool,
        )

    async def start(self) -> None:
        """Take up the work of processes that run no more, and show signs of life from now on.

        Raises StoreUnavailableError.
        """
        await asyncio.to_thread(self._spool.mkdir, parents=True, exist_ok=True)
        for model, seconds in await self._store.durations(most=REMEMBERED_JOBS):
            self._bench.durations.record(model, seconds)
        await self._take_over()
        self._bench.tasks.start(self._beat(), "heartbeat")

    async def stop(self) -> None:
        """End every task, letting submits and deliveries finish for a while; bounded."""
        await self._bench.tasks.stop(self._limits.stop_grace)
        self._runs.clear()
        try:
            await self._lease.release()
        except StoreUnavailableError as error:
            log.warning("work not handed back, it is taken over later reason=%s", error)

    async def request(self, order: Order) -> Generation:
        """Store an order and begin it; the same key again returns the generation it first made.

        Raises StoreUnavailableError; nothing was spent then.
        """
        model = MODELS.get(order.model)
        generation, new = await self._store.add(
            order,
            owner=str(self._owner),
            now=time.time(),
            price=None if model is None else model.credits,
        )
        if new:
            log.info("requested generation=%s images=%s", generation.id, order.count)
            self._begin(generation, resumed=False)
        return generation

    async def cancel(self, generation_id: int, user_id: int) -> Generation:
        """Detach a generation's card from every image that has no picture yet.

        A job that runs goes on at Pictory and may cost credits. Raises UnknownGenerationError,
        NotYoursError.
        """
        generation = await self._known(generation_id)
        if generation.order.user_id != user_id:
            raise NotYoursError(f"generation {generation_id} belongs to someone else")
        run = self._runs.get(generation_id)
        if run is not None:
            await run.cancel()
            return run.generation
        for image in generation.images:
            await self._store.move(
                generation_id,
                image.n,
                ImageState.CANCELLED,
                only_from=CANCELLABLE,
                finished_at=time.time(),
            )
        return await self._known(generation_id)

    async def observe(self, generation_id: int, n: int, job: Job) -> None:
        """Take in what Pictory says of an image's job; saying it again changes nothing."""
        run = self._runs.get(generation_id)
        if run is not None:
            await run.observe(n, job)
        else:
            await record(self._store, generation_id, n, job)

    async def find(self, generation_id: int) -> Generation | None:
        """Return a generation, or None if there is none of that id."""
        return await self._store.find(generation_id)

    async def find_by_message(self, message_id: int) -> Generation | None:
        """Return the generation that a message shows, or None."""
        return await self._store.find_by_message(message_id)

    async def accept_reaction(self, message_id: int, emoji: str, user_id: int) -> bool:
        """Accept a reaction, unless the same one was accepted a moment ago."""
        return await self._store.accept_reaction(message_id, emoji, user_id, now=time.time())

    async def card_posted(self, generation_id: int, card: Card) -> None:
        """Remember the message that shows a generation from now on."""
        await self._store.post_card(generation_id, card)
        if run := self._runs.get(generation_id):
            run.card_posted(card)

    async def reference_stored(self, generation_id: int) -> None:
        """Remember that the card carries the reference as its own attachment."""
        await self._store.store_reference(generation_id)
        if run := self._runs.get(generation_id):
            run.reference_stored()

    def forecast(self, generation: Generation) -> Progress:
        """Return what a card shows beside the snapshot."""
        if run := self._runs.get(generation.id):
            return run.progress()
        return forecast(generation, self._bench.durations, time.time())

    async def _known(self, generation_id: int) -> Generation:
        generation = await self._store.find(generation_id)
        if generation is None:
            raise UnknownGenerationError(f"there is no generation {generation_id}")
        return generation

    def _begin(self, generation: Generation, *, resumed: bool) -> None:
        run = GenerationRun(self._bench, generation, lambda done: self._runs.pop(done, None))
        self._runs[generation.id] = run
        run.begin(resumed=resumed)

    async def _take_over(self) -> None:
        """Go on with the rows that nobody works on, by what their states say."""
        taken = await self._lease.take_over(time.time())
        if not taken:
            return
        # From here on the rows are ours and nobody else begins them, so this has to succeed.
        for generation in await self._bench.persist(lambda: self._store.find_many(taken)):
            log.info("resumed generation=%s", generation.id)
            recovered = await self._bench.persist(partial(self._recovered, generation))
            self._begin(recovered, resumed=True)

    async def _recovered(self, generation: Generation) -> Generation:
        """Settle what a crash left undecided: a request that may or may not have arrived."""
        undecided = [i.n for i in generation.images if i.state is ImageState.SUBMITTING]
        for n in undecided:
            await self._store.move(generation.id, n, ImageState.UNCONFIRMED)
        return await self._known(generation.id) if undecided else generation

    async def _beat(self) -> None:
        """Show signs of life, and take over what others stopped working on."""
        while True:
            await asyncio.sleep(self._limits.heartbeat)
            try:
                await self._lease.renew(time.time())
                await self._take_over()
            except StoreUnavailableError as error:
                log.warning("no sign of life shown reason=%s", error)
