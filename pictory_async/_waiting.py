"""Waits for one job: asks when the schedule says so, through outages, until a deadline."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from pictory_async._errors import (
    JobFailedError,
    JobTimedOutError,
    NotFoundError,
    PictoryError,
    RateLimitError,
)
from pictory_async._models import Job, JobStatus
from pictory_async._retry import is_transient

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from pictory_async._polling import PollSchedule

_log = logging.getLogger("pictory_async")
_NOT_FOUND_LIMIT = 3
_LAST_LOOK = 5.0


async def wait_for_job(
    job_id: str,
    ask: Callable[[], Awaitable[Job]],
    timeout: float,
    schedule: PollSchedule,
    on_update: Callable[[Job], None] | None,
) -> Job:
    """Return the completed job; raise JobFailedError, JobTimedOutError, or what ends all hope."""
    last = Job(id=job_id, status=JobStatus.UNKNOWN)

    def see(job: Job) -> None:
        nonlocal last
        last = job
        if on_update is not None:
            on_update(job)

    scope = asyncio.timeout(timeout)
    try:
        async with scope:
            await _watch(ask, timeout, schedule, see)
    except TimeoutError:
        if not scope.expired():
            raise
    if last.status is JobStatus.COMPLETED:
        return last
    if last.finished:
        raise JobFailedError.of(last)
    raise JobTimedOutError(f"job {job_id} was not finished within {timeout:g} s", last)


async def _watch(
    ask: Callable[[], Awaitable[Job]],
    timeout: float,
    schedule: PollSchedule,
    see: Callable[[Job], None],
) -> None:
    """Show every answer to `see` until one is final."""
    started = time.monotonic()
    hold, missing = 0.0, 0
    while True:
        elapsed = time.monotonic() - started
        pause = before_the_end(schedule.next_delay(elapsed), elapsed, timeout)
        await asyncio.sleep(max(pause, hold))
        hold = 0.0
        try:
            job = await ask()
        except NotFoundError:
            missing += 1
            if missing == _NOT_FOUND_LIMIT:
                raise
        except PictoryError as error:
            if not is_transient(error):
                raise
            _log.info("a job could not be asked for: %s", error)
            if isinstance(error, RateLimitError):
                hold = error.retry_after or 0.0
        else:
            missing = 0
            see(job)
            if job.finished:
                return


def before_the_end(pause: float, elapsed: float, timeout: float) -> float:
    """Return `pause`, cut so that the last question comes shortly before the deadline."""
    left, reserve = timeout - elapsed, min(_LAST_LOOK, timeout / 10)
    # Within the reserve there is no further cut, or it would end in a burst of questions.
    return left - reserve if pause >= left > 1.5 * reserve else pause
