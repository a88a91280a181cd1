"""The emulated service itself: its jobs, its account, its faults, and the course of time in it."""

from __future__ import annotations

import asyncio
import logging
import random
import uuid
from collections import Counter, deque
from decimal import Decimal
from typing import TYPE_CHECKING

import aiohttp

from sandbox.pictory.account import Account
from sandbox.pictory.catalogue import Durations, catalogue_durations
from sandbox.pictory.clock import Clock
from sandbox.pictory.faults import Fault, FaultBook
from sandbox.pictory.gallery import Gallery
from sandbox.pictory.jobs import CREDITS_EXHAUSTED, GENERATION_FAILED, Job, JobFailure, JobStatus
from sandbox.pictory.references import UnusableReferenceError, fetch_first
from sandbox.pictory.submissions import KEPT, Submission
from sandbox.pictory.uploads import Uploads
from sandbox.pictory.webhooks import Webhooks

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from sandbox.pictory.validation import Order

log = logging.getLogger(__name__)

DEFAULT_KEY = "pictai_sandbox"
DEFAULT_CREDIT_LIMIT = Decimal(22_000)
USER_AGENT = "Pictory-Sandbox/1.0"
SLOW_JOB_FACTOR = 20.0
IMAGES_ROUTE = "POST /v1/aistudio/images"


class PictoryEmulator:
    """A Pictory AI Studio with one account.

    Jobs take lognormal times per model (`durations` replaces those of the catalogue), divided by
    `speed`. `seed` makes durations, ids and pictures repeatable; for the rest see `Gallery`. It is
    used from the event loop that serves it, and by `create_app`, which starts and closes it.
    """

    def __init__(
        self,
        *,
        api_key: str = DEFAULT_KEY,
        speed: float = 1.0,
        seed: int | None = None,
        credit_limit: Decimal | float = DEFAULT_CREDIT_LIMIT,
        durations: Mapping[str, Durations] | None = None,
        draft: bool = False,
        result_bytes: int | None = None,
    ) -> None:
        self.api_key = api_key
        self.requests: Counter[str] = Counter()
        """How often each route was asked, whatever it answered."""
        self.gets: Counter[str] = Counter()
        """How often the status of each job was asked for."""
        self.accepted: list[Job] = []
        """Every job made of a POST so far, oldest first."""
        self.submissions: deque[Submission] = deque(maxlen=KEPT)
        """The latest POSTs for an image, oldest first, whatever became of them."""
        self.foreign: list[Job] = []
        """The jobs that somebody else made with the same account, oldest first."""
        self.faults = FaultBook()
        self.stalled = asyncio.Event()
        """Set, and replaced, when the requests that hang are to end."""
        self._rng = random.Random(seed)
        self._clock = Clock(speed)
        self._held = False
        self._durations = catalogue_durations() | dict(durations or {})
        self._jobs: dict[str, Job] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self.account = Account(Decimal(str(credit_limit)), self._rng)
        self.gallery = Gallery(draft=draft, result_bytes=result_bytes)
        self._webhooks = Webhooks(self._clock, self.faults)
        self.uploads = Uploads(self._rng)

    def __repr__(self) -> str:
        return f"<PictoryEmulator jobs={len(self.accepted)} speed={self.speed:g}>"

    @property
    def posts(self) -> int:
        """How many requests for an image came in, whatever became of them."""
        return self.requests[IMAGES_ROUTE]

    @property
    def speed(self) -> float:
        """How much faster than the catalogue jobs run; a change moves running jobs too."""
        return self._clock.speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self._clock.speed = speed
        self._reschedule()

    @property
    def held(self) -> bool:
        """Whether jobs are kept from finishing."""
        return self._held

    async def start(self) -> None:
        """Open what running jobs need."""
        self._session = aiohttp.ClientSession(headers={"User-Agent": USER_AGENT})

    async def close(self) -> None:
        """Stop every job, end hanging requests, and close what `start` opened."""
        self.clear_faults()
        for job in self._jobs.values():
            job.stop_timer()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.gallery.close()
        if self._session is not None:
            await self._session.close()

    def fault(
        self,
        on: str,
        kind: str,
        times: int | None = 1,
        *,
        retry_after: float | None = None,
        message: str | None = None,
        code: str | None = None,
    ) -> None:
        """Switch a fault on, as `Fault` describes it; raise ValueError if there is no such one."""
        self.faults.add(Fault(on, kind, times, retry_after, message, code))

    def clear_faults(self) -> None:
        """Switch every fault off, and end the requests that hang."""
        self.faults.clear()
        self.stalled.set()
        self.stalled = asyncio.Event()

    def hold(self) -> None:
        """Keep every job from finishing until `release`."""
        self._held = True

    def release(self) -> None:
        """Let jobs finish again; those that are due do so at once."""
        self._held = False
        self._reschedule()

    def finish(self, job: Job) -> None:
        """Finish a job now, even while jobs are held."""
        self._settle(job)

    def accept(self, order: Order, origin: str) -> Job:
        """Start a job for an order that was posted; results are served below `origin`."""
        job = self._begin(order, origin)
        self.accepted.append(job)
        return job

    def accept_foreign(self, order: Order, origin: str) -> Job:
        """Start a job as somebody else with the same account would, whose POST we do not count."""
        job = self._begin(order, origin)
        self.foreign.append(job)
        return job

    def _begin(self, order: Order, origin: str) -> Job:
        duration = self._durations[order.model].draw(self._rng)
        job_id = str(uuid.UUID(int=self._rng.getrandbits(128), version=4))
        job = Job(job_id, order, origin, duration, self._clock.now() + duration)
        self._jobs[job_id] = job
        if order.references:
            job.awaiting = self._spawn(self._fetch_reference(job))
        self._schedule(job)
        log.info("job %s accepted: %s %s", job.id, order.model, order.ratio)
        return job

    def find(self, job_id: str) -> Job | None:
        """Return a job that can be asked for, or None."""
        job = self._jobs.get(job_id)
        return None if job is None or job.vanished else job

    def visible_jobs(self) -> list[Job]:
        """Return the jobs that can be asked for, newest first."""
        return [job for job in reversed(self._jobs.values()) if not job.vanished]

    def afflict(self, job: Job, fault: Fault) -> None:
        """Let a running job fail, vanish, or slow down."""
        if fault.kind == "vanish_job":
            job.vanished = True
        elif job.finished:
            return
        elif fault.kind == "slow_job":
            job.due_at += job.duration * (SLOW_JOB_FACTOR - 1)
            self._schedule(job)
        else:
            job.planned_failure = GENERATION_FAILED.said_as(fault.code, fault.message)
            if fault.on == "status":
                self._settle(job)

    def _reschedule(self) -> None:
        for job in self._jobs.values():
            if not job.finished:
                self._schedule(job)

    def _schedule(self, job: Job) -> None:
        """Set the timer of a job; timers rather than tasks, so that nothing waits while held."""
        job.stop_timer()
        delay = self._clock.real_seconds_until(job.due_at)
        job.timer = asyncio.get_running_loop().call_later(delay, self._on_due, job)

    def _on_due(self, job: Job) -> None:
        fetching = job.awaiting is not None and not job.awaiting.done()
        if not (fetching or self._held):
            self._settle(job)

    async def _fetch_reference(self, job: Job) -> None:
        assert self._session is not None
        try:
            job.reference = await fetch_first(self._session, job.order.references)
        except UnusableReferenceError as error:
            job.planned_failure = JobFailure(error.code, str(error))
            job.due_at = self._clock.now()
        job.awaiting = None
        if not job.finished:
            self._schedule(job)

    def _settle(self, job: Job) -> None:
        if job.finished:
            return
        job.stop_timer()
        order = job.order
        job.failure = job.planned_failure
        if job.failure is None and not self.account.affords(order.price):
            job.failure = CREDITS_EXHAUSTED
        if job.failure is not None:
            job.end(JobStatus.FAILED)
        else:
            job.end(JobStatus.COMPLETED)
            self.account.debit(order.price, order.source, f"{order.model} {order.ratio}")
            if order.webhook is not None:
                assert self._session is not None
                self._spawn(self._webhooks.notify(self._session, job, order.webhook))
        log.info("job %s %s", job.id, job.status)

    def _spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
