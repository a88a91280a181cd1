"""What the studio remembers: every generation, how far each image has come, and its cards.

A transaction writes before it reads, so that SQLite never has to turn a reader into a writer.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import and_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from studio.database import StoreUnavailableError, open_database, reason, unavailable
from studio.generations import TRANSITIONS, Failure, Generation, Image, ImageState
from studio.queries import WORKING, Entry, add_generations, add_message, close, load, set_values
from studio.rows import card_values, failure_values, to_image
from studio.tables import cards, generations, images, reaction_adds

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Sequence
    from decimal import Decimal

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from studio.generations import Card, Order

REPEAT_SECONDS = 10.0
"""How long the same reaction by the same person is taken for the same one."""


NEEDED = {
    ImageState.GENERATING: frozenset({"job_id"}),
    ImageState.READY: frozenset({"result_url"}),
}
"""The facts without which an image is not in a state."""

SOURCES = {
    to: frozenset(source for source, targets in TRANSITIONS.items() if to in targets)
    for to in ImageState
}


class JobTakenError(Exception):
    """Another image already has this job id."""


@dataclass(frozen=True, slots=True)
class ReactionAdd:
    """Somebody's reaction to a message."""

    message_id: int
    emoji: str
    user_id: int


class Store:
    """Generations, images, cards and reactions in one database.

    `begin` and `insert` are for those who keep their own rows there: `Deliveries`, `Jobs` and
    `Lease`. Every method raises StoreUnavailableError if the database cannot be used just now.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self.insert: Callable[..., Any] = (
            sqlite.insert if engine.dialect.name == "sqlite" else postgresql.insert
        )

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
        return (await self.add_all([Entry(order, price)], owner=owner, now=now))[0]

    async def add_all(
        self, entries: Sequence[Entry], *, owner: str, now: float
    ) -> list[tuple[Generation, bool]]:
        """Store orders in one transaction; see `add`."""
        async with self.begin() as connection:
            new = await add_generations(connection, self.insert, entries, owner=owner, now=now)
            keys = [entry.order.key for entry in entries]
            kept = await load(connection, generations.c.key.in_(keys))
        by_key = {generation.order.key: generation for generation in kept}
        answers = []
        for key in keys:
            generation = by_key[key]
            answers.append((generation, generation.id in new))
            new.discard(generation.id)  # the same key again in one go is no new one
        return answers

    async def add_from_reaction(
        self, entry: Entry, reaction: ReactionAdd, *, owner: str, now: float
    ) -> Generation | None:
        """Store an order that a reaction asks for; None if it was accepted a moment ago."""
        async with self.begin() as connection:
            if not await self._accept(connection, reaction, now):
                return None
            await add_generations(connection, self.insert, [entry], owner=owner, now=now)
            return (await load(connection, generations.c.key == entry.order.key))[0]

    async def abandon(self, generation_id: int, *, now: float) -> None:
        """Close a generation that nobody was told of, before anything was spent on it."""
        queued = and_(
            images.c.generation_id == generation_id, images.c.state == ImageState.QUEUED.value
        )
        async with self.begin() as connection:
            await connection.execute(
                update(images)
                .where(queued)
                .values(state=ImageState.CANCELLED.value, finished_at=now)
            )
            await set_values(connection, generation_id, shown_at=now)
            await close(connection, generation_id, now)

    async def find(self, generation_id: int) -> Generation | None:
        """Return a generation, or None if there is none of that id."""
        async with self.begin() as connection:
            found = await load(connection, generations.c.id == generation_id)
        return found[0] if found else None

    async def find_many(self, generation_ids: Collection[int]) -> list[Generation]:
        """Return the generations of these ids, the oldest first."""
        async with self.begin() as connection:
            return await load(connection, generations.c.id.in_(generation_ids))

    async def working(self, user_id: int, *, most: int) -> list[Generation]:
        """Return a person's generations that still work, the newest first."""
        running = select(images.c.generation_id).where(images.c.state.in_(WORKING))
        which = and_(
            generations.c.user_id == user_id,
            generations.c.closed_at.is_(None),
            generations.c.id.in_(running),
        )
        async with self.begin() as connection:
            return await load(connection, which, newest=most)

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
        `values` are columns to set with it, among them those that the state needs. Raises
        JobTakenError.
        """
        if lacking := NEEDED.get(to, frozenset()) - values.keys():
            raise ValueError(f"an image that becomes {to} needs {sorted(lacking)}")
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

    async def post_card(self, generation_id: int, card: Card) -> None:
        """Remember the message that shows a generation from now on."""
        async with self.begin() as connection:
            await set_values(connection, generation_id, **card_values(card))
            if card.message_id is not None:
                await add_message(
                    connection, self.insert, generation_id, card.channel_id, card.message_id
                )

    async def store_reference(self, generation_id: int) -> None:
        """Remember that the card carries the reference as its own attachment."""
        async with self.begin() as connection:
            await set_values(connection, generation_id, reference_stored=True)

    async def mark_shown(self, generation_id: int, *, now: float) -> None:
        """Remember that the card showed the last state of every image."""
        async with self.begin() as connection:
            await set_values(connection, generation_id, shown_at=now)

    async def close_generation(self, generation_id: int, *, now: float) -> bool:
        """Remember that nothing is left to do for a generation; False if an image works again."""
        async with self.begin() as connection:
            return await close(connection, generation_id, now)

    async def _accept(self, connection: AsyncConnection, reaction: ReactionAdd, now: float) -> bool:
        """Accept a reaction unless the same one was accepted within REPEAT_SECONDS."""
        added = self.insert(reaction_adds).values(
            message_id=reaction.message_id,
            emoji=reaction.emoji,
            user_id=reaction.user_id,
            accepted_at=now,
        )
        accepted = added.on_conflict_do_update(
            index_elements=["message_id", "emoji", "user_id"],
            set_={"accepted_at": now},
            where=reaction_adds.c.accepted_at <= now - REPEAT_SECONDS,
        ).returning(reaction_adds.c.message_id)
        return await connection.scalar(accepted) is not None
