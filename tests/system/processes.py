"""Starts the sandbox and the bot as a person would, and talks to the sandbox's controls."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.sandbox.discord_actions import Actions
from tests.sandbox.discord_process import OPENAPI, ROOT, program
from tests.system import forkserver
from tests.system.relays import relay
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Bot", "Controls", "Sandbox", "bot", "draft", "relay", "sandbox", "start"]


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox, by the line of JSON with which it describes itself."""

    described: dict[str, str]

    @property
    def page_url(self) -> str:
        """The page of the simulated Discord."""
        return self.described["page_url"]

    def environment(self, folder: Path) -> dict[str, str]:
        """Return the settings of a bot that uses this sandbox and keeps its data in `folder`."""
        return {
            **os.environ,
            "DISCORD_TOKEN": self.described["discord_token"],
            "DISCORD_API_URL": self.described["discord_api_url"],
            "DISCORD_GATEWAY_URL": self.described["discord_gateway_url"],
            "PICTORY_API_KEY": self.described["pictory_api_key"],
            "PICTORY_API_URL": self.described["pictory_api_url"],
            "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/bot.db",
            "POLL_MIN_SECONDS": "0.2",
            "HTTP_PORT": "0",
        }


@contextmanager
def sandbox(*arguments: str) -> Iterator[Sandbox]:
    """Run `python -m sandbox` on free ports, checking against Discord's document if it is there."""
    checked = ["--openapi", str(OPENAPI)] if OPENAPI.exists() else []
    command = [sys.executable, "-m", "sandbox", "--port", "0", *checked, *arguments]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, "the sandbox ended at once"
        try:
            yield Sandbox(json.loads(line))
        finally:
            process.stdin.close()
            process.wait(10)


@contextmanager
def draft(*arguments: str) -> Iterator[Sandbox]:
    """Run the services of the sandbox on their own, with a Pictory that draws coarsely."""
    checked = ["--openapi", str(OPENAPI)] if OPENAPI.exists() else []
    with (
        program("sandbox.pictory", "--draft", *arguments) as pictory,
        program("sandbox.discord", *checked) as discord,
    ):
        yield Sandbox(pictory | discord)


@dataclass(frozen=True)
class Bot:
    """A bot in a process of its own, with what it said so far."""

    process: subprocess.Popen[bytes] | forkserver.Forked
    log: Path

    def stop(self) -> int:
        """Ask the bot to end as an operator would, and return its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(15)

    def kill(self) -> None:
        """End the bot at once, wherever it is."""
        self.process.kill()
        self.process.wait(10)


@contextmanager
def bot(environment: dict[str, str], folder: Path, *, fresh: bool = False) -> Iterator[Bot]:
    """Run a bot with these settings; its log must hold no error when it ends.

    A `fresh` one is `python bot.py` as an operator starts it; others are forked, which is quicker.
    """
    running = start(environment, folder, fresh=fresh)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()
    said = running.log.read_text()
    assert "Traceback" not in said, said
    assert "[error" not in said, said


def start(environment: dict[str, str], folder: Path, *, fresh: bool = False) -> Bot:
    """Start a bot whose log is `bot.log` in `folder`; whoever asks for it has to end it."""
    log = folder / "bot.log"
    if forkserver.AVAILABLE and not fresh:
        return Bot(forkserver.server().bot(environment, folder, log), log)
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "bot.py")],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    return Bot(process, log)


@dataclass(frozen=True)
class Controls(Actions):
    """The control routes of a sandbox: acting as people, and seeing what they see."""

    async def pictory(self, method: str, path: str, **body: Any) -> Any:
        """Call a control route of the emulated Pictory."""
        base = self.described["pictory_api_url"].removesuffix("/pictoryapis")
        async with self.session.request(method, f"{base}/control{path}", json=body) as response:
            assert response.status < 300, await response.text()
            return await response.json() if response.content_type == "application/json" else None

    async def jobs_in_progress(self) -> int:
        """Return how many jobs run at the emulated Pictory."""
        accepted = (await self.pictory("GET", "/state"))["accepted"]
        return sum(job["status"] == "in-progress" for job in accepted)

    async def connected(self) -> None:
        """Wait until the bot is connected and has registered its commands."""

        async def ready() -> bool:
            state = await self.call("GET", "/state")
            return bool(state["connections"]) and "generate" in state["commands"]

        await eventually(ready, within=20)

    async def disconnected(self) -> None:
        """Wait until no bot is connected."""

        async def gone() -> bool:
            return not (await self.call("GET", "/state"))["connections"]

        await eventually(gone)

    async def generate(self, prompt: str, *, photo: bytes | None = None, **options: Any) -> str:
        """Run `/generate` and return the interaction's id."""
        files = {} if photo is None else {"reference": ("photo.jpg", photo)}
        return await self.run("generate", files=files, prompt=prompt, **options)

    async def messages(self) -> list[dict[str, Any]]:
        """Return what stands in the channel."""
        found: list[dict[str, Any]] = await self.call("GET", "/messages?channel=generate")
        return found

    async def finished(self, message_id: str, *, within: float = 30) -> dict[str, Any]:
        """Wait until the card `message_id` says that it is done, and return it."""

        async def done() -> Any:
            for message in await self.messages():
                if message["id"] == message_id and "Done" in message["text"]:
                    return message
            return None

        found: dict[str, Any] = await eventually(done, within=within)
        return found
