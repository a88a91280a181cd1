"""The bench that every generation is worked on: what they share, and how they write things down."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from pictory_async import Durations, JobWatcher
from studio.credits import CreditBreaker
from studio.database import StoreUnavailableError
from studio.deliveries import Deliveries
from studio.etas import LIKELY, kind_of
from studio.jobs import Jobs
from studio.ports import Alert
from studio.queue import Slots
from studio.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from pictory_async import PictoryClient
    from studio.generations import Order
    from studio.limits import Limits
    from studio.ports import Presenter
    from studio.store import Store
    from studio.webhooks import WebhookUrls

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
        owner: str,
        webhooks: WebhookUrls | None,
    ) -> None:
        self.client = client
        self.store = store
        self.deliveries = Deliveries(store)
        self.jobs = Jobs(store)
        self.presenter = presenter
        self.limits = limits
        self.spool = spool
        self.owner = owner
        self.webhooks = webhooks
        self.hints_come = False
        """Whether the end of the last job was heard of by webhook before it was asked for."""
        self.durations = Durations()
        self.watcher = JobWatcher(
            client,
            self.durations,
            min_seconds=limits.poll_min,
            per_minute=limits.polls_per_minute,
        )
        self.tasks = Tasks()
        self.slots = Slots(limits.max_inflight, limits.max_inflight_per_user)
        self.credits = CreditBreaker(client, first=limits.probe_first, most=limits.probe_most)
        self.fetching = asyncio.Semaphore(limits.max_deliveries)
        self.delivering = asyncio.Semaphore(limits.max_deliveries)
        self.looking = asyncio.Semaphore(1)
        """Held by who looks through the list of jobs: many who look at once would be no help."""
        self.marked = asyncio.Event()
        """Set once it is known which of the account's jobs are older than ours."""
        self.spooled = asyncio.Semaphore(limits.max_spooled)
        self._outage = Outage()
        self._alerted: set[Alert] = set()

    async def persist(self, work: Callable[[], Awaitable[T]]) -> T:
        """Return what `work` returns, trying again for as long as the store cannot be used."""
        try:
            return await work()
        except StoreUnavailableError as error:
            self._outage.note(error)
        with self._outage.waited_for():
            return await self._insist(work)

    async def _insist(self, work: Callable[[], Awaitable[T]]) -> T:
        failures = 1
        while True:
            await asyncio.sleep(self.limits.backoff(failures, self.limits.persist_most))
            try:
                return await work()
            except StoreUnavailableError as error:
                self._outage.note(error)
                failures += 1

    def patience(self) -> Patience:
        """Return a measure of how long something that fails is tried again."""
        return Patience(self.limits)

    def wait_for(self, order: Order, ahead: int) -> float:
        """Return in about how many seconds it is an image's turn if `ahead` others go first.

        As if all that run took as long as it typically does itself, and ended evenly spread.
        """
        typical = self.durations.belief(kind_of(order)).age_when(LIKELY, 0.0)
        return typical * (ahead + 1) / max(self.slots.running, 1)

    def webhook_url(self, generation_id: int, n: int) -> str | None:
        """Return where Pictory shall tell that an image's job is completed."""
        return None if self.webhooks is None else self.webhooks.url(generation_id, n)

    def alert(self, alert: Alert) -> None:
        """Tell the person who runs the bot, once until the trouble is over."""
        if alert in self._alerted:
            return
        self._alerted.add(alert)
        log.error("only the operator can help: %s", alert)
        self.tasks.start(self._tell(alert), f"alert {alert}")

    def out_of_credits(self) -> None:
        """Hold submits back, and tell the person who can buy credits."""
        self.credits.trip()
        self.alert(Alert.CREDITS_EXHAUSTED)

    def relieve(self) -> None:
        """Note that Pictory takes submits, so that new trouble is told of again."""
        self.credits.reset()
        self._alerted.clear()

    async def _tell(self, alert: Alert) -> None:
        try:
            await self.presenter.alert(alert)
        except Exception:
            log.warning("the operator could not be told of %s", alert, exc_info=True)


class Outage:
    """Says that the store is away, and that it is back: once each, however many wait for it.

    It is back when nobody waits any more. What only reads may well go on all the time.
    """

    def __init__(self) -> None:
        self._failures = 0
        self._waiting = 0

    def note(self, error: StoreUnavailableError) -> None:
        """Count a failure."""
        self._failures += 1
        level = logging.WARNING if self._failures == 1 else logging.DEBUG
        log.log(level, "the store cannot be used, work on it waits reason=%s", error)

    @contextmanager
    def waited_for(self) -> Iterator[None]:
        """Count one who waits for the end inside the block."""
        self._waiting += 1
        answered = True
        try:
            yield
        except asyncio.CancelledError:
            answered = False
            raise
        finally:
            self._waiting -= 1
            if answered and not self._waiting:
                log.warning("the store can be used again failures=%s", self._failures)
                self._failures = 0


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
