"""What a question about jobs is worth, and when it is worth its price; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from pictory_async._budget import Budget, Price
    from pictory_async._durations import Durations
    from pictory_async._pages import Watched

_FIRST_GUESS = 0.4
_HALVINGS = 6
_DEARER = 1.05


class Worth:
    """Weighs questions by what is believed of how long jobs take.

    A question is worth the seconds for which its jobs have waited, finished, to be found: the sum
    of what is expected of each since it was last known to be running.
    """

    def __init__(self, durations: Durations, price: Price, budget: Budget, least: float) -> None:
        self._durations, self._price, self._budget, self._least = durations, price, budget, least

    def waited(self, jobs: Iterable[Watched], now: float) -> float:
        """Return for how many seconds these jobs are expected to have waited together."""
        total = 0.0
        for job in jobs:
            belief, started = self._durations.belief(job.kind), job.started
            total += job.weight * belief.waiting(job.seen - started, now - started)
        return total

    def done(self, jobs: Iterable[Watched], now: float) -> float:
        """Return how many of these jobs are expected to be finished."""
        total = 0.0
        for job in jobs:
            belief, started = self._durations.belief(job.kind), job.started
            total += belief.share_done_since(job.seen - started, now - started)
        return total

    def price(self, jobs: Iterable[Watched], now: float, watched: int) -> float:
        """Return what a question about these jobs has to be worth, of so many that are watched."""
        kinds = {(job.kind, job.pace) for job in jobs}
        plans = [self._durations.plan(kind, pace) for kind, pace in kinds]
        mean = sum(self._price.of(plan, watched) for plan in plans) / len(plans)
        return mean * self._budget.strain(now)

    def asked(self, jobs: Collection[Watched], now: float) -> None:
        """Note a question, because the price depends on what questions find."""
        self._price.note(self.done(jobs, now), self.waited(jobs, now), now)

    def page_due(self, jobs: Collection[Watched], now: float, watched: int) -> float:
        """Return when a page that shows these jobs is worth its price."""
        price = self.price(jobs, now, watched)
        latest = max(now, self.latest(jobs))
        return _crossing(lambda at: self.waited(jobs, at), price, now, latest, self._least)

    def latest(self, jobs: Iterable[Watched]) -> float:
        """Return when one of these jobs has to be asked for, whatever it is worth."""
        return min(job.seen + job.pace.most for job in jobs)

    def single_due(self, job: Watched, now: float, watched: int) -> float:
        """Return when it is worth its price to ask for a job by itself."""
        plan = self._durations.plan(job.kind, job.pace)
        due = job.started + plan.next_age(job.seen - job.started)
        price = self.price([job], now, watched)
        if price > _DEARER * plan.price:
            latest = max(due, job.seen + job.pace.most)
            due = _crossing(lambda at: self.waited([job], at), price, due, latest, self._least)
        return max(due, job.asked + job.pace.least)


def _crossing(
    worth: Callable[[float], float], price: float, start: float, latest: float, least: float
) -> float:
    """Return when a worth that only rises comes to a price, between `start` and `latest`."""
    low = high = start
    step = _FIRST_GUESS * least
    while worth(high) < price:
        if high >= latest:
            return latest
        low, high, step = high, min(high + step, latest), 2 * step
    for _ in range(_HALVINGS if high > low else 0):
        middle = (low + high) / 2
        low, high = (middle, high) if worth(middle) < price else (low, middle)
    return high
