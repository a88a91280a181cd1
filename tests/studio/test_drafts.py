"""Orders that are not placed yet, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import asyncio
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from studio.drafts import KEPT_SECONDS, PER_PERSON, Drafts
from studio.generations import Card, Kind, Order, Origin, RatioSource, Reference
from studio.store import Store
from studio.tables import drafts
from tests.studio.test_store import FULL
from tests.studio.workshop import order

if TYPE_CHECKING:
    from sqlalchemy import Connection

IDS = st.integers(1, 2**63 - 1)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=50)
ORDERS = st.builds(
    Order,
    key=TEXTS,
    kind=st.sampled_from(Kind),
    user_id=IDS,
    card=st.builds(
        Card,
        channel_id=IDS,
        message_id=st.none() | IDS,
        application_id=st.none() | IDS,
        interaction_token=st.just("SECRET"),
        token_expires_at=st.floats(0, 1e10),
        ephemeral=st.booleans(),
    ),
    prompt=TEXTS,
    model=TEXTS,
    aspect_ratio=st.sampled_from(["1:1", "16:9"]),
    upload_limit=IDS,
    style=st.none() | TEXTS,
    count=st.integers(1, 4),
    private=st.booleans(),
    guild_id=st.none() | IDS,
    bot_present=st.booleans(),
    reference=st.none() | st.builds(Reference, TEXTS, st.none() | IDS, st.none() | IDS, TEXTS),
    origin=st.none() | st.builds(Origin, IDS, st.none() | st.integers(1, 4), IDS, IDS),
    locale=st.sampled_from(["de", "en-US"]),
    ratio_source=st.sampled_from(RatioSource),
    ping=st.booleans(),
)


def tokenless(wanted: Order) -> Order:
    """Return an order as a draft of it comes back."""
    card = replace(wanted.card, interaction_token=None, token_expires_at=0.0)
    return replace(wanted, card=card)


def test_every_field_of_an_order_is_tried() -> None:
    """A field that is added to orders has to be added here."""
    assert {field.name for field in fields(Order)} == set(ORDERS.wrapped_strategy.kwargs)  # type: ignore[attr-defined]


@given(wanted=ORDERS)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_a_draft_is_the_order_without_its_token(store: Store, wanted: Order) -> None:
    """Every value survives; what lets others speak for the bot is not written down at all."""
    draft_id = await Drafts(store).keep(wanted)
    body = await store.run(lambda c: c.scalar(select(drafts.c.body).where(drafts.c.id == draft_id)))
    assert "SECRET" not in (body or "")
    assert await Drafts(store).take(draft_id, wanted.user_id) == tokenless(wanted)


async def test_a_draft_is_there_for_its_own_person(store: Store) -> None:
    """Somebody else neither sees nor takes it; looking at it leaves it there."""
    book = Drafts(store)
    draft_id = await book.keep(order())
    assert await book.get(draft_id, 8) is None
    assert await book.take(draft_id, 8) is None
    assert await book.get(draft_id, 7) == await book.get(draft_id, 7) == order()
    assert await book.get(draft_id + 1, 7) is None


async def test_of_two_presses_at_once_one_takes_the_draft(store: Store) -> None:
    """A confirmation counts once, however many hear of it."""
    draft_id = await Drafts(store).keep(order())
    taken = await asyncio.gather(*(Drafts(store).take(draft_id, 7) for _ in range(8)))
    assert [one for one in taken if one is not None] == [order()]
    assert await Drafts(store).get(draft_id, 7) is None


async def test_two_processes_do_not_take_the_same_draft(migrated_database: str) -> None:
    """Connections of their own change nothing about that."""
    stores = [await Store.open(migrated_database) for _ in range(3)]
    draft_id = await Drafts(stores[0]).keep(FULL)
    taken = await asyncio.gather(
        *(Drafts(store).take(draft_id, FULL.user_id) for store in stores * 3)
    )
    assert [one for one in taken if one is not None] == [tokenless(FULL)]
    for store in stores:
        await store.close()


async def test_a_draft_outlives_the_process_for_a_day(migrated_database: str) -> None:
    """After a day it is gone, whether or not anybody has thrown it away yet."""
    async with await Store.open(migrated_database) as store:
        draft_id = await Drafts(store).keep(FULL, now=1000.0)
    async with await Store.open(migrated_database) as store:
        book, ends = Drafts(store), 1000.0 + KEPT_SECONDS
        assert await book.get(draft_id, FULL.user_id, now=ends) == tokenless(FULL)
        assert await book.get(draft_id, FULL.user_id, now=ends + 1) is None
        assert await book.take(draft_id, FULL.user_id, now=ends + 1) is None
        assert await book.prune(now=ends) == 0
        assert await book.prune(now=ends + 1) == 1


def count(connection: Connection) -> int:
    """Count the drafts that are stored."""
    return connection.scalar(select(func.count()).select_from(drafts)) or 0


async def test_a_person_s_oldest_drafts_go(store: Store) -> None:
    """Nobody fills the store with drafts, and nobody loses theirs to somebody else's."""
    book = Drafts(store)
    other = await book.keep(order(user_id=8), now=1.0)
    ids = [await book.keep(order(), now=1.0) for _ in range(PER_PERSON + 2)]
    found = [await book.get(draft_id, 7, now=2.0) for draft_id in ids]
    assert [one is not None for one in found] == [False] * 2 + [True] * PER_PERSON
    assert await book.get(other, 8, now=2.0) is not None
    await book.keep(order(), now=2.0 + KEPT_SECONDS)
    assert await store.run(count) == 1


@pytest.mark.parametrize("body", ["", "{}", '{"key": 1}', "[]"])
async def test_a_draft_that_cannot_be_read_is_none(store: Store, body: str) -> None:
    """What another version of the program wrote is as good as gone."""
    draft_id = await Drafts(store).keep(order())
    change = update(drafts).values(body=body)
    await store.run(lambda connection: connection.execute(change))
    assert await Drafts(store).get(draft_id, 7) is None
