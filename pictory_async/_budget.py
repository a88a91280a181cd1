"""How many questions an account may be asked, and what one has to be worth; pure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pictory_async._plan import Plan

_MEMORY = 12.0
_BURST = 2.0
_RECOVERY = 60.0
_FLOOR = 0.5
_LONGEST_HOLD = 12.0
"""Times and their inverses in units of the shortest time between two questions about one job."""


class Budget:
    """The requests per minute of one account; a refusal with 429 holds all of them back.

    Every refusal also halves what is allowed, which then doubles every five minutes (at 5 s
    between two questions), up to `per_minute`.
    """

    def __init__(self, per_minute: float, least: float) -> None:
        self._most = per_minute / 60.0
        self._least = least
        self._limit, self._limited_at = self._most, 0.0
        self._rate, self._rated_at = 0.0, 0.0
        self._booked = -math.inf
        self._held_until = -math.inf
        self._refusals = 0

    def allowed(self, now: float) -> float:
        """Return how many questions a second may be asked."""
        doublings = (now - self._limited_at) / (_RECOVERY * self._least)
        return min(self._most, self._limit * math.exp2(min(doublings, 60.0)))

    def opens_at(self, now: float) -> float:
        """Return when the next question may be asked."""
        burst = max(1.0, self.allowed(now) * _BURST * self._least)
        return max(self._held_until, self._booked - (burst - 1.0) / self.allowed(now))

    def spend(self, now: float) -> None:
        """Count a question."""
        self._booked = max(self._booked, now) + 1.0 / self.allowed(now)
        span = _MEMORY * self._least
        self._rate = self.rate(now) + 1.0 / span
        self._rated_at = now

    def rate(self, now: float) -> float:
        """Return how many questions a second have been asked lately."""
        return self._rate * math.exp((self._rated_at - now) / (_MEMORY * self._least))

    def strain(self, now: float) -> float:
        """Return by how much questions must be dearer, so that the budget is kept."""
        return max(1.0, self.rate(now) / self.allowed(now)) ** 2

    def refused(self, now: float, retry_after: float | None) -> None:
        """Ask nothing for as long as a 429 says, or else for ever longer, and less from then on."""
        self._refusals += 1
        wait = self._least * min(2.0 ** min(self._refusals - 1, 30), _LONGEST_HOLD)
        wait = wait if retry_after is None else retry_after
        self._held_until = max(self._held_until, now + wait)
        halved = min(self.allowed(now), self.rate(now)) / 2
        self._limit, self._limited_at = max(halved, _FLOOR / self._least), now

    def answered(self) -> None:
        """Take in that a question was answered."""
        self._refusals = 0


_GOAL = 0.32
_FEW = 2
_FORGETTING = 0.03
_SWING = (0.4, 1.5)


class Price:
    """What a question has to be worth: so many seconds of waiting, its jobs added up.

    One question at that price finds `done` finished jobs on average, which have waited for
    `waited` seconds together. The price aims at a mean lateness of 0.32 times `least`, and lies
    higher while that would take more questions a job than the guide's timer asks.
    """

    def __init__(self, least: float) -> None:
        self._goal = _GOAL * least
        self._span = _MEMORY * least
        self._done, self._waited = 1.0, self._goal
        self._noted_at = 0.0

    def note(self, done: float, waited: float, now: float) -> None:
        """Take in what a question was expected to find."""
        share = max(_FORGETTING, 1.0 - math.exp((self._noted_at - now) / self._span))
        self._done += share * (done - self._done)
        self._waited += share * (waited - self._waited)
        self._noted_at = now

    def of(self, plan: Plan, jobs: int) -> float:
        """Return the price for a kind of job whose `plan`, alone, would spend all it may."""
        if jobs <= _FEW:
            return plan.price
        aim = self._goal * self._done
        correction = min(max(aim / max(self._waited, 1e-9), _SWING[0]), _SWING[1])
        return max(aim * correction, plan.price / max(1.0, self._done * plan.requests))
