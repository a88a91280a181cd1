"""Runs the bot inside this process, with waits that are shorter than any setting can make them."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from cogs.ui.edits import Edits
from config import Settings
from pictory_async import PictoryClient, RetryPolicy
from pictory_bot import PictoryBot, point_discord_at
from studio.limits import Limits
from studio.spool import spool
from studio.store import Store
from studio.studio import Studio

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

QUICK = Limits(
    job_timeout=20.0,
    poll_min=0.1,
    retry_first=0.1,
    retry_most=0.4,
    probe_first=0.3,
    probe_most=0.3,
    download_attempts=3,
    result_max_bytes=20 * 1024 * 1024,
    vanished_after=0.5,
    detached_poll=0.2,
    hint_gap=0.1,
    first_look_within=2.0,
    look_first=0.3,
    look_most=0.6,
    present_most=0.3,
    stop_grace=2.0,
    max_inflight=100,
    max_inflight_per_user=100,
)
"""Limits that differ from the usual ones only in how soon everything happens."""

EXCHANGE_SECONDS = 1.5
"""How long Pictory may take to answer."""
TOLD = logging.getLogger("cogs.ui.alerts")


class Heard(logging.Handler):
    """What the bot says of having told its operator."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(record.getMessage())


@asynccontextmanager
async def quick_bot(
    environment: Mapping[str, str], *, edits: Edits | None = None, **changes: Any
) -> AsyncIterator[Heard]:
    """Run a bot until the end of the block; `changes` are limits other than the quick ones."""
    settings = Settings.from_mapping(environment)
    with discord_elsewhere(settings), spool() as folder, listening() as heard:
        async with (
            aiohttp.ClientSession() as session,
            _client(settings) as client,
            await Store.open(settings.database_url) as store,
        ):
            limits = replace(QUICK, **changes)
            studio = Studio(client=client, store=store, limits=limits, spool=folder)
            edits = edits or Edits(interval=0.1)
            bot = PictoryBot(studio=studio, session=session, settings=settings, edits=edits)
            async with bot:
                token = settings.discord_token.get_secret_value()
                running = asyncio.create_task(bot.start(token))
                try:
                    yield heard
                finally:
                    await bot.close()
                    running.cancel()
                    await asyncio.gather(running, return_exceptions=True)


def _client(settings: Settings) -> PictoryClient:
    return PictoryClient(
        settings.pictory_api_key.get_secret_value(),
        base_url=settings.pictory_api_url,
        request_timeout=EXCHANGE_SECONDS,
        download_timeout=EXCHANGE_SECONDS,
        retry=RetryPolicy(attempts=2, first_delay=0.1),
    )


@contextmanager
def discord_elsewhere(settings: Settings) -> Iterator[None]:
    """Let discord.py speak to the sandbox, and afterwards to Discord again."""
    base, gateway = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    point_discord_at(settings)
    try:
        yield
    finally:
        discord.http.Route.BASE = base
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway


@contextmanager
def listening() -> Iterator[Heard]:
    """Hear what the operator is told."""
    heard, level = Heard(), TOLD.level
    TOLD.addHandler(heard)
    TOLD.setLevel(logging.INFO)
    try:
        yield heard
    finally:
        TOLD.removeHandler(heard)
        TOLD.setLevel(level)
