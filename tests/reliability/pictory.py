"""A Pictory whose faults can be aimed: they meet the jobs of one prompt and nobody else's."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.pictory import PictoryEmulator, create_app
from sandbox.pictory.faults import Fault, FaultBook
from sandbox.pictory.gallery import Gallery
from sandbox.pictory.webhooks import Webhooks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sandbox.pictory.doors import Handler
    from sandbox.pictory.jobs import Job

ABOUT: ContextVar[str | None] = ContextVar("ABOUT", default=None)
"""The prompt that the current request, timer or row is about."""
SPEED = 60.0


class AimedFaults(FaultBook):
    """Faults of single prompts beside those that meet everybody."""

    def __init__(self) -> None:
        super().__init__()
        self._aimed: dict[str, FaultBook] = {}

    def aim(self, prompt: str, fault: Fault) -> None:
        """Switch a fault on for the requests about one prompt."""
        self._aimed.setdefault(prompt, FaultBook()).add(fault)

    def spare(self, prompt: str) -> None:
        """Switch the faults of one prompt off."""
        self._aimed.pop(prompt, None)

    def clear(self) -> None:
        """Switch every fault off."""
        super().clear()
        self._aimed.clear()

    def take(self, on: str) -> Fault | None:
        """Return the fault that an operation meets now, one aimed at it first."""
        book = self._aimed.get(ABOUT.get() or "")
        fault = None if book is None else book.take(on)
        return fault or super().take(on)


class PaddedGallery(Gallery):
    """Makes pictures as large as the emulator says, without drawing more."""

    def __init__(self, emulator: AimedPictory) -> None:
        super().__init__(draft=True)
        self._emulator = emulator

    async def picture(self, job: Job) -> bytes:
        """Return the PNG of a completed job, with bytes behind its end that nobody reads."""
        return await super().picture(job) + bytes(self._emulator.padding)


class AimedPictory(PictoryEmulator):
    """An emulator that can also hold the jobs of one prompt."""

    faults: AimedFaults

    def __init__(self, api_key: str) -> None:
        super().__init__(api_key=api_key, speed=SPEED, draft=True)
        self.faults = AimedFaults()
        self._webhooks = Webhooks(self._clock, self.faults)
        self._waiting: set[str] = set()
        self.gallery = PaddedGallery(self)
        self.padding = 0
        """How many bytes longer every picture is than its drawing."""

    def hold_for(self, prompt: str) -> None:
        """Keep the jobs of a prompt from finishing until `finish_for`."""
        self._waiting.add(prompt)

    def finish_for(self, prompt: str) -> None:
        """Finish the jobs of a prompt now, and let later ones take their time."""
        self._waiting.discard(prompt)
        for job in self.jobs_of(prompt):
            self.finish(job)

    def jobs_of(self, prompt: str) -> list[Job]:
        """Return the jobs that were made with a prompt, the oldest first."""
        return [job for job in self.accepted if job.order.prompt == prompt]

    def posts_of(self, prompt: str) -> int:
        """Return how many POSTs there were with a prompt, whatever became of them."""
        return sum(one.prompt == prompt for one in self.submissions)

    def prompt_of(self, job_id: str) -> str | None:
        """Return the prompt of a job, also of one that has vanished."""
        job = self._jobs.get(job_id)
        return None if job is None else job.order.prompt

    def _on_due(self, job: Job) -> None:
        if job.order.prompt not in self._waiting:
            super()._on_due(job)


@asynccontextmanager
async def serving(emulator: AimedPictory) -> AsyncIterator[str]:
    """Serve an emulator on a free port, and give the base URL of its API."""

    @web.middleware
    async def note_prompt(request: web.Request, handler: Handler) -> web.StreamResponse:
        job_id = request.match_info.get("job_id")
        prompt = await _posted_prompt(request) if job_id is None else emulator.prompt_of(job_id)
        ABOUT.set(prompt)
        return await handler(request)

    app = create_app(emulator)
    app.middlewares.append(note_prompt)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/pictoryapis"
    finally:
        await runner.cleanup()


async def _posted_prompt(request: web.Request) -> str | None:
    if request.method != "POST" or not request.path.endswith("/images"):
        return None
    try:
        body = json.loads(await request.read())
    except ValueError:
        return None
    prompt = body.get("prompt") if isinstance(body, dict) else None
    return prompt if isinstance(prompt, str) else None
