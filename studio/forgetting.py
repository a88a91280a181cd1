"""The statements that forget a person: each piece is one short transaction's work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Double,
    and_,
    delete,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)

from studio.generations import ImageState
from studio.ports import Rung
from studio.statements import WORKING
from studio.tables import (
    cards,
    drafts,
    generations,
    images,
    kept_pictures,
    preferences,
    reaction_adds,
)
from studio.walking import Place, beyond, in_order, there_is

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, Connection, Row, Select

BATCH = 500
"""Generations forgotten in one transaction."""
MESSAGES_WITHIN = 7 * 24 * 3600.0
"""How long rows are kept for messages that cannot be deleted."""
BLANK = {
    "prompt": "",
    "interaction_token": None,
    "reference_url": None,
    "reference_channel_id": None,
    "reference_message_id": None,
    "reference_name": None,
}


class StillWorkingError(Exception):
    """A person has generations that still work, `count` of them, so nothing was forgotten."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} generations still work")
        self.count = count


@dataclass(frozen=True, slots=True)
class Errand:
    """A message that is to be deleted on Discord, and the forgotten generation that it shows."""

    channel_id: int
    message_id: int
    generation_id: int
    forgotten_at: float


def begin_forgetting(connection: Connection, user_id: int) -> int:
    """Forget what hangs on no generation; return the newest id to forget, 0 if there is none.

    Raises StillWorkingError.
    """
    own = generations.c.user_id == user_id
    working = connection.scalar(
        select(func.count())
        .select_from(generations)
        .where(own, generations.c.forgotten_at.is_(None), _works())
    )
    if working:
        raise StillWorkingError(working)
    for table in (preferences, drafts, reaction_adds):
        connection.execute(delete(table).where(table.c.user_id == user_id))
    return connection.scalar(select(func.max(generations.c.id)).where(own)) or 0


def forget_some(
    connection: Connection, user_id: int, place: Place | None, *, until: int, now: float
) -> tuple[int, Place | None]:
    """Forget a person's next generations; return how many, and the place of the last one.

    One that has begun to work again meanwhile, because a lost job was found, is left alone.
    """
    rows = _next_idle(connection, user_id, place, until)
    if not rows:
        return 0, None
    ids = [row.id for row in rows]
    connection.execute(delete(cards).where(cards.c.generation_id.in_(ids), _needs_no_errand()))
    gone = func.coalesce(generations.c.deleted_at, now)
    change = update(generations).where(generations.c.id.in_(ids), *_idle())
    blanked = change.values(forgotten_at=now, deleted_at=gone, **BLANK).returning(generations.c.id)
    forgotten = connection.scalars(blanked).all()
    connection.execute(delete(kept_pictures).where(kept_pictures.c.generation_id.in_(forgotten)))
    drop_finished(connection, forgotten)
    return len(forgotten), Place(rows[-1].created_at, rows[-1].id)


def _next_idle(
    connection: Connection, user_id: int, place: Place | None, until: int
) -> Sequence[Row[Any]]:
    asked: Select[Any] = (
        select(generations.c.created_at, generations.c.id)
        .where(generations.c.user_id == user_id, generations.c.id <= until, *_idle())
        .where(*beyond(place, newer=True))
        .order_by(*in_order(newer=True))
        .limit(BATCH)
    )
    return connection.execute(asked).all()


def errands(
    connection: Connection, user_id: int | None, after: Errand | None, *, most: int
) -> list[Errand]:
    """Return messages that are still to be deleted, of one person or of all."""
    columns = (cards.c.channel_id, cards.c.message_id, cards.c.generation_id)
    asked = select(*columns, generations.c.forgotten_at).where(*_on_errands(user_id))
    key = (generations.c.forgotten_at, generations.c.id, cards.c.message_id)
    if after is not None:
        numbers = (literal(n, BigInteger) for n in (after.generation_id, after.message_id))
        here: Any = tuple_(literal(after.forgotten_at, Double), *numbers)
        asked = asked.where(tuple_(*key) > here)
    rows = connection.execute(asked.order_by(*key).limit(most))
    return [Errand(*row) for row in rows]


def count_errands(connection: Connection, user_id: int | None) -> int:
    """Return how many messages are still to be deleted, of one person or of all."""
    asked = select(func.count()).select_from(cards.join(generations)).where(*_on_errands(user_id))
    return connection.scalar(asked) or 0


def run_errands(connection: Connection, done: Sequence[Errand]) -> None:
    """Take in that messages are gone, and delete the rows that were kept for them."""
    numbers = [errand.message_id for errand in done]
    connection.execute(delete(cards).where(cards.c.message_id.in_(numbers)))
    drop_finished(connection, {errand.generation_id for errand in done})


def drop_finished(connection: Connection, ids: Collection[int]) -> None:
    """Delete those of these generations, all forgotten, for which nothing is left to do."""
    # That they are forgotten is not asked again: PostgreSQL would go through all that are.
    these = generations.c.id.in_(ids)
    closed = generations.c.closed_at.is_not(None)
    connection.execute(delete(generations).where(these, closed, _has_no_errand()))


def throw_away(connection: Connection, *, now: float) -> int:
    """Delete the forgotten generations for which nothing is left to do; return how many."""
    overdue = generations.c.forgotten_at < now - MESSAGES_WITHIN
    finished = (
        select(generations.c.id)
        .where(generations.c.forgotten_at.is_not(None), generations.c.closed_at.is_not(None))
        .where(or_(overdue, _has_no_errand()))
        .order_by(generations.c.forgotten_at)
        .limit(BATCH)
    )
    return connection.execute(delete(generations).where(generations.c.id.in_(finished))).rowcount


def _has_no_errand() -> ColumnElement[bool]:
    return ~there_is(select(cards.c.message_id).where(cards.c.generation_id == generations.c.id))


def _on_errands(user_id: int | None) -> list[ColumnElement[bool]]:
    conditions = [
        cards.c.generation_id == generations.c.id,
        generations.c.forgotten_at.is_not(None),
    ]
    return conditions if user_id is None else [*conditions, generations.c.user_id == user_id]


def _idle() -> list[ColumnElement[bool]]:
    return [generations.c.forgotten_at.is_(None), ~_works()]


def _works() -> ColumnElement[bool]:
    """Return the condition for generations that may still show their requester something new.

    Not for those whose card has said its last and whose job is only watched. A request that is
    looked for counts as work: once it is found, its picture is delivered.
    """
    states = [*WORKING, ImageState.UNCONFIRMED.value]
    image_works = there_is(
        select(images.c.n).where(
            images.c.generation_id == generations.c.id, images.c.state.in_(states)
        )
    )
    return and_(
        generations.c.closed_at.is_(None), or_(generations.c.shown_at.is_(None), image_works)
    )


def _needs_no_errand() -> ColumnElement[bool]:
    """Return the condition for messages that are gone, or that only their requester sees."""
    unseen = select(generations.c.id).where(
        generations.c.id == cards.c.generation_id,
        or_(generations.c.deleted_at.is_not(None), generations.c.ephemeral),
    )
    direct = select(images.c.n).where(
        images.c.generation_id == cards.c.generation_id,
        images.c.delivery_message_id == cards.c.message_id,
        images.c.delivery_rung == Rung.DIRECT_MESSAGE.value,
    )
    return or_(there_is(unseen), there_is(direct))
