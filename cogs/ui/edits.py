"""Paces the edits of messages: status edits are few and only the newest counts, finals go first."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from cogs.ui.budget import Budget, Claim, Place, Rank

log = logging.getLogger(__name__)

Edit = Callable[[], Awaitable[bool]]
"""Makes an edit if something changed, and says whether it did."""

Locate = Callable[[], Place | None]
"""Says which limit of Discord's an edit made now would use up, if one of a channel's."""


def nowhere() -> None:
    """Say that no channel's limit is used up."""


@dataclass(frozen=True, slots=True)
class _Offer:
    """A status edit that waits for its turn."""

    edit: Edit
    locate: Locate


@dataclass(slots=True)
class _Message:
    """What is known of one message's edits; `edited_at` is on the monotonic clock."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    edited_at: float | None = None
    waiting: _Offer | None = None
    claim: Claim | None = None
    """What the edit that waits has asked of the budget."""
    task: asyncio.Task[None] | None = None
    turns: int = 0
    """How many finals are being made or wait for their turn."""
    forgotten: bool = False


class Edits:
    """One queue of edits per message, named by a key.

    Status edits are offered: at most one per `interval` seconds is made, the newest wins, and one
    that fails is only logged, because a newer one or the final follows. Final edits take their
    turn at once; an edit that is just being made is waited for, one that waits is dropped, which
    it also does for the budget of its channel: never with the message in its hands.
    """

    def __init__(self, *, interval: float = 3.0, budget: Budget | None = None) -> None:
        self._interval = interval
        self.budget = budget or Budget()
        self._messages: dict[int, _Message] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def offer(self, key: int, edit: Edit, locate: Locate = nowhere) -> None:
        """Make a status edit when the message's turn comes, unless a newer one replaces it."""
        message = self._messages.setdefault(key, _Message())
        message.waiting, message.forgotten = _Offer(edit, locate), False
        if message.task is None:
            message.task = asyncio.create_task(self._make(key, message), name=f"status-edits-{key}")
            self._tasks.add(message.task)
            message.task.add_done_callback(self._tasks.discard)

    @asynccontextmanager
    async def turn(self, key: int) -> AsyncIterator[None]:
        """Hold the message for a final edit."""
        message = self._messages.setdefault(key, _Message())
        self._dismiss(message)
        message.turns += 1
        try:
            async with message.lock:
                yield
                message.edited_at = time.monotonic()
        finally:
            message.turns -= 1
            self._drop(key, message)

    def forget(self, key: int) -> None:
        """Drop what is known of a message that shows nothing more, once nobody edits it."""
        message = self._messages.get(key)
        if message is not None:
            self._dismiss(message)
            message.forgotten = True
            self._drop(key, message)

    def _dismiss(self, message: _Message) -> None:
        message.waiting = None
        if message.claim is not None:
            self.budget.withdraw(message.claim)

    def _drop(self, key: int, message: _Message) -> None:
        if message.forgotten and not message.turns and message.task is None:
            del self._messages[key]

    async def close(self) -> None:
        """Give up the edits that wait."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _make(self, key: int, message: _Message) -> None:
        try:
            while message.waiting is not None:
                if message.edited_at is not None:
                    pause = message.edited_at + self._interval - time.monotonic()
                    await asyncio.sleep(max(pause, 0))
                if not await self._afford(message):
                    continue
                async with message.lock:
                    offer, message.waiting = message.waiting, None
                    if offer is not None and await self._try(offer.edit):
                        message.edited_at = time.monotonic()
        finally:
            message.task = None
            self._drop(key, message)

    async def _afford(self, message: _Message) -> bool:
        """Wait until Discord's limits leave room for the edit; False if it is dropped meanwhile."""
        place = message.waiting.locate() if message.waiting is not None else None
        if place is None:  # through an interaction's token, whose limits are its own
            return message.waiting is not None
        message.claim = self.budget.ask(Rank.STATUS, place)
        try:
            return await message.claim.wait()
        finally:
            self.budget.withdraw(message.claim)
            message.claim = None

    @staticmethod
    async def _try(edit: Edit) -> bool:
        try:
            return await edit()
        except Exception as error:  # noqa: BLE001 - a status is not worth a picture
            log.info("a status edit failed: %r", error)
            return True
