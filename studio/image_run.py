"""One image's way from its row's state to a spooled picture."""

from __future__ import annotations

import logging
import time
from decimal import Decimal
from typing import TYPE_CHECKING

from pictory_async import MODELS, ImageRequest, PictoryError, Style
from studio.fetching import fetch
from studio.generations import Charged, Failure, FailureKind, ImageState
from studio.ports import Alert
from studio.refusals import WAITING_FOR_CREDITS, Again, Doubtful, verdict
from studio.store import JobTakenError
from studio.tasks import Nap
from studio.vigil import Vigil

if TYPE_CHECKING:
    import asyncio

    from studio.bench import Bench
    from studio.generations import Image
    from studio.queue import Slot
    from studio.runner import GenerationRun

log = logging.getLogger(__name__)

LOST = Failure(FailureKind.RESULT_LOST, Charged.YES)
OUT_OF_CREDITS = Again(WAITING_FOR_CREDITS, Failure(FailureKind.CREDITS_EXHAUSTED, Charged.NO))


class ImageRun:
    """Takes one image on from wherever its row stands, in a task of its own.

    There is no task while the image waits for its turn. The slot is given back when the job has
    ended, or the task for whatever reason.
    """

    def __init__(self, run: GenerationRun, bench: Bench, n: int) -> None:
        self._run = run
        self._bench = bench
        self._n = n
        self._nap = Nap()
        self._vigil = Vigil(run, bench, n)
        self._patience = bench.patience()
        self._slot: Slot | None = None
        self._busy = False
        self._handed_over = False

    @property
    def image(self) -> Image:
        """The newest snapshot of the image."""
        return self._run.generation.image(self._n)

    def begin(self, *, resumed: bool) -> None:
        """Go on from the row's state: queue up, or start at once."""
        user_id = self._run.generation.order.user_id
        if self.image.state is ImageState.QUEUED:
            self._slot = self._bench.slots.ask(user_id, self._start)
        elif self.image.state is ImageState.GENERATING:
            self._slot = self._bench.slots.occupy(user_id, lambda: self._start(resumed=resumed))
        elif self.image.state is ImageState.READY:
            self._start(resumed=resumed)

    def wake(self) -> None:
        """Look at the image's state now, because it has changed."""
        if self._busy:
            self._nap.wake()
            self._vigil.wake()
            return
        if self.image.state is not ImageState.QUEUED:
            self._free()
        found_to_run = self.image.state in {ImageState.GENERATING, ImageState.READY}
        if found_to_run and not self._handed_over:
            self.begin(resumed=True)

    def hint(self) -> None:
        """Ask for the job soon, because something says that it is worth it."""
        if self.image.state is ImageState.GENERATING:
            self._vigil.hint()

    @property
    def ahead(self) -> int | None:
        """How many images go to Pictory before this one; None if it does not wait for that."""
        return None if self._slot is None else self._slot.ahead

    @property
    def seen_running(self) -> float:
        """The age at which the job was last known to be running; 0 if that is not known."""
        return self._vigil.seen_running

    def _start(self, *, resumed: bool = False) -> None:
        self._busy = True
        task = self._run.start(self._drive(resumed=resumed), f"image {self._n} of")
        task.add_done_callback(self._ended)

    def _ended(self, _task: asyncio.Task[None]) -> None:
        self._busy = False
        self._free()

    def _free(self) -> None:
        if self._slot is not None:
            self._slot.release()

    async def _drive(self, *, resumed: bool) -> None:
        perhaps_shown = resumed and self.image.state is ImageState.READY
        while True:
            state = self.image.state
            if state is ImageState.QUEUED:
                await self._submit()
            elif state is ImageState.GENERATING:
                await self._vigil.keep()
            else:
                break
        self._free()
        if state is not ImageState.READY:
            return
        if not (perhaps_shown and await self._run.is_shown(self._n)):
            await self._fetch()

    # Submitting

    async def _submit(self) -> None:
        await self._bench.marked.wait()
        reference = await self._run.reference()
        if self.image.state is not ImageState.QUEUED:
            return
        if isinstance(reference, Failure):
            await self._run.fail_queued(reference)
            return
        try:
            request = self._request(reference)
        except ValueError:
            await self._fail(Failure(FailureKind.INVALID_REQUEST, Charged.NO))
            return
        again = await self._post(request) if await self._affordable() else OUT_OF_CREDITS
        if again is None:
            await self._run.show()
            return
        await self._wait_and_retry(again)

    async def _affordable(self) -> bool:
        model = MODELS.get(self._run.generation.order.model)
        return await self._bench.credits.lets_through(model.credits if model else Decimal(0))

    def _request(self, reference: str | None) -> ImageRequest:
        order = self._run.generation.order
        return ImageRequest(
            prompt=order.prompt,
            model=order.model,
            aspect_ratio=order.aspect_ratio,
            style=None if order.style is None else Style(order.style),
            reference_image_url=reference,
            webhook=self._bench.webhook_url(self._run.generation.id, self._n),
        )

    async def _post(self, request: ImageRequest) -> Again | None:
        """Send the request once the row says so; return why if it has to be sent again."""
        async with self._bench.tasks.vital():
            if not await self._claim():
                return None
            try:
                # Once: waiting for another try belongs to the row's state `queued`.
                job_id = await self._bench.client.submit(request, retry=False)
            except PictoryError as error:
                log.warning("submit failed %s reason=%s", self._label, type(error).__name__)
                return await self._record_refusal(verdict(error))
            except Exception:
                log.exception("submit failed unexpectedly %s", self._label)
                return await self._record_refusal(Doubtful())
            await self._record_job(job_id)
        return None

    async def _claim(self) -> bool:
        """Write that the request is about to be sent; False if it is not ours to send."""
        submitted_at = time.time()
        if await self._run.move(self._n, ImageState.SUBMITTING, submitted_at=submitted_at):
            return True
        # The store may have taken our move and failed to say so: its time tells that it is ours.
        image = self.image
        return image.state is ImageState.SUBMITTING and image.submitted_at == submitted_at

    async def _record_job(self, job_id: str) -> None:
        now = time.time()
        self._run.note = None
        self._bench.relieve()
        try:
            recorded = await self._run.move(
                self._n,
                ImageState.GENERATING,
                job_id=job_id,
                accepted_at=now,
                deadline_at=now + self._bench.limits.job_timeout,
            )
            if not recorded and self.image.state is ImageState.UNCONFIRMED:
                # Another process thought that we were gone.
                await self._run.adopt(self._n, job_id)
        except JobTakenError:
            log.exception("job id given twice %s job=%s", self._label, job_id)
            await self._run.move(self._n, ImageState.UNCONFIRMED)
            return
        log.info("submitted %s job=%s", self._label, job_id)
        await self._run.cancel_if_asked(self._n)

    async def _record_refusal(self, meaning: Again | Doubtful | Failure) -> Again | None:
        if isinstance(meaning, Again):
            await self._run.move(self._n, ImageState.QUEUED, submitted_at=None)
            await self._run.cancel_if_asked(self._n)
            return meaning
        if isinstance(meaning, Doubtful):
            await self._run.move(self._n, ImageState.UNCONFIRMED)
        else:
            self._tell_operator(meaning.kind)
            await self._fail(meaning)
        return None

    def _tell_operator(self, kind: FailureKind) -> None:
        if kind is FailureKind.CREDITS_EXHAUSTED:
            self._bench.out_of_credits()
        elif kind is FailureKind.KEY_REJECTED:
            self._bench.alert(Alert.KEY_REJECTED)

    async def _wait_and_retry(self, again: Again) -> None:
        delay = self._patience.fail(again.after)
        if self._patience.exhausted:
            await self._fail(again.failure)
            return
        self._run.note = again.note
        await self._run.show()
        if self.image.state is ImageState.QUEUED:
            await self._nap.take(delay)

    # Fetching

    async def _fetch(self) -> None:
        """Download the result to the spool and hand it over."""
        await self._run.show()
        await self._bench.spooled.acquire()  # given back when the picture leaves the spool
        path = None
        try:
            path = await fetch(self._bench, self._run, self._n, self._nap)
        finally:
            if path is None:
                self._bench.spooled.release()
        if path is None:
            await self._fail(LOST)
        else:
            self._handed_over = True
            self._run.arrived(self._n, path)

    async def _fail(self, failure: Failure) -> None:
        await self._run.fail(self._n, failure)

    @property
    def _label(self) -> str:
        return f"generation={self._run.generation.id} n={self._n}"
