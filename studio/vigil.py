"""The wait for the end of one image's job: until it has ended, or is given up."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from studio.etas import kind_of
from studio.generations import Charged, Failure, FailureKind, ImageState

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from pictory_async import JobWatch, News
    from studio.bench import Bench
    from studio.generations import Image
    from studio.runner import GenerationRun

log = logging.getLogger(__name__)

VANISHED = Failure(FailureKind.JOB_VANISHED, Charged.UNKNOWN)
TIMED_OUT = Failure(FailureKind.TIMED_OUT, Charged.UNKNOWN)
LAST_ANSWER = 60.0
"""How long past its deadline a job's last answer is waited for."""


async def keep_watching(bench: Bench) -> None:
    """Let the bench's watcher ask for jobs, for ever."""
    while True:
        try:
            await bench.watcher.run()
        except Exception:  # without it no picture would be found any more
            log.exception("the watcher stumbled")
            await asyncio.sleep(bench.limits.poll_min)


class Vigil:
    """Waits for an image's job, and takes in what is learnt of it."""

    def __init__(self, run: GenerationRun, bench: Bench, n: int) -> None:
        self._run = run
        self._bench = bench
        self._n = n
        self._watch: JobWatch | None = None
        self._hinted = False
        self._missing_since: float | None = None
        self._ends_at = 0.0

    @property
    def seen_running(self) -> float:
        """The age at which the job was last known to be running; 0 if that is not known."""
        return 0.0 if self._watch is None else self._watch.seen_running

    def hint(self) -> None:
        """Ask for the job soon, because something says that it is worth it."""
        if self._watch is None:
            self._hinted = True
        else:
            self._watch.hint(gap=self._bench.limits.hint_gap)

    def wake(self) -> None:
        """Look at the image's state now, because it has changed."""
        if self._watch is not None:
            self._watch.poke()

    async def keep(self) -> None:
        """Wait until the image is no longer being generated, at the latest until its deadline."""
        with self._watching() as watch:
            self._watch = watch
            self._ends_at = time.monotonic() + max(watch.remaining, 0.0) + LAST_ANSWER
            if self._hinted:
                self.hint()
            try:
                while self._is_generating:
                    news = await watch.news(min(self._run.until_late(), self._left))
                    if self._is_generating:
                        await self._take_in(watch, news)
            finally:
                self._learn(watch)
                self._watch, self._hinted = None, False

    def _watching(self) -> AbstractContextManager[JobWatch]:
        bench, image, today = self._bench, self._image, time.time()
        submitted_at = today if image.submitted_at is None else image.submitted_at
        deadline_at = image.deadline_at or submitted_at + bench.limits.job_timeout
        return bench.watcher.watch(
            image.job_id or "",
            kind_of(self._run.generation.order),
            elapsed=max(0.0, today - submitted_at),
            timeout=deadline_at - today,
            # Where webhooks tell of the end, questions are only the safety net.
            rarer=bench.limits.sparser if bench.hints_come else 1.0,
        )

    @property
    def _left(self) -> float:
        """The seconds until even an answer that never came is no longer waited for."""
        return max(0.0, self._ends_at - time.monotonic())

    async def _take_in(self, watch: JobWatch, news: News | None) -> None:
        if news is not None and news.job is not None:
            self._missing_since = None
            if news.job.finished:
                self._bench.hints_come = news.hinted
            await self._run.observe(self._n, news.job)
        elif news is not None and news.missing and self._missing_since is None:
            self._missing_since = time.monotonic()
        if not self._is_generating:
            return
        if self._vanished:
            await self._give_up(VANISHED)
        elif (news is not None and watch.remaining <= 0) or not self._left:
            await self._give_up(TIMED_OUT)
        else:
            await self._run.show_if_late()

    @property
    def _vanished(self) -> bool:
        """Whether Pictory has said for long enough that it knows no such job."""
        since = self._missing_since
        return since is not None and time.monotonic() - since >= self._bench.limits.vanished_after

    async def _give_up(self, failure: Failure) -> None:
        """Fail an image whose job may still be running, and stays watched."""
        await self._run.fail(self._n, failure, only_from={ImageState.GENERATING})

    def _learn(self, watch: JobWatch) -> None:
        """Remember how long the job took, if somebody else has found it finished."""
        image = self._image
        if image.state is ImageState.READY and image.submitted_at and image.finished_at:
            watch.learn(image.finished_at - image.submitted_at)

    @property
    def _image(self) -> Image:
        return self._run.generation.image(self._n)

    @property
    def _is_generating(self) -> bool:
        return self._image.state is ImageState.GENERATING
