"""A SQLite database that is locked, full, broken or read-only: a clear error, and nothing lost."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text

from studio.database import StoreUnavailableError
from studio.generations import Card, ImageState
from studio.tables import generations
from tests.studio.outages import (
    DoomedStore,
    assert_calm,
    files_up_to,
    locked,
    no_room,
    tried,
)
from tests.studio.workshop import LIMITS, ORDER, order
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sqlalchemy import Connection

    from studio.store import Store
    from tests.studio.workshop import Workshop

BUSY = 0.02
"""How long the studios' connections wait for a lock, in seconds."""
TOKEN = "aW50ZXJhY3Rpb24"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the workshop's database is."""
    return tmp_path / "bot.db"


@pytest.fixture
async def doomed(workshop: Workshop) -> AsyncIterator[DoomedStore]:
    """Give the workshop a store that does not wait long for a lock.

    The tests look into it too: with one of their own they would sometimes hold the lock themselves.
    """
    await workshop.store.close()
    workshop.store = await DoomedStore.open(f"{workshop.database}?timeout={BUSY}")
    yield workshop.store
    workshop.store.relieve()


@pytest.fixture(autouse=True)
def _everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "studio")


@pytest.fixture(params=[locked, no_room])
def outage(request: pytest.FixtureRequest, path: Path) -> AbstractContextManager[None]:
    """Give each kind of outage of the workshop's database."""
    begin: Callable[[Path], AbstractContextManager[None]] = request.param
    return begin(path)


@pytest.mark.parametrize("position", range(4))
async def test_an_outage_loses_nothing_and_sends_nothing_twice(
    workshop: Workshop,
    doomed: DoomedStore,
    outage: AbstractContextManager[None],
    caplog: pytest.LogCaptureFixture,
    position: int,
) -> None:
    """From whichever transaction on it cannot be written, the picture comes when it can again."""
    studio = await workshop.studio()
    doomed.doom(outage, after=1 + position)
    card = Card(5, 100, 3, TOKEN, 1e12)
    generation = await studio.request(order(card=card))
    await tried(caplog)
    assert workshop.emulator.posts == min(position, 1)
    doomed.relieve()
    done = await workshop.closed(generation)
    assert done.image(1).state is ImageState.DELIVERED
    assert done.image(1).credits_used == 2
    assert workshop.emulator.posts == 1
    assert len(workshop.presenter.deliveries) == 1
    assert_calm(caplog, TOKEN, ORDER.prompt, workshop.api_key)


async def keys(store: Store) -> list[str]:
    """Return the keys of all orders stored."""
    return await store.run(lambda connection: list(connection.scalars(select(generations.c.key))))


async def test_an_order_in_an_outage_is_refused_in_time_and_costs_nothing(
    workshop: Workshop, path: Path
) -> None:
    """What gets through all the same is abandoned; what only waited for it is never stored."""
    workshop.limits = replace(LIMITS, reaction_within=0.1)
    studio = await workshop.studio()  # its connection waits for a lock for 15 s
    with locked(path):
        for key in ("tried", "waited"):
            with pytest.raises(StoreUnavailableError, match="in time"):
                async with asyncio.timeout(1.0):
                    await studio.request(order(key=key))
    await eventually(lambda: keys(workshop.store))
    abandoned, new = await workshop.store.add(order(key="tried"), owner="me", now=1.0)
    assert not new
    done = await workshop.closed(abandoned)
    assert done.image(1).state is ImageState.CANCELLED
    assert await keys(workshop.store) == ["tried"]
    assert workshop.emulator.posts == 0


async def test_many_who_wait_make_two_lines(
    workshop: Workshop, doomed: DoomedStore, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """However many wait for the database, the log says it once, and once that it is over."""
    workshop.emulator.hold()
    studio = await workshop.studio()
    made = [await studio.request(order(key=f"{n}", user_id=n)) for n in range(4)]
    for generation in made:
        await workshop.reached(generation, ImageState.GENERATING)
    with locked(path):
        workshop.emulator.release()
        for round_ in range(1, 4):
            await tried(caplog, times=8 * round_)
            for generation in made:
                studio.hint(generation.id, 1, "another job")  # reads the row
    for generation in made:
        assert (await workshop.closed(generation)).image(1).state is ImageState.DELIVERED
    assert workshop.emulator.posts == len(made)
    assert_calm(caplog)


async def test_a_full_database_takes_no_order_and_goes_on_when_there_is_room(
    workshop: Workshop, doomed: DoomedStore
) -> None:
    """An order that has no room is refused, and those before it are made when there is some."""
    workshop.emulator.hold()
    studio = await workshop.studio()
    made = [await studio.request(order(key="first"))]
    await limit_pages(doomed)

    async def fill() -> None:
        while True:
            made.append(await studio.request(order(key=f"{len(made)}", prompt="p" * 4000)))

    with pytest.raises(StoreUnavailableError, match="database or disk is full"):
        await fill()
    assert len(await keys(workshop.store)) == len(made)
    await limit_pages(doomed, more=1000)
    workshop.emulator.release()
    for generation in made:
        assert (await workshop.closed(generation)).image(1).state is ImageState.DELIVERED
    assert workshop.emulator.posts == len(made)


async def limit_pages(store: Store, *, more: int = 0) -> None:
    """Let the database grow by so many pages and no more."""

    def limit(connection: Connection) -> None:
        pages = connection.scalar(text("PRAGMA page_count"))
        connection.execute(text(f"PRAGMA max_page_count = {pages + more}"))

    await store.run(limit)


async def test_a_picture_that_has_no_room_on_the_disk_is_downloaded_again(
    workshop: Workshop, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A result that cannot be put on the spool is not lost, and its job is not made again."""
    workshop.emulator.hold()
    studio = await workshop.studio()
    generation = await studio.request(order())
    await workshop.reached(generation, ImageState.GENERATING)
    empty_log(path)
    with files_up_to(100_000):  # the database's log is empty now, and the picture larger
        workshop.emulator.release()
        await eventually(lambda: failed_downloads(caplog, 3))
        assert (await workshop.image(generation)).state is ImageState.READY
    assert (await workshop.closed(generation)).image(1).state is ImageState.DELIVERED
    assert workshop.emulator.posts == 1
    assert list(workshop.spool.iterdir()) == []


def empty_log(database: Path) -> None:
    """Write all that the database's log holds into the database, which no transaction can do."""
    with closing(sqlite3.connect(database)) as connection:
        [(busy, _, _)] = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert not busy


async def failed_downloads(caplog: pytest.LogCaptureFixture, times: int) -> bool:
    """Whether the disk has refused a picture so many times."""
    return caplog.text.count("reason=File too large") >= times
