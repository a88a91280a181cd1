"""Gives people the pictures that could not be shown to them in time."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from studio.database import StoreUnavailableError
from studio.fetching import discard

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from pathlib import Path

    from studio.bench import Bench
    from studio.ports import ShowKept

log = logging.getLogger(__name__)


async def collect(bench: Bench, user_id: int, show: ShowKept, *, most: int) -> int:
    """Show pictures put aside, of `most` generations at the most; return how many are left.

    One generation's pictures are in memory and on the spool at a time. One that cannot be shown
    does not keep the others back; if none can, the error is raised.
    """
    waiting = await bench.deliveries.waiting_for(user_id)
    shown, errors = 0, []
    for generation_id, numbers in waiting[:most]:
        try:
            await _hand_over(bench, generation_id, numbers, show)
        except StoreUnavailableError:
            raise
        except Exception as error:
            log.warning("not collected generation=%s", generation_id, exc_info=True)
            errors.append(error)
        else:
            shown += 1
    if errors and not shown:
        raise errors[0]
    return len(waiting) - shown


async def _hand_over(
    bench: Bench, generation_id: int, numbers: Sequence[int], show: ShowKept
) -> None:
    generation = await bench.store.find(generation_id)
    assert generation is not None  # its pictures would be gone with it
    async with _unpacked(bench, generation_id, numbers) as pictures:
        if pictures:  # or else the person has collected them twice at once
            await show(generation, pictures)
    await bench.deliveries.collected(generation_id, numbers, now=time.time())
    log.info("collected generation=%s images=%s", generation_id, len(numbers))


@asynccontextmanager
async def _unpacked(
    bench: Bench, generation_id: int, numbers: Sequence[int]
) -> AsyncIterator[Mapping[int, Path]]:
    """Put pictures on the spool inside the block."""
    pictures: dict[int, Path] = {}
    mine = secrets.token_hex(4)
    try:
        for n in numbers:
            kept = await bench.deliveries.read(generation_id, n)
            if kept is not None:
                ending = kept.content_type.rpartition("/")[2]
                path = bench.spool / f"kept-{generation_id}-{n}-{mine}.{ending}"
                pictures[n] = path
                await asyncio.to_thread(path.write_bytes, kept.data)
        yield pictures
    finally:
        for path in pictures.values():
            await discard(path)
