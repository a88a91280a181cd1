"""How many jobs have come since the first page of the list was looked at; pure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container

_KEPT = 200
_ENOUGH = 5
_LEARNING = 0.3
_SPACING = 1 / 3


class Arrivals:
    """The jobs submitted here that the first page has not shown yet.

    Jobs of others with the same account fill the page too: `dilution` is how many come for each of
    ours, itself included. While a look is under way more arrive: `overrun` of them.
    """

    def __init__(self) -> None:
        self._unshown: dict[str, float] = {}
        self._asked_at = -math.inf
        self._overrun = 0.0
        self._dilution = 1.0

    def add(self, job_id: str, now: float) -> None:
        """Count a job that was just submitted."""
        self._unshown[job_id] = now
        if len(self._unshown) > _KEPT:
            del self._unshown[next(iter(self._unshown))]

    def fill(self, size: int) -> bool:
        """Whether a page of so many jobs has to be looked at before one slides off it unseen."""
        unshown = (len(self._unshown) + self._overrun) * self._dilution
        since = sum(at > self._asked_at for at in self._unshown.values())
        return unshown >= size - 1 and since * self._dilution >= _SPACING * size

    def look(
        self, shown: Container[str], asked_at: float, *, passed: int | None, patience: float
    ) -> None:
        """Take in a look at the first page; `passed` is how many jobs it showed for the first time.

        What it did not show although it is older than `patience` is waited for no longer.
        """
        found = [(job_id, at) for job_id, at in self._unshown.items() if job_id in shown]
        if passed is not None and len(found) >= _ENOUGH:
            ratio = max(1.0, passed / len(found))
            self._dilution += _LEARNING * (ratio - self._dilution)
        during = sum(at > asked_at for _, at in found)
        self._overrun = max(float(during), (1 - _LEARNING) * self._overrun)
        self._asked_at = asked_at
        for job_id, _ in found:
            del self._unshown[job_id]
        lost = [one for one, at in self._unshown.items() if at <= asked_at - patience]
        for job_id in lost:
            del self._unshown[job_id]
