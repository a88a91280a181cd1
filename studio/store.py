"""What the studio remembers: every generation, how far each image has come, and its cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

from sqlalchemy import and_, select, update
from sqlalchemy.exc import IntegrityError

from studio.database import StoreUnavailableError, open_database, reason, unavailable
from studio.generations import TRANSITIONS, Failure, Generation, Image, ImageState
from studio.queries import (
    Entry,
    ReactionAdd,
    add_generations,
    add_message,
    close,
    insert_into,
    load,
    set_values,
)
from studio.rows import card_values, failure_values, to_image
from studio.statements import WORKING, moving, new
from studio.tables import cards, generations, images, reaction_adds

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from decimal import Decimal

    from sqlalchemy import Connection

    from studio.generations import Card, Order
    from studio.transactions import Transactions

T = TypeVar("T")

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


class RepeatedError(Exception):
    """The same person asked for the same a moment ago."""


class JobTakenError(Exception):
    """Another image already has this job id."""


class Store:
    """Generations, images, cards and reactions in one database.

    `run` is also for those who keep rows of their own there: `Deliveries`, `Jobs` and `Lease`.
    Every method raises StoreUnavailableError if the database cannot be used just now.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @classmethod
    async def open(cls, url: str) -> Self:
        """Open the database at `url` and bring it to the newest schema."""
        return cls(await open_database(url))

    async def close(self) -> None:
        """Close every connection."""
        await self._transactions.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def run(self, work: Callable[[Connection], T], *, urgent: bool = False) -> T:
        """Do `work` in a transaction off the event loop; return its result once it is committed.

        An exception of `work` undoes it and is raised. `urgent` work goes before other work.
        """
        try:
            return await self._transactions.run(work, urgent=urgent)
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
        """Store orders in one transaction; see `add`. Somebody waits for the answer.

        Raises RepeatedError if one asks again for what counts once in a while.
        """

        def work(connection: Connection) -> tuple[list[Generation], list[Generation]]:
            new = add_generations(connection, entries, owner=owner, now=now)
            others = {entry.order.key for entry in entries} - {one.order.key for one in new}
            old = load(connection, generations.c.key.in_(others)) if others else []
            for entry, _ in _paired(entries, new):
                if entry.once is not None:
                    _accept(connection, entry.once, now)
            return new, old

        new, old = await self.run(work, urgent=True)
        fresh = {generation.id for generation in new}
        answers = []
        for _, generation in _paired(entries, [*new, *old]):
            answers.append((generation, generation.id in fresh))
            fresh.discard(generation.id)  # the same key again in one go is no new one
        return answers

    async def abandon(self, generation_id: int, *, now: float) -> None:
        """Close a generation that nobody was told of, before anything was spent on it."""
        queued = and_(
            images.c.generation_id == generation_id, images.c.state == ImageState.QUEUED.value
        )
        cancelled = (
            update(images).where(queued).values(state=ImageState.CANCELLED.value, finished_at=now)
        )

        def work(connection: Connection) -> None:
            connection.execute(cancelled)
            set_values(connection, generation_id, shown_at=now)
            close(connection, generation_id, now)

        await self.run(work)

    async def find(self, generation_id: int) -> Generation | None:
        """Return a generation, or None if there is none of that id."""
        which = generations.c.id == generation_id
        found = await self.run(lambda connection: load(connection, which))
        return found[0] if found else None

    async def find_many(self, generation_ids: Collection[int]) -> list[Generation]:
        """Return the generations of these ids, the oldest first."""
        which = generations.c.id.in_(generation_ids)
        return await self.run(lambda connection: load(connection, which))

    async def working(self, user_id: int, *, most: int) -> list[Generation]:
        """Return a person's generations that still work, the newest first."""
        running = select(images.c.generation_id).where(images.c.state.in_(WORKING))
        which = and_(
            generations.c.user_id == user_id,
            generations.c.closed_at.is_(None),
            generations.c.id.in_(running),
        )
        return await self.run(lambda connection: load(connection, which, newest=most))

    async def find_by_message(self, message_id: int) -> Generation | None:
        """Return the generation that a message shows, or None."""
        shown = select(cards.c.generation_id).where(cards.c.message_id == message_id)
        which = generations.c.id == shown.scalar_subquery()
        found = await self.run(lambda connection: load(connection, which))
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
        facts = {"state": to.value, **values, **(failure_values(failure) if failure else {})}
        change = moving(sources, frozenset(facts), only_job=only_job is not None)
        given = {"b_id": generation_id, "b_n": n, "b_job": only_job, **new(facts)}
        try:
            row = await self.run(lambda connection: connection.execute(change, given).one_or_none())
        except IntegrityError:
            raise JobTakenError(f"job of generation {generation_id}, image {n}") from None
        return None if row is None else to_image(row)

    async def post_card(self, generation_id: int, card: Card) -> None:
        """Remember the message that shows a generation from now on."""

        def work(connection: Connection) -> None:
            set_values(connection, generation_id, **card_values(card))
            if card.message_id is not None:
                add_message(connection, generation_id, card.channel_id, card.message_id)

        await self.run(work)

    async def store_reference(self, generation_id: int) -> None:
        """Remember that the card carries the reference as its own attachment."""
        await self._set(generation_id, reference_stored=True)

    async def mark_shown(self, generation_id: int, *, now: float) -> None:
        """Remember that the card showed the last state of every image."""
        await self._set(generation_id, shown_at=now)

    async def close_generation(self, generation_id: int, *, now: float) -> bool:
        """Remember that nothing is left to do for a generation; False if an image works again."""
        return await self.run(lambda connection: close(connection, generation_id, now))

    async def _set(self, generation_id: int, **values: Any) -> None:
        await self.run(lambda connection: set_values(connection, generation_id, **values))


def _paired(entries: Sequence[Entry], kept: Sequence[Generation]) -> list[tuple[Entry, Generation]]:
    by_key = {generation.order.key: generation for generation in kept}
    return [(e, by_key[e.order.key]) for e in entries if e.order.key in by_key]


def _accept(connection: Connection, reaction: ReactionAdd, now: float) -> None:
    """Accept a reaction; raise RepeatedError if the same one was within REPEAT_SECONDS."""
    added = insert_into(connection, reaction_adds).values(
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
    if connection.scalar(accepted) is None:
        raise RepeatedError(f"{reaction.emoji} on message {reaction.message_id}")
