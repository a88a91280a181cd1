"""The measurements, one a module: each puts one bot on a stage and returns what it read there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from benchmarks.measures import (
    acknowledgement,
    burst,
    compare,
    cost,
    crowd,
    flying,
    lag,
    mass,
    optimum,
    polling,
    start,
    store,
    throughput,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.figures import Reading
    from benchmarks.scale import Scale
    from benchmarks.subjects import Subject


class Measure(Protocol):
    """Measures one bot."""

    async def __call__(self, subject: Subject, scale: Scale) -> Reading:
        """Return the quantities of this measurement; what only our bot has, only for that."""


MEASURES: Mapping[str, Measure] = {
    "start": start.measure,
    "acknowledgement": acknowledgement.measure,
    "burst": burst.measure,
    "cost": cost.measure,
    "store": store.measure,
    "compare": compare.measure,
    "lag": lag.measure,
    "optimum": optimum.measure,
    "polling": polling.measure,
    "mass": mass.measure,
    "flying": flying.measure,
    "crowd": crowd.measure,
    "throughput": throughput.measure,
}
"""Every measurement by its name, in the order of the table."""
