"""Fixtures of the sandbox: a caller of Pictory's emulator, a simulated Discord and a bot in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest
from yarl import URL

from tests.sandbox.discord_page import Page
from tests.sandbox.discord_probe import connected
from tests.sandbox.discord_process import OPENAPI, controlling, program
from tests.sandbox.pictory_caller import Caller

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from tests.conftest import PictoryServer
    from tests.sandbox.discord_probe import Probe
    from tests.sandbox.discord_process import Controls


@pytest.fixture(scope="session")
def discord_described() -> Iterator[dict[str, str]]:
    """Run a simulated Discord and tell where it is."""
    checked = ["--openapi", str(OPENAPI)] if OPENAPI.exists() else []
    with program("sandbox.discord", *checked) as described:
        yield described


@pytest.fixture
async def controls(discord_described: dict[str, str]) -> AsyncIterator[Controls]:
    """Act in the simulated Discord; what a test changed about it is undone afterwards."""
    async with controlling(discord_described) as controls:
        yield controls


@pytest.fixture
def pointed_at_sandbox(
    discord_described: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """Make discord.py speak to the simulated Discord."""
    gateway = URL(discord_described["discord_gateway_url"])
    monkeypatch.setattr(discord.http.Route, "BASE", discord_described["discord_api_url"])
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
    return discord_described


@pytest.fixture
async def probe(pointed_at_sandbox: dict[str, str]) -> AsyncIterator[Probe]:
    """Connect a bot on the real discord.py."""
    async with connected(pointed_at_sandbox) as probe:
        yield probe


@pytest.fixture
async def page(controls: Controls) -> AsyncIterator[Page]:
    """Open the page of the simulated Discord."""
    page = Page(controls.session, controls.described["page_url"])
    await page.open()
    yield page
    await page.close()


@pytest.fixture
async def call(pictory: PictoryServer) -> AsyncIterator[Caller]:
    """Call the running Pictory emulator."""
    async with Caller(pictory) as caller:
        yield caller
