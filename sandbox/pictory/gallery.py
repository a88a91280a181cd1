"""The finished pictures: drawn in threads when they are first read, and again if forgotten."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from sandbox.pictory.artist import Commission, paint, sketch
from sandbox.pictory.blanks import blank

if TYPE_CHECKING:
    from sandbox.pictory.jobs import Job

PICTURES_KEPT = 24


class Gallery:
    """Draws the picture of a job; the same job always gets the same one.

    `draft` only sketches, in no time: what is alike looks the same, but has a file of its own. With
    `result_bytes` nothing is drawn at all: jobs get plain pictures whose files are of that size.
    """

    def __init__(self, *, draft: bool = False, result_bytes: int | None = None) -> None:
        self._draft = draft
        self._result_bytes = result_bytes
        self._painters = ThreadPoolExecutor(max_workers=2, thread_name_prefix="painter")
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    async def picture(self, job: Job) -> bytes:
        """Return the PNG of a completed job."""
        if self._result_bytes is not None:
            return blank(job.order.size, self._result_bytes)
        if job.id not in self._kept:
            work = Commission(
                seed=job.id,
                prompt=job.order.prompt,
                style=job.order.style,
                size=job.order.size,
                reference=job.reference,
            )
            draw = sketch if self._draft else paint
            loop = asyncio.get_running_loop()
            self._kept[job.id] = await loop.run_in_executor(self._painters, draw, work)
        self._kept.move_to_end(job.id)
        picture = self._kept[job.id]
        while len(self._kept) > PICTURES_KEPT:
            self._kept.popitem(last=False)
        return picture

    def close(self) -> None:
        """Stop drawing."""
        self._painters.shutdown(wait=False, cancel_futures=True)
