"""How a generation gets its card: posted, found again, or given up before anything is spent."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from studio.generations import Charged, Failure, FailureKind
from studio.ports import NeverShownError, UnreachableError

if TYPE_CHECKING:
    from studio.bench import Bench
    from studio.generations import Card
    from studio.runner import GenerationRun

log = logging.getLogger(__name__)


class Opening:
    """Brings a generation to the point where its work may begin."""

    def __init__(self, run: GenerationRun, bench: Bench) -> None:
        self._run = run
        self._bench = bench

    async def record(self, card: Card) -> bool:
        """Write down which message shows the generation."""
        self._run.card_posted(card)
        bench, generation_id = self._bench, self._run.generation.id
        await bench.persist(lambda: bench.store.post_card(generation_id, card))
        return True

    async def open(self, *, again: bool) -> bool:
        """Post the card, or find it; False if nobody was ever told of the generation.

        `again` says that an earlier try may have posted it. What cannot be shown has failed then.
        """
        patience, generation = self._bench.patience(), self._run.generation
        while True:
            try:
                async with self._bench.tasks.vital():
                    card = await self._bench.presenter.open(generation, again=again)
                    return await self.record(card)
            except NeverShownError:
                return await self._abandon()
            except UnreachableError as error:
                log.info("card cannot be posted generation=%s reason=%s", generation.id, error)
                return await self._give_up(FailureKind.NOWHERE_TO_SHOW)
            except Exception:
                delay, again = patience.fail(), True
                log.warning("card not posted generation=%s", generation.id, exc_info=True)
                if patience.exhausted:
                    return await self._give_up(FailureKind.OUTAGE)
            await asyncio.sleep(delay)

    async def _give_up(self, kind: FailureKind) -> bool:
        await self._run.fail_queued(Failure(kind, Charged.NO))
        return True

    async def _abandon(self) -> bool:
        """Close a generation whose interaction was not answered; nothing was spent on it."""
        bench, generation_id = self._bench, self._run.generation.id
        await bench.persist(lambda: bench.store.abandon(generation_id, now=time.time()))
        log.info("never answered, so not begun generation=%s", generation_id)
        return False
