"""How late ends are found and what that takes, from one job to thousands, in virtual time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.figures import Quantity, Reading, Target, Unit
from benchmarks.polling.contest import guide, ours
from benchmarks.polling.loads import LOADS, learnt_from, played
from benchmarks.subjects import OURS

if TYPE_CHECKING:
    from benchmarks.polling.world import Load
    from benchmarks.scale import Scale
    from benchmarks.subjects import Subject

MANY, VERY_MANY = 20, 2000
SOONER, QUARTER, FIFTH = Target(ratio=1.0), Target(ratio=0.25), Target(ratio=0.2)
NO_MORE = Target(ratio=1.0)


async def measure(subject: Subject, scale: Scale) -> Reading:
    """Play every load against our watcher, and reckon what the guide's timer comes to."""
    reading: Reading = {}
    for load in LOADS:
        if subject is OURS:
            score = ours(load, jobs=played(load), before=learnt_from(load), seed=scale.seed)
        else:
            score = guide(load)
        lateness, requests = quantities(load)
        reading |= {lateness: score.lateness, requests: score.requests}
    return reading


def quantities(load: Load) -> tuple[Quantity, Quantity]:
    """Return what is read of a load: the mean lateness, and the requests a job."""
    key = f"polling.{load.in_flight}.{load.sigma:g}"
    where = f"{load.in_flight} in flight, σ {load.sigma:g}"
    late = QUARTER if load.in_flight >= MANY else SOONER
    asked = FIFTH if load.in_flight >= VERY_MANY else NO_MORE
    return (
        Quantity(f"{key}.late", f"found late by, {where}", Unit.SECONDS, late),
        Quantity(f"{key}.requests", f"status requests a job, {where}", Unit.COUNT, asked),
    )
