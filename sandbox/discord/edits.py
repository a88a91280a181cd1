"""When each message was edited, to count how often a bot edits."""

from __future__ import annotations

import time


class Edits:
    """The times of every message's edits, in seconds since the epoch."""

    def __init__(self) -> None:
        self._times: dict[int, list[float]] = {}

    def note(self, message_id: int) -> None:
        """Count an edit made now."""
        self._times.setdefault(message_id, []).append(time.time())

    def times(self, message_id: int) -> list[float]:
        """Return when a message was edited, oldest first."""
        return list(self._times.get(message_id, ()))
