"""One generation's way: its images on their ways, its reference, its card and its deliveries."""

from __future__ import annotations

import logging
import time
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from studio.aftermath import Aftermath
from studio.ending import Ending
from studio.etas import RUNNING
from studio.generations import FailureKind, ImageState
from studio.handover import Handover
from studio.image_run import ImageRun
from studio.newest import Newest
from studio.opening import Opening
from studio.prepared_reference import PreparedReference
from studio.promise import Promise
from studio.tasks import AbandonedError
from studio.watching import record

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable, Coroutine
    from pathlib import Path

    from pictory_async import Job
    from studio.bench import Bench
    from studio.generations import Card, Failure, Generation, Image
    from studio.ports import Progress

T = TypeVar("T")

log = logging.getLogger(__name__)

CANCELLABLE = frozenset({ImageState.QUEUED, ImageState.GENERATING})


class GenerationRun(Newest):
    """Takes a stored generation to its end; the rows say at any moment how far it has come.

    `generation` is the newest snapshot, `note` what the card says beside it.
    """

    def __init__(
        self,
        bench: Bench,
        generation: Generation,
        on_closed: Callable[[int], object],
        on_broken: Callable[[int], object],
    ) -> None:
        super().__init__(generation)
        self.note: str | None = None
        self._bench = bench
        self._on_closed = on_closed
        self._on_broken = on_broken
        self._tasks: set[asyncio.Task[Any]] = set()
        self._images = {i.n: ImageRun(self, bench, i.n) for i in generation.images}
        self._handover = Handover(self, bench)
        self._reference = PreparedReference(self, bench)
        self._aftermath = Aftermath(self, bench)
        self._ending = Ending(self, bench, self._handover, self._aftermath)
        self._promise = Promise(self, bench, self._images)
        self._cancelling = False
        self.check()

    def start(self, work: Coroutine[Any, Any, T], name: str) -> asyncio.Task[T]:
        """Run a part of the generation's work in a task; if it fails, the whole begins anew."""
        task = self._bench.tasks.start(work, f"{name} {self.generation.id}")
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is None or isinstance(error, AbandonedError):
            return
        for other in self._tasks:
            other.cancel()
        self._handover.drop()
        self._on_broken(self.generation.id)

    # Beginning

    def begin(self, *, resumed: bool = False) -> None:
        """Start what the rows say is left to do."""
        if self.generation.card.message_id is None and self.generation.shown_at is None:
            opened = partial(Opening(self, self._bench).open, again=resumed)
            self._begin_when(opened, resumed=resumed)
        else:
            self._begin_images(resumed=resumed)

    def begin_with(self, card: Card) -> None:
        """Start the work of a generation whose card has just been shown, and is not recorded."""
        self._begin_when(partial(Opening(self, self._bench).record, card), resumed=False)

    def _begin_when(self, opened: Callable[[], Awaitable[bool]], *, resumed: bool) -> None:
        """Start the images once the card is there."""

        async def work() -> None:
            if await opened():
                self._begin_images(resumed=resumed)
            else:
                self._on_closed(self.generation.id)

        self.start(work(), "open")

    def _begin_images(self, *, resumed: bool) -> None:
        self._promise.renew()
        for image_run in self._images.values():
            image_run.begin(resumed=resumed)
        if resumed and any(i.state is ImageState.QUEUED for i in self.generation.images):
            # Its card may still say that a restart is under way.
            self.start(self.show(), "show")
        self.start(self._end(), "end")

    # The snapshot

    async def move(self, n: int, to: ImageState, **values: Any) -> bool:
        """Take an image to a state in the store; False if it was in none that leads there.

        Either way the snapshot is the store's afterwards. Raises JobTakenError.
        """
        store, generation_id = self._bench.store, self.generation.id
        image = await self._bench.persist(lambda: store.move(generation_id, n, to, **values))
        self.changed(image or await self._reload(n))
        return image is not None

    async def _reload(self, n: int) -> Image:
        found = await self._bench.persist(lambda: self._bench.store.find(self.generation.id))
        if found is None:
            raise AbandonedError(f"generation {self.generation.id} is no longer stored")
        return found.image(n)

    def changed(self, *images: Image) -> None:
        """Take newer snapshots of images in, and let their ways notice."""
        newer = {image.n: image for image in images}
        self.take_in(newer)
        self._promise.renew()
        self.check()
        for n in newer:
            self._images[n].wake()

    async def refresh(self, n: int) -> None:
        """Take in what the store says of an image, which another process may have moved."""
        image, before = await self._reload(n), self.generation.image(n).state
        if before is ImageState.UNCONFIRMED and image.state is not before:
            await self.adopted(image)
        else:
            self.changed(image)

    async def adopt(self, n: int, job_id: str) -> None:
        """Give an image the job that its request has made. Raises JobTakenError."""
        bench, generation_id = self._bench, self.generation.id
        adopted = await bench.persist(
            lambda: bench.jobs.adopt(
                generation_id, n, job_id, owner=bench.owner, timeout=bench.limits.job_timeout
            )
        )
        await self.adopted(adopted[0] if adopted else await self._reload(n))

    async def adopted(self, image: Image) -> None:
        """Go on with an image that has turned out to have a job."""
        self.shown(None)
        self.changed(image)
        await self.cancel_if_asked(image.n)
        await self.show()

    # What happens to images

    async def reference(self) -> str | Failure | None:
        """Return a URL of the reference for Pictory, or why there is none; prepared once."""
        return await self._reference.url()

    async def fail(self, n: int, failure: Failure, **values: Any) -> None:
        """Fail one image, unless it has come to something else by now."""
        if await self.move(
            n, ImageState.FAILED, failure=failure, finished_at=time.time(), **values
        ):
            log.info("failed generation=%s n=%s kind=%s", self.generation.id, n, failure.kind)
            await self.show()

    async def fail_queued(self, failure: Failure) -> None:
        """Fail every image that has not been submitted, for a reason that they share."""
        for image in self.generation.images:
            if image.state is ImageState.QUEUED:
                await self.fail(image.n, failure)
        self.check()

    async def observe(self, n: int, job: Job) -> None:
        """Take in what Pictory says of an image's job."""
        store, generation_id = self._bench.store, self.generation.id
        jobs = self._bench.jobs
        image = await self._bench.persist(lambda: record(store, jobs, generation_id, n, job))
        if image is None and job.finished:
            image = await self._reload(n)  # it may be news to this run, though not to the row
        if image is not None and image != self.generation.image(n):
            self.changed(image)
            if image.failure and image.failure.kind is FailureKind.CREDITS_EXHAUSTED:
                self._bench.out_of_credits()
            if any(other.state in RUNNING for other in self.generation.images):
                await self.show()  # or else a delivery is about to

    def hint(self, n: int) -> None:
        """Ask for an image's job now, because something says that it is worth it."""
        self._images[n].hint()
        self._aftermath.hint(n)

    async def cancel(self) -> None:
        """Detach the card from every image that has no picture yet."""
        self._cancelling = True
        for image in self.generation.images:
            await self.cancel_if_asked(image.n)
        self.check()

    async def cancel_if_asked(self, n: int) -> None:
        """Cancel an image that could not be cancelled when it was asked for."""
        if self._cancelling and self.generation.image(n).state in CANCELLABLE:
            await self.move(n, ImageState.CANCELLED, finished_at=time.time())

    async def is_shown(self, n: int) -> bool:
        """Whether the card has image `n` already; then that is written down."""
        return await self._handover.is_shown(n)

    def arrived(self, n: int, path: Path) -> None:
        """Deliver a picture that is on the spool."""
        self._handover.add(n, path)

    # The card

    def progress(self) -> Progress:
        """Return what the card shows beside the snapshot: the same until something changes."""
        return self._promise.progress()

    @property
    def ahead(self) -> int | None:
        """How many images of others go to Pictory before the first of these; None once one has."""
        return self._promise.ahead

    async def show(self) -> None:
        """Bring the card up to date, unless a delivery or the end is about to do that."""
        if self.generation.settled:
            return
        try:
            await self._bench.presenter.update(self.generation, self.progress())
        except Exception:
            log.warning("card not updated generation=%s", self.generation.id, exc_info=True)

    async def show_place(self) -> None:
        """Bring the card of a waiting generation up to date with how far it has come forward."""
        self._promise.renew()
        await self.show()

    def until_late(self) -> float:
        """Return in how many seconds the time that the card promised will have passed."""
        return self._promise.until_late()

    async def show_if_late(self) -> None:
        """Correct the card if the time that it promised has passed."""
        if self._promise.is_late:
            await self.show()

    # The end

    def check(self) -> None:
        """Notice whether every image has come to its end, or one works again."""
        self._ending.check()

    @property
    def unsettled(self) -> asyncio.Event:
        """What is set while an image works."""
        return self._ending.unsettled

    async def _end(self) -> None:
        try:
            await self._ending.reach()
        finally:
            self._on_closed(self.generation.id)
