"""The bot as a program: how it starts, and how it says that it cannot."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from trial import sandbox_settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.conftest import PictoryServer

PROGRAM = Path(__file__).parent.parent / "bot.py"


@dataclass(frozen=True)
class Ended:
    """How a run of the program ended."""

    status: int
    errors: str


async def run(folder: Path, **settings: str) -> Ended:
    """Run the program in a folder of its own, with only these settings."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(PROGRAM),
        cwd=folder,
        env={"PATH": "", **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(30):
        _, errors = await process.communicate()
    assert process.returncode is not None
    return Ended(process.returncode, errors.decode())


@pytest.fixture
async def discord_url() -> AsyncIterator[str]:
    """Serve a Discord that refuses everything."""

    async def refuse(_request: web.Request) -> web.Response:
        return web.json_response({"message": "403: refused", "code": 0}, status=403)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", refuse)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/v10"
    await runner.cleanup()


def settings(pictory: PictoryServer, discord_url: str) -> dict[str, str]:
    """Return settings that are right but for the Discord they lead to."""
    return {
        "DISCORD_TOKEN": "a.b.c",
        "DISCORD_API_URL": discord_url,
        "DISCORD_GATEWAY_URL": "ws://127.0.0.1:9/gateway",
        "PICTORY_API_KEY": pictory.api_key,
        "PICTORY_API_URL": pictory.base_url,
        "DATABASE_URL": "sqlite+aiosqlite:///bot.db",
    }


async def test_settings_are_read_from_a_file(tmp_path: Path) -> None:
    """A `.env` in the working directory is read; the environment wins over it."""
    (tmp_path / ".env").write_text("DISCORD_TOKEN=a.b.c\nPICTORY_API_KEY=k\nMAX_INFLIGHT=0\n")
    ended = await run(tmp_path, POLL_MIN_SECONDS="0")
    assert ended.status == 2
    assert "MAX_INFLIGHT" in ended.errors
    assert "POLL_MIN_SECONDS" in ended.errors
    assert "DISCORD_TOKEN" not in ended.errors


async def test_a_discord_that_refuses_is_one_clear_message(
    tmp_path: Path, pictory: PictoryServer, discord_url: str
) -> None:
    """What Discord says is passed on, without a traceback."""
    ended = await run(tmp_path, **settings(pictory, discord_url))
    assert ended.status == 1
    assert "Discord refused a request: 403 Forbidden" in ended.errors
    assert "Traceback" not in ended.errors


def test_the_sandbox_uses_nothing_of_the_persons_own() -> None:
    """Of the environment only the settings of the log reach a bot in the sandbox."""
    place = {
        "discord_token": "t",
        "discord_api_url": "http://127.0.0.1:1/api/v10",
        "discord_gateway_url": "ws://127.0.0.1:1/gateway",
        "pictory_api_key": "k",
        "pictory_api_url": "http://127.0.0.1:2/pictoryapis",
    }
    own = {
        "DISCORD_TOKEN": "real",
        "DATABASE_URL": "postgresql+asyncpg://real",
        "LOG_LEVEL": "INFO",
    }
    chosen = sandbox_settings(place, "/folder", own)
    assert chosen["DISCORD_TOKEN"] == "t"
    assert chosen["DATABASE_URL"] == "sqlite+aiosqlite:////folder/bot.db"
    assert chosen["LOG_LEVEL"] == "INFO"
