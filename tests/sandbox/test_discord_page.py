"""The page of the simulated Discord, asked as the browser asks it."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag
from uuid import uuid4

import aiohttp
import pytest

from sandbox.discord.page import FOCUSED_AUTOCOMPLETE
from tests.sandbox.discord_probe import card, png, png_file
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.sandbox.discord_probe import Probe
    from tests.sandbox.discord_process import Controls


class Page:
    """One open page: its state, and the actions of the person who looks at it."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._origin, capability = urldefrag(url)
        self._headers = {"X-Simcord-Capability": capability}
        self.state: dict[str, Any] = {}
        self._sequence = 0

    async def open(self) -> None:
        """Open the page as its first viewer, alice."""
        self.state = await self._request("POST", "api/pages", json={})
        self._headers["X-Simcord-Context"] = self.state["context"]["id"]

    async def shows(self, text: str) -> dict[str, Any]:
        """Wait, asking for the state as the browser does, until a message has this text."""

        async def look() -> dict[str, Any] | None:
            self.state = await self._request("GET", "api/state")
            for message in self.state["messages"].values():
                if text in json.dumps(message):
                    found: dict[str, Any] = message
                    return found
            return None

        return await eventually(look) or {}

    async def act(self, kind: str, files: dict[str, bytes] | None = None, **fields: Any) -> Any:
        """Act on what `state` shows, with files for options of a command."""
        self._sequence += 1
        body = {
            **fields,
            "kind": kind,
            "protocol_version": 3,
            "sequence": self._sequence,
            "request_id": str(uuid4()),
            "generation": self.state["context"]["generation"],
            "bot_generation": self.state["botGeneration"],
            "published_revision": self.state["publishedRevision"],
        }
        if not files:
            return await self._request("POST", "api/action", json=body)
        form = aiohttp.FormData({"payload": json.dumps(body)})
        for option, data in files.items():
            form.add_field(f"file:{option}", data, filename=f"{option}.png")
        return await self._request("POST", "api/action", data=form)

    async def command(self) -> dict[str, Any]:
        """Return the picker's entry of the probe's command, as an action names it."""
        catalog = await self._request("GET", "api/commands")
        (entry,) = catalog["entries"]
        return {
            "command_id": entry["commandId"],
            "path": entry["path"],
            "schema_fingerprint": entry["schemaFingerprint"],
        }

    async def _request(self, method: str, path: str, **options: Any) -> Any:
        async with self._session.request(
            method, self._origin + path, headers=self._headers, **options
        ) as response:
            assert response.status == 200, await response.text()
            return await response.json()


@pytest.fixture
async def page(controls: Controls) -> AsyncIterator[Page]:
    """Open the page."""
    page = Page(controls.session, controls.described["page_url"])
    await page.open()
    yield page
    await page.act("close")


def only_button(message: dict[str, Any]) -> str:
    """Return the name that the page gives to the one button of a message."""
    names = {
        value["controlKey"]
        for value in nodes(message)
        if "controlKey" in value and value.get("type") == 2
    }
    (name,) = names
    return str(name)


def nodes(value: Any) -> list[dict[str, Any]]:
    """Return every object in a tree of JSON."""
    if isinstance(value, list):
        return [node for item in value for node in nodes(item)]
    if isinstance(value, dict):
        return [value, *(node for item in value.values() for node in nodes(item))]
    return []
