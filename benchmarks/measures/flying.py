"""What a job in flight costs in memory when there are thousands, and how the loop bears them."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from benchmarks.figures import Quantity, Reading, Target, Unit
from benchmarks.stage import Stage, stage
from benchmarks.standstill import Phase, quicken

if TYPE_CHECKING:
    from benchmarks.programs import Bot
    from benchmarks.scale import Scale
    from benchmarks.subjects import Subject

SPEED = 1.0
"""Real time: a bot that asks for each job on a timer asks often enough as it is."""

MEDIAN = 10.0
RESULT_BYTES = 100_000
FIRST_SHARE = 0.1
"""How many of the jobs are asked for before those that count, since much is made once."""

A_SECOND = 100.0
LOOK_EVERY = 2.0
LITTLE = Target(ratio=0.0, slack=20_000)
FLYING = Quantity("memory.flying", "memory a job in flight", Unit.BYTES, LITTLE)
RATE = Quantity("flying.rate", "pictures shown a second", Unit.COUNT, more_is_better=True)


async def measure(subject: Subject, scale: Scale) -> Reading:
    """Have some jobs in flight, then thousands, which all end at the same moment."""
    jobs = ("--median", str(MEDIAN), "--result-bytes", str(RESULT_BYTES), "--credits", "1e6")
    async with stage(subject, speed=SPEED, seed=scale.seed, jobs=jobs) as place:
        await quicken(place)
        async with place.bot(watched=True) as bot:
            await place.pictory("POST", "/hold")
            asked = await _launch(place, max(1, round(scale.flying * FIRST_SHARE)))
            await asyncio.sleep(scale.settle)
            before, more = bot.resident(), scale.flying - len(asked)
            asked += await _launch(place, more)
            held = Phase("flying.held", f"with {len(asked):,} jobs in flight")
            await asyncio.sleep(MEDIAN + scale.settle)
            reading = {FLYING: (bot.resident() - before) / more}
            reading |= await held.reading(place, bot)
            return reading | await _land(place, bot, asked)


async def _launch(place: Stage, jobs: int) -> list[str]:
    """Ask for so many pictures, at a steady pace, and wait until Pictory has all the jobs."""
    before, began, asked = await place.submitted(), time.monotonic(), []
    for number in range(jobs):
        await asyncio.sleep(began + number / A_SECOND - time.monotonic())
        asked.append(await place.ask())
    await place.submits(before + jobs, every=0.5)
    return asked


async def _land(place: Stage, bot: Bot, asked: list[str]) -> Reading:
    """Let all jobs end."""
    ending = Phase("flying.ending", f"as {len(asked):,} finish")
    await place.pictory("POST", "/release")
    await place.finished(asked, every=LOOK_EVERY, adorned=False)
    rate = len(asked) / (time.monotonic() - ending.began)
    return {RATE: rate, **await ending.reading(place, bot)}
