"""How soon a bot answers when a whole crowd runs `/generate` at the same moment."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from benchmarks.figures import Quantity, Reading, Target, Unit, quantile
from benchmarks.stage import refused, stage

if TYPE_CHECKING:
    from benchmarks.scale import Scale
    from benchmarks.subjects import Subject

DISCORD_WAITS = 3.0
WARM_UP = 5
AS_GOOD = Target(ratio=1.1)
NO_MORE = Target(ratio=1.0)
P50 = Quantity("ack.burst.p50", "answer, in a burst, p50", Unit.SECONDS, AS_GOOD)
P99 = Quantity("ack.burst.p99", "answer, in a burst, p99", Unit.SECONDS, AS_GOOD)
LATE = Quantity("ack.burst.late", "answers after Discord's 3 s", Unit.COUNT, NO_MORE)
REFUSED = Quantity("ack.burst.refused", "orders refused in a burst", Unit.COUNT, NO_MORE)


async def measure(subject: Subject, scale: Scale) -> Reading:
    """Ask all at once, in real time; the bot is ended before most of the jobs are."""
    async with stage(subject, speed=1.0, seed=scale.seed) as place, place.bot():
        for _ in range(WARM_UP):
            await place.answered(await place.ask())
        asked = await asyncio.gather(*(place.ask() for _ in range(scale.burst)))
        answers = [await place.answered(one) for one in asked]
    seconds = [answer["seconds"] for answer in answers]
    return {
        P50: quantile(seconds, 0.5),
        P99: quantile(seconds, 0.99),
        LATE: sum(one > DISCORD_WAITS for one in seconds),
        REFUSED: sum(map(refused, answers)),
    }
