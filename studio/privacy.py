"""What people may ask of their data: all of it in a file, and that it is forgotten.

Forgetting is written down before it is carried out, so that a process which ends in between loses
nothing. `forget` takes the words and the tokens out of a person's generations, puts them out of
sight, and deletes those that no message in public shows. Those messages are what is left to do
for `clear`, in this process or the next; with its last message a generation's rows go. A job that
Pictory still works on stays watched, without a word of what it was for, until that is over.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.database import StoreUnavailableError
from studio.exports import write_export
from studio.forgetting import (
    begin_forgetting,
    count_errands,
    errands,
    forget_some,
    run_errands,
    throw_away,
)

if TYPE_CHECKING:
    from pathlib import Path

    from studio.forgetting import Errand
    from studio.preferences import PreferenceBook
    from studio.store import Store
    from studio.walking import Place

log = logging.getLogger(__name__)

MESSAGES_AT_ONCE = 20
"""Messages deleted on Discord before that is written down."""
FAILURES_MOST = 5
"""Failures in a row after which the rest is left for another time."""

DeleteMessage = Callable[[int, int], Awaitable[object]]
"""Deletes the message with a channel's and its own id; returns once it is gone or out of reach for
good, raises what it likes if that may work later."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many generations were forgotten, and how many messages still show the person's."""

    generations: int
    messages: int


class Privacy:
    """What is stored about people; every method raises StoreUnavailableError like the store's."""

    def __init__(self, store: Store, preferences: PreferenceBook) -> None:
        self._store = store
        self._preferences = preferences

    async def export(self, user_id: int, folder: Path, *, now: float | None = None) -> Path:
        """Write everything stored about a person to a JSON file in a folder, and return its path.

        The caller deletes it. Raises OSError too.
        """
        return await write_export(
            self._store, user_id, folder, now=time.time() if now is None else now
        )

    async def forget(self, user_id: int, *, now: float | None = None) -> Forgotten:
        """Forget all that a person has asked for up to now; `clear` does what is left.

        What servers have decided about them stays. Again is no harm, and goes on where an earlier
        try was cut off. Raises StillWorkingError before anything is forgotten.
        """
        now = time.time() if now is None else now
        until = await self._store.run(lambda connection: begin_forgetting(connection, user_id))
        self._preferences.forgotten(user_id)
        total, place = 0, None
        while True:
            count, place = await self._forget_some(user_id, place, until, now)
            total += count
            if place is None:
                break
        left = await self.messages_left(user_id)
        log.info("forgotten generations=%s messages_left=%s", total, left)
        return Forgotten(total, left)

    async def clear(self, delete: DeleteMessage, *, user_id: int | None = None) -> int:
        """Have the messages deleted that show what was forgotten, of one person or of all.

        Return how many are left because `delete` raised; after some in a row the rest is left,
        too. A message may be given to `delete` again if the process ends just after it.
        """
        last: Errand | None = None
        failures = 0
        while failures < FAILURES_MOST:
            batch = await self._errands(user_id, last)
            if not batch:
                break
            last, done = batch[-1], []
            for errand in batch:
                gone = failures < FAILURES_MOST and await _is_gone(errand, delete)
                failures = 0 if gone else failures + 1
                done += [errand] * gone
            await self._done(done)
        return await self.messages_left(user_id)

    async def messages_left(self, user_id: int | None = None) -> int:
        """Return how many messages are still to be deleted, of one person or of all."""
        return await self._store.run(lambda connection: count_errands(connection, user_id))

    async def _forget_some(
        self, user_id: int, place: Place | None, until: int, now: float
    ) -> tuple[int, Place | None]:
        return await self._store.run(
            lambda connection: forget_some(connection, user_id, place, until=until, now=now)
        )

    async def _errands(self, user_id: int | None, last: Errand | None) -> list[Errand]:
        return await self._store.run(
            lambda connection: errands(connection, user_id, last, most=MESSAGES_AT_ONCE)
        )

    async def _done(self, done: list[Errand]) -> None:
        await self._store.run(lambda connection: run_errands(connection, done))


async def sweep(store: Store, *, now: float) -> int:
    """Delete forgotten generations whose jobs and messages are over; return how many."""
    return await store.run(lambda connection: throw_away(connection, now=now))


async def _is_gone(errand: Errand, delete: DeleteMessage) -> bool:
    try:
        await delete(errand.channel_id, errand.message_id)
    except StoreUnavailableError:
        raise
    except Exception:
        log.warning("not deleted message=%s", errand.message_id, exc_info=True)
        return False
    return True
