"""Opening a database: SQLite or PostgreSQL, brought to the newest schema."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    ProgrammingError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import StaticPool

from studio.tables import SCHEMA_VERSION
from studio.transactions import Separate, Together

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.ext.asyncio import AsyncEngine

    from studio.transactions import Transactions

log = logging.getLogger(__name__)

DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}
BUSY_SECONDS = 15.0
"""How long a connection may take, and SQLite wait for a lock unless the URL says `?timeout=`."""
ANSWER_SECONDS = 60.0
"""How long a statement may take in PostgreSQL unless the URL says `?command_timeout=`: then its
connection is given up, which may lead to a server that is no longer there."""
VALUE_ERRORS = "22"
"""The class of PostgreSQL's SQLSTATEs that say that a value does not fit."""
MIGRATION_LOCK = 7_046_211
"""Any number that nothing else locks in the same PostgreSQL database."""
MIGRATIONS = Path(__file__).parent / "migrations"


class StoreUnavailableError(Exception):
    """The database cannot be reached or used; the text names no credentials."""


def unavailable(error: BaseException) -> bool:
    """Whether an error is the database's state of the moment, and no fault of the statement."""
    if not isinstance(error, DBAPIError | PoolTimeoutError | OSError):
        return False
    if isinstance(error, IntegrityError | ProgrammingError | DataError):
        return False
    # asyncpg's errors about values come as DBAPIError, too: trying again would go on for ever.
    state = getattr(getattr(error, "orig", None), "sqlstate", None) or ""
    return not state.startswith(VALUE_ERRORS)


def reason(error: BaseException) -> str:
    """Return what the driver said, on one line and without the statement or its values."""
    cause = getattr(error, "orig", None) or error
    first = next(iter(str(cause).splitlines()), "")
    return first.rpartition(">: ")[2] or type(cause).__name__


def parse_url(url: str) -> URL:
    """Return the database's URL with the asynchronous driver named in it."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreUnavailableError("DATABASE_URL is not a database URL") from None
    driver = DRIVERS.get(parsed.drivername, parsed.drivername)
    if driver not in DRIVERS.values():
        raise StoreUnavailableError(
            "DATABASE_URL must begin with sqlite+aiosqlite:// or postgresql+asyncpg://"
        )
    return parsed.set(drivername=driver)


async def open_database(url: str) -> Transactions:
    """Return a reachable database of the newest schema.

    Raises StoreUnavailableError.
    """
    parsed = parse_url(url)
    opened: Transactions | None = None
    try:
        if parsed.drivername.startswith("sqlite"):
            opened = Together(_sqlite(parsed))
        else:
            opened = Separate(_postgres(parsed))
        await opened.run(_migrate, urgent=True)
    except BaseException as error:
        if opened is not None:
            await opened.close()
        if not isinstance(error, SQLAlchemyError | OSError | StoreUnavailableError):
            raise
        raise StoreUnavailableError(
            f"the database {parsed.render_as_string(hide_password=True)} cannot be used: "
            f"{reason(error)}"
        ) from None
    return opened


def _sqlite(url: URL) -> Engine:
    """Return an engine with one connection, whose transactions hold SQLite's lock from the start.

    So none begins by reading what another process changes before it writes.
    """
    if url.database and not url.database.startswith((":memory:", "file:")):
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        hide_parameters=True,
        poolclass=StaticPool,
        connect_args={} if "timeout" in url.query else {"timeout": BUSY_SECONDS},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # or else Python's driver begins when it sees fit
        cursor = connection.cursor()
        _write_ahead(cursor)
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _write_ahead(cursor: Any) -> None:
    """Turn on the write-ahead log; for that alone SQLite does not wait for other processes."""
    ends = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() >= ends:
                raise
            threading.Event().wait(0.02)
        else:
            return


def _postgres(url: URL) -> AsyncEngine:
    """Return an engine for PostgreSQL, importing what it needs only now: it is slow to load."""
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415

    return create_async_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=5,
        connect_args={"timeout": BUSY_SECONDS}
        | ({} if "command_timeout" in url.query else {"command_timeout": ANSWER_SECONDS}),
    )


def _migrate(connection: Connection) -> None:
    """Bring the schema up to date, in one transaction and one process at a time."""
    if _version(connection) == SCHEMA_VERSION:
        return
    if connection.dialect.name != "sqlite":  # which is locked by now
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
    _upgrade(connection)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, importing Alembic only now: it is slow to load."""
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    before = _version(connection)
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise StoreUnavailableError(
            f"its schema {before} is newer than this program's {SCHEMA_VERSION}"
        ) from None
    log.info("database migrated from=%s to=%s", before, SCHEMA_VERSION)
