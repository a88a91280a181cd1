"""The real bot and studio in a simulated Discord, against Pictory's emulator on a real socket."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import aiohttp
import pytest
from aiohttp import web
from simcord import interactions
from simcord.backend import cdn, serializers
from simcord.http import router

from tests.cogs.looks import without_shown_files
from tests.cogs.quick import QuickEnv
from tests.cogs.world import World

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.conftest import PictoryServer


@pytest.fixture
async def world(
    pictory: PictoryServer, migrated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[World]:
    """Run the bot in a server with a channel and two members.

    Discord's CDN is served on loopback, so that downloads are real; files that components show are
    hidden from a message's attachments, as on the real Discord.
    """
    monkeypatch.setattr(
        serializers, "message_payload", without_shown_files(serializers.message_payload)
    )
    shutil.copy(migrated, tmp_path)
    runner = web.AppRunner(web.Application(), access_log=None, shutdown_timeout=0.1)
    async with aiohttp.ClientSession() as session:
        world = World(pictory, tmp_path, session)
        monkeypatch.setattr(router, "dispatch", world.wire.between(router.dispatch))
        monkeypatch.setattr(
            interactions, "base_payload", world.wire.around(interactions.base_payload)
        )
        runner.app.router.add_get("/{path:.*}", world.serve_file)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        monkeypatch.setattr(cdn, "CDN_BASE", f"http://127.0.0.1:{runner.addresses[0][1]}")
        try:
            env = QuickEnv(await world.new_bot(), pictory.emulator)
            await env.start()
            world.populate(env)
            yield world
            await world.close()
            await env.shutdown()
            env.raise_errors()
        finally:
            await runner.cleanup()
