"""The studio: takes orders, and sees to it that each ends with its pictures or with the truth."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pictory_async import MODELS
from studio.admission import Admission
from studio.bench import Bench
from studio.collecting import collect
from studio.custodian import Custodian
from studio.database import StoreUnavailableError
from studio.drafts import Drafts
from studio.etas import forecast
from studio.facts import Facts
from studio.gallery import Gallery
from studio.generations import ImageState
from studio.hints import Hints
from studio.intake import Intake
from studio.lease import Lease, Owner
from studio.limits import TooManyError
from studio.ports import NeverShownError
from studio.preferences import PreferenceBook
from studio.privacy import Privacy
from studio.queries import Entry, ReactionAdd
from studio.runner import CANCELLABLE
from studio.runs import Runs
from studio.servers import Servers
from studio.store import RepeatedError

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

    from pictory_async import Job, PictoryClient
    from studio.generations import Card, Generation, Order
    from studio.limits import Limits
    from studio.ports import Presenter, Progress, Show, ShowKept
    from studio.store import Store
    from studio.webhooks import WebhookUrls

log = logging.getLogger(__name__)


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
    admission: Admission


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
        self._intake = Intake(store, str(self._owner))
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
            Admission(runs, self._limits.open_per_user),
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
        await self._intake.close(within=self._limits.intake_within)
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
        try:
            with self._staff.admission.admit(order.user_id):
                return await self._take(order, show, once)
        except TooManyError:
            run = self._staff.runs.made_for(order)
            if run is None:
                raise
            return run.generation

    async def _take(self, order: Order, show: Show | None, once: ReactionAdd | None) -> Generation:
        """Store, show and begin an order that may come in."""
        entry = Entry(order, _price(order), once)
        # Discord waits for an answer, but not for what becomes of a reaction.
        within = self._limits.intake_within if show is not None else self._limits.reaction_within
        generation, new = await self._intake.add(entry, within=within)
        if not new:
            return generation
        log.info("requested generation=%s images=%s", generation.id, order.count)
        if show is None:
            self._staff.runs.begin(generation)
            return generation
        try:
            card = await show(generation)
        except NeverShownError:
            await self._abandon(generation)
            raise
        except Exception:
            log.warning("unclear whether shown generation=%s", generation.id, exc_info=True)
            self._staff.runs.begin(generation, resumed=True)
            return generation
        self._staff.runs.begin_with(generation, card)
        return generation

    async def react(self, order: Order, message_id: int, emoji: str) -> Generation | None:
        """Store and begin an order that a reaction asks for, at most once in a while.

        None if the same reaction was accepted a moment ago. Raises StoreUnavailableError or
        TooManyError.
        """
        now = time.time()
        key = f"reaction:{message_id}:{emoji}:{order.user_id}:{now:.3f}"
        once = ReactionAdd(message_id, emoji, order.user_id)
        try:
            return await self.request(replace(order, key=key), once=once)
        except RepeatedError:
            return None

    async def _abandon(self, generation: Generation) -> None:
        """Close a generation whose requester could not be told of it."""
        try:
            await self._store.abandon(generation.id, now=time.time())
        except StoreUnavailableError as error:  # it has no card, so the next start closes it
            log.warning("not closed generation=%s reason=%s", generation.id, error)

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


def _price(order: Order) -> Decimal | None:
    model = MODELS.get(order.model)
    return None if model is None else model.credits
