"""Looks for the job of a request that nobody knows to have arrived, in the account's list."""

from __future__ import annotations

import asyncio
import logging
import time
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


async def remember_newest_job(client: PictoryClient, jobs: Jobs) -> None:
    """Mark where the list of jobs begins to be ours, unless a job of ours marks it already."""
    if await jobs.any_known():
        return
    try:
        page = await client.jobs(retry=False)
    except PictoryError as error:
        log.info("the list of jobs cannot be read reason=%s", type(error).__name__)
        return
    await jobs.mark(page.jobs[0].id if page.jobs else "", now=time.time())


async def find_lost_job(client: PictoryClient, jobs: Jobs, image: Image) -> str | None:
    """Return the job that an image's request must have made, or None if that is not certain.

    It is certain if the list holds, newer than anything from before the submit, just one job that
    is nobody's, and no other request can have made it. Requests of one generation ask for the
    same, so it does not matter which of them gets which job. Raises PictoryError.
    """
    listed = await _listed_since(client, jobs, image)
    if not listed:
        return None
    asked_at = time.time()
    while True:
        rivals = await jobs.rivals(image)
        if not rivals.submitting:
            break
        if time.time() > asked_at + RIVALS_SECONDS:
            return None
        await asyncio.sleep(RIVALS_PAUSE)
    known = await jobs.known(listed)
    unclaimed = [job_id for job_id in listed if job_id not in known]
    if rivals.unconfirmed or not 1 <= len(unclaimed) <= 1 + rivals.siblings:
        return None
    return unclaimed[0]


async def _listed_since(client: PictoryClient, jobs: Jobs, image: Image) -> list[str]:
    """Return the jobs listed above the first that is certainly older than the image's request.

    Empty if there is no such job to tell by: then anything might be older.
    """
    found: list[str] = []
    key = None
    for _ in range(PAGES):
        page = await client.jobs(key, retry=False)
        ids = [job.id for job in page.jobs]
        known = await jobs.known(ids)
        for job_id in ids:
            if known.get(job_id, float("inf")) < (image.submitted_at or 0.0):
                return found
            found.append(job_id)
        key = page.next_page_key
        if key is None:
            break
    return found if key is None and await jobs.known([""]) else []
