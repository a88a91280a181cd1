"""Remembers how long jobs took, by kind, and keeps what is believed and planned because of it."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import TYPE_CHECKING

from pictory_async._learning import Sighting, guess, learn
from pictory_async._plan import Pace, Plan, plan_within

if TYPE_CHECKING:
    from pictory_async._belief import Belief

_PRIOR_MEDIAN = 20.0
_PRIOR_SPREAD = 1.0
"""A kind never seen: lognormal, "seconds to a few minutes"."""

_RELATED_SPREAD = 0.5
"""The same model with or without a reference is a better guess than that."""

_KEPT = 200
_HALF_LIFE = 60.0
"""How many sightings of a kind are remembered, and after how many more one counts half."""

_AT_ONCE = 16
_APART = 1 / 20
"""Past the first few, two that are learnt from lie this share of a usual duration apart.

Or else hundreds of jobs in flight would fill the memory within seconds, with the quick ones
first, and the belief would swing.
"""

_STALE = 1 / 8
"""How many new sightings, as a share of all, make the belief worth computing anew."""

_UNSEEN = 0.2
"""The share of its duration for which a job was not looked at, where nobody wrote that down."""

_SPENT = 0.97
"""The share of the questions of the guide's timer that is planned with, as a belief can err."""

_AT_LEAST = 1.1
"""What is planned with for jobs that mostly end before that timer asks for the first time."""


_LEAST_LEFT = 1e-6


@dataclass(frozen=True, slots=True)
class JobKind:
    """What durations depend on: the model, and how many references it is given."""

    model: str
    references: int = 0


@dataclass(slots=True)
class _Past:
    """The sightings of one kind and what follows from them."""

    sightings: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=_KEPT))
    kept_at: float = -math.inf
    new: int = 0
    belief: Belief | None = None
    plans: dict[Pace, Plan] = field(default_factory=dict)
    prices: dict[Pace, float] = field(default_factory=dict)

    @property
    def stale(self) -> bool:
        return self.belief is None or self.new >= max(1.0, _STALE * len(self.sightings))


class Durations:
    """How long jobs took, per kind, and what that says of one that is still running."""

    def __init__(self) -> None:
        self._pasts: dict[JobKind, _Past] = {}

    def record(
        self,
        kind: JobKind,
        seconds: float,
        *,
        running_at: float | None = None,
        at: float | None = None,
    ) -> None:
        """Remember a job that was found finished after so many seconds, counted from its submit.

        `running_at` is the age at which it was last known to be running. Of many jobs that finish
        within a short time only some are learnt from; `at` is the time, on any clock, that tells.
        """
        if not (math.isfinite(seconds) and seconds > 0):
            raise ValueError("a duration is a positive number of seconds")
        past = self._pasts.setdefault(kind, _Past())
        if at is not None and len(past.sightings) >= _AT_ONCE:
            if 0 <= at - past.kept_at < _APART * self.belief(kind).age_when(0.5):
                return
            past.kept_at = at
        low = (1 - _UNSEEN) * seconds if running_at is None else running_at
        past.sightings.append((min(max(low, 0.0), seconds), seconds))
        past.new += 1

    def seen(self, kind: JobKind) -> int:
        """Return how many jobs of a kind are remembered."""
        past = self._pasts.get(kind)
        return len(past.sightings) if past else 0

    def belief(self, kind: JobKind) -> Belief:
        """Return the distribution of a kind's durations as far as it is known."""
        past = self._pasts.setdefault(kind, _Past())
        if past.belief is None or past.stale:
            past.belief, past.new = self._learn(kind, past), 0
            past.prices |= {pace: plan.price for pace, plan in past.plans.items()}
            past.plans.clear()
        return past.belief

    def plan(self, kind: JobKind, pace: Pace) -> Plan:
        """Return when to ask for a job of a kind; no more often than the guide's timer would."""
        belief, past = self.belief(kind), self._pasts[kind]
        if pace not in past.plans:
            budget = max(_SPENT * belief.asked_every(pace.guides), _AT_LEAST)
            past.plans[pace] = plan_within(belief, pace, budget, past.prices.get(pace))
        return past.plans[pace]

    def remaining(self, kind: JobKind, elapsed: float, quantile: float = 0.5) -> float:
        """Return in how many seconds a job that runs since `elapsed` seconds is finished.

        `quantile` is the share of such jobs that are finished by then, above 0 and below 1.
        """
        if not 0 < quantile < 1:
            raise ValueError("a quantile lies between 0 and 1")
        elapsed = max(elapsed, 0.0)
        return max(self.belief(kind).age_when(quantile, elapsed) - elapsed, _LEAST_LEFT)

    def _learn(self, kind: JobKind, past: _Past) -> Belief:
        prior = self._prior(kind)
        if not past.sightings:
            return guess(prior)
        newest_first = enumerate(reversed(past.sightings))
        fading = [
            Sighting(low, high, 0.5 ** (age / _HALF_LIFE)) for age, (low, high) in newest_first
        ]
        return learn(fading, prior)

    def _prior(self, kind: JobKind) -> NormalDist:
        """Return what to believe before anything is seen, in logarithms of seconds."""
        related = [
            other
            for other, past in self._pasts.items()
            if other.model == kind.model and other != kind and past.sightings
        ]
        if not related:
            return NormalDist(math.log(_PRIOR_MEDIAN), _PRIOR_SPREAD)
        most = max(related, key=self.seen)
        middle = sorted((low + high) / 2 for low, high in self._pasts[most].sightings)
        return NormalDist(math.log(middle[len(middle) // 2]), _RELATED_SPREAD)
