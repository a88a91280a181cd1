"""The bench that every generation is worked on: what they share, and how they write things down."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, TypeVar

from pictory_async import Durations
from studio.database import StoreUnavailableError
from studio.queue import Slots
from studio.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from pictory_async import PictoryClient
    from studio.limits import Limits
    from studio.ports import Presenter
    from studio.store import Store

T = TypeVar("T")

log = logging.getLogger(__name__)


class Bench:
    """What the runs of all generations share."""

    def __init__(
        self,
        *,
        client: PictoryClient,
        store: Store,
        presenter: Presenter,
        limits: Limits,
        spool: Path,
    ) -> None:
        self.client = client
        self.store = store
        self.presenter = presenter
        self.limits = limits
        self.spool = spool
        self.durations = Durations()
        self.tasks = Tasks()
        self.slots = Slots(limits.max_inflight, limits.max_inflight_per_user)
        self.fetching = asyncio.Semaphore(limits.max_deliveries)
        self.delivering = asyncio.Semaphore(limits.max_deliveries)

    async def persist(self, work: Callable[[], Awaitable[T]]) -> T:
        """Return what `work` returns, trying again for as long as the store cannot be used."""
        failures = 0
        while True:
            try:
                return await work()
            except StoreUnavailableError as error:
                failures += 1
                delay = self.limits.backoff(failures)
                log.warning("store unavailable retry_in=%.1f reason=%s", delay, error)
            await asyncio.sleep(delay)

    def patience(self) -> Patience:
        """Return a measure of how long something that fails is tried again."""
        return Patience(self.limits)


class Patience:
    """Counts the failures of one thing: how long to wait, and when it has been too long.

    Its time starts with the first failure.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._failures = 0
        self._ends = 0.0

    def fail(self, asked: float = 0.0) -> float:
        """Count a failure; return the wait before the next try, at least the `asked` one."""
        if not self._failures:
            self._ends = time.monotonic() + self._limits.job_timeout
        self._failures += 1
        return max(asked, self._limits.backoff(self._failures))

    @property
    def exhausted(self) -> bool:
        """Whether failures went on for longer than a job may take."""
        return self._failures > 0 and time.monotonic() >= self._ends
