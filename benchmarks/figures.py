"""What is measured, what is wanted of it, and how the two bots compare."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Unit(StrEnum):
    """What a number counts."""

    SECONDS = "s"
    BYTES = "bytes"
    COUNT = "count"

    def text(self, value: float) -> str:
        """Write a number for people."""
        if self is Unit.BYTES:
            whole = f"{value / 1_000_000:.0f} MB"
            return whole if value >= 10_000_000 else f"{value / 1000:.0f} kB"
        if self is Unit.SECONDS:
            return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"
        return f"{value:.2f}"


@dataclass(frozen=True, slots=True)
class Target:
    """Wanted: at most `ratio` times the baseline, and `slack` of the same unit above that.

    With a ratio of 0, the baseline does not matter.
    """

    ratio: float
    slack: float = 0.0

    def met(self, ours: float, baseline: float | None) -> bool:
        """Return whether our bot is good enough beside the baseline."""
        return ours <= self.ratio * (baseline or 0.0) + self.slack

    def text(self, unit: Unit) -> str:
        """Say what is wanted."""
        if not self.ratio:
            return f"at most {unit.text(self.slack)}"
        slack = f" + {unit.text(self.slack)}" if self.slack else ""
        times = "" if self.ratio == 1 else f"{self.ratio:g} × "
        return f"at most {times}the baseline{slack}"


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something that can be measured of each bot; less of it is better, unless said otherwise."""

    key: str
    label: str
    unit: Unit
    target: Target | None = None
    more_is_better: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A quantity as it was measured in each round: of our bot, and of the baseline if it has it."""

    quantity: Quantity
    ours: tuple[float, ...]
    baseline: tuple[float, ...]

    @property
    def medians(self) -> tuple[float, float | None]:
        """Return what stands in the table: our median and the baseline's."""
        return median(self.ours), median(self.baseline) if self.baseline else None

    @property
    def ratio(self) -> float | None:
        """Return how many times the baseline's median ours is; None beside nothing or 0."""
        ours, baseline = self.medians
        return ours / baseline if baseline else None

    @property
    def met(self) -> bool | None:
        """Return whether the target is met; None if there is none."""
        target = self.quantity.target
        return None if target is None else target.met(*self.medians)


Reading = dict[Quantity, float]
"""What one measurement of one bot brought."""


def rows(ours: Sequence[Reading], baseline: Sequence[Reading]) -> list[Row]:
    """Line up the readings of both bots, which are of the same measurements round by round."""
    found = dict.fromkeys(quantity for reading in ours for quantity in reading)
    return [
        Row(quantity, _values(ours, quantity), _values(baseline, quantity)) for quantity in found
    ]


def _values(readings: Sequence[Mapping[Quantity, float]], quantity: Quantity) -> tuple[float, ...]:
    return tuple(reading[quantity] for reading in readings if quantity in reading)


def quantile(values: Sequence[float], share: float) -> float:
    """Return the smallest of `values` that is no smaller than `share` of them."""
    if not values or not 0 < share <= 1:
        raise ValueError("a quantile needs values, and a share above 0 and at most 1")
    return sorted(values)[math.ceil(share * len(values)) - 1]
