"""Goes through many generations a few at a time, so that no transaction keeps others waiting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Double, literal, select, tuple_

from studio.generations import ImageState
from studio.tables import generations, images

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select


@dataclass(frozen=True, slots=True)
class Place:
    """Where a generation stands among a person's: by its time, and by its id at the same time."""

    at: float
    id: int


def beyond(place: Place | None, *, newer: bool) -> list[ColumnElement[bool]]:
    """Return the conditions for generations newer, or older, than the one at a place."""
    if place is None:
        return []
    here: Any = tuple_(literal(place.at, Double), literal(place.id, BigInteger))
    there: Any = tuple_(generations.c.created_at, generations.c.id)
    return [there > here if newer else there < here]


def in_order(*, newer: bool) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Return what to order by, the oldest first to go to newer ones: an index has that order."""
    at, number = generations.c.created_at, generations.c.id
    return (at.asc(), number.asc()) if newer else (at.desc(), number.desc())


def there_is(asked: Select[Any]) -> ColumnElement[bool]:
    """Return the condition that a correlated question has an answer.

    Not with EXISTS: inside an OR, PostgreSQL would read a whole table to answer it for a few rows.
    """
    return asked.limit(1).scalar_subquery().is_not(None)


def is_delivered() -> ColumnElement[bool]:
    """Return the condition for generations of which a picture was delivered."""
    return there_is(
        select(images.c.n)
        .where(images.c.generation_id == generations.c.id)
        .where(images.c.state == ImageState.DELIVERED.value)
    )
