"""A sandbox with nobody in it but the bot under test, and what people do there."""

from __future__ import annotations

import asyncio
import base64
import time
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import aiohttp

from benchmarks import programs
from benchmarks.programs import LOG_SHOWN
from benchmarks.subjects import ROOT

if TYPE_CHECKING:
    from collections.abc import (
        AsyncIterator,
        Awaitable,
        Callable,
        Collection,
        Iterator,
        Mapping,
        Sequence,
    )

    from benchmarks.programs import Bot
    from benchmarks.subjects import Subject

OUTPUT = ROOT / "build" / "bench"
PROMPT = "Replace the dog in the referenced image with a white cat. Keep the background unchanged."
PEOPLE = tuple(f"person-{number}" for number in range(50))
"""Who ask in turns; this bot takes only so many orders of one person at a time."""
OWN_REACTIONS = 2
PATIENCE_SECONDS = 120.0


class StageError(Exception):
    """Something did not happen on the stage that should have; the text says what."""


@dataclass(frozen=True)
class Stage:
    """A running sandbox for one subject, at one speed."""

    subject: Subject
    speed: float
    described: dict[str, str]
    session: aiohttp.ClientSession
    folder: Path
    settings: Mapping[str, str]
    people: Iterator[str] = field(default_factory=lambda: cycle(PEOPLE))

    @asynccontextmanager
    async def bot(self, name: str = "data", *, watched: bool = False) -> AsyncIterator[Bot]:
        """Run the subject with its data in the folder `name`, from when it is connected."""
        async with self.starting(name, watched=watched) as running:
            await self.connected(running)
            yield running
        await self.until(self._is_empty, "the bot's connection did not end")

    @asynccontextmanager
    async def starting(self, name: str, *, watched: bool = False) -> AsyncIterator[Bot]:
        """Run the subject with its data in the folder `name`."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        environment = self.subject.environment(self.described, folder, speed=self.speed)
        environment |= self.settings
        async with programs.bot(self.subject, environment, folder, watched=watched) as running:
            yield running

    async def connected(self, bot: Bot) -> None:
        """Wait until the bot has identified itself at the gateway, its command being known."""

        async def ready() -> bool:
            bot.require_running()
            state = await self.discord("GET", "/state")
            return bool(state["connections"]) and "generate" in state["commands"]

        await self.until(ready, f"{self.subject.name} did not connect", every=0.01)

    async def ask(self, *, photo: bytes | None = None, prompt: str = PROMPT) -> str:
        """Run `/generate` as the next person; return the interaction's id once it is dispatched."""
        files = {}
        if photo is not None:
            data = base64.b64encode(photo).decode()
            files["reference"] = {"name": "photo.jpg", "data": data}
        answer = await self.discord(
            "POST",
            "/slash",
            user=next(self.people),
            command="generate",
            options={"prompt": prompt},
            files=files,
        )
        return str(answer["interaction_id"])

    async def answered(self, interaction_id: str) -> dict[str, Any]:
        """Wait for the first answer to an interaction; return what became of it."""

        async def acknowledged() -> Any:
            told = await self.discord("GET", f"/interactions/{interaction_id}")
            return told if told["acknowledged"] else None

        problem = f"{self.subject.name} did not answer an interaction"
        found: dict[str, Any] = await self.until(acknowledged, problem)
        return found

    async def all_answered(self, interaction_ids: Collection[str]) -> list[dict[str, Any]]:
        """Wait until each of these has its first answer; return what became of them."""
        wanted = set(interaction_ids)

        async def acknowledged() -> Any:
            told = await self.discord("GET", "/interactions")
            found = [one for one in told if one["id"] in wanted]
            return found if all(one["acknowledged"] for one in found) else None

        problem = f"{self.subject.name} did not answer {len(wanted)} interactions"
        found: list[dict[str, Any]] = await self.until(acknowledged, problem)
        return found

    async def finished(
        self, interaction_ids: Collection[str], *, every: float = 0.1, adorned: bool = True
    ) -> list[dict[str, Any]]:
        """Wait until each of these that was accepted is finished; return the messages.

        The reactions are the last thing that a bot does for a picture; if there are so many that
        they take long or are dropped, they need not be there (`adorned`). To look for them `every`
        so many seconds takes the simulated Discord time, which others wait for.
        """
        answers = await self.all_answered(interaction_ids)
        wanted = {answer["message_id"] for answer in answers if not refused(answer)}
        if not wanted:
            raise StageError(f"{self.subject.name} refused every order")

        async def done() -> Any:
            found = [message for message in await self.messages() if message["id"] in wanted]
            return found if all(_is_finished(message, adorned) for message in found) else None

        problem = f"{self.subject.name} did not finish {len(wanted)} pictures"
        found: list[dict[str, Any]] = await self.until(done, problem, every=every)
        return found

    async def react(self, message_id: str, emoji: str) -> None:
        """React to a message as the next person."""
        user = next(self.people)
        await self.discord("POST", "/react", message_id=message_id, emoji=emoji, user=user)

    async def messages(self) -> list[dict[str, Any]]:
        """Return what stands in the channel."""
        found: list[dict[str, Any]] = await self.discord("GET", "/messages?channel=generate")
        return found

    async def shown(
        self, count: int, *, besides: Collection[str], every: float
    ) -> list[dict[str, Any]]:
        """Wait until so many messages `besides` those known show pictures, and all is calm."""
        reactions = -1

        async def calm() -> Any:
            nonlocal reactions
            news = [message for message in await self.messages() if message["id"] not in besides]
            found = [message for message in news if message["attachments"]]
            before, reactions = reactions, sum(len(message["reactions"]) for message in found)
            return found if len(found) >= count and reactions == before else None

        problem = f"{self.subject.name} did not show {count} pictures"
        found: list[dict[str, Any]] = await self.until(calm, problem, every=every)
        return found

    async def heartbeats(self) -> list[tuple[float, float]]:
        """Return when each heartbeat came to Discord, and how late, in seconds."""
        heard = (await self.discord("GET", "/heartbeats"))["heard"]
        return [(beat["at"], beat["late"]) for beat in heard]

    async def submitted(self) -> int:
        """Return how many jobs Pictory was sent."""
        return int((await self.pictory("GET", "/state"))["posts"])

    async def submits(self, jobs: int, *, every: float = 0.25) -> None:
        """Wait until Pictory was sent so many jobs in all."""

        async def sent() -> bool:
            return await self.submitted() >= jobs

        await self.until(sent, f"{self.subject.name} did not send all jobs", every=every)

    async def questions(self) -> int:
        """Return how often Pictory was asked for jobs, one or a page of them."""
        return requests_about_jobs((await self.pictory("GET", "/state"))["requests"])

    async def discord(self, method: str, path: str, **body: Any) -> Any:
        """Call a control route of the simulated Discord."""
        return await self._call(method, f"{self.described['control_url']}{path}", body)

    async def pictory(self, method: str, path: str, **body: Any) -> Any:
        """Call a control route of the emulated Pictory."""
        base = self.described["pictory_api_url"].removesuffix("/pictoryapis")
        return await self._call(method, f"{base}/control{path}", body)

    async def until(
        self, probe: Callable[[], Awaitable[Any]], problem: str, *, every: float = 0.05
    ) -> Any:
        """Return the first truthy value of `probe`; raise StageError if there is none in time."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (value := await probe()):
            if time.monotonic() > deadline:
                raise StageError(problem)
            await asyncio.sleep(every)
        return value

    async def _is_empty(self) -> bool:
        return not (await self.discord("GET", "/state"))["connections"]

    async def _call(self, method: str, url: str, body: dict[str, Any]) -> Any:
        async with self.session.request(method, url, json=body) as response:
            if response.status != 200:
                raise StageError(f"{method} {url}: {await response.text()}")
            return await response.json()


def requests_about_jobs(requests: Mapping[str, int]) -> int:
    """Return how often Pictory was asked for jobs, one or a page of them."""
    return sum(times for route, times in requests.items() if route.startswith("GET /v1/jobs"))


def refused(answer: dict[str, Any]) -> bool:
    """Return whether an interaction was refused: what is accepted shows publicly."""
    return bool(answer["ephemeral"])


def _is_finished(message: dict[str, Any], adorned: bool) -> bool:
    there = not adorned or len(message["reactions"]) == OWN_REACTIONS
    return bool(message["attachments"]) and there


@asynccontextmanager
async def stage(
    subject: Subject,
    *,
    speed: float,
    seed: int,
    jobs: Sequence[str] = (),
    settings: Mapping[str, str] = MappingProxyType({}),
) -> AsyncIterator[Stage]:
    """Run a new sandbox for one subject.

    `jobs` are options of the emulator that say what jobs are like, `settings` more of the bot's.
    Its folder lies below the working tree rather than among the system's temporary files, which
    may be kept in memory: there writing to a database would cost nothing.
    """
    OUTPUT.mkdir(parents=True, exist_ok=True)
    options = ("--draft", "--speed", str(speed), "--seed", str(seed), *jobs)
    async with AsyncExitStack() as exits:
        folder = Path(exits.enter_context(TemporaryDirectory(dir=OUTPUT, prefix="stage-")))
        services = (
            programs.service("sandbox.pictory", *options),
            programs.service("sandbox.discord"),
        )
        described = await asyncio.gather(*map(exits.enter_async_context, services))
        connector = aiohttp.TCPConnector(limit=0)
        session = await exits.enter_async_context(aiohttp.ClientSession(connector=connector))
        try:
            place = Stage(subject, speed, described[0] | described[1], session, folder, settings)
            await place.discord("POST", "/people", names=PEOPLE)
            yield place
        except StageError as error:
            raise StageError(f"{error}. Its log ends so:\n{_last_words(folder)}") from None


def _last_words(folder: Path) -> str:
    logs = sorted(folder.rglob("*.log"), key=lambda log: log.stat().st_mtime)
    return logs[-1].read_text(encoding="utf-8", errors="replace")[-LOG_SHOWN:] if logs else ""
