"""What happens when hundreds of large pictures are finished at the same moment."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from benchmarks.figures import Quantity, Reading, Target, Unit, quantile
from benchmarks.stage import Stage, stage

if TYPE_CHECKING:
    from benchmarks.scale import Scale
    from benchmarks.subjects import Subject

SPEED = 10.0
RESULT_BYTES = 5_000_000
MEDIAN = 10.0
LONGEST = 2 * MEDIAN
WARM_UP = 20
PAUSE = 0.1
MEANWHILE = 20
LOOK_EVERY = 1.0
FLYING = Quantity("memory.flying", "memory a job in flight", Unit.BYTES)
PEAK = Quantity("memory.peak", "peak memory as they finish", Unit.BYTES, Target(ratio=1.0))
MORE = Quantity("memory.more", "that above what was held before", Unit.BYTES)
ACK = Quantity("ack.mass.p50", "answer meanwhile, p50", Unit.SECONDS)
ACK_WORST = Quantity("ack.mass.p99", "answer meanwhile, p99", Unit.SECONDS)


async def measure(subject: Subject, scale: Scale) -> Reading:
    """Keep many jobs from finishing, let them all finish at once, and ask for more meanwhile."""
    jobs = ("--median", str(MEDIAN), "--result-bytes", str(RESULT_BYTES))
    async with stage(subject, speed=SPEED, seed=scale.seed, jobs=jobs) as place, place.bot() as bot:
        await place.pictory("POST", "/hold")
        asked = await _in_flight(place, min(WARM_UP, scale.mass))
        before = bot.resident()
        asked += await _in_flight(place, scale.mass)
        flying = bot.resident()
        bot.forget_peak()
        await place.pictory("POST", "/release")
        seconds = await _answers(place, min(MEANWHILE, scale.mass))
        await place.finished(asked, every=LOOK_EVERY)
        peak = bot.peak()
    return {
        FLYING: (flying - before) / scale.mass,
        PEAK: peak,
        MORE: peak - flying,
        ACK: quantile(seconds, 0.5),
        ACK_WORST: quantile(seconds, 0.99),
    }


async def _in_flight(place: Stage, jobs: int) -> list[str]:
    """Ask for pictures until so many jobs run, each past the time at which it would have ended."""
    before = await _posts(place)
    asked = [await place.ask() for _ in range(jobs)]

    async def accepted() -> bool:
        return await _posts(place) >= before + jobs

    await place.until(accepted, f"{place.subject.name} did not send {jobs} jobs", every=0.25)
    await asyncio.sleep(LONGEST / SPEED)
    return asked


async def _answers(place: Stage, orders: int) -> list[float]:
    """Return how long each of so many more orders waits for its answer."""
    asked = []
    for _ in range(orders):
        asked.append(await place.ask())
        await asyncio.sleep(PAUSE)
    return [(await place.answered(one))["seconds"] for one in asked]


async def _posts(place: Stage) -> int:
    return int((await place.pictory("GET", "/state"))["posts"])
