"""Discord's memory of nonces, which keeps a message from being posted twice."""

from __future__ import annotations

import time
from typing import Any

from simcord.backend.errors import BackendError

MEMORY_SECONDS = 300.0
"""Discord says "a few minutes"."""

MAX_LENGTH = 25


class Nonces:
    """The messages that the bot created lately, by their nonce."""

    def __init__(self) -> None:
        self._created: dict[str, tuple[float, int, int]] = {}

    def recall(self, body: Any) -> tuple[int, int] | None:
        """Return the channel and message ids that an enforced nonce stands for, if any."""
        nonce = _nonce(body)
        if nonce is None or not body.get("enforce_nonce"):
            return None
        now = time.monotonic()
        self._created = {
            key: value for key, value in self._created.items() if now - value[0] < MEMORY_SECONDS
        }
        known = self._created.get(nonce)
        return None if known is None else known[1:]

    def forget(self) -> None:
        """Forget every nonce, as a few minutes' passing would."""
        self._created.clear()

    def remember(self, body: Any, channel_id: int, message_id: int) -> None:
        """Note which message a nonce made."""
        nonce = _nonce(body)
        if nonce is not None:
            self._created[nonce] = (time.monotonic(), channel_id, message_id)


def _nonce(body: Any) -> str | None:
    value = body.get("nonce") if isinstance(body, dict) else None
    if value is None:
        return None
    if len(str(value)) > MAX_LENGTH:
        raise BackendError(400, 50035, "Invalid Form Body: nonce: Must be 25 or fewer in length.")
    return str(value)
