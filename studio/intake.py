"""Takes orders into the store: those that come together go in one transaction."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from studio.database import StoreUnavailableError
from studio.generations import RatioSource

if TYPE_CHECKING:
    from studio.generations import Generation
    from studio.queries import Entry
    from studio.store import Store

BATCH = 50
"""Orders in one transaction at most."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An order on its way into the store."""

    entry: Entry
    stored: asyncio.Future[tuple[Generation, bool]]

    @property
    def answered(self) -> bool:
        """Whether the order is stored, or could not be."""
        return self.stored.done() and not self.stored.cancelled()

    def fail(self, error: Exception) -> None:
        """Tell whoever still waits that the order could not be stored."""
        if not self.stored.done():
            self.stored.set_exception(error)


class Intake:
    """Writes orders down before anybody is answered, without making a burst of them wait in line.

    While one transaction is being written, the orders that come gather for the next.
    """

    def __init__(self, store: Store, owner: str) -> None:
        self._store = store
        self._owner = owner
        self._waiting: list[_Waiting] = []
        self._writer: asyncio.Task[None] | None = None

    async def add(self, entry: Entry, *, within: float) -> tuple[Generation, bool]:
        """Store an order, once per key; return its generation and whether it is a new one.

        Raises StoreUnavailableError, also if it takes longer than `within` seconds; an order that
        gets through all the same is abandoned.
        """
        waiting = _Waiting(_sensible(entry), asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._writer is None:
            self._writer = asyncio.create_task(self._write(), name="intake")
        try:
            async with asyncio.timeout(within):
                return await waiting.stored
        except TimeoutError:
            if waiting.answered:  # at the last moment, and not abandoned
                return waiting.stored.result()
            raise StoreUnavailableError("the database did not answer in time") from None

    async def close(self, *, within: float) -> None:
        """Wait for a while until the orders on their way are stored, or are not."""
        if self._writer is not None:
            await asyncio.wait({self._writer}, timeout=within)

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
                await self._store_batch(batch)
        finally:
            self._writer = None

    async def _store_batch(self, batch: list[_Waiting]) -> None:
        # Who waits no more was told that nothing was begun, and so nothing is.
        batch = [waiting for waiting in batch if not waiting.stored.done()]
        if not batch:
            return
        entries = [waiting.entry for waiting in batch]
        try:
            answers = await self._store.add_all(entries, owner=self._owner, now=time.time())
        except StoreUnavailableError as error:
            for waiting in batch:
                waiting.fail(error)
        except Exception as error:  # noqa: BLE001 - it belongs to those who wait
            await self._store_singly(batch, error)
        else:
            await self._answer(batch, answers)

    async def _store_singly(self, batch: list[_Waiting], error: Exception) -> None:
        """Store what can be stored of a batch in which something cannot."""
        if len(batch) == 1:
            batch[0].fail(error)
            return
        for waiting in batch:
            await self._store_batch([waiting])

    async def _answer(self, batch: list[_Waiting], answers: list[tuple[Generation, bool]]) -> None:
        for waiting, answer in zip(batch, answers, strict=True):
            if not waiting.stored.done():
                waiting.stored.set_result(answer)
            elif answer[1]:
                await self._abandon(answer[0])

    async def _abandon(self, generation: Generation) -> None:
        """Close a generation whose requester was told that it could not be taken."""
        try:
            await self._store.abandon(generation.id, now=time.time())
        except StoreUnavailableError:
            return  # it has no card, so the next start closes it


def _sensible(entry: Entry) -> Entry:
    """Return an entry that waits for a reference's ratio only if there is a reference."""
    order = entry.order
    if order.ratio_source is not RatioSource.TO_MATCH or order.reference is not None:
        return entry
    return replace(entry, order=replace(order, ratio_source=RatioSource.DEFAULT))
