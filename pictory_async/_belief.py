"""What is believed of how long jobs of one kind take: a distribution, tabulated; pure."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Belief:
    """A distribution of durations: rising `times` from 0 on, and the share `done` by each.

    Between two times the share rises evenly. Past the last one, where a little is left to do, the
    chance to be still running falls like time ** -2: a heavy tail. `areas` is the integral of the
    share from 0 to each time.
    """

    times: tuple[float, ...]
    done: tuple[float, ...]
    areas: tuple[float, ...]

    @classmethod
    def of(cls, times: Sequence[float], done: Sequence[float]) -> Belief:
        """Tabulate a distribution whose first share is 0, and whose last is below 1."""
        steps = (
            (later - earlier) * (low + high) / 2
            for (earlier, later), (low, high) in zip(pairwise(times), pairwise(done), strict=True)
        )
        return cls(tuple(times), tuple(done), tuple(accumulate(steps, initial=0.0)))

    def share_done(self, age: float) -> float:
        """Return the share of jobs that take no longer than `age` seconds."""
        end = self.times[-1]
        if age >= end:
            return 1.0 - (1.0 - self.done[-1]) * (end / age) ** 2
        index = bisect_right(self.times, age)
        if not index:
            return 0.0
        before, low = self.times[index - 1], self.done[index - 1]
        part = (age - before) / (self.times[index] - before)
        return low + part * (self.done[index] - low)

    def area(self, age: float) -> float:
        """Return the integral of `share_done` up to `age`."""
        end = self.times[-1]
        if age >= end:
            return self.areas[-1] + (age - end) - (1.0 - self.done[-1]) * end * (1.0 - end / age)
        index = bisect_right(self.times, age)
        if not index:
            return 0.0
        before, low = self.times[index - 1], self.done[index - 1]
        passed = age - before
        rise = (self.done[index] - low) / (self.times[index] - before)
        return self.areas[index - 1] + passed * (low + rise * passed / 2)

    def share_done_since(self, seen: float, age: float) -> float:
        """Return the chance that a job which ran at age `seen` is done at `age`."""
        done = self.share_done(seen)
        return max(0.0, (self.share_done(age) - done) / (1.0 - done))

    def waiting(self, seen: float, age: float) -> float:
        """Return for how long, on average, a job that ran at age `seen` has been done at `age`."""
        if age <= seen:
            return 0.0
        done = self.share_done(seen)
        return max(0.0, (self.area(age) - self.area(seen) - (age - seen) * done) / (1.0 - done))

    def age_when(self, share: float, seen: float = 0.0) -> float:
        """Return the age by which such a share is done of the jobs that ran at age `seen`.

        The share lies above 0 and below 1.
        """
        done = self.share_done(seen)
        goal = done + share * (1.0 - done)
        if goal >= self.done[-1]:
            start = max(seen, self.times[-1])
            return start * math.sqrt((1.0 - self.share_done(start)) / (1.0 - goal))
        index = bisect_right(self.done, goal)
        low, high = self.done[index - 1], self.done[index]
        before, after = self.times[index - 1], self.times[index]
        return max(seen, before + (after - before) * (goal - low) / (high - low))

    def asked_every(self, seconds: float) -> float:
        """Return how often a timer of so many seconds asks for a job, on average."""
        count, age = 1.0, seconds
        while (left := 1.0 - self.share_done(age)) > _NEGLIGIBLE and count < _MANY:
            count += left
            age += seconds
        return count


_NEGLIGIBLE = 1e-3
_MANY = 1000.0
