"""Looks for the job of a request that nobody knows to have arrived, in the account's list."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pictory_async import PictoryError

if TYPE_CHECKING:
    from pictory_async import PictoryClient
    from studio.generations import Image
    from studio.jobs import Jobs

log = logging.getLogger(__name__)

PAGES = 20
"""Pages of the list that are looked through at most."""
RIVALS_SECONDS = 60.0
RIVALS_PAUSE = 0.25
"""How often those who are just submitting are looked at again."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Jobs in the account's list, newest first, that may have been made after `since`."""

    ids: list[str]
    since: float


async def remember_newest_job(client: PictoryClient, jobs: Jobs) -> None:
    """Mark which jobs are older than whatever is submitted from now on."""
    try:
        page = await client.jobs(retry=False)
    except PictoryError as error:
        log.info("the list of jobs cannot be read reason=%s", type(error).__name__)
        return
    await jobs.mark(page.jobs[0].id if page.jobs else "", now=time.time())


async def find_lost_job(client: PictoryClient, jobs: Jobs, image: Image) -> str | None:
    """Return the job that an image's request must have made, or None if that is not certain.

    It is certain if the list holds, above a job from before the submit, just one that is nobody's,
    and no other request can have made it, however old. Requests of one generation ask for the
    same, so it does not matter which of them gets which job. Raises PictoryError.
    """
    listed = await _listed_since(client, jobs, image)
    if listed is None or not listed.ids:
        return None
    asked_at = time.time()
    # Whoever submits later than this cannot have made what was listed.
    await jobs.mark(listed.ids[0], now=asked_at)
    while True:
        rivals = await jobs.rivals(image, listed.since)
        if not rivals.submitting:
            break
        if time.time() > asked_at + RIVALS_SECONDS:
            return None
        await asyncio.sleep(RIVALS_PAUSE)
    claimed = await jobs.claimed(listed.ids)
    unclaimed = [job_id for job_id in listed.ids if job_id not in claimed]
    if rivals.unconfirmed or not 1 <= len(unclaimed) <= 1 + rivals.siblings:
        return None
    return unclaimed[0]


async def _listed_since(client: PictoryClient, jobs: Jobs, image: Image) -> Listed | None:
    """Return the jobs listed above the first that is certainly older than the image's request.

    None if there is no such job to tell by: then anything might be older.
    """
    found: list[str] = []
    key = None
    submitted_at = image.submitted_at or 0.0
    for _ in range(PAGES):
        page = await client.jobs(key, retry=False)
        ids = [job.id for job in page.jobs]
        known = await jobs.known(ids)
        for job_id in ids:
            if known.get(job_id, submitted_at) < submitted_at:
                return Listed(found, known[job_id])
            found.append(job_id)
        key = page.next_page_key
        if key is None:
            empty_at = (await jobs.known([""])).get("", submitted_at)
            return Listed(found, empty_at) if empty_at < submitted_at else None
    return None
