"""What is due when: a heap whose entries can be moved and taken out; pure."""

from __future__ import annotations

import heapq
import itertools
import math
from typing import Generic, Protocol, TypeVar


class Dated(Protocol):
    """Something that is due at a time, or at none."""

    due: float | None


T = TypeVar("T", bound=Dated)

_UNUSED = 64


class Agenda(Generic[T]):
    """Things with the times at which they are due; each stands in it once at the most."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, T]] = []
        self._numbers = itertools.count()
        self._count = 0

    def put(self, thing: T, due: float) -> None:
        """Let something be due at a time, and at no other."""
        if thing.due == due:
            return
        if thing.due is None:
            self._count += 1
        thing.due = due
        heapq.heappush(self._heap, (due, next(self._numbers), thing))
        if len(self._heap) > 2 * self._count + _UNUSED:
            self._heap = [entry for entry in self._heap if entry[2].due == entry[0]]
            heapq.heapify(self._heap)

    def remove(self, thing: T) -> None:
        """Let something not be due any more."""
        if thing.due is not None:
            thing.due = None
            self._count -= 1

    def next_due(self) -> float:
        """Return when the next thing is due; infinity if there is none."""
        while self._heap and self._heap[0][2].due != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else math.inf

    def pop(self) -> T:
        """Take out what is due next, after `next_due` has returned when."""
        thing = heapq.heappop(self._heap)[2]
        self.remove(thing)
        return thing
