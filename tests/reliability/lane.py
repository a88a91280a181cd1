"""A lane of the matrix: one simulated Discord, one Pictory, and the bots that rows run on."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import time
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp

from sandbox.pictory.emulator import DEFAULT_CREDIT_LIMIT
from tests.reliability.pictory import ABOUT, AimedPictory, serving
from tests.reliability.quick import Heard, quick_bot
from tests.reliability.reading import doubles
from tests.reliability.rows import Company, Outcome, Program, Where
from tests.reliability.scene import COLLECTING, Scene
from tests.reliability.sight import until
from tests.sandbox.discord_process import OPENAPI, program
from tests.system import processes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Sequence

    from tests.reliability.rows import Row

    Beside = Callable[[], Coroutine[Any, Any, None]]

KEY = "pictai_matrix"
CROWD = 14
"""How many rows run at once at most."""
ROW_SECONDS = 120.0
MANY = {"MAX_INFLIGHT": "1000", "MAX_INFLIGHT_PER_USER": "1000"}
KNOWN_VIOLATIONS = ("/users/@me/channels",)
"""Where discord.py sends an id as a number, and Discord's document wants a string."""
EXPECTED_ERRORS = ("only the operator can help",)


@dataclass
class Lane:
    """Where rows run; `migrated` is a database of the newest schema, `said` the bots' logs."""

    pictory: AimedPictory
    controls: processes.Controls
    sandbox: processes.Sandbox
    folder: Path
    migrated: Path
    said: list[Path] = field(default_factory=list)
    bot: processes.Bot | None = None
    heard: Heard | None = None
    database: Path = Path()
    """The file of the bot that was started last."""
    troubles: list[str] = field(default_factory=list)
    """What went wrong that belongs to no row."""
    crowd_over: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the rows that run at once have come to their end."""
    _places: int = 0

    def place(self, name: str) -> Path:
        """Make a folder for a bot, with a database that needs no migrating."""
        self._places += 1
        folder = self.folder / f"{self._places:03}-{name}"
        folder.mkdir()
        shutil.copy(self.migrated, folder / "bot.db")
        return folder

    def environment(self, folder: Path, **settings: str) -> dict[str, str]:
        """Return the settings of a bot."""
        quick = {"POLL_MIN_SECONDS": "0.1", "TMPDIR": str(folder)}
        return self.sandbox.environment(folder) | MANY | quick | settings

    async def start(self, folder: Path, **settings: str) -> processes.Bot:
        """Start a bot in a process of its own, and wait until it is connected."""
        await self.alone()
        self.database = folder / "bot.db"
        bot = await asyncio.to_thread(processes.start, self.environment(folder, **settings), folder)
        if bot.log not in self.said:
            self.said.append(bot.log)
        self.bot = bot
        await self.controls.connected()
        return bot

    async def stop(self) -> int:
        """End the bot that was started last, as an operator would; return its exit status."""
        assert self.bot is not None
        bot, self.bot = self.bot, None
        try:
            return await asyncio.to_thread(bot.stop)
        except subprocess.TimeoutExpired as error:
            self.troubles.append(f"a bot that was told to stop did not: {error}")
            await asyncio.to_thread(bot.kill)
            return bot.process.wait()

    async def kill(self) -> None:
        """Kill the bot that was started last."""
        assert self.bot is not None
        bot, self.bot = self.bot, None
        await asyncio.to_thread(bot.kill)

    async def control(self, method: str, route: str, /, **body: Any) -> Any:
        """Call a control route of the simulated Discord, whose body may have any fields."""
        url = f"{self.sandbox.described['control_url']}{route}"
        async with self.controls.session.request(method, url, json=body) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def alone(self) -> None:
        """Wait until no bot is connected."""

        async def gone() -> bool:
            return not (await self.controls.call("GET", "/state"))["connections"]

        await until(gone)

    @asynccontextmanager
    async def quick(self, folder: Path, **limits: Any) -> AsyncIterator[Heard]:
        """Run a bot in this process."""
        await self.alone()
        self.database = folder / "bot.db"
        async with quick_bot(self.environment(folder), **limits) as self.heard:
            await self.controls.connected()
            yield self.heard

    # Running rows

    async def run(self, rows: Sequence[Row], beside: Beside | None = None) -> list[Outcome]:
        """Run rows, those together that share a bot; those whose faults meet everybody first.

        `beside` is run beside those on the usual bot, until `crowd_over` is set and longer.
        """
        outcomes: list[Outcome] = []
        for shared in Program:
            chosen = [row for row in rows if row.program is shared]
            if shared is Program.OWN:
                outcomes += [await self.perform(row) for row in chosen]
            elif chosen:
                outcomes += await self._together(chosen, shared, beside)
        return outcomes

    async def _together(
        self, rows: Sequence[Row], shared: Program, beside: Beside | None
    ) -> list[Outcome]:
        async with AsyncExitStack() as stack:
            await self._shared_bot(stack, shared)
            alone = [await self.perform(row) for row in rows if row.company is Company.ALONE]
            gate = asyncio.Semaphore(CROWD)

            async def enter(row: Row) -> Outcome:
                async with gate:
                    return await self.perform(row)

            crowd = [row for row in rows if row.company is Company.CROWD]
            crowd.sort(key=lambda row: row.where is not Where.DISCORD)  # which wait longest
            if beside is None or shared is not Program.USUAL:
                return [*alone, *await asyncio.gather(*map(enter, crowd))]
            self.crowd_over.clear()
            other = asyncio.create_task(beside())
            outcomes = await asyncio.gather(*map(enter, crowd))
            self.crowd_over.set()
            await other
            return [*alone, *outcomes]

    async def _shared_bot(self, stack: AsyncExitStack, shared: Program) -> None:
        folder = self.place(shared.name.lower())
        if shared is Program.QUICK:
            await stack.enter_async_context(self.quick(folder))
            return
        await self.start(folder, **(webhooks() if shared is Program.HEARING else {}))
        stack.push_async_callback(self.stop)

    async def perform(self, row: Row) -> Outcome:
        """Run one row in a channel and with a prompt of its own."""
        self._places += 1
        name = f"{row.name}-{self._places}"
        await self.controls.call("POST", "/channels", name=name)
        scene = Scene(
            self,
            row,
            name,
            f"Row {name}: a lighthouse like the one in the referenced image",
            self.folder,
        )
        return await asyncio.create_task(self._perform(scene), name=name)

    async def _perform(self, scene: Scene) -> Outcome:
        ABOUT.set(scene.prompt)
        seen, trouble, began = None, "", time.monotonic()
        try:
            async with asyncio.timeout(ROW_SECONDS):
                seen = await scene.row.way(scene)
                trouble = "; ".join(doubles(await scene.messages()))
        except Exception as error:  # noqa: BLE001 - a row that breaks is an outcome
            trouble = f"{type(error).__name__}: {error}"
        scene.mend()
        if scene.row.program is Program.OWN and self.bot is not None:
            await self.kill()
        if scene.row.company is Company.ALONE:
            await self.restore()
        seconds = time.monotonic() - began
        return Outcome(scene.row, seen, scene.posts, seconds, trouble)

    async def restore(self) -> None:
        """Undo what a row may have changed about Discord."""
        call = self.controls.call
        self.pictory.clear_faults()
        self.pictory.account.set_limit(self.pictory.account.used + DEFAULT_CREDIT_LIMIT)
        await call("DELETE", "/faults")
        await call("POST", "/limits", file_bytes=10 << 20, request_bytes=25 << 20)
        await call("POST", "/bot/return")
        for user in ("alice", "bob"):
            await call("POST", "/dms", user=user, open=True)

    async def violations(self) -> list[str]:
        """Return what the bots sent that does not fit Discord's document."""
        found = (await self.controls.call("GET", "/violations"))["violations"]
        return [str(one) for one in found if one["path"] not in KNOWN_VIOLATIONS]

    def errors(self) -> list[str]:
        """Return what went wrong beside the rows: troubles, and errors in what the bots logged."""
        lines = [line for log in self.said for line in log.read_text().splitlines()]
        return [*self.troubles, *filter(_is_error, lines)]


def _is_error(line: str) -> bool:
    told = any(words in line for words in EXPECTED_ERRORS)
    return not told and ("[error" in line or "[critical" in line)


def webhooks() -> dict[str, str]:
    """Return the settings of a bot that listens to webhooks on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    return {"HTTP_PORT": str(port), "PUBLIC_URL": url, "WEBHOOK_SECRET": "secret-of-the-matrix"}


@asynccontextmanager
async def lane(folder: Path, migrated: Path) -> AsyncIterator[Lane]:
    """Open a lane whose bots keep their data in `folder`."""
    checked = ["--openapi", str(OPENAPI)] if OPENAPI.exists() else []
    pictory = AimedPictory(KEY)
    with program("sandbox.discord", *checked) as discord:
        async with serving(pictory) as url, aiohttp.ClientSession() as session:
            described: dict[str, Any] = {"pictory_api_url": url, "pictory_api_key": KEY} | discord
            sandbox = processes.Sandbox(described)
            controls = processes.Controls(session, described)
            await controls.call("POST", "/channels", name=COLLECTING)
            yield Lane(pictory, controls, sandbox, folder, migrated)
