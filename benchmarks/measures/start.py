"""How long a bot takes from its start to the IDENTIFY at Discord's gateway."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.figures import Quantity, Reading, Unit
from benchmarks.stage import Stage, stage

if TYPE_CHECKING:
    from benchmarks.scale import Scale
    from benchmarks.subjects import Subject

STARTS = 3
FIRST = Quantity("start.first", "first start, to IDENTIFY", Unit.SECONDS)
AGAIN = Quantity("start.again", "every other start, to IDENTIFY", Unit.SECONDS)


async def measure(subject: Subject, scale: Scale) -> Reading:
    """Start the bot on nothing, then again on what it left."""
    async with stage(subject, speed=1.0, seed=scale.seed) as place:
        await _start(place, "warm-up")  # what Python compiles and the system reads, once
        first = await _start(place, "data")
        again = median([await _start(place, "data") for _ in range(STARTS)])
    return {FIRST: first, AGAIN: again}


async def _start(place: Stage, name: str) -> float:
    started = time.monotonic()
    async with place.bot(name):
        return time.monotonic() - started
