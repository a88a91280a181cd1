"""What is learnt about jobs, whoever learns it: the watcher, or a webhook's hint."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pictory_async import Job, JobStatus, NotFoundError, PictoryError
from studio.generations import ImageState
from studio.refusals import failure_of

if TYPE_CHECKING:
    from pictory_async import PictoryClient
    from studio.generations import Image
    from studio.jobs import Jobs
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


@dataclass(frozen=True, slots=True)
class Look:
    """What one question about a job brought: the job, or nothing."""

    job: Job | None = None
    missing: bool = False


async def look(client: PictoryClient, job_id: str) -> Look:
    """Ask for a job; no error of the question says anything about the job."""
    try:
        return Look(await client.get(job_id, retry=False))
    except NotFoundError:
        return Look(missing=True)
    except PictoryError as error:
        log.warning("status unknown job=%s reason=%s", job_id, type(error).__name__)
        return Look()
