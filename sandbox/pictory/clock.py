"""Time in emulated seconds, which pass faster or slower than real ones."""

from __future__ import annotations

import time


class Clock:
    """A monotonic clock whose speed can be changed at any moment."""

    def __init__(self, speed: float = 1.0) -> None:
        self._base = 0.0
        self._set_at = time.monotonic()
        self._speed = _positive(speed)

    @property
    def speed(self) -> float:
        """How many emulated seconds pass in a real one."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        now = time.monotonic()
        self._base += (now - self._set_at) * self._speed
        self._set_at = now
        self._speed = _positive(speed)

    def now(self) -> float:
        """Return the emulated seconds since the clock was made."""
        return self._base + (time.monotonic() - self._set_at) * self._speed

    def real_seconds_until(self, moment: float) -> float:
        """Return how long a moment of this clock is away in real seconds, at least 0."""
        return max(0.0, moment - self.now()) / self._speed


def _positive(speed: float) -> float:
    if not 0 < speed < float("inf"):
        raise ValueError("speed must be a positive number")
    return speed
