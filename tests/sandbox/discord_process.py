"""A simulated Discord in a process of its own, and the ways to act in it."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp

from tests.sandbox.discord_actions import Actions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

ROOT = Path(__file__).parent.parent.parent
OPENAPI = ROOT.parent / "shared" / "specs" / "discord-openapi.json"


@contextmanager
def program(module: str, *arguments: str) -> Iterator[dict[str, str]]:
    """Run a program of the sandbox, and yield what its first line describes."""
    with subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.stdin.close()
            status = process.wait(10)
    assert status == 0


@dataclass(frozen=True)
class Controls(Actions):
    """The control routes, and the REST API as anyone could call it."""

    async def rest(
        self, method: str, path: str, *, token: str | None = None, **options: Any
    ) -> tuple[int, Any]:
        """Call the REST API with the bot's token or another; return status and JSON."""
        url = f"{self.described['discord_api_url']}{path}"
        headers = {"Authorization": f"Bot {token or self.described['discord_token']}"}
        async with self.session.request(method, url, headers=headers, **options) as response:
            return response.status, await response.json()

    async def get(self, url: str) -> tuple[int, bytes]:
        """Fetch a file."""
        async with self.session.get(url) as response:
            return response.status, await response.read()

    async def restore(self) -> None:
        """Undo whatever a test may have changed about the simulated Discord."""
        await self.call("DELETE", "/faults")
        await self.call("DELETE", "/violations")
        await self.call("POST", "/limits", file_bytes=10 << 20, request_bytes=25 << 20)
        await self.call("POST", "/tokens", life_seconds=900)
        await self.call("POST", "/urls", life_seconds=86400)
        await self.call("POST", "/bot/return")
        await self.call("POST", "/permissions", deny=[])
        await self.call("POST", "/permissions", deny=[], everyone=True)
        await self.call("POST", "/dms", user="alice", open=True)
        await self.install(installed=False)
        await self.speak("en-US", server="en-US")
        for name in (await self.call("GET", "/state"))["channels"]:
            if name != "generate":
                await self.call("DELETE", f"/channels/{name}")

    async def refused(self, method: str, path: str, /, **body: Any) -> str:
        """Call a control route that does not do it, and return the reason."""
        url = f"{self.described['control_url']}{path}"
        async with self.session.request(method, url, json=body) as response:
            assert response.status == 400
            return str((await response.json())["error"])

    async def post(self, content: str, channel: str = "generate", **fields: Any) -> dict[str, Any]:
        """Post a message with the bot's own token and return it."""
        channel_id = (await self.call("GET", "/state"))["channels"][channel]
        path = f"/channels/{channel_id}/messages"
        status, message = await self.rest("POST", path, json={"content": content, **fields})
        assert status == 200, message
        posted: dict[str, Any] = message
        return posted

    async def draw(self, file: tuple[str, bytes] | None = None, **options: Any) -> str:
        """Run the probe's command as alice and return the interaction's id."""
        return await self.run("draw", files={} if file is None else {"reference": file}, **options)

    async def message(self, message_id: int) -> dict[str, Any]:
        """Return a message of #generate as a person sees it."""
        for message in await self.call("GET", "/messages"):
            if message["id"] == str(message_id):
                found: dict[str, Any] = message
                return found
        raise LookupError(message_id)


@asynccontextmanager
async def controlling(described: dict[str, str]) -> AsyncIterator[Controls]:
    """Act in the simulated Discord, and undo at the end what was changed about it."""
    async with aiohttp.ClientSession() as session:
        controls = Controls(session, described)
        yield controls
        await controls.restore()
