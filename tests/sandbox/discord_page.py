"""The page of the simulated Discord, asked and acted on as the browser does it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urldefrag
from uuid import uuid4

import aiohttp

from tests.waiting import eventually


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

    async def look(self) -> None:
        """Ask for the state as the browser does."""
        self.state = await self._request("GET", "api/state")

    async def catalog(self) -> dict[str, Any]:
        """Return the commands that the picker shows."""
        found: dict[str, Any] = await self._request("GET", "api/commands")
        return found

    async def shows(self, text: str) -> dict[str, Any]:
        """Wait, asking for the state as the browser does, until a message has this text."""

        async def look() -> dict[str, Any] | None:
            await self.look()
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

    async def close(self) -> None:
        """Leave the page."""
        await self._request("DELETE", f"api/pages/{self._headers['X-Simcord-Context']}")

    async def command(self) -> dict[str, Any]:
        """Return the picker's entry of the probe's command, as an action names it."""
        (entry,) = (await self.catalog())["entries"]
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
