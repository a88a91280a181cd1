"""Rows at the database, which is a SQLite file here."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tests.reliability.postgres import postgres
from tests.reliability.rows import Company, Ending, Program, Row, Seen, Where

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.reliability.scene import Scene

LOCKED_SECONDS = 1.0
TINY = 1
"""How large files may be on a disk that is full, in bytes."""


@asynccontextmanager
async def locked(scene: Scene) -> AsyncIterator[None]:
    """Let another process write to the database all the time."""
    connection = sqlite3.connect(scene.lane.database, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
    finally:
        connection.close()


@asynccontextmanager
async def full(scene: Scene) -> AsyncIterator[None]:
    """Let no file of the bot grow, as on a full disk."""
    import resource  # noqa: PLC0415 - only where there is one

    assert scene.lane.bot is not None
    pid, kind = scene.lane.bot.process.pid, resource.RLIMIT_FSIZE
    before = resource.prlimit(pid, kind)
    resource.prlimit(pid, kind, (TINY, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, kind, before)


async def locked_for_a_second(scene: Scene) -> Seen:
    """Lock the database while a picture becomes ready."""
    scene.hold()
    asked = await scene.generate()
    await scene.generating(asked)
    async with locked(scene):
        scene.finish()
        await asyncio.sleep(LOCKED_SECONDS)
    return await scene.ending(asked)


async def locked_at_intake(scene: Scene) -> Seen:
    """Lock the database for as long as it takes to be refused."""
    async with locked(scene):
        return await scene.ending(await scene.generate())


async def full_for_a_while(scene: Scene) -> Seen:
    """Fill the disk while a picture becomes ready, until that has been tried."""
    scene.hold()
    asked = await scene.generate()
    await scene.generating(asked)
    job = await scene.job()
    async with full(scene):
        scene.finish()
        await scene.asked_about(job, times=1)
        await asyncio.sleep(LOCKED_SECONDS)
    return await scene.ending(asked)


async def full_at_intake(scene: Scene) -> Seen:
    """Ask when the disk is full."""
    async with full(scene):
        return await scene.ending(await scene.generate())


async def restarted(scene: Scene) -> Seen:
    """Restart PostgreSQL while a picture becomes ready."""
    async with postgres() as server:
        await scene.start(DATABASE_URL=await server.database())
        scene.hold()
        asked = await scene.generate()
        await scene.generating(asked)
        await server.stop()
        scene.finish()
        await asyncio.sleep(LOCKED_SECONDS)
        await server.start()
        seen = await scene.ending(asked)
        await scene.lane.stop()
        return seen


REFUSAL = "I cannot take requests at the moment. Nothing was spent."

ROWS = (
    Row(
        "database-restarted",
        Where.DATABASE,
        "PostgreSQL is restarted",
        restarted,
        Ending.OWN_CARD,
        1,
        program=Program.OWN,
        long=True,
    ),
    *(
        Row(
            f"database-{name}",
            Where.DATABASE,
            fault,
            way,
            promise,
            posts,
            says,
            Company.ALONE,
            platform="linux" if "full" in name else "",
        )
        for name, fault, way, promise, posts, says in (
            ("locked", "locked for a second", locked_for_a_second, Ending.OWN_CARD, 1, ""),
            (
                "locked-intake",
                "locked when somebody asks",
                locked_at_intake,
                Ending.REFUSED,
                0,
                REFUSAL,
            ),
            ("full", "the disk is full for a while", full_for_a_while, Ending.OWN_CARD, 1, ""),
            (
                "full-intake",
                "the disk is full when somebody asks",
                full_at_intake,
                Ending.REFUSED,
                0,
                REFUSAL,
            ),
        )
    ),
)
