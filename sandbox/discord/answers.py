"""When each interaction was put to the bot, and when the bot answered it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

PATIENCE_SECONDS = 3.0
"""How long Discord waits for the first answer."""


@dataclass(slots=True)
class _Question:
    asked_at: float
    answered_at: float | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)


class Answers:
    """Every interaction's waiting time, on the monotonic clock."""

    def __init__(self) -> None:
        self._questions: dict[int, _Question] = {}
        self._latest: _Question | None = None

    def ask(self, interaction_id: int) -> None:
        """Note that an interaction went out to the bot."""
        self._latest = self._questions[interaction_id] = _Question(time.monotonic())

    def answer(self, interaction_id: int) -> None:
        """Note that the bot's callback for an interaction was accepted."""
        question = self._questions[interaction_id]
        question.answered_at = time.monotonic()
        question.answered.set()

    def seconds(self, interaction_id: int) -> float | None:
        """Return how long the bot took to answer, or None if it has not."""
        question = self._questions[interaction_id]
        if question.answered_at is None:
            return None
        return question.answered_at - question.asked_at

    async def latest_answered(self) -> None:
        """Wait until the newest interaction is answered, at most as long as Discord would."""
        if self._latest is None:
            return
        try:
            await asyncio.wait_for(self._latest.answered.wait(), PATIENCE_SECONDS)
        except TimeoutError:
            return
