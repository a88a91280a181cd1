"""Decides when to ask for a job next; pure, it neither sleeps nor asks."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from statistics import NormalDist
from typing import Protocol

_PRIOR_MEDIAN = 20.0
_PRIOR_SPREAD = 1.0
_PRIOR_WEIGHT = 0.2
_PRIOR_POINTS = 15
"""A model never seen: lognormal, "seconds to a few minutes", worth three durations seen."""

_KEPT = 200
"""How many durations of a model are remembered, so that what it does now counts."""

_TAIL = 2.0
"""Past the longest duration known the chance to be still running falls like time ** -2."""

_ASK_AT = 0.25
_LONGEST_GAP = 6.0


class PollSchedule(Protocol):
    """Says when to ask for a job."""

    def next_delay(self, elapsed: float) -> float:
        """Return how many seconds to wait before asking, `elapsed` seconds after the submit."""


@dataclass(frozen=True, slots=True)
class TimerSchedule:
    """Asks every so many seconds; Pictory's documentation advises 10 to 30."""

    seconds: float = 10.0

    def next_delay(self, elapsed: float) -> float:  # noqa: ARG002
        """Return the same delay always."""
        return self.seconds


class Durations:
    """How long jobs took, per model, and what that says of one that is still running.

    The durations seen are mixed with a prior, whose weight fades as they become many.
    """

    def __init__(self) -> None:
        normal = NormalDist(math.log(_PRIOR_MEDIAN), _PRIOR_SPREAD)
        self._prior = [
            math.exp(normal.inv_cdf((point + 0.5) / _PRIOR_POINTS))
            for point in range(_PRIOR_POINTS)
        ]
        self._seen: dict[str, deque[float]] = {}

    def record(self, model: str, seconds: float) -> None:
        """Remember how long a job of `model` took from submit to finish."""
        if not (math.isfinite(seconds) and seconds > 0):
            raise ValueError("a duration is a positive number of seconds")
        self._seen.setdefault(model, deque(maxlen=_KEPT)).append(seconds)

    def remaining(self, model: str, elapsed: float, quantile: float = 0.5) -> float:
        """Return in how many seconds a job that runs since `elapsed` seconds is finished.

        `quantile` is the share of such jobs that are finished by then, above 0 and below 1.
        """
        if not 0 < quantile < 1:
            raise ValueError("a quantile lies between 0 and 1")
        elapsed = max(elapsed, 0.0)
        left = self._longer_than(elapsed, model)
        if not left:
            return elapsed * (math.pow(1 - quantile, -1 / _TAIL) - 1)
        goal = quantile * sum(weight for _, weight in left)
        for seconds, weight in left:
            goal -= weight
            if goal <= 0:
                return seconds - elapsed
        return left[-1][0] - elapsed

    def _longer_than(self, elapsed: float, model: str) -> list[tuple[float, float]]:
        """Return the durations above `elapsed` with their weights, shortest first."""
        points = [(seconds, _PRIOR_WEIGHT) for seconds in self._prior]
        points += [(seconds, 1.0) for seconds in self._seen.get(model, ())]
        return sorted(point for point in points if point[0] > elapsed)


@dataclass(frozen=True, slots=True)
class AdaptiveSchedule:
    """Asks about when a job of this model is likely to be finished.

    Each time it waits until a quarter of the jobs that are still running now would be finished,
    but never less than `min_seconds`, nor more than six times that.
    """

    durations: Durations
    model: str
    min_seconds: float = 5.0

    def next_delay(self, elapsed: float) -> float:
        """Return the delay until the next question is worth its cost."""
        likely = self.durations.remaining(self.model, elapsed, _ASK_AT)
        return min(max(likely, self.min_seconds), _LONGEST_GAP * self.min_seconds)
