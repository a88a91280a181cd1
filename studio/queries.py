"""Statements that several of the store's methods need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from studio.generations import SETTLED, ImageState
from studio.rows import order_values, to_generation
from studio.tables import cards, generations, images

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from decimal import Decimal

    from sqlalchemy import ColumnElement, Connection, Table

    from studio.generations import Generation, Order


WORKING = [state.value for state in ImageState if state not in SETTLED]
"""The states of images for which something is left to do."""


@dataclass(frozen=True, slots=True)
class ReactionAdd:
    """Somebody's reaction to a message, or press of its button, which `emoji` names then."""

    message_id: int
    emoji: str
    user_id: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An order that is to be stored, and the price of each of its images in credits."""

    order: Order
    price: Decimal | None = None
    once: ReactionAdd | None = None
    """What asked for it, if that counts only once in a while."""


def insert_into(connection: Connection, table: Table) -> Any:
    """Return an INSERT that can say what to do about a row that is there already."""
    kind = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    return kind(table)


def add_generations(
    connection: Connection,
    entries: Sequence[Entry],
    *,
    owner: str,
    now: float,
) -> set[int]:
    """Insert orders whose keys are not stored yet, with their images; return the new ids."""
    by_key = {entry.order.key: entry for entry in reversed(entries)}  # the first one counts
    about = {"owner": owner, "heartbeat_at": now, "created_at": now}
    added = (
        insert_into(connection, generations)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(generations.c.id, generations.c.key)
    )
    # In one order everywhere, so that two batches with the same keys never wait for each other.
    values = [{**order_values(entry.order), **about} for _, entry in sorted(by_key.items())]
    new = {row.id: by_key[row.key] for row in connection.execute(added, values)}
    if new:
        _add_images(connection, new)
        connection.execute(_root_of(new))
    return set(new)


def _add_images(connection: Connection, new: dict[int, Entry]) -> None:
    connection.execute(
        insert(images),
        [
            {
                "generation_id": generation_id,
                "n": n,
                "state": ImageState.QUEUED.value,
                "price": entry.price,
            }
            for generation_id, entry in new.items()
            for n in range(1, entry.order.count + 1)
        ],
    )


def _root_of(generation_ids: Collection[int]) -> Any:
    """Give generations the root of the picture they were made from, or make them roots."""
    parent = generations.alias()
    root = (
        select(func.coalesce(parent.c.root_id, parent.c.id))
        .where(parent.c.id == generations.c.origin_generation_id)
        .scalar_subquery()
    )
    return (
        update(generations)
        .where(generations.c.id.in_(generation_ids))
        .values(root_id=func.coalesce(root, generations.c.id))
    )


def load(
    connection: Connection,
    which: ColumnElement[bool],
    *,
    newest: int | None = None,
) -> list[Generation]:
    """Return the generations that fit a condition, with their images, the oldest first.

    `newest` asks for only so many, and for the newest first.
    """
    asked = select(generations).where(which)
    if newest is None:
        asked = asked.order_by(generations.c.id)
    else:
        asked = asked.order_by(generations.c.id.desc()).limit(newest)
    rows = (connection.execute(asked)).all()
    if not rows:
        return []
    parts = connection.execute(
        select(images)
        .where(images.c.generation_id.in_([row.id for row in rows]))
        .order_by(images.c.generation_id, images.c.n)
    )
    by_generation: dict[int, list[Any]] = {row.id: [] for row in rows}
    for part in parts:
        by_generation[part.generation_id].append(part)
    return [to_generation(row, by_generation[row.id]) for row in rows]


def add_message(
    connection: Connection, generation_id: int, channel_id: int, message_id: int
) -> None:
    """Remember that a message shows a generation."""
    added = insert_into(connection, cards).values(
        message_id=message_id, channel_id=channel_id, generation_id=generation_id
    )
    connection.execute(added.on_conflict_do_nothing(index_elements=["message_id"]))


def close(connection: Connection, generation_id: int, now: float) -> bool:
    """Close a generation unless an image of it works; return whether it is closed."""
    # Held first: PostgreSQL would judge the images as they were before it waited for the row.
    set_values(connection, generation_id, heartbeat_at=generations.c.heartbeat_at)
    works = select(images.c.n).where(
        images.c.generation_id == generation_id, images.c.state.in_(WORKING)
    )
    change = (
        update(generations)
        .where(generations.c.id == generation_id, ~works.exists())
        .values(shown_at=func.coalesce(generations.c.shown_at, now), closed_at=now)
        .returning(generations.c.id)
    )
    return connection.scalar(change) is not None


def set_values(connection: Connection, generation_id: int, **values: Any) -> None:
    """Set columns of a generation."""
    connection.execute(
        update(generations).where(generations.c.id == generation_id).values(**values)
    )
