"""The statements of every picture's way, built once: building one costs more than running it.

Where a statement sets columns, their values are given as `new(...)`; where it asks for a row, the
names of its parameters begin with `b_`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Double, bindparam, func, insert, or_, select, update
from sqlalchemy.dialects import sqlite

from studio.generations import SETTLED, ImageState
from studio.tables import cards, generations, images

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import BindParameter, Column, ColumnElement, Executable, Table
    from sqlalchemy.sql.dml import ReturningUpdate, Update

WORKING = [state.value for state in ImageState if state not in SETTLED]
"""The states of images for which something is left to do."""

_ID: BindParameter[int] = bindparam("b_id")
_NOW: BindParameter[float] = bindparam("b_now", type_=Double())
_NUMBERS: BindParameter[int] = bindparam("b_numbers", expanding=True)


def new(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that set columns to values."""
    return {f"new_{name}": value for name, value in values.items()}


def _set(names: Iterable[str]) -> dict[str, Any]:
    return {name: bindparam(f"new_{name}") for name in names}


def _is_one_of(column: Column[str], values: Collection[str]) -> ColumnElement[bool]:
    """Compare with each value, which unlike IN need not be spelt out at every execution."""
    return or_(*(column == value for value in sorted(values)))


def insert_into(dialect: str, table: Table) -> Any:
    """Return an INSERT that can say what to do about a row that is there already."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - slow to load; is here by now

    return postgresql.insert(table)


@cache
def adding_generations(dialect: str) -> Executable:
    """Insert generations whose keys are not there yet; return the ids and keys of the new ones."""
    added = insert_into(dialect, generations).on_conflict_do_nothing(index_elements=["key"])
    statement: Executable = added.returning(generations.c.id, generations.c.key)
    return statement


ADDING_IMAGES = insert(images)


def _rooting() -> ReturningUpdate[tuple[int, int]]:
    parent = generations.alias()
    root = (
        select(func.coalesce(parent.c.root_id, parent.c.id))
        .where(parent.c.id == generations.c.origin_generation_id)
        .scalar_subquery()
    )
    return (
        update(generations)
        .where(generations.c.id.in_(bindparam("b_ids", expanding=True)))
        .values(root_id=func.coalesce(root, generations.c.id))
        .returning(generations.c.id, generations.c.root_id)
    )


ROOTING = _rooting()
"""Gives generations the root of the picture they were made from, or makes them roots."""

IMAGES_OF = (
    select(images)
    .where(images.c.generation_id.in_(bindparam("b_ids", expanding=True)))
    .order_by(images.c.generation_id, images.c.n)
)


@cache
def adding_card(dialect: str) -> Executable:
    """Insert the message of a card unless it is there."""
    added: Executable = insert_into(dialect, cards).on_conflict_do_nothing(
        index_elements=["message_id"]
    )
    return added


@cache
def setting(names: frozenset[str]) -> Update:
    """Set columns of a generation."""
    return update(generations).where(generations.c.id == _ID).values(_set(names))


@cache
def moving(
    sources: frozenset[ImageState], names: frozenset[str], *, only_job: bool
) -> ReturningUpdate[Any]:
    """Set columns of an image that is in one of these states, and of this job if that counts."""
    change = (
        update(images)
        .where(images.c.generation_id == _ID, images.c.n == bindparam("b_n"))
        .where(_is_one_of(images.c.state, sources))
        .values(_set(names))
    )
    if only_job:
        change = change.where(images.c.job_id == bindparam("b_job"))
    return change.returning(images)


THESE = select(images).where(images.c.generation_id == _ID, images.c.n.in_(_NUMBERS))

DELIVERING = (
    update(images)
    .where(images.c.generation_id == _ID, images.c.n.in_(_NUMBERS))
    .where(images.c.state == ImageState.READY.value)
    .values(
        state=ImageState.DELIVERED.value,
        delivered_at=_NOW,
        **_set(("delivery_rung", "delivery_channel_id", "delivery_message_id")),
    )
    .returning(images)
)

HOLDING = (
    update(generations)
    .where(generations.c.id == _ID)
    .values(heartbeat_at=generations.c.heartbeat_at)
)

CLOSING = (
    update(generations)
    .where(
        generations.c.id == _ID,
        ~select(images.c.n)
        .where(images.c.generation_id == _ID, _is_one_of(images.c.state, WORKING))
        .exists(),
    )
    .values(shown_at=func.coalesce(generations.c.shown_at, _NOW), closed_at=_NOW)
    .returning(generations.c.id)
)
"""Closes a generation unless an image of it works."""
