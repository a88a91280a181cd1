"""The studio: takes orders, and sees to it that each ends with its pictures or with the truth."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.bench import Bench
from studio.collecting import collect
from studio.custodian import Custodian
from studio.desk import Desk
from studio.drafts import Drafts
from studio.etas import forecast
from studio.facts import Facts
from studio.gallery import Gallery
from studio.generations import ImageState
from studio.hints import Hints
from studio.lease import Lease, Owner
from studio.preferences import PreferenceBook
from studio.privacy import Privacy
from studio.runner import CANCELLABLE
from studio.runs import Runs
from studio.servers import Servers

if TYPE_CHECKING:
    from pathlib import Path

    from pictory_async import Job, PictoryClient
    from studio.generations import Card, Generation, Order
    from studio.limits import Limits
    from studio.ports import Presenter, Progress, Show, ShowKept
    from studio.queries import ReactionAdd
    from studio.store import Store
    from studio.webhooks import WebhookUrls


class UnknownGenerationError(LookupError):
    """There is no generation of that id."""


class NotYoursError(PermissionError):
    """Only the requester may do that to a generation."""


class StoppingError(Exception):
    """The studio takes no more work, because the process is about to end."""


@dataclass(frozen=True, slots=True)
class _Staff:
    """Those who work once there is a presenter."""

    bench: Bench
    runs: Runs
    hints: Hints
    custodian: Custodian
    desk: Desk


class Studio:
    """The only way in: request, cancel, observe, and questions about what is stored.

    A presenter is given with `present_with`, then `start` takes up the work that earlier
    processes left. Work goes on in tasks that `stop` ends; the rows say how it goes on.
    """

    def __init__(
        self,
        *,
        client: PictoryClient,
        store: Store,
        limits: Limits,
        spool: Path,
        webhooks: WebhookUrls | None = None,
    ) -> None:
        self._client = client
        self._store = store
        self._limits = limits
        self._spool = spool
        self._webhooks = webhooks
        self._owner = Owner()
        self.preferences = PreferenceBook(store)
        self.servers = Servers(store)
        self.drafts = Drafts(store)
        self.gallery = Gallery(store)
        self.privacy = Privacy(store, self.preferences)
        self.facts = Facts(store)
        self._given_staff: _Staff | None = None
        self._stopping = False

    @property
    def _staff(self) -> _Staff:
        if self._given_staff is None:
            raise RuntimeError("the studio has no presenter yet")
        return self._given_staff

    @property
    def spool(self) -> Path:
        """The folder for files that are about to be sent."""
        return self._spool

    def present_with(self, presenter: Presenter) -> None:
        """Show every generation with `presenter` from now on; to be called once, before `start`."""
        bench = Bench(
            client=self._client,
            store=self._store,
            presenter=presenter,
            limits=self._limits,
            spool=self._spool,
            owner=str(self._owner),
            webhooks=self._webhooks,
        )
        runs = Runs(bench)
        lease = Lease(self._store, self._owner, self._limits.lease)
        self._given_staff = _Staff(
            bench,
            runs,
            Hints(bench, runs),
            Custodian(bench, runs, lease),
            Desk(bench, runs),
        )

    async def start(self) -> None:
        """Take up the work of processes that run no more, and show signs of life from now on.

        Raises StoreUnavailableError.
        """
        await self._staff.custodian.start()

    async def stop(self) -> None:
        """Take no more work and end every task, letting submits and deliveries finish; bounded."""
        if self._stopping:
            return
        self._stopping = True
        await self._staff.desk.close()
        await self._staff.custodian.stop()

    # Orders

    async def request(
        self, order: Order, show: Show | None = None, *, once: ReactionAdd | None = None
    ) -> Generation:
        """Store an order, tell its requester with `show`, and begin it.

        The same key again returns the generation that it first made, and shows nothing. `show`
        answers with the card and returns it. If it raises NeverShownError, nothing is made and the
        error passes through; after any other error the card may be there, so it is looked for.
        `once` names what asked for it if that counts only once in a while. Raises
        StoreUnavailableError, StoppingError, TooManyError or RepeatedError before anything is
        shown.
        """
        if self._stopping and show is not None:
            raise StoppingError("the bot is being restarted")
        return await self._staff.desk.request(order, show, once)

    async def react(self, order: Order, message_id: int, emoji: str) -> Generation | None:
        """Store and begin an order that a reaction asks for, at most once in a while.

        None if the same reaction was accepted a moment ago. Raises StoreUnavailableError or
        TooManyError.
        """
        return await self._staff.desk.react(order, message_id, emoji)

    async def cancel(self, generation_id: int, user_id: int) -> Generation:
        """Detach a generation's card from every image that has no picture yet.

        A job that runs goes on at Pictory and may cost credits. Raises UnknownGenerationError,
        NotYoursError.
        """
        generation = await self._known(generation_id)
        if generation.order.user_id != user_id:
            raise NotYoursError(f"generation {generation_id} belongs to someone else")
        run = self._staff.runs.get(generation_id)
        if run is not None:
            await run.cancel()
            return run.generation
        for image in generation.images:
            await self._store.move(
                generation_id,
                image.n,
                ImageState.CANCELLED,
                only_from=CANCELLABLE,
                finished_at=time.time(),
            )
        return await self._known(generation_id)

    async def observe(self, generation_id: int, n: int, job: Job) -> None:
        """Take in what Pictory says of an image's job; saying it again changes nothing."""
        await self._staff.hints.observe(generation_id, n, job)

    def hint(self, generation_id: int, n: int, job_id: str | None) -> None:
        """Look after an image soon, because a webhook for it came; `job_id` is what it named."""
        self._staff.hints.follow(generation_id, n, job_id)

    async def collect(self, user_id: int, show: ShowKept, *, most: int) -> int:
        """Give a person the pictures put aside, generation by generation, `most` at the most.

        A generation's pictures are forgotten once `show` has returned. Return how many
        generations are left. Raises StoreUnavailableError and what `show` raises.
        """
        return await collect(self._staff.bench, user_id, show, most=most)

    # Questions

    async def jobs_of(self, user_id: int, *, most: int) -> list[Generation]:
        """Return a person's generations that still work, the newest first."""
        return await self._store.working(user_id, most=most)

    async def find(self, generation_id: int) -> Generation | None:
        """Return a generation, or None if there is none of that id."""
        if run := self._staff.runs.get(generation_id):
            return run.generation  # which is as the store has it
        return await self._store.find(generation_id)

    async def find_by_message(self, message_id: int) -> Generation | None:
        """Return the generation that a message shows, or None."""
        return await self._store.find_by_message(message_id)

    async def card_posted(self, generation_id: int, card: Card) -> None:
        """Remember the message that shows a generation from now on."""
        await self._store.post_card(generation_id, card)
        if run := self._staff.runs.get(generation_id):
            run.card_posted(card)

    async def reference_stored(self, generation_id: int) -> None:
        """Remember that the card carries the reference as its own attachment."""
        await self._store.store_reference(generation_id)
        if run := self._staff.runs.get(generation_id):
            run.reference_stored()

    def forecast(self, generation: Generation) -> Progress:
        """Return what a card shows beside the snapshot."""
        if run := self._staff.runs.get(generation.id):
            return run.progress()
        return forecast(generation, self._staff.bench.durations, time.time())

    async def _known(self, generation_id: int) -> Generation:
        generation = await self._store.find(generation_id)
        if generation is None:
            raise UnknownGenerationError(f"there is no generation {generation_id}")
        return generation
