"""Orders that are not placed yet: their requester has still to complete or to confirm them."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import and_, delete, insert, select

from studio.generations import Order
from studio.tables import drafts

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

    from studio.store import Store

KEPT_SECONDS = 24 * 3600.0
PER_PERSON = 50
"""Drafts kept of one person; the oldest go."""

ORDERS = TypeAdapter(Order)


class Drafts:
    """The drafts in a store; every method raises StoreUnavailableError like the store's.

    A draft holds no interaction token: who takes it answers another interaction, with its own.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def keep(self, order: Order, *, now: float | None = None) -> int:
        """Put an order aside, and return the id that it is found by."""
        now = time.time() if now is None else now
        values = {"user_id": order.user_id, "body": _written(order), "created_at": now}
        added = insert(drafts).values(values).returning(drafts.c.id)
        newest = (
            select(drafts.c.id)
            .where(drafts.c.user_id == order.user_id)
            .order_by(drafts.c.id.desc())
            .limit(PER_PERSON)
        )
        surplus = and_(drafts.c.user_id == order.user_id, drafts.c.id.not_in(newest))

        def work(connection: Connection) -> int:
            connection.execute(delete(drafts).where(_too_old(now)))
            draft_id: int = connection.execute(added).scalar_one()
            connection.execute(delete(drafts).where(surplus))
            return draft_id

        return await self._store.run(work, urgent=True)

    async def get(self, draft_id: int, user_id: int, *, now: float | None = None) -> Order | None:
        """Return a person's draft; None if it is gone, or somebody else's."""
        asked = select(drafts.c.body).where(_is(draft_id, user_id, now))
        return _read(await self._store.run(lambda c: c.scalar(asked), urgent=True))

    async def take(self, draft_id: int, user_id: int, *, now: float | None = None) -> Order | None:
        """Return a person's draft and forget it: of two who take it at once, one gets it."""
        gone = delete(drafts).where(_is(draft_id, user_id, now)).returning(drafts.c.body)
        return _read(await self._store.run(lambda c: c.scalar(gone), urgent=True))

    async def prune(self, *, now: float) -> int:
        """Forget the drafts that nobody took in time; return how many."""
        old = delete(drafts).where(_too_old(now))
        return await self._store.run(lambda connection: connection.execute(old).rowcount)


def _is(draft_id: int, user_id: int, now: float | None) -> ColumnElement[bool]:
    too_old = _too_old(time.time() if now is None else now)
    return and_(drafts.c.id == draft_id, drafts.c.user_id == user_id, ~too_old)


def _too_old(now: float) -> ColumnElement[bool]:
    return drafts.c.created_at < now - KEPT_SECONDS


def _written(order: Order) -> str:
    """Return an order as JSON, without what would let others speak for the bot."""
    card = replace(order.card, interaction_token=None, token_expires_at=0.0)
    return ORDERS.dump_json(replace(order, card=card)).decode()


def _read(body: str | None) -> Order | None:
    """Return the order that JSON holds; None too if another version of the program wrote it."""
    try:
        return None if body is None else ORDERS.validate_json(body)
    except ValidationError:
        return None
