"""Real faults of a database: a lock that another process holds, and a disk without room."""

from __future__ import annotations

import logging
import resource
import sqlite3
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, TypeVar

from studio.store import Store
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    import pytest
    from sqlalchemy import Connection

T = TypeVar("T")

AWAY = "the store cannot be used"
BACK = "the store can be used again"


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Hold the lock for writing, as a backup or another program may."""
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """Let this process make no file larger than `size` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def no_room(database: Path) -> Iterator[None]:
    """Let the log of a SQLite database not grow, into which all writing goes."""
    with files_up_to(database.with_name(f"{database.name}-wal").stat().st_size):
        yield


class DoomedStore(Store):
    """A store whose database has an outage from the transaction on that `doom` says."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.stack = ExitStack()
        self.left = 0
        self.outage: AbstractContextManager[None] | None = None

    def doom(self, outage: AbstractContextManager[None], *, after: int) -> None:
        """Let the outage begin before the transaction that follows so many others."""
        self.outage, self.left = outage, after + 1

    def relieve(self) -> None:
        """End the outage."""
        self.stack.close()

    @property
    def struck(self) -> bool:
        """Whether the outage has begun."""
        return self.left == 0

    async def run(self, work: Callable[[Connection], T], *, urgent: bool = False) -> T:
        """Do something in a transaction that perhaps begins together with the outage."""
        if self.left:
            self.left -= 1
            if not self.left and self.outage is not None:
                self.stack.enter_context(self.outage)
        return await super().run(work, urgent=urgent)


def told(caplog: pytest.LogCaptureFixture, level: int = logging.WARNING) -> list[str]:
    """Return what the log says of the store, the details cut off."""
    records = [record for record in caplog.records if record.levelno >= level]
    lines = [record.getMessage() for record in records]
    return [words for line in lines for words in (AWAY, BACK) if line.startswith(words)]


async def tried(caplog: pytest.LogCaptureFixture, times: int = 3) -> None:
    """Wait until the store was tried in vain so many times since the log was last cleared."""

    async def probe() -> bool:
        return told(caplog, logging.DEBUG).count(AWAY) >= times

    await eventually(probe)


def assert_calm(caplog: pytest.LogCaptureFixture, *secrets: str) -> None:
    """Fail unless the log tells of one outage in two lines, with no traceback and no secret."""
    assert told(caplog) == [AWAY, BACK]
    assert [record for record in caplog.records if record.exc_info] == []
    assert [secret for secret in secrets if secret in caplog.text] == []
