"""What goes wrong by chance in a storm: faults that meet whoever comes next."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.pictory.faults import Fault

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Coroutine

    from tests.reliability.lane import Lane
    from tests.reliability.line import Line
    from tests.reliability.postgres import Postgres

AT_PICTORY = tuple(
    Fault(on, kind)
    for on, kinds in (
        ("submit", "500 503 reset_before reset_after 500_after malformed fail_job"),
        ("status", "429 500 404 malformed reset_before"),
        ("download", "404 500 reset_after malformed"),
        ("list", "500 empty stale reset_before"),
    )
    for kind in kinds.split()
)
EDIT, POST = ("PATCH", "*/messages/*"), ("POST", "/channels/*/messages")
AT_DISCORD: tuple[tuple[tuple[str, str], dict[str, Any]], ...] = (
    (EDIT, {"status": 500}),
    (EDIT, {"status": 429, "retry_after": 0.3}),
    (EDIT, {"kind": "reset"}),
    (EDIT, {"kind": "reset", "after": True}),
    (POST, {"status": 500}),
    (POST, {"kind": "reset"}),
    (POST, {"kind": "reset", "after": True}),
)


@dataclass
class Weather:
    """Lets things go wrong; what went wrong is counted."""

    lane: Lane
    rng: random.Random
    line: Line
    postgres: Postgres | None
    happened: int = 0

    async def strike(self) -> None:
        """Let one thing go wrong."""
        self.happened += 1
        ways: list[Callable[[], Coroutine[Any, Any, None]]] = [self._pictory] * 8 + [
            self._discord
        ] * 4
        ways += [self._cut, self._gateway, self._outage, self._database]
        await self.rng.choice(ways)()

    async def clear(self) -> None:
        """Let everything go right again."""
        self.lane.pictory.clear_faults()
        await self.lane.controls.call("DELETE", "/faults")

    async def _pictory(self) -> None:
        self.lane.pictory.faults.add(self.rng.choice(AT_PICTORY))

    async def _discord(self) -> None:
        (method, path), fault = self.rng.choice(AT_DISCORD)
        await self.lane.control("POST", "/faults", method=method, path=path, **fault)

    async def _outage(self) -> None:
        mode = self.rng.choice(["before", "after"])
        await self.lane.control("POST", "/outage", seconds=1, mode=mode, path=EDIT[1])

    async def _gateway(self) -> None:
        await self.lane.control("POST", "/gateway/drop")

    async def _cut(self) -> None:
        await self.line.cut()
        await asyncio.sleep(self.rng.uniform(0.1, 1.0))
        await self.line.mend()

    async def _database(self) -> None:
        """Restart PostgreSQL, or lock the SQLite file for a moment."""
        seconds = self.rng.uniform(0.1, 1.0)
        if self.postgres is not None:
            await self.postgres.stop()
            await asyncio.sleep(seconds)
            await self.postgres.start()
            return
        connecting = sqlite3.connect(self.lane.database, isolation_level=None, timeout=0.1)
        with closing(connecting) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return  # the bot is just writing
            await asyncio.sleep(seconds)
