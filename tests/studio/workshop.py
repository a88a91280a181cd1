"""A studio at work: on a real store, with the emulator for Pictory and a recording presenter."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from pictory_async import PictoryClient, RetryPolicy
from studio.generations import Card, ImageState, Kind, Order
from studio.limits import Limits
from studio.store import Store
from studio.studio import Studio
from studio.tables import generations, images
from tests.studio.presenter import RecordingPresenter
from tests.waiting import eventually

if TYPE_CHECKING:
    from pathlib import Path

    from pictory_async import ImageRequest
    from sandbox.pictory import PictoryEmulator
    from studio.generations import Generation, Image
    from studio.webhooks import WebhookUrls

LIMITS = Limits(
    job_timeout=20.0,
    poll_min=0.01,
    retry_first=0.01,
    retry_most=0.05,
    download_attempts=3,
    vanished_after=0.1,
    detached_poll=0.02,
    persist_most=0.05,
    probe_first=0.05,
    probe_most=0.1,
    hint_gap=0.01,
    look_first=0.05,
    look_most=0.1,
    look_for=0.6,
    first_look_within=3.0,
    present_most=0.05,
    stop_grace=2.0,
)
ONCE = RetryPolicy(attempts=1)
ORDER = Order(
    key="interaction:1",
    kind=Kind.GENERATE,
    user_id=7,
    card=Card(channel_id=5, message_id=100),
    prompt="Replace the dog with a white cat",
    model="seedream3.0",
    aspect_ratio="1:1",
    upload_limit=10 * 1024 * 1024,
)


class SlowClient(PictoryClient):
    """A client that hears Pictory's answer to a submit only when `gate` is set."""

    gate: asyncio.Event

    async def submit(self, request: ImageRequest, *, retry: bool = True) -> str:
        """Submit, and wait for the gate."""
        job_id = await super().submit(request, retry=retry)
        await self.gate.wait()
        return job_id


@dataclass
class Workshop:
    """Makes studios on one database, one after the other or side by side, as processes would."""

    database: str
    spool: Path
    emulator: PictoryEmulator
    base_url: str
    api_key: str
    limits: Limits = LIMITS
    retry: RetryPolicy = ONCE
    studios: list[Studio] = field(default_factory=list)
    clients: list[PictoryClient] = field(default_factory=list)
    store: Store = field(init=False)
    presenter: RecordingPresenter = field(default_factory=RecordingPresenter)

    webhooks: WebhookUrls | None = None
    studios_store: Store | None = None
    """The store that studios get instead of `store`, which the tests look into."""
    answers: asyncio.Event = field(default_factory=asyncio.Event)
    """While it is not set, answers to submits are held back."""

    async def open(self) -> None:
        """Open the store that the tests look into."""
        self.answers.set()
        self.store = await Store.open(self.database)

    async def studio(self, *, base_url: str | None = None, request_timeout: float = 5.0) -> Studio:
        """Start a studio, with a presenter of its own that `presenter` names from now on."""
        client = self.client(base_url or self.base_url, request_timeout)
        store = self.studios_store or self.store
        studio = Studio(
            client=client,
            store=store,
            limits=self.limits,
            spool=self.spool,
            webhooks=self.webhooks,
        )
        self.presenter = RecordingPresenter(
            url=self.presenter.url,
            size=self.presenter.size,
            refusals=self.presenter.refusals,
            shown=self.presenter.shown,
        )
        studio.present_with(self.presenter)
        self.studios.append(studio)
        await studio.start()
        await asyncio.gather(*(t for t in running(studio) if t.get_name() == "mark jobs"))
        return studio

    def client(self, base_url: str, request_timeout: float) -> PictoryClient:
        """Make a client that tries everything once, or else as `retry` says."""
        client = SlowClient(
            self.api_key,
            base_url=base_url,
            request_timeout=request_timeout,
            retry=self.retry,
        )
        client.gate = self.answers
        self.clients.append(client)
        return client

    async def running(self, **changes: object) -> tuple[Studio, Generation]:
        """Start a studio, and return a generation whose first image's job is held at Pictory."""
        self.emulator.hold()
        studio = await self.studio()
        generation = await studio.request(order(**changes))
        await self.reached(generation, ImageState.GENERATING)
        return studio, generation

    async def crash(self, studio: Studio) -> None:
        """End a studio as a kill would: its tasks stop where they are, its rows stay its own."""
        self.studios.remove(studio)
        tasks = running(studio)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self) -> None:
        """Stop whatever still runs."""
        for studio in self.studios:
            await studio.stop()
        for client in self.clients:
            await client.close()
        await self.store.close()

    async def now(self, generation: Generation) -> Generation:
        """Return a generation as it is stored now."""
        found = await self.store.find(generation.id)
        assert found is not None
        return found

    async def value(self, generation: Generation, column: str, n: int = 1) -> Any:
        """Return what a column of an image's row holds."""
        asked = select(images.c[column]).where(
            images.c.generation_id == generation.id, images.c.n == n
        )
        return await self.store.run(lambda connection: connection.scalar(asked))

    async def owner(self, generation: Generation) -> str | None:
        """Return who works on a generation."""
        asked = select(generations.c.owner).where(generations.c.id == generation.id)
        found: str | None = await self.store.run(lambda connection: connection.scalar(asked))
        return found

    async def image(self, generation: Generation, n: int = 1) -> Image:
        """Return an image as it is stored now."""
        return (await self.now(generation)).image(n)

    async def reached(self, generation: Generation, state: ImageState, n: int = 1) -> Image:
        """Return an image once it is in a state."""

        async def probe() -> Image | None:
            image = await self.image(generation, n)
            return image if image.state is state else None

        image = await eventually(probe)
        assert image is not None
        return image

    async def accepted(self) -> None:
        """Wait until a job runs at Pictory, whether or not the studio knows."""

        async def probe() -> bool:
            return bool(self.emulator.accepted)

        await eventually(probe)

    async def closed(self, generation: Generation) -> Generation:
        """Return a generation once nothing is left to do for it, and nobody works on it."""
        asked = select(generations.c.closed_at).where(generations.c.id == generation.id)

        async def probe() -> bool:
            closed_at = await self.store.run(lambda connection: connection.scalar(asked))
            working = [studio for studio in self.studios if not studio._stopping]
            runs = [studio._staff.runs.get(generation.id) for studio in working]
            return closed_at is not None and not any(runs)

        await eventually(probe)
        return await self.now(generation)


def running(studio: Studio) -> list[asyncio.Task[Any]]:
    """Return the tasks of a studio."""
    return list(studio._staff.bench.tasks._tasks)


def order(**changes: object) -> Order:
    """Return an order for one image with some fields changed."""
    return replace(ORDER, **changes)  # type: ignore[arg-type]
