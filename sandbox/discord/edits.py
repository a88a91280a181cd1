"""When each message was edited, and by which right, to count how often a bot edits."""

from __future__ import annotations

import time


class Edits:
    """Every message's edits, oldest first."""

    def __init__(self) -> None:
        self._made: dict[int, list[tuple[float, str]]] = {}

    def note(self, message_id: int, via: str) -> None:
        """Count an edit made now, `via` the interaction `token` or the `bot`'s own."""
        self._made.setdefault(message_id, []).append((time.time(), via))

    def times(self, message_id: int) -> list[float]:
        """Return when a message was edited, in seconds since the epoch."""
        return [at for at, _ in self._made.get(message_id, ())]

    def ways(self, message_id: int) -> list[str]:
        """Return by which right each edit was made."""
        return [via for _, via in self._made.get(message_id, ())]
