"""What the program itself has to remember from one start to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from studio.queries import insert_into
from studio.tables import facts

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from studio.store import Store


class Facts:
    """Named texts in a store; every method raises StoreUnavailableError like the store's.

    A name has at most 80 characters.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def get(self, name: str) -> str | None:
        """Return a fact, or None if it was never put."""
        asked = select(facts.c.value).where(facts.c.name == name)
        value: str | None = await self._store.run(lambda connection: connection.scalar(asked))
        return value

    async def put(self, name: str, value: str) -> None:
        """Remember a fact in the place of an earlier one of that name."""

        def work(connection: Connection) -> None:
            added = insert_into(connection, facts).values(name=name, value=value)
            connection.execute(
                added.on_conflict_do_update(index_elements=["name"], set_={"value": value})
            )

        await self._store.run(work)
