"""The heartbeats that bots owe, and when they came."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

USUAL_SECONDS = 41.25
KEPT = 10_000


class Beat(NamedTuple):
    """A heartbeat, `at` on the monotonic clock; it came so much `late`, or early below 0."""

    at: float
    late: float


class Beats:
    """Every connection's heartbeats; a change of the interval is for connections yet to come."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seconds = USUAL_SECONDS
        self.heard: deque[Beat] = deque(maxlen=KEPT)

    @property
    def seconds(self) -> float:
        """The time from one heartbeat to the next."""
        return self._seconds

    @seconds.setter
    def seconds(self, seconds: float) -> None:
        if not seconds > 0:
            raise ValueError("seconds must be positive")
        self._seconds = seconds

    def pulse(self) -> Pulse:
        """Return the heartbeats of a connection that begins now."""
        return Pulse(self, self._clock)


class Pulse:
    """One connection's heartbeats, each due an interval after the one before."""

    def __init__(self, beats: Beats, clock: Callable[[], float]) -> None:
        self._beats = beats
        self._clock = clock
        self._last: float | None = None
        self.seconds = beats.seconds

    def beat(self) -> None:
        """Note a heartbeat; the first of a connection may come at any time."""
        now = self._clock()
        if self._last is not None:
            self._beats.heard.append(Beat(now, now - self._last - self.seconds))
        self._last = now
