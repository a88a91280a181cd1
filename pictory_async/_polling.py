"""Decides when to ask for a job next; pure, it neither sleeps nor asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pictory_async._plan import Pace

if TYPE_CHECKING:
    from pictory_async._durations import Durations, JobKind


class PollSchedule(Protocol):
    """Says when to ask for a job."""

    def next_delay(self, elapsed: float) -> float:
        """Return how many seconds to wait before asking, `elapsed` seconds after the submit."""


@dataclass(frozen=True, slots=True)
class TimerSchedule:
    """Asks every so many seconds; Pictory's documentation advises 10 to 30."""

    seconds: float = 10.0

    def next_delay(self, elapsed: float) -> float:  # noqa: ARG002
        """Return the same delay always."""
        return self.seconds


@dataclass(frozen=True, slots=True)
class AdaptiveSchedule:
    """Asks when it helps most, as often as a timer of three times `min_seconds` would.

    Planned by what `durations` knows of this kind of job; see docs/polling.md. Two questions are
    never closer together than `min_seconds`, nor further apart than six times that.
    """

    durations: Durations
    kind: JobKind
    min_seconds: float = 5.0

    def next_delay(self, elapsed: float) -> float:
        """Return the delay until the next question is worth its cost."""
        plan = self.durations.plan(self.kind, Pace(self.min_seconds))
        return plan.next_age(elapsed) - elapsed
