"""How a generation ends: once nothing works any more, its card is completed and it is closed."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.aftermath import Aftermath
    from studio.bench import Bench
    from studio.handover import Handover
    from studio.runner import GenerationRun

log = logging.getLogger(__name__)


class Ending:
    """Waits until a generation is settled, which an image that works again undoes."""

    def __init__(
        self, run: GenerationRun, bench: Bench, handover: Handover, aftermath: Aftermath
    ) -> None:
        self._run = run
        self._bench = bench
        self._handover = handover
        self._aftermath = aftermath
        self.unsettled = asyncio.Event()
        self._settled = asyncio.Event()

    def check(self) -> None:
        """Notice whether every image has come to its end, or one works again."""
        if not self._run.generation.settled:
            self._settled.clear()
            self.unsettled.set()
        elif not self._handover.busy:
            self._settled.set()
            self.unsettled.clear()

    async def reach(self) -> None:
        """Bring the card to its last state, then close the generation when nothing is left."""
        while True:
            await self._settled.wait()
            await self._aftermath.first_look()
            if self.unsettled.is_set():
                continue
            self._aftermath.begin()
            await self._handover.finish()
            await self._aftermath.wait()
            if not self.unsettled.is_set() and await self._close():
                break

    async def _close(self) -> bool:
        """Write down that nothing is left to do; False if another process knows better."""
        store, generation_id = self._bench.store, self._run.generation.id
        closed = self._run.closed or await self._bench.persist(
            lambda: store.close_generation(generation_id, now=time.time())
        )
        if closed:
            log.info("closed generation=%s", generation_id)
        else:
            for image in self._run.generation.images:
                await self._run.refresh(image.n)
        return closed
