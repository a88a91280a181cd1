"""Bounds how many generations of one person this process works on at once."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

from studio.limits import TooManyError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from studio.runs import Runs


class Admission:
    """Lets orders in, counting those that run and those that are being stored and shown."""

    def __init__(self, runs: Runs, most: int) -> None:
        self._runs = runs
        self._most = most
        self._coming: Counter[int] = Counter()

    @contextmanager
    def admit(self, user_id: int) -> Iterator[None]:
        """Count an order as coming inside the block, at the end of which it runs or never will.

        Raises TooManyError.
        """
        if self._runs.count_of(user_id) + self._coming[user_id] >= self._most:
            raise TooManyError(self._most)
        self._coming[user_id] += 1
        try:
            yield
        finally:
            self._coming[user_id] -= 1
            if not self._coming[user_id]:
                del self._coming[user_id]
