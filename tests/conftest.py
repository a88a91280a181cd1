"""Fixtures that every part shares: the Pictory emulator on a real socket, and the log guard."""

from __future__ import annotations

import asyncio
import gc
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import hypothesis
import pytest
from aiohttp import web

from sandbox.pictory import PictoryEmulator, create_app
from studio.store import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

pytest_plugins = ["tests.reliability.reporting"]

API_KEY = "pictai_test"

# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile("any machine", max_examples=50, deadline=None)
hypothesis.settings.load_profile("any machine")


@dataclass(frozen=True)
class PictoryServer:
    """A running emulator: its state, and how a client reaches it."""

    emulator: PictoryEmulator
    base_url: str
    api_key: str = API_KEY


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, so that no worker is left with one at the end."""
    slow = ("system", "browser", "reliability")
    items.sort(key=lambda item: item.path.parent.name not in slow)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Spare the garbage collector what lasts anyhow: modules and tests are most of the heap.

    It would take a tenth of the time, so that it also looks more rarely for what is left over.
    """
    gc.disable()
    yield
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


@pytest.fixture
async def pictory() -> AsyncIterator[PictoryServer]:
    """Run Pictory's emulator on a free port, with jobs that take some 50 ms."""
    emulator = PictoryEmulator(api_key=API_KEY, speed=200, seed=1, draft=True)
    runner = web.AppRunner(create_app(emulator), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    yield PictoryServer(emulator, f"http://127.0.0.1:{port}/pictoryapis")
    await runner.cleanup()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a SQLite database of the newest schema, for tests to copy: migrating takes its time."""
    path = tmp_path_factory.mktemp("migrated") / "bot.db"

    async def migrate() -> None:
        await (await Store.open(f"sqlite+aiosqlite:///{path}")).close()

    asyncio.run(migrate())
    return path


class _Errors(logging.Handler):
    """Keeps every record of level ERROR and above."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def no_error_logs(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test on any ERROR log, unless it is marked `expects_error_logs`."""
    handler = _Errors()
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
    if request.node.get_closest_marker("expects_error_logs"):
        assert handler.records, "an ERROR log was expected, and none came"
        return
    messages = [f"{record.name}: {record.getMessage()}" for record in handler.records]
    assert not messages, "unexpected ERROR logs:\n" + "\n".join(messages)
