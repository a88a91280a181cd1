"""How late ends are found beside the least possible, one job at a time, in virtual time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.figures import Quantity, Reading, Target, Unit
from benchmarks.measures.lag import SIGMAS
from benchmarks.polling.contest import guide, knowing, ours
from benchmarks.polling.world import Load
from benchmarks.subjects import OURS

if TYPE_CHECKING:
    from benchmarks.scale import Scale
    from benchmarks.subjects import Subject

JOBS = 1000
SOONER = Target(ratio=1.0)


async def measure(subject: Subject, scale: Scale) -> Reading:
    """Compare with who knows the distribution and takes as many requests."""
    reading: Reading = {}
    for sigma in SIGMAS:
        load = Load(1, sigma)
        score = ours(load, jobs=JOBS, seed=scale.seed) if subject is OURS else guide(load)
        least = knowing(load, score.requests).lateness
        label = f"lateness ÷ optimum, in flight 1, σ {sigma:g}"
        reading[Quantity(f"optimum.{sigma:g}", label, Unit.COUNT, SOONER)] = score.lateness / least
    return reading
