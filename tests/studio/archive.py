"""Rows as past work has left them, and a store that can be away."""

from __future__ import annotations

import asyncio
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import insert, select, update

from studio.generations import ImageState, Origin
from studio.store import Store
from studio.tables import cards, generations, images
from tests.studio.workshop import order

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from studio.generations import Generation
    from studio.transactions import Transactions

T = TypeVar("T")
NUMBERS = count(1000)


async def past(
    store: Store,
    state: ImageState = ImageState.DELIVERED,
    *,
    at: float = 100.0,
    closed: bool = True,
    parent: Generation | None = None,
    **changes: object,
) -> Generation:
    """Store a generation whose images came to a state; its card has been shown."""
    number = next(NUMBERS)
    if parent is not None:
        changes["origin"] = Origin(parent.id, 1)
    wanted = order(key=f"past:{number}", **changes)
    generation, _ = await store.add(wanted, owner="me", now=at)
    await change(store, generation, state=state.value)
    ends: dict[str, Any] = {"shown_at": at, "closed_at": at if closed else None}
    await column(store, generation, **ends)
    found = await store.find(generation.id)
    assert found is not None
    return found


async def change(store: Store, generation: Generation, n: int | None = None, **values: Any) -> None:
    """Set columns of one image, or of all."""
    what = update(images).where(images.c.generation_id == generation.id).values(**values)
    if n is not None:
        what = what.where(images.c.n == n)
    await store.run(lambda connection: connection.execute(what))


async def column(store: Store, generation: Generation, **values: Any) -> None:
    """Set columns of a generation."""
    what = update(generations).where(generations.c.id == generation.id).values(**values)
    await store.run(lambda connection: connection.execute(what))


async def shown_by(store: Store, generation: Generation, *message_ids: int) -> None:
    """Let messages show a generation."""
    rows = [
        {"message_id": message_id, "channel_id": 5, "generation_id": generation.id}
        for message_id in message_ids
    ]
    await store.run(lambda connection: connection.execute(insert(cards), rows))


async def many(store: Store, user_id: int, size: int, *, parent: Generation | None = None) -> None:
    """Store as many delivered generations of a person, and tell the database that they are many.

    Every thousandth is vintage.
    """
    template = await past(store, user_id=user_id, parent=parent)
    numbers = f"WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < {size})"
    names = [each.name for each in generations.c if each.name not in {"id", "key", "created_at"}]
    taken = ", ".join(f'"{name}"' for name in names)
    values = taken.replace('"style"', "CASE WHEN i % 1000 = 0 THEN 'vintage' END")
    copied = (
        f"INSERT INTO generations (key, created_at, {taken}) {numbers} "
        f"SELECT 'many:{user_id}:' || i, 100.0 + i / 3, {values} FROM generations, c "
        f"WHERE id = {template.id}"
    )
    delivered = (
        "INSERT INTO images (generation_id, n, state) SELECT id, 1, 'delivered' "
        f"FROM generations WHERE key LIKE 'many:{user_id}:%'"
    )

    def work(connection: Connection) -> None:
        for statement in (copied, delivered, "ANALYZE"):
            connection.exec_driver_sql(statement)

    await store.run(work)


async def stored(store: Store) -> set[int]:
    """Return the ids of all generations."""
    return set(await store.run(lambda connection: connection.scalars(select(generations.c.id))))


class Channel:
    """A place on Discord from which messages are deleted; those in `stuck` are not to be."""

    def __init__(self, *stuck: int) -> None:
        self.deleted: list[int] = []
        self.tried = 0
        self.stuck = stuck

    async def delete(self, channel_id: int, message_id: int) -> None:
        """Delete a message."""
        assert channel_id == 5
        self.tried += 1
        if message_id in self.stuck:
            raise OSError("Discord is away")
        self.deleted.append(message_id)


class Away:
    """A database that does not answer while `answers` is not set, and that fails while `down`."""

    def __init__(self, transactions: Transactions) -> None:
        self.answers = asyncio.Event()
        self.answers.set()
        self.down = False
        self.asked = 0
        self.called = asyncio.Event()
        self._transactions = transactions

    @property
    def dialect(self) -> str:
        """The kind of database."""
        return self._transactions.dialect

    async def run(self, work: Callable[[Connection], T], *, urgent: bool) -> T:
        """Do `work`, unless the database is away."""
        self.asked += 1
        self.called.set()
        await self.answers.wait()
        if self.down:
            raise OSError("away")
        return await self._transactions.run(work, urgent=urgent)

    async def close(self) -> None:
        """Leave the connections to whoever opened them."""


def fragile(store: Store) -> tuple[Store, Away]:
    """Return a second store on the same database, and what it can be taken away with."""
    away = Away(store._transactions)
    return Store(away), away


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now
