"""How long a bot's event loop lets what happens wait, and its heartbeats with it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.figures import Quantity, Reading, Target, Unit, quantile

if TYPE_CHECKING:
    from benchmarks.programs import Bot
    from benchmarks.stage import Stage

HEARTBEAT_SECONDS = 1.0
"""Forty times as often as for the real Discord, so that some heartbeats fall into each phase."""

UNFELT = Target(ratio=0.0, slack=0.05)
IN_TIME = Target(ratio=0.0, slack=0.5)
"""Far from what matters: Discord waits 41 s for a heartbeat, and discord.py warns after 10."""


@dataclass(frozen=True, slots=True)
class Phase:
    """Something that a bot does from now on, named for people, and by a key."""

    key: str
    label: str
    began: float = field(default_factory=time.monotonic)

    async def reading(self, place: Stage, bot: Bot) -> Reading:
        """Return how late the loop and the heartbeats have been since it began."""
        beats = [late for at, late in await place.heartbeats() if at >= self.began]
        return {**self.loop(bot.lags(self.began)), **self.heart(beats)}

    def loop(self, lags: list[float]) -> Reading:
        """Sum up the ticks of the loop."""
        return {
            self._named("loop.p50", "loop lag", "p50"): quantile(lags, 0.5),
            self._named("loop.p99", "loop lag", "p99", UNFELT): quantile(lags, 0.99),
            self._named("loop.max", "loop lag", "longest"): max(lags),
        }

    def heart(self, beats: list[float]) -> Reading:
        """Name the latest heartbeat, if there was one; none can be better than in time."""
        if not beats:
            return {}
        return {self._named("beat.max", "heartbeat", "latest", IN_TIME): max(0.0, *beats)}

    def _named(self, key: str, what: str, which: str, target: Target | None = None) -> Quantity:
        label = f"{what} {self.label}, {which}"
        return Quantity(f"{key}.{self.key}", label, Unit.SECONDS, target)


async def quicken(place: Stage) -> None:
    """Have a bot that is yet to connect send heartbeats as often as is measured here."""
    await place.discord("POST", "/heartbeats", seconds=HEARTBEAT_SECONDS)
