"""How soon a bot answers `/generate` when one person asks after the other."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from benchmarks.figures import Quantity, Reading, Target, Unit, quantile
from benchmarks.stage import stage

if TYPE_CHECKING:
    from benchmarks.scale import Scale
    from benchmarks.subjects import Subject

PAUSE = 0.2
WARM_UP = 5
UNFELT = Target(ratio=1.0, slack=0.02)
P50 = Quantity("ack.one.p50", "answer, one at a time, p50", Unit.SECONDS, UNFELT)
P99 = Quantity("ack.one.p99", "answer, one at a time, p99", Unit.SECONDS, UNFELT)


async def measure(subject: Subject, scale: Scale) -> Reading:
    """Ask again and again, in real time, while the jobs asked for before are running."""
    async with stage(subject, speed=1.0, seed=scale.seed) as place, place.bot():
        asked = []
        for _ in range(WARM_UP + scale.jobs):
            asked.append(await place.ask())
            await asyncio.sleep(PAUSE)
        seconds = [(await place.answered(one))["seconds"] for one in asked[WARM_UP:]]
    return {P50: quantile(seconds, 0.5), P99: quantile(seconds, 0.99)}
