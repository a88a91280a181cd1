"""How many pictures a bot finishes in a second when hundreds are asked for at once."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from benchmarks.figures import Quantity, Reading, Unit
from benchmarks.stage import stage

if TYPE_CHECKING:
    from benchmarks.scale import Scale
    from benchmarks.subjects import Subject

RESULT_BYTES = 140_000
LOOK_EVERY = 0.5
RATE = Quantity("jobs.rate", "jobs a second", Unit.COUNT, more_is_better=True)


async def measure(subject: Subject, scale: Scale) -> Reading:
    """Ask all at once, in compressed time, and take the time until the last picture is there."""
    jobs = ("--result-bytes", str(RESULT_BYTES))
    async with stage(subject, speed=scale.speed, seed=scale.seed, jobs=jobs) as place, place.bot():
        await place.finished([await place.ask()])
        started = time.monotonic()
        asked = await asyncio.gather(*(place.ask() for _ in range(scale.burst)))
        made = await place.finished(asked, every=LOOK_EVERY, adorned=False)
        return {RATE: len(made) / (time.monotonic() - started)}
