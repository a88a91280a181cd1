"""Decides whether a request is sent again, and after how long; pure, it sends nothing."""

from __future__ import annotations

from dataclasses import dataclass

from pictory_async._errors import (
    PictoryConnectionError,
    PictoryError,
    PictoryResponseError,
    RateLimitError,
    ServerError,
)


def is_transient(error: PictoryError) -> bool:
    """Tell whether the same question may get a better answer later."""
    return isinstance(
        error, PictoryConnectionError | PictoryResponseError | ServerError | RateLimitError
    )


def is_refused_unseen(error: PictoryError) -> bool:
    """Tell whether Pictory certainly did nothing about the request, so that it can go again."""
    if isinstance(error, PictoryConnectionError):
        return error.never_sent
    return isinstance(error, RateLimitError)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how patiently to try; delays are seconds.

    The delays double from `first_delay` up to `max_delay`, each shortened by up to a half at
    random, so that clients that failed together do not come back together. A `Retry-After` longer
    than `max_delay` is not waited for: the error goes to the caller, who can read it there.
    """

    attempts: int = 4
    first_delay: float = 0.5
    max_delay: float = 60.0

    def delay_after(
        self, error: PictoryError, *, attempt: int, idempotent: bool, chance: float
    ) -> float | None:
        """Return how long to wait after failed attempt number `attempt`, or None to give up.

        `chance` is a random number from 0 to 1.
        """
        may_repeat = is_transient(error) if idempotent else is_refused_unseen(error)
        if not may_repeat or attempt >= self.attempts:
            return None
        backoff = min(self.first_delay * 2.0 ** min(attempt - 1, 60), self.max_delay)
        delay = backoff * (1 - chance / 2)
        asked = error.retry_after if isinstance(error, RateLimitError) else None
        if asked is None:
            return delay
        return max(asked, delay) if asked <= self.max_delay else None
