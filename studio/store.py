"""What the studio remembers: every generation, how far each image has come, and its cards.

A transaction writes before it reads, so that SQLite never has to turn a reader into a writer.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import and_, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from studio.database import StoreUnavailableError, open_database, reason, unavailable
from studio.generations import TRANSITIONS, Failure, Generation, Image, ImageState
from studio.queries import add_images, load, root_of
from studio.rows import card_values, failure_values, order_values, to_image
from studio.tables import cards, generations, images, reaction_adds

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Iterable
    from decimal import Decimal

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from studio.generations import Card, Order
    from studio.ports import Delivery

REPEAT_SECONDS = 10.0
"""How long the same reaction by the same person is taken for the same one."""

SOURCES = {
    to: frozenset(source for source, targets in TRANSITIONS.items() if to in targets)
    for to in ImageState
}


class JobTakenError(Exception):
    """Another image already has this job id."""


class Store:
    """Generations, images, cards and reactions in one database.

    Every method raises StoreUnavailableError if the database cannot be used just now.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._insert = sqlite.insert if engine.dialect.name == "sqlite" else postgresql.insert

    @classmethod
    async def open(cls, url: str) -> Self:
        """Open the database at `url` and bring it to the newest schema."""
        return cls(await open_database(url))

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection in a transaction that is committed at the end."""
        try:
            async with self._engine.begin() as connection:
                yield connection
        except Exception as error:
            if not unavailable(error):
                raise
            raise StoreUnavailableError(f"the database did not answer: {reason(error)}") from None

    async def add(
        self, order: Order, *, owner: str, now: float, price: Decimal | None = None
    ) -> tuple[Generation, bool]:
        """Store an order, once per key; return its generation and whether it is a new one."""
        async with self.begin() as connection:
            values = {
                **order_values(order),
                "owner": owner,
                "heartbeat_at": now,
                "created_at": now,
                "root_id": root_of(order),
            }
            added = self._insert(generations).values(values)
            found = await connection.scalar(
                added.on_conflict_do_nothing(index_elements=["key"]).returning(generations.c.id)
            )
            if found is not None:
                await add_images(connection, found, order, price)
                await self._add_card(connection, found, order.card)
            kept = await load(connection, generations.c.key == order.key)
        return kept[0], found is not None

    async def find(self, generation_id: int) -> Generation | None:
        """Return a generation, or None if there is none of that id."""
        async with self.begin() as connection:
            found = await load(connection, generations.c.id == generation_id)
        return found[0] if found else None

    async def find_many(self, generation_ids: Collection[int]) -> list[Generation]:
        """Return the generations of these ids, the oldest first."""
        async with self.begin() as connection:
            return await load(connection, generations.c.id.in_(generation_ids))

    async def find_by_message(self, message_id: int) -> Generation | None:
        """Return the generation that a message shows, or None."""
        shown = select(cards.c.generation_id).where(cards.c.message_id == message_id)
        async with self.begin() as connection:
            found = await load(connection, generations.c.id == shown.scalar_subquery())
        return found[0] if found else None

    async def move(
        self,
        generation_id: int,
        n: int,
        to: ImageState,
        *,
        only_from: Collection[ImageState] | None = None,
        only_job: str | None = None,
        failure: Failure | None = None,
        **values: Any,
    ) -> Image | None:
        """Take one image to a state; None if it is in no state that leads there.

        `only_from` narrows the states to leave, `only_job` the job that the image must have.
        `values` are columns to set with it. Raises JobTakenError.
        """
        sources = SOURCES[to] if only_from is None else frozenset(only_from)
        if not sources <= SOURCES[to]:
            raise ValueError(f"no image goes from {sorted(sources - SOURCES[to])} to {to}")
        change = (
            update(images)
            .where(images.c.generation_id == generation_id, images.c.n == n)
            .where(images.c.state.in_(sorted(sources)))
            .values(state=to.value, **values, **(failure_values(failure) if failure else {}))
            .returning(images)
        )
        if only_job is not None:
            change = change.where(images.c.job_id == only_job)
        try:
            async with self.begin() as connection:
                row = (await connection.execute(change)).one_or_none()
        except IntegrityError:
            raise JobTakenError(f"job of generation {generation_id}, image {n}") from None
        return None if row is None else to_image(row)

    async def settle_job(
        self, generation_id: int, n: int, job_id: str, *, now: float, **values: Any
    ) -> Image | None:
        """Record how a job ended whose card no longer waits for it; None if that is known."""
        change = (
            update(images)
            .where(images.c.generation_id == generation_id, images.c.n == n)
            .where(images.c.job_id == job_id, images.c.job_settled_at.is_(None))
            .where(images.c.state.in_([ImageState.FAILED.value, ImageState.CANCELLED.value]))
            .values(job_settled_at=now, **values)
            .returning(images)
        )
        async with self.begin() as connection:
            row = (await connection.execute(change)).one_or_none()
        return None if row is None else to_image(row)

    async def record_delivery(
        self, generation_id: int, numbers: Iterable[int], delivery: Delivery, *, now: float
    ) -> list[Image]:
        """Mark ready images delivered, remember the message that shows them, and return them."""
        these = and_(images.c.generation_id == generation_id, images.c.n.in_(list(numbers)))
        change = (
            update(images)
            .where(these, images.c.state == ImageState.READY.value)
            .values(
                state=ImageState.DELIVERED.value,
                delivered_at=now,
                delivery_rung=delivery.rung.value,
                delivery_channel_id=delivery.channel_id,
                delivery_message_id=delivery.message_id,
            )
        )
        async with self.begin() as connection:
            await connection.execute(change)
            if delivery.channel_id is not None and delivery.message_id is not None:
                await self._add_message(
                    connection, generation_id, delivery.channel_id, delivery.message_id
                )
            return [to_image(row) for row in await connection.execute(select(images).where(these))]

    async def post_card(self, generation_id: int, card: Card) -> None:
        """Remember the message that shows a generation from now on."""
        async with self.begin() as connection:
            await _set(connection, generation_id, **card_values(card))
            await self._add_card(connection, generation_id, card)

    async def store_reference(self, generation_id: int) -> None:
        """Remember that the card carries the reference as its own attachment."""
        async with self.begin() as connection:
            await _set(connection, generation_id, reference_stored=True)

    async def mark_shown(self, generation_id: int, *, now: float) -> None:
        """Remember that the card showed the last state of every image."""
        async with self.begin() as connection:
            await _set(connection, generation_id, shown_at=now)

    async def close_generation(self, generation_id: int, *, now: float) -> None:
        """Remember that nothing is left to do for a generation, its card included."""
        shown_at = func.coalesce(generations.c.shown_at, now)
        async with self.begin() as connection:
            await _set(connection, generation_id, shown_at=shown_at, closed_at=now)

    async def accept_reaction(
        self, message_id: int, emoji: str, user_id: int, *, now: float
    ) -> bool:
        """Accept a reaction unless the same one was accepted within REPEAT_SECONDS."""
        added = self._insert(reaction_adds).values(
            message_id=message_id, emoji=emoji, user_id=user_id, accepted_at=now
        )
        accepted = added.on_conflict_do_update(
            index_elements=["message_id", "emoji", "user_id"],
            set_={"accepted_at": now},
            where=reaction_adds.c.accepted_at <= now - REPEAT_SECONDS,
        ).returning(reaction_adds.c.message_id)
        async with self.begin() as connection:
            return await connection.scalar(accepted) is not None

    async def durations(self, *, most: int) -> list[tuple[str, float]]:
        """Return model and seconds of the jobs that finished last, the oldest first."""
        seconds = images.c.finished_at - images.c.submitted_at
        finished = (
            select(generations.c.model, seconds)
            .join(images, images.c.generation_id == generations.c.id)
            .where(images.c.result_url.is_not(None), seconds > 0)
            .order_by(generations.c.id.desc())
            .limit(most)
        )
        async with self.begin() as connection:
            rows = (await connection.execute(finished)).all()
        return [(model, float(taken)) for model, taken in reversed(rows)]

    async def _add_card(self, connection: AsyncConnection, generation_id: int, card: Card) -> None:
        if card.message_id is not None:
            await self._add_message(connection, generation_id, card.channel_id, card.message_id)

    async def _add_message(
        self, connection: AsyncConnection, generation_id: int, channel_id: int, message_id: int
    ) -> None:
        added = self._insert(cards).values(
            message_id=message_id, channel_id=channel_id, generation_id=generation_id
        )
        await connection.execute(added.on_conflict_do_nothing(index_elements=["message_id"]))


async def _set(connection: AsyncConnection, generation_id: int, **values: Any) -> None:
    await connection.execute(
        update(generations).where(generations.c.id == generation_id).values(**values)
    )
