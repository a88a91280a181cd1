"""Tells webhooks about completed jobs, once each and unsigned, unless a fault says otherwise."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import aiohttp

if TYPE_CHECKING:
    from sandbox.pictory.clock import Clock
    from sandbox.pictory.faults import FaultBook
    from sandbox.pictory.jobs import Job

log = logging.getLogger(__name__)

TIMEOUT = aiohttp.ClientTimeout(total=10)
SLOW_SECONDS = 60.0
"""How late a slow webhook comes, in emulated seconds."""

BARE = {"success": True}
"""A payload that names no job."""


class Webhooks:
    """Posts to webhooks; nobody learns whether that worked."""

    def __init__(self, clock: Clock, faults: FaultBook) -> None:
        self._clock = clock
        self._faults = faults

    async def notify(self, session: aiohttp.ClientSession, job: Job, url: str) -> None:
        """Post a completed job to its webhook."""
        fault = self._faults.take("webhook")
        kind = None if fault is None else fault.kind
        if kind == "lose":
            return
        if kind == "slow":
            due_at = self._clock.now() + SLOW_SECONDS
            await asyncio.sleep(self._clock.real_seconds_until(due_at))
        payload = BARE if kind == "bare" else job.envelope()
        for _ in range(2 if kind == "twice" else 1):
            await self._post(session, job, url, payload)

    async def _post(
        self, session: aiohttp.ClientSession, job: Job, url: str, payload: dict[str, Any]
    ) -> None:
        try:
            async with session.post(url, json=payload, timeout=TIMEOUT) as response:
                log.info("webhook of job %s answered %s", job.id, response.status)
        except (aiohttp.ClientError, TimeoutError) as error:
            log.info("webhook of job %s failed: %s", job.id, type(error).__name__)
