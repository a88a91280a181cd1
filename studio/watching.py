"""What is learnt about running jobs, whoever learns it: a poll, or a webhook's hint."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pictory_async import (
    AdaptiveSchedule,
    Job,
    JobStatus,
    NotFoundError,
    PictoryError,
    RateLimitError,
)
from studio.generations import ImageState
from studio.refusals import failure_of

if TYPE_CHECKING:
    from pictory_async import Durations, PictoryClient
    from studio.generations import Image
    from studio.jobs import Jobs
    from studio.limits import Limits
    from studio.store import Store

log = logging.getLogger(__name__)


async def record(store: Store, jobs: Jobs, generation_id: int, n: int, job: Job) -> Image | None:
    """Write down what Pictory says of an image's job; return the image if that was news.

    Saying the same again changes nothing, and so does a job that is not the image's.
    """
    if not job.finished or (job.status is JobStatus.COMPLETED and not job.url):
        return None
    now = time.time()
    facts: dict[str, Any] = {
        "result_url": job.url,
        "width": job.width,
        "height": job.height,
        "credits_used": job.credits_used,
        "finished_at": now,
    }
    completed = job.status is JobStatus.COMPLETED
    image = await store.move(
        generation_id,
        n,
        ImageState.READY if completed else ImageState.FAILED,
        only_from={ImageState.GENERATING},
        only_job=job.id,
        failure=None if completed else failure_of(job),
        job_settled_at=now,
        **facts,
    )
    if image is None:
        del facts["finished_at"]
        image = await jobs.settle(generation_id, n, job.id, now=now, **facts)
    if image is not None:
        log.info("job ended generation=%s n=%s status=%s", generation_id, n, job.status)
    return image


def learn(durations: Durations, model: str, image: Image) -> None:
    """Remember how long an image that has just become ready took."""
    if image.state is ImageState.READY and image.submitted_at and image.finished_at:
        seconds = image.finished_at - image.submitted_at
        if seconds > 0:
            durations.record(model, seconds)


@dataclass(frozen=True, slots=True)
class Look:
    """What one question about a job brought: the job, or nothing; `hold` is a wait asked for."""

    job: Job | None = None
    missing: bool = False
    hold: float = 0.0


async def look(client: PictoryClient, job_id: str) -> Look:
    """Ask for a job; no error of the question says anything about the job."""
    try:
        return Look(await client.get(job_id, retry=False))
    except NotFoundError:
        return Look(missing=True)
    except RateLimitError as error:
        return Look(hold=error.retry_after or 0.0)
    except PictoryError as error:
        log.warning("status unknown job=%s reason=%s", job_id, type(error).__name__)
        return Look()


class Watch:
    """When to ask for one job, and when to stop; times are those of the monotonic clock."""

    def __init__(
        self, image: Image, model: str, durations: Durations, limits: Limits, *, sparse: bool
    ) -> None:
        now, today = time.monotonic(), time.time()
        submitted_at = today if image.submitted_at is None else image.submitted_at
        deadline_at = submitted_at + limits.job_timeout
        self._started = now - max(0.0, today - submitted_at)
        self._deadline = now + (image.deadline_at or deadline_at) - today
        # Where webhooks tell of the end, questions are only the safety net.
        gap = limits.poll_min * (limits.sparser if sparse else 1.0)
        self._schedule = AdaptiveSchedule(durations, model, gap)
        self._vanished_after = limits.vanished_after
        self._missing_since: float | None = None
        self._hold = 0.0

    def next_delay(self) -> float:
        """Return the wait before the next question; the last one comes at the deadline."""
        now = time.monotonic()
        delay = max(self._schedule.next_delay(now - self._started), self._hold)
        return max(0.0, min(delay, self._deadline - now))

    def saw(self, look: Look) -> None:
        """Take in what a question brought."""
        self._hold = look.hold
        if not look.missing:
            if look.job is not None:
                self._missing_since = None
        elif self._missing_since is None:
            self._missing_since = time.monotonic()

    @property
    def vanished(self) -> bool:
        """Whether Pictory has said for long enough that it knows no such job."""
        since = self._missing_since
        return since is not None and time.monotonic() - since >= self._vanished_after

    @property
    def over(self) -> bool:
        """Whether the deadline has passed."""
        return time.monotonic() >= self._deadline
