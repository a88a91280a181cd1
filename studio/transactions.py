"""Runs transactions: on SQLite many in one commit in a thread of their own, else each by itself."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Engine
    from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")

BATCH = 100
"""Transactions in one commit at most."""


class Transactions(Protocol):
    """A database that transactions can be run on."""

    @property
    def dialect(self) -> str:
        """The kind of database, as SQLAlchemy names it."""

    async def run(self, work: Callable[[Connection], T], *, urgent: bool) -> T:
        """Do `work` in a transaction, and return its result once it is committed.

        An exception of `work` undoes it and is raised. `urgent` work goes before other work.
        """

    async def close(self) -> None:
        """Close every connection."""


class Separate:
    """Runs each transaction on a connection of its own: PostgreSQL serves many at once."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @property
    def dialect(self) -> str:
        """The kind of database, as SQLAlchemy names it."""
        return self._engine.dialect.name

    async def run(self, work: Callable[[Connection], T], *, urgent: bool) -> T:  # noqa: ARG002
        """Do `work` in a transaction; nothing waits, so nothing is urgent."""
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()


@dataclass(slots=True, eq=False)
class _Pending:
    """A transaction on its way, and what became of it."""

    work: Callable[[Connection], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None

    def tell(self) -> None:
        """Give the outcome to who waits for it, in the loop's thread."""
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class Together:
    """Runs transactions on one connection, which only one thread ever touches.

    SQLite writes one transaction at a time, and a commit waits for the disk. So what comes while
    the disk is waited for is done together, each transaction in a savepoint, with one commit.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._changed = threading.Condition()
        self._urgent: deque[_Pending] = deque()
        self._waiting: deque[_Pending] = deque()
        self._closing = False
        self._thread = threading.Thread(target=self._serve, name="database", daemon=True)
        self._thread.start()

    @property
    def dialect(self) -> str:
        """The kind of database, as SQLAlchemy names it."""
        return self._engine.dialect.name

    async def run(self, work: Callable[[Connection], T], *, urgent: bool) -> T:
        """Do `work` in a transaction, and return its result once it is committed."""
        loop = asyncio.get_running_loop()
        pending = _Pending(work, loop, loop.create_future())
        with self._changed:
            if self._closing:
                raise OSError("the database is closed")
            (self._urgent if urgent else self._waiting).append(pending)
            self._changed.notify()
        result: T = await pending.future
        return result

    async def close(self) -> None:
        """Finish what is on its way, and close the connection."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        await asyncio.to_thread(self._thread.join)

    # In the thread

    def _serve(self) -> None:
        while batch := self._next():
            self._carry_out([pending for pending in batch if not pending.future.done()])
            for pending in batch:
                with suppress(RuntimeError):  # its loop has ended
                    pending.loop.call_soon_threadsafe(pending.tell)
        self._disconnect()
        self._engine.dispose()

    def _next(self) -> list[_Pending]:
        """Wait for transactions, and take those that are to be done together; none at the end."""
        with self._changed:
            while not (self._urgent or self._waiting or self._closing):
                self._changed.wait()
            return list(islice(_taken(self._urgent, self._waiting), BATCH))

    def _carry_out(self, batch: list[_Pending]) -> None:
        try:
            connection = self._connected()
            with connection.begin():
                for pending in batch:
                    self._attempt(connection, pending, alone=len(batch) == 1)
        except BaseException as error:  # noqa: BLE001 - the thread goes on, whatever it is
            self._disconnect()
            # Nothing of the batch is done: the lock was not to be had, or the disk is full.
            for pending in batch:
                pending.error = pending.error or error

    def _connected(self) -> Connection:
        """Return the connection, which is checked out once: that takes as long as a statement."""
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            with suppress(Exception):  # what is wrong with it has been told
                self._connection.close()
            self._connection = None

    def _attempt(self, connection: Connection, pending: _Pending, *, alone: bool) -> None:
        """Do one transaction, undone by itself if it fails; raise what undoes all of them."""
        if alone:
            pending.result = pending.work(connection)
            return
        savepoint = connection.begin_nested()
        try:
            pending.result = pending.work(connection)
        except Exception as error:  # noqa: BLE001 - it belongs to who waits
            pending.error = error
            savepoint.rollback()  # fails if SQLite has undone everything, such as on a full disk
        else:
            savepoint.commit()


def _taken(*queues: deque[_Pending]) -> Iterator[_Pending]:
    """Take transactions out of queues, the first queue first."""
    for queue in queues:
        while queue:
            yield queue.popleft()
