"""What several of the store's methods do in their transactions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from studio import statements
from studio.generations import Generation, Image, ImageState, RatioSource
from studio.rows import order_values, to_generation
from studio.tables import generations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from sqlalchemy import ColumnElement, Connection, Table

    from studio.generations import Order


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
    return statements.insert_into(connection.dialect.name, table)


def add_generations(
    connection: Connection,
    entries: Sequence[Entry],
    *,
    owner: str,
    now: float,
) -> list[Generation]:
    """Insert orders whose keys are not stored yet, with their images; return the new ones."""
    by_key = {entry.order.key: entry for entry in reversed(entries)}  # the first one counts
    about = {"owner": owner, "heartbeat_at": now, "created_at": now}
    added = statements.adding_generations(connection.dialect.name)
    # In one order everywhere, so that two batches with the same keys never wait for each other.
    values = [{**order_values(entry.order), **about} for _, entry in sorted(by_key.items())]
    new = {row.id: by_key[row.key] for row in connection.execute(added, values)}
    if not new:
        return []
    _add_images(connection, new)
    roots = connection.execute(statements.ROOTING, {"b_ids": list(new)})
    return [_begun(row.id, new[row.id].order, row.root_id, now) for row in roots]


def _add_images(connection: Connection, new: dict[int, Entry]) -> None:
    connection.execute(
        statements.ADDING_IMAGES,
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


def _begun(generation_id: int, order: Order, root_id: int, now: float) -> Generation:
    """Return a generation as it has just been stored."""
    parts = tuple(Image(generation_id, n) for n in range(1, order.count + 1))
    return Generation(generation_id, order, parts, created_at=now, root_id=root_id)


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
    parts = connection.execute(statements.IMAGES_OF, {"b_ids": [row.id for row in rows]})
    by_generation: dict[int, list[Any]] = {row.id: [] for row in rows}
    for part in parts:
        by_generation[part.generation_id].append(part)
    return [to_generation(row, by_generation[row.id]) for row in rows]


def add_message(
    connection: Connection, generation_id: int, channel_id: int, message_id: int
) -> None:
    """Remember that a message shows a generation."""
    connection.execute(
        statements.adding_card(connection.dialect.name),
        {"message_id": message_id, "channel_id": channel_id, "generation_id": generation_id},
    )


def hold(connection: Connection, generation_id: int) -> None:
    """Let nobody else change a generation before the transaction ends."""
    if connection.dialect.name != "sqlite":  # whose transactions come one after the other
        connection.execute(statements.HOLDING, {"b_id": generation_id})


def close(connection: Connection, generation_id: int, now: float) -> bool:
    """Close a generation unless an image of it works; return whether it is closed."""
    # Held first: PostgreSQL would judge the images as they were before it waited for the row.
    hold(connection, generation_id)
    change = {"b_id": generation_id, "b_now": now}
    return connection.scalar(statements.CLOSING, change) is not None


def match_ratio(connection: Connection, generation_id: int, ratio: str) -> str:
    """Store the ratio that fits the reference, unless one is stored; return the one that is."""
    wanted = generations.c.id == generation_id
    open_yet = generations.c.ratio_source == RatioSource.TO_MATCH.value
    change = update(generations).where(wanted, open_yet)
    connection.execute(change.values(aspect_ratio=ratio, ratio_source=RatioSource.MATCHED.value))
    stored: str | None = connection.scalar(select(generations.c.aspect_ratio).where(wanted))
    return stored or ratio


def set_values(connection: Connection, generation_id: int, **values: Any) -> None:
    """Set columns of a generation."""
    change = statements.setting(frozenset(values))
    connection.execute(change, {"b_id": generation_id, **statements.new(values)})
