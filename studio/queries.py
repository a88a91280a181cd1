"""Statements that several of the store's methods need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, literal, select, update

from studio.generations import ImageState
from studio.rows import to_generation
from studio.tables import generations, images

if TYPE_CHECKING:
    from decimal import Decimal

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

    from studio.generations import Generation, Order


def root_of(order: Order) -> ColumnElement[int | None]:
    """Return the id of the picture that the order's family began with; null if it begins one."""
    if order.origin is None:
        return literal(None)
    parent = generations.alias()
    found = select(func.coalesce(parent.c.root_id, parent.c.id)).where(
        parent.c.id == order.origin.generation_id
    )
    return found.scalar_subquery()


async def add_images(
    connection: AsyncConnection, generation_id: int, order: Order, price: Decimal | None
) -> None:
    """Insert the images of a new generation, and make it the root of a family if it has none."""
    await connection.execute(
        insert(images),
        [
            {
                "generation_id": generation_id,
                "n": n,
                "state": ImageState.QUEUED.value,
                "price": price,
            }
            for n in range(1, order.count + 1)
        ],
    )
    await connection.execute(
        update(generations)
        .where(generations.c.id == generation_id, generations.c.root_id.is_(None))
        .values(root_id=generations.c.id)
    )


async def load(connection: AsyncConnection, which: ColumnElement[bool]) -> list[Generation]:
    """Return the generations that fit a condition, with their images, the oldest first."""
    found = await connection.execute(select(generations).where(which).order_by(generations.c.id))
    rows = found.all()
    if not rows:
        return []
    parts = await connection.execute(
        select(images)
        .where(images.c.generation_id.in_([row.id for row in rows]))
        .order_by(images.c.generation_id, images.c.n)
    )
    by_generation: dict[int, list[Any]] = {row.id: [] for row in rows}
    for part in parts:
        by_generation[part.generation_id].append(part)
    return [to_generation(row, by_generation[row.id]) for row in rows]
