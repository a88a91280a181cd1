"""Opening databases: new, old, newer, wrong and out of reach."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from studio.database import MIGRATIONS, StoreUnavailableError, parse_url
from studio.store import Store
from studio.tables import SCHEMA_VERSION, metadata
from tests.studio.workshop import order

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection


def differences(connection: Connection) -> list[object]:
    """Return what a migration would have to change to reach the tables."""
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def test_the_migrations_make_the_tables(store: Store) -> None:
    """A migrated database has exactly the schema that the program works with."""
    assert await store.run(differences) == []


def test_the_version_is_the_newest_migration() -> None:
    """What `open` compares with is the head of the migrations."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == SCHEMA_VERSION


async def test_a_second_opening_finds_what_the_first_left(database: str) -> None:
    """Rows survive, and nothing is migrated twice."""
    async with await Store.open(database) as store:
        generation, _ = await store.add(order(), owner="me", now=1.0)
    async with await Store.open(database) as store:
        assert await store.find(generation.id) == generation


async def test_processes_that_start_together_migrate_once(database: str) -> None:
    """Four openings of an empty database at the same time all succeed."""
    stores = await asyncio.gather(*(Store.open(database) for _ in range(4)))
    for store in stores:
        await store.close()


async def test_a_newer_schema_is_refused(database: str) -> None:
    """An older program does not touch a database that a newer one has changed."""
    newer = text("UPDATE alembic_version SET version_num = '9999'")
    async with await Store.open(database) as store:
        await store.run(lambda connection: connection.execute(newer))
    with pytest.raises(StoreUnavailableError, match="newer than this program"):
        await Store.open(database)


async def test_sqlite_is_set_up_for_many_readers_and_crashes(tmp_path: Path) -> None:
    """Write-ahead log, foreign keys, and a wait for locks; missing directories are made."""
    url = f"sqlite:///{tmp_path}/new/folder/bot.db"

    def pragmas(connection: Connection) -> dict[str, Any]:
        return {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }

    async with await Store.open(url) as store:
        found = await store.run(pragmas)
    assert found == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "busy_timeout": 15_000,
        "synchronous": 2,
    }


async def test_a_store_in_memory_works_too() -> None:
    """For trying things out."""
    async with await Store.open("sqlite+aiosqlite://") as store:
        generation, _ = await store.add(order(), owner="me", now=1.0)
        assert await store.find(generation.id) == generation


def unreachable() -> str:
    """Return the URL of a PostgreSQL that does not run."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    return f"postgresql://bot:hunter2@127.0.0.1:{port}/bot"


async def test_an_unreachable_database_is_one_clear_error() -> None:
    """The error names the database and the reason, and no password."""
    with pytest.raises(StoreUnavailableError) as caught:
        await Store.open(unreachable())
    message = str(caught.value)
    assert "127.0.0.1" in message
    assert "cannot be used" in message
    assert "hunter2" not in message
    assert "\n" not in message
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("not a url", "not a database URL"),
        ("mysql://bot:hunter2@host/bot", "must begin with"),
        ("sqlite:////proc/nothing/bot.db", "cannot be used"),
        ("sqlite:////proc/version", "cannot be used"),
    ],
)
async def test_a_wrong_url_is_one_clear_error(url: str, said: str) -> None:
    """What cannot be a database of ours is refused in one line."""
    with pytest.raises(StoreUnavailableError, match=said) as caught:
        await Store.open(url)
    assert "hunter2" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda data: data[:5000], "malformed"),
        (lambda data: data[:100] + bytes(len(data) - 100), "malformed"),
        (lambda _: b"This is no database. " * 300, "not a database"),
    ],
)
def test_a_broken_file_is_one_clear_error(
    migrated: Path, tmp_path: Path, spoil: Callable[[bytes], bytes], said: str
) -> None:
    """A file that is cut short, overwritten or something else is refused in one line."""
    path = tmp_path / "broken.db"
    path.write_bytes(spoil(migrated.read_bytes()))
    with pytest.raises(StoreUnavailableError, match=said) as caught:
        asyncio.run(Store.open(f"sqlite:///{path}"))
    assert "broken.db" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_database_that_can_only_be_read_says_so(
    migrated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there can be read; who wants to write learns why that fails."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(migrated, tmp_path)

    async def write() -> None:
        async with await Store.open(f"sqlite:///file:{tmp_path}/bot.db?mode=ro&uri=true") as store:
            assert await store.find(1) is None
            await store.add(order(), owner="me", now=1.0)

    with pytest.raises(StoreUnavailableError, match="readonly"):
        asyncio.run(write())
    assert not list(tmp_path.glob("file:*"))  # a URL of that kind names no folder to make


async def test_a_missing_database_on_a_running_server_is_one_clear_error(postgres: str) -> None:
    """The server's own words are in the error."""
    with pytest.raises(StoreUnavailableError, match="does not exist"):
        await Store.open(postgres.replace("/postgres?", "/nowhere?"))


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:///a.db", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:///a.db", "sqlite+aiosqlite"),
        ("postgres://host/a", "postgresql+asyncpg"),
        ("postgresql://host/a", "postgresql+asyncpg"),
        ("postgresql+asyncpg://host/a", "postgresql+asyncpg"),
    ],
)
def test_the_driver_need_not_be_named(url: str, driver: str) -> None:
    """URLs as hosting services give them are taken."""
    assert parse_url(url).drivername == driver


async def test_a_failing_statement_shows_no_values(store: Store) -> None:
    """Prompts and tokens do not reach an error's text."""
    asked = text("SELECT * FROM no_such_table WHERE prompt = :prompt").bindparams(prompt="secret")
    with pytest.raises(Exception, match="no_such_table") as caught:
        await store.run(lambda connection: connection.execute(asked))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "values",
    [{"prompt": "half a pair: \ud83d"}, {"user_id": 2**70}, {"key": "k" * 201}, {"style": "a\0b"}],
)
async def test_a_value_that_does_not_fit_is_no_outage(
    postgres: str, values: dict[str, Any]
) -> None:
    """Trying again would help nobody, so it is not told as the database's state."""
    async with await Store.open(postgres) as store:
        with pytest.raises(DBAPIError):
            await store.add(order(**values), owner="me", now=1.0)


async def test_a_lost_connection_is_told_as_such(postgres: str) -> None:
    """When the database goes away in mid-run the store says that, and works again afterwards."""
    async with await Store.open(postgres) as store:
        suicide = text("SELECT pg_terminate_backend(pg_backend_pid())")
        with pytest.raises(StoreUnavailableError):
            await store.run(lambda connection: connection.execute(suicide))
        assert await store.find(1) is None


async def test_alembic_is_not_loaded_without_need(tmp_path: Path) -> None:
    """Opening a database of the newest schema does not pay for the migrations' imports."""
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    await (await Store.open(url)).close()
    program = (
        "import asyncio, sys\n"
        "from studio.store import Store\n"
        f"async def main():\n    await (await Store.open({url!r})).close()\n"
        "asyncio.run(main())\n"
        "sys.exit('alembic' in sys.modules)\n"
    )
    done = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", program], check=False)
    assert done.returncode == 0
