"""Plans when to ask for one job: a dynamic programme over the belief about its kind; pure."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pictory_async._belief import Belief

_GROWTH = 0.25
"""How much later than the last one the next question comes, past all that is known."""

_LONGEST_GAP = 6.0
_GUIDES_GAP = 3.0
"""The timer of Pictory's guide, 15 s, and the longest gap, beside a shortest one of 5 s."""

_BEYOND = 2.0
_CLOSE = 1.04
_STEP = 1.15
_REACH = 1e4
_STRETCH = 1.1


@dataclass(frozen=True, slots=True)
class Pace:
    """How often one job may be asked for: the shortest time between two questions."""

    least: float = 5.0

    @property
    def most(self) -> float:
        """The longest time between two questions."""
        return _LONGEST_GAP * self.least

    @property
    def guides(self) -> float:
        """The timer whose number of questions is never exceeded."""
        return _GUIDES_GAP * self.least


@dataclass(frozen=True, slots=True)
class Plan:
    """When to ask next, for a job that was running at each of `times`.

    `price` is how many seconds of lateness a question has to spare, `requests` and `lateness` are
    what is to be expected of a job from its start.
    """

    pace: Pace
    times: tuple[float, ...]
    following: tuple[float, ...]
    price: float
    requests: float
    lateness: float

    def next_age(self, seen: float) -> float:
        """Return the age at which to ask for a job that ran at age `seen`; 0: just submitted."""
        wanted = max(self._planned(seen), seen * (1 + _GROWTH) if seen >= self.times[-1] else 0.0)
        soonest = seen + self.pace.least if seen > 0 else 0.0
        return min(max(wanted, soonest), seen + self.pace.most)

    def _planned(self, seen: float) -> float:
        index = bisect_left(self.times, seen)
        if not 0 < index < len(self.times):
            return self.following[index and -1]
        low, high = self.times[index - 1], self.times[index]
        before, after = self.following[index - 1], self.following[index]
        return after if index == 1 else before + (after - before) * (seen - low) / (high - low)


def plan(belief: Belief, pace: Pace, price: float) -> Plan:
    """Return the plan of the least `lateness + price * requests`."""
    belief = _stretched(belief, 2 * pace.most)
    table = _Table(belief, pace, price)
    for index in range(len(belief.times) - 2, -1, -1):
        table.fill(index)
    return Plan(
        pace=pace,
        times=belief.times,
        following=tuple(table.following),
        price=price,
        requests=table.requests[0],
        lateness=table.costs[0] - price * table.requests[0],
    )


def _stretched(belief: Belief, until: float) -> Belief:
    """Return a belief that is tabulated at least so far; else no question could come later."""
    times = list(belief.times)
    while times[-1] < until:
        times.append(_STRETCH * times[-1])
    more = times[len(belief.times) :]
    return replace(
        belief,
        times=tuple(times),
        done=(*belief.done, *map(belief.share_done, more)),
        areas=(*belief.areas, *map(belief.area, more)),
    )


class _Table:
    """The costs from each time on of a job that is still running then, times that chance.

    Filled from the latest time backwards: after a question at time i, the best next one is the j
    that minimises the lateness between them plus the cost from j on. The costs have Monge's
    property, so that the best j never moves forward as i moves back, and few are tried.
    """

    def __init__(self, belief: Belief, pace: Pace, price: float) -> None:
        self._belief, self._pace, self._price = belief, pace, price
        self._nearest = self._furthest = last = len(belief.times) - 1
        # What lies past the grid is asked for a few times, at growing distances.
        beyond = _BEYOND * (1.0 - belief.done[last])
        self.requests = [beyond] * len(belief.times)
        self.costs = [price * beyond] * len(belief.times)
        self.following = [belief.times[last]] * len(belief.times)

    def fill(self, i: int) -> None:
        """Find the best question after the one at time i."""
        times, share = self._belief.times, self._belief.done[i]
        soonest = times[i] + (self._pace.least if i else 0.0)
        while self._nearest > i + 1 and times[self._nearest - 1] >= soonest:
            self._nearest -= 1
        value, age, requests = self._at(max(soonest, times[i + 1]), share)
        areas, costs, latest = self._belief.areas, self.costs, times[i] + self._pace.most
        best = self._nearest
        for j in range(best, max(self._furthest, best) + 1):
            if times[j] > latest:
                break
            tried = areas[j] - times[j] * share + costs[j]
            if tried < value:
                best, value, age, requests = j, tried, times[j], self.requests[j]
        self._furthest = best
        self.following[i] = age
        self.requests[i] = 1.0 - share + requests
        self.costs[i] = value + self._price * (1.0 - share) - areas[i] + times[i] * share

    def _at(self, age: float, share: float) -> tuple[float, float, float]:
        """Return what it costs to ask at `age`, which may lie between two times of the grid."""
        times, j = self._belief.times, self._nearest
        part = min((age - times[j - 1]) / (times[j] - times[j - 1]), 1.0)
        cost, requests = (
            one[j - 1] + part * (one[j] - one[j - 1]) for one in (self.costs, self.requests)
        )
        return self._belief.area(age) - age * share + cost, age, requests


def plan_within(belief: Belief, pace: Pace, requests: float, start: float | None = None) -> Plan:
    """Return the plan of the least lateness that takes no more than so many requests a job.

    `start` is a price to begin the search from.
    """
    price = start or belief.age_when(0.5) / 20
    found = plan(belief, pace, price)
    fits = found.requests <= requests
    step, limit = _STEP, price * (1 / _REACH if fits else _REACH)
    inside = outside = found
    while (price > limit) if fits else (price < limit):
        price = price / step if fits else price * step
        tried = plan(belief, pace, price)
        if (tried.requests <= requests) is not fits:
            inside, outside = (found, tried) if fits else (tried, found)
            break
        inside = outside = found = tried
        step *= step
    while inside.price > outside.price * _CLOSE:
        tried = plan(belief, pace, math.sqrt(inside.price * outside.price))
        inside, outside = (tried, outside) if tried.requests <= requests else (inside, tried)
    return inside
