"""Lets a person try the bot: runs the sandbox beside it, with no account and no key."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from config import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping


@dataclass(frozen=True, slots=True)
class Trial:
    """The settings of a bot in the sandbox, and the page where a person finds it."""

    settings: Settings
    page_url: str


class SandboxError(Exception):
    """The sandbox did not start; it has said why itself."""


@asynccontextmanager
async def sandbox(*, port: int, speed: float) -> AsyncIterator[Trial]:
    """Run the sandbox in processes of its own, and yield what leads there."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sandbox",
        *("--port", str(port), "--speed", str(speed)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is ours to answer; it ends when we close its input
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        line = await process.stdout.readline()
        if not line:
            raise SandboxError("The sandbox did not start, for the reason above.")
        with tempfile.TemporaryDirectory(prefix="pictory-sandbox-") as folder:
            place: dict[str, str] = json.loads(line)
            settings = Settings.from_mapping(sandbox_settings(place, folder, os.environ))
            yield Trial(settings, place["page_url"])
    finally:
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), timeout=10)
        except TimeoutError:
            process.kill()


def sandbox_settings(
    place: Mapping[str, str], folder: str, environment: Mapping[str, str]
) -> dict[str, str | None]:
    """Return the settings for a bot in the sandbox; of the person's own only those of the log."""
    return {
        "DISCORD_TOKEN": place["discord_token"],
        "DISCORD_API_URL": place["discord_api_url"],
        "DISCORD_GATEWAY_URL": place["discord_gateway_url"],
        "PICTORY_API_KEY": place["pictory_api_key"],
        "PICTORY_API_URL": place["pictory_api_url"],
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/bot.db",
        "SHARD_COUNT": "1",
        "POLL_MIN_SECONDS": "1",
        "LOG_LEVEL": environment.get("LOG_LEVEL"),
        "LOG_FORMAT": environment.get("LOG_FORMAT"),
    }
