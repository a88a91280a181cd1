"""The generations that this process works on."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from typing import TYPE_CHECKING

from studio.generations import ImageState
from studio.runner import GenerationRun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from studio.bench import Bench
    from studio.generations import Card, Generation, Order

log = logging.getLogger(__name__)


class Runs:
    """The running generations by their ids; each leaves when nothing is left to do for it."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._runs: dict[int, GenerationRun] = {}
        self._by_user: defaultdict[int, set[int]] = defaultdict(set)

    def __iter__(self) -> Iterator[GenerationRun]:
        return iter(tuple(self._runs.values()))

    def __len__(self) -> int:
        return len(self._runs)

    def get(self, generation_id: int) -> GenerationRun | None:
        """Return the run of a generation, if it is here."""
        return self._runs.get(generation_id)

    def count_of(self, user_id: int) -> int:
        """Return how many generations of a person are here."""
        return len(self._by_user.get(user_id, ()))

    def made_for(self, order: Order) -> GenerationRun | None:
        """Return the run of the generation that an order made when it came before, if any."""
        mine = (self._runs[generation_id] for generation_id in self._by_user.get(order.user_id, ()))
        return next((run for run in mine if run.generation.order.key == order.key), None)

    def begin(self, generation: Generation, *, resumed: bool = False) -> None:
        """Work on a generation from where its rows say that it stands, unless that is done here."""
        if generation.id not in self._runs:
            self._add(generation).begin(resumed=resumed)

    def begin_with(self, generation: Generation, card: Card) -> None:
        """Work on a new generation that `card` shows since a moment ago."""
        self._add(generation).begin_with(card)

    async def resume(self, generation_id: int) -> None:
        """Go on with a generation by what its rows say, whoever worked on it before."""
        if generation_id in self._runs:
            return
        try:
            generation = await self._bench.persist(lambda: self._recovered(generation_id))
        except ValueError:  # written by a newer program: others must not wait for it
            log.exception("rows not understood generation=%s", generation_id)
            return
        if generation is not None:
            log.info("resumed generation=%s", generation_id)
            self.begin(generation, resumed=True)

    def clear(self) -> None:
        """Forget every run, whose tasks have ended."""
        self._runs.clear()
        self._by_user.clear()

    async def _recovered(self, generation_id: int) -> Generation | None:
        """Settle what a crash left undecided: a request that may or may not have arrived."""
        store = self._bench.store
        generation = await store.find(generation_id)
        if generation is None:
            return None
        undecided = [i.n for i in generation.images if i.state is ImageState.SUBMITTING]
        for n in undecided:
            await store.move(generation_id, n, ImageState.UNCONFIRMED)
        return await store.find(generation_id) if undecided else generation

    def _add(self, generation: Generation) -> GenerationRun:
        run = GenerationRun(self._bench, generation, self._closed, self._broken)
        self._runs[generation.id] = run
        self._by_user[generation.order.user_id].add(generation.id)
        return run

    def _closed(self, generation_id: int) -> None:
        self._leave(generation_id)

    def _broken(self, generation_id: int) -> None:
        """Begin a generation anew from its rows, after a while, because its work has failed."""
        if self._leave(generation_id):
            self._bench.tasks.start(self._begin_again(generation_id), f"again {generation_id}")

    def _leave(self, generation_id: int) -> bool:
        """Forget a run; return whether it was here."""
        run = self._runs.pop(generation_id, None)
        if run is None:
            return False
        user_id = run.generation.order.user_id
        self._by_user[user_id].remove(generation_id)
        if not self._by_user[user_id]:
            del self._by_user[user_id]
        return True

    async def _begin_again(self, generation_id: int) -> None:
        await asyncio.sleep(self._bench.limits.begin_again_after)
        await self.resume(generation_id)
