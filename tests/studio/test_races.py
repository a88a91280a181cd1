"""Two processes at the same rows, with one of them held just before its commit."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

import pytest
from sqlalchemy import text
from sqlalchemy.util import await_

from studio.generations import ImageState
from studio.jobs import Jobs
from studio.lease import Lease, Owner
from studio.queries import Entry
from studio.store import Store
from tests.studio.workshop import order
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine
    from typing import Any

    from sqlalchemy import Connection

    from studio.generations import Generation

T = TypeVar("T")

NEXT = Owner("next", 1, "x")


class Hesitant(Store):
    """A store on PostgreSQL, where works run in the event loop, that commits when `gate` is set."""

    gate: asyncio.Event
    held: asyncio.Event
    """Set once only a commit is missing."""

    async def run(self, work: Callable[[Connection], T], *, urgent: bool = False) -> T:
        """Do something in a transaction, and hold it at its end."""

        def hesitate(connection: Connection) -> T:
            result = work(connection)
            self.held.set()
            await_(self.gate.wait())
            return result

        return await super().run(hesitate, urgent=urgent)


@pytest.fixture
async def hesitant(migrated_database: str) -> AsyncIterator[Hesitant]:
    """Open a second store on the same database, for another process."""
    async with await Hesitant.open(migrated_database) as store:
        store.gate, store.held = asyncio.Event(), asyncio.Event()
        yield store


async def after(hesitant: Hesitant, first: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    """Start what the hesitant process does, and return once only its commit is missing."""
    begun = asyncio.create_task(first)
    async with asyncio.timeout(10.0):
        await hesitant.held.wait()
    return begun


async def waits(store: Store) -> bool:
    """Whether somebody waits for a lock."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        " AND datname = current_database()"
    )
    return bool(await store.run(lambda connection: connection.scalar(waiting)))


async def unconfirmed(store: Store) -> Generation:
    """Store a generation whose request may have arrived."""
    generation, _ = await store.add(order(), owner="me", now=1.0)
    for state in (ImageState.SUBMITTING, ImageState.UNCONFIRMED):
        await store.move(generation.id, 1, state, submitted_at=1.0)
    return generation


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
async def test_a_job_found_while_its_generation_is_closed_keeps_it_open(
    store: Store, hesitant: Hesitant
) -> None:
    """Whichever comes first, a generation whose job runs is taken over after a crash."""
    generation = await unconfirmed(store)
    adopting = await after(
        hesitant, Jobs(hesitant).adopt(generation.id, 1, "job", owner="other", timeout=60.0)
    )
    closing = asyncio.create_task(store.close_generation(generation.id, now=2.0))
    await eventually(lambda: waits(store))
    hesitant.gate.set()
    await asyncio.gather(adopting, closing)
    assert not closing.result()
    assert await Lease(store, NEXT, 60.0).take_over(1e12) == [generation.id]


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
@pytest.mark.parametrize(
    "keys",
    [
        "12",
        "21",
    ],
)
async def test_batches_never_wait_for_each_other_in_a_circle(
    store: Store, hesitant: Hesitant, keys: str
) -> None:
    """Keys are locked in one order, whatever the order in which they come."""
    entries = [Entry(order(key=key)) for key in keys]
    first, last = sorted(entries, key=lambda entry: entry.order.key)
    holding = await after(hesitant, hesitant.add_all([first], owner="me", now=1.0))
    waiting = asyncio.create_task(store.add_all(entries, owner="me", now=1.0))
    await eventually(lambda: waits(store))
    adding = asyncio.create_task(store.add_all([last], owner="me", now=1.0))
    await asyncio.wait({adding}, timeout=1.0)
    free = adding.done()
    hesitant.gate.set()
    await asyncio.gather(holding, waiting, adding)
    assert free


async def test_what_has_been_submitted_is_not_closed_by_giving_it_up(store: Store) -> None:
    """A process that finds no answer closes nothing that another one works on."""
    generation, _ = await store.add(order(count=2), owner="me", now=1.0)
    await store.move(generation.id, 1, ImageState.SUBMITTING, submitted_at=1.0)
    await store.abandon(generation.id, now=2.0)
    assert await Lease(store, NEXT, 60.0).take_over(1e12) == [generation.id]
