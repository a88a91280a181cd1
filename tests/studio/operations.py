"""What processes do to images, on the store and on the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pictory_async import Job, JobStatus
from studio.deliveries import Deliveries, KeptPicture
from studio.generations import TRANSITIONS, Charged, Failure, FailureKind, ImageState
from studio.jobs import Jobs
from studio.ports import Delivery, Rung
from studio.store import JobTakenError
from studio.watching import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from studio.generations import Image
    from studio.lease import Owner
    from studio.store import Store
    from tests.studio.model import Place, World

TAKEN = "another image has this job"
DETACHED = {ImageState.FAILED, ImageState.CANCELLED}
WITHOUT_JOB = {ImageState.SUBMITTING, ImageState.UNCONFIRMED}
NO_PICTURE = Failure(FailureKind.TIMED_OUT, Charged.UNKNOWN)


@dataclass(frozen=True)
class Move:
    """Take an image to a state, with what the studio writes down on that way."""

    place: Place
    to: ImageState
    job_id: str
    only_from: frozenset[ImageState] | None = None

    def expect(self, world: World) -> object:
        """Do it to the model."""
        row = world.images[self.place]
        sources = {source for source, targets in TRANSITIONS.items() if self.to in targets}
        if row.state not in (sources if self.only_from is None else self.only_from):
            return False
        if self.to is ImageState.GENERATING:
            if world.holder(self.job_id):
                return TAKEN
            row.job_id = self.job_id
        row.posts += self.to is ImageState.SUBMITTING
        row.posts -= self.to is ImageState.QUEUED
        row.state = self.to
        row.result_url = self._values.get("result_url", row.result_url)
        return True

    async def do(self, store: Store) -> object:
        """Do it to the store."""
        try:
            moved = await store.move(*self.place, self.to, only_from=self.only_from, **self._values)
        except JobTakenError:
            return TAKEN
        assert moved is None or moved.state is self.to
        return moved is not None

    @property
    def _values(self) -> dict[str, Any]:
        values: dict[ImageState, dict[str, Any]] = {
            ImageState.GENERATING: {"job_id": self.job_id},
            ImageState.READY: {"result_url": "https://x/moved.png"},
            ImageState.FAILED: {"failure": NO_PICTURE},
        }
        return values.get(self.to, {})


@dataclass(frozen=True)
class Observe:
    """Take in what Pictory says of a job, of the image or not."""

    place: Place
    job_id: str
    status: JobStatus
    cost: Decimal | None
    url: str | None

    def expect(self, world: World) -> object:
        """Do it to the model."""
        row, completed = world.images[self.place], self.status is JobStatus.COMPLETED
        if row.job_id != self.job_id or (completed and not self.url):
            return False
        if row.state is ImageState.GENERATING:
            row.state = ImageState.READY if completed else ImageState.FAILED
        elif row.state not in DETACHED or row.settled:
            return False
        row.settled, row.credits_used, row.result_url = True, self.cost, self.url
        return True

    async def do(self, store: Store) -> object:
        """Do it to the store."""
        job = Job(id=self.job_id, status=self.status, url=self.url, credits_used=self.cost)
        return await record(store, Jobs(store), *self.place, job) is not None


@dataclass(frozen=True)
class Settle:
    """Record what a job cost that no card waits for."""

    place: Place
    job_id: str
    cost: Decimal

    def expect(self, world: World) -> object:
        """Do it to the model."""
        row = world.images[self.place]
        if row.job_id != self.job_id or row.settled or row.state not in DETACHED:
            return False
        row.settled, row.credits_used = True, self.cost
        return True

    async def do(self, store: Store) -> object:
        """Do it to the store."""
        settled = await Jobs(store).settle(
            *self.place, self.job_id, now=1.0, credits_used=self.cost
        )
        return settled is not None


@dataclass(frozen=True)
class Adopt:
    """Give an image the job that its request turned out to have made."""

    place: Place
    job_id: str
    owner: Owner
    now: float

    def expect(self, world: World) -> object:
        """Do it to the model."""
        row, work = world.images[self.place], world.generations[self.place[0]]
        if row.state not in WITHOUT_JOB:
            return None
        if world.holder(self.job_id):
            return TAKEN
        row.state, row.job_id = ImageState.GENERATING, self.job_id
        if work.closed:
            work.owner, work.heartbeat_at, work.closed = str(self.owner), self.now, False
        return work.owner == str(self.owner)

    async def do(self, store: Store) -> object:
        """Do it to the store."""
        try:
            adopted = await Jobs(store).adopt(
                *self.place, self.job_id, owner=str(self.owner), timeout=60.0
            )
        except JobTakenError:
            return TAKEN
        return None if adopted is None else adopted[1]


@dataclass(frozen=True)
class Deliver:
    """Write down that pictures were shown."""

    generation_id: int
    numbers: Sequence[int]

    def expect(self, world: World) -> object:
        """Do it to the model."""
        rows = [world.images[self.generation_id, n] for n in self.numbers]
        for row in rows:
            if row.state is ImageState.READY:
                row.state = ImageState.DELIVERED
        return [row.state is ImageState.DELIVERED for row in rows]

    async def do(self, store: Store) -> object:
        """Do it to the store."""
        delivery = Delivery(Rung.TOKEN_EDIT, 5, 100)
        recorded = await Deliveries(store).record(
            self.generation_id, self.numbers, delivery, now=1.0
        )
        return delivered(recorded.images)


@dataclass(frozen=True)
class Keep:
    """Put pictures aside for their requester."""

    generation_id: int
    numbers: Sequence[int]

    def expect(self, world: World) -> object:
        """Do it to the model."""
        rows = [world.images[self.generation_id, n] for n in self.numbers]
        for row in rows:
            late = row.state in DETACHED and row.result_url is not None
            if row.kept or not (late or row.state is ImageState.READY):
                continue
            row.kept = row.waits = True
            if row.state is ImageState.READY:
                row.state = ImageState.DELIVERED
        return [row.state is ImageState.DELIVERED for row in rows]

    async def do(self, store: Store) -> object:
        """Do it to the store."""
        pictures = {n: KeptPicture("image/png", b"png") for n in self.numbers}
        kept = await Deliveries(store).keep(self.generation_id, pictures, now=1.0)
        return delivered(kept)


@dataclass(frozen=True)
class Collect:
    """Forget pictures that their requester has been given."""

    generation_id: int
    numbers: Sequence[int]

    def expect(self, world: World) -> object:
        """Do it to the model."""
        for n in self.numbers:
            row = world.images[self.generation_id, n]
            row.waits, row.collected = False, True
        return None

    async def do(self, store: Store) -> object:
        """Do it to the store."""
        await Deliveries(store).collected(self.generation_id, self.numbers, now=1.0)
        return None


def delivered(images: Iterable[Image]) -> list[bool]:
    """Return whether each image is delivered; else its state may be that of a moment later."""
    in_order = sorted(images, key=lambda image: image.n)
    return [image.state is ImageState.DELIVERED for image in in_order]
