"""Remembers for a while what the store answered, for questions that every order asks."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

from studio.database import StoreUnavailableError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable

K = TypeVar("K", bound="Hashable")
V = TypeVar("V")

FRESH_SECONDS = 60.0
"""How long an answer is believed; other processes change rows, too."""
ANSWER_WITHIN = 1.0
"""How long the store may take: Discord waits 3 s, and storing the order comes after this."""
MOST = 10_000
"""Answers remembered at once; the least recently used ones go."""


class Recent(Generic[K, V]):
    """The store's answers of the last minute, and older ones for when it cannot be asked.

    `clock` is in seconds and never goes back.
    """

    def __init__(
        self,
        *,
        fresh: float = FRESH_SECONDS,
        within: float = ANSWER_WITHIN,
        most: int = MOST,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fresh = fresh
        self._within = within
        self._most = most
        self._clock = clock
        self._answers: OrderedDict[K, tuple[float, V]] = OrderedDict()
        self._changes = 0

    async def get(self, key: K, ask: Callable[[], Awaitable[V]]) -> V:
        """Return what is remembered, or else what `ask` answers.

        Raises StoreUnavailableError if there is no answer in time and none was ever remembered.
        """
        known = self._answers.get(key)
        if known is not None and self._clock() - known[0] < self._fresh:
            self._answers.move_to_end(key)
            return known[1]
        changes = self._changes
        try:
            value = await self._ask(ask)
        except StoreUnavailableError:
            if (known := self._answers.get(key)) is None:
                raise
            return known[1]
        if changes == self._changes:  # or else the answer may be older than what was put meanwhile
            self._remember(key, value)
        return value

    def put(self, key: K, value: V) -> None:
        """Remember what has just been written."""
        self._changes += 1
        self._remember(key, value)

    async def _ask(self, ask: Callable[[], Awaitable[V]]) -> V:
        try:
            async with asyncio.timeout(self._within):
                return await ask()
        except TimeoutError:
            raise StoreUnavailableError("the database did not answer in time") from None

    def _remember(self, key: K, value: V) -> None:
        self._answers[key] = (self._clock(), value)
        self._answers.move_to_end(key)
        while len(self._answers) > self._most:
            self._answers.popitem(last=False)
