"""What happens when hundreds of large pictures are finished at the same moment."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from benchmarks.figures import Quantity, Reading, Target, Unit, quantile
from benchmarks.stage import Stage, stage
from benchmarks.standstill import HEARTBEAT_SECONDS, Phase, quicken

if TYPE_CHECKING:
    from benchmarks.programs import Bot
    from benchmarks.scale import Scale
    from benchmarks.subjects import Subject

SPEED = 10.0
RESULT_BYTES = 5_000_000
MEDIAN = 10.0
LONGEST = 2 * MEDIAN
PAUSE = 0.1
MEANWHILE = 20
LOOK_EVERY = 1.0
PEAK = Quantity("memory.peak", "peak memory as they finish", Unit.BYTES, Target(ratio=1.0))
SPARE = Target(ratio=0.0, slack=150e6)
MORE = Quantity("memory.more", "that above what was held when idle", Unit.BYTES, SPARE)
ACK = Quantity("ack.mass.p50", "answer meanwhile, p50", Unit.SECONDS)
ACK_WORST = Quantity("ack.mass.p99", "answer meanwhile, p99", Unit.SECONDS)


async def measure(subject: Subject, scale: Scale) -> Reading:
    """Keep many jobs from finishing, let them all finish at once, and ask for more meanwhile."""
    jobs = ("--median", str(MEDIAN), "--result-bytes", str(RESULT_BYTES))
    async with stage(subject, speed=SPEED, seed=scale.seed, jobs=jobs) as place:
        await quicken(place)
        async with place.bot(watched=True) as bot:
            await asyncio.sleep(scale.settle)
            idle = bot.resident()
            await place.pictory("POST", "/hold")
            asked = await _in_flight(place, scale.mass)
            held = Phase("mass.held", "with large jobs in flight")
            await asyncio.sleep(scale.settle + HEARTBEAT_SECONDS)
            reading = await held.reading(place, bot)
            return reading | await _finish(place, bot, asked, idle)


async def _finish(place: Stage, bot: Bot, asked: list[str], idle: int) -> Reading:
    """Let the jobs end, which takes memory above that of the `idle` bot."""
    bot.forget_peak()
    ending = Phase("mass.ending", "as they finish")
    await place.pictory("POST", "/release")
    seconds = await _answers(place, min(MEANWHILE, len(asked)))
    await place.finished(asked, every=LOOK_EVERY, adorned=False)
    peak = bot.peak()
    return {
        PEAK: peak,
        MORE: peak - idle,
        ACK: quantile(seconds, 0.5),
        ACK_WORST: quantile(seconds, 0.99),
        **await ending.reading(place, bot),
    }


async def _in_flight(place: Stage, jobs: int) -> list[str]:
    """Ask for pictures until so many jobs run, each past the time at which it would have ended."""
    before = await place.submitted()
    asked = [await place.ask() for _ in range(jobs)]
    await place.submits(before + jobs)
    await asyncio.sleep(LONGEST / SPEED)
    return asked


async def _answers(place: Stage, orders: int) -> list[float]:
    """Return how long each of so many more orders waits for its answer."""
    asked = []
    for _ in range(orders):
        asked.append(await place.ask())
        await asyncio.sleep(PAUSE)
    return [(await place.answered(one))["seconds"] for one in asked]
