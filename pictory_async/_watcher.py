"""Watches many jobs of one account at once: asks what a `Lookout` says, and passes news on."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pictory_async._errors import NotFoundError, PictoryError
from pictory_async._lookout import Lookout
from pictory_async._pages import Page

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

    from pictory_async._client import PictoryClient
    from pictory_async._durations import Durations, JobKind
    from pictory_async._models import Job
    from pictory_async._pages import Watched
    from pictory_async._timetable import Question

_log = logging.getLogger("pictory_async")

_AT_ONCE = 32
"""Questions under way at once."""


@dataclass(frozen=True, slots=True)
class News:
    """What has been learnt of a job by asking for it.

    `job` is None if no answer could be had, or `missing`: Pictory says that there is no such job.
    `hinted` tells whether somebody else knew first that it has ended.
    """

    job: Job | None
    missing: bool = False
    hinted: bool = False


class JobWatch:
    """One job under the eyes of a `JobWatcher`."""

    def __init__(self, watcher: JobWatcher, watched: Watched) -> None:
        self._watcher = watcher
        self._watched = watched
        self._changed = asyncio.Event()
        self._news: News | None = None

    @property
    def seen_running(self) -> float:
        """The age at which the job was last known to be running, in seconds since its submit."""
        return self._watched.seen - self._watched.started

    @property
    def remaining(self) -> float:
        """The seconds until the deadline; below 0 once it has passed."""
        return self._watched.deadline - time.monotonic()

    async def news(self, within: float = math.inf) -> News | None:
        """Wait for news; None if there is none `within` so many seconds, or if it was poked.

        There is news when the job has ended or is not found, and after every question past its
        deadline, whatever that has brought.
        """
        try:
            async with asyncio.timeout(None if within == math.inf else within):
                await self._changed.wait()
        except TimeoutError:
            return None
        self._changed.clear()
        news, self._news = self._news, None
        return news

    def poke(self) -> None:
        """End a wait for news."""
        self._changed.set()

    def hint(self, *, gap: float) -> None:
        """Ask for the job soon, `gap` seconds after the last time, as it seems to have ended."""
        self._watcher.hint(self._watched, gap=gap)

    def learn(self, seconds: float) -> None:
        """Remember how long the job took, which somebody else has found out."""
        self._watcher.learn(self._watched, seconds)

    def tell(self, news: News) -> None:
        """Pass news on to whoever waits for it."""
        self._news = news
        self._changed.set()


class JobWatcher:
    """Finds out when jobs end: soon after they have, with few questions for many of them.

    `run` does the work, in a task of its owner's; it may be run again after an error. Durations
    that are learnt go to `durations`. For `min_seconds` and `per_minute` see `Lookout`. Outages
    are waited out.
    """

    def __init__(
        self,
        client: PictoryClient,
        durations: Durations,
        *,
        min_seconds: float = 5.0,
        per_minute: float = 3000.0,
    ) -> None:
        self._client = client
        self._durations = durations
        self._lookout = Lookout(durations, least=min_seconds, per_minute=per_minute)
        self._watches: dict[str, JobWatch] = {}
        self._asking: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()

    @contextlib.contextmanager
    def watch(
        self,
        job_id: str,
        kind: JobKind,
        *,
        elapsed: float = 0.0,
        timeout: float = math.inf,
        rarer: float = 1.0,
    ) -> Iterator[JobWatch]:
        """Watch a job inside the block, `elapsed` seconds after its submit.

        Once `timeout` seconds have passed there is news of it in any case. `rarer` is by how much
        longer than usual the gaps between questions about it are.
        """
        now = time.monotonic()
        watched = self._lookout.watch(
            job_id, kind, now, started=now - elapsed, deadline=now + timeout, rarer=rarer
        )
        watch = self._watches[job_id] = JobWatch(self, watched)
        self._woken.set()
        try:
            yield watch
        finally:
            self._lookout.forget(watched, time.monotonic())
            if self._watches.get(job_id) is watch:
                del self._watches[job_id]

    def hint(self, watched: Watched, *, gap: float) -> None:
        """Ask for a job soon, because something says that it has ended."""
        self._lookout.hint(watched, time.monotonic(), gap=gap)
        self._woken.set()

    def learn(self, watched: Watched, seconds: float) -> None:
        """Remember how long a job took, unless its end was found here."""
        if self._lookout.watches(watched) and seconds > 0:
            now, seen = time.monotonic(), watched.seen - watched.started
            self._durations.record(watched.kind, seconds, running_at=seen, at=now)

    async def run(self) -> None:
        """Ask what has to be asked, for ever."""
        try:
            while True:
                self._woken.clear()
                delay = self._ask_what_is_due()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(None if delay == math.inf else delay):
                        await self._woken.wait()
        finally:
            for task in self._asking:
                task.cancel()
            await asyncio.gather(*self._asking, return_exceptions=True)

    def _ask_what_is_due(self) -> float:
        """Send the questions that are due; return in how many seconds the next one is."""
        while len(self._asking) < _AT_ONCE:
            now = time.monotonic()
            question = self._lookout.take(now)
            if question is None:
                return max(0.0, self._lookout.next_at(now) - now)
            self._start(self._ask(question))
        return math.inf

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._asking.add(task)
        task.add_done_callback(self._answered)

    def _answered(self, task: asyncio.Task[None]) -> None:
        self._asking.discard(task)
        self._woken.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("a question about jobs went wrong", exc_info=error)

    async def _ask(self, question: Question) -> None:
        about = question.about
        try:
            if isinstance(about, Page):
                await self._ask_page(question, about)
            else:
                await self._ask_job(question, about)
        except Exception as error:
            now = time.monotonic()
            self._lookout.unanswered(question, error, now)
            if not isinstance(about, Page):
                missing = isinstance(error, NotFoundError)
                if missing or now >= about.deadline:
                    self._tell(about.job_id, News(None, missing=missing))
            if not isinstance(error, PictoryError):
                raise
            _log.info("no answer about jobs: %s", error)

    async def _ask_job(self, question: Question, about: Watched) -> None:
        job = await self._client.get(about.job_id, retry=False)
        now, hinted = time.monotonic(), about.hinted is not None
        self._lookout.told(question, job, now)
        if job.finished or now >= about.deadline:
            self._tell(about.job_id, News(job, hinted=hinted))

    async def _ask_page(self, question: Question, about: Page) -> None:
        page = await self._client.jobs(about.key, retry=False)
        for job in self._lookout.listed(question, page, time.monotonic()):
            self._tell(job.id, News(job))

    def _tell(self, job_id: str, news: News) -> None:
        if watch := self._watches.get(job_id):
            watch.tell(news)
