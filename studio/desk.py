"""The desk at which orders come in: stored, shown, and begun, in this order."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from pictory_async import MODELS
from studio.admission import Admission
from studio.database import StoreUnavailableError
from studio.intake import Intake
from studio.limits import TooManyError
from studio.ports import NeverShownError
from studio.queries import Entry, ReactionAdd
from studio.store import RepeatedError

if TYPE_CHECKING:
    from decimal import Decimal

    from studio.bench import Bench
    from studio.generations import Generation, Order
    from studio.ports import Show
    from studio.runs import Runs

log = logging.getLogger(__name__)


class Desk:
    """Takes orders, so that whatever somebody was shown has a row behind it."""

    def __init__(self, bench: Bench, runs: Runs) -> None:
        self._store = bench.store
        self._limits = bench.limits
        self._runs = runs
        self._admission = Admission(runs, bench.limits.open_per_user)
        self._intake = Intake(bench.store, bench.owner)

    async def request(
        self, order: Order, show: Show | None, once: ReactionAdd | None = None
    ) -> Generation:
        """Take an order; see the studio's method of that name."""
        try:
            with self._admission.admit(order.user_id):
                return await self._take(order, show, once)
        except TooManyError:
            run = self._runs.made_for(order)
            if run is None:
                raise
            return run.generation

    async def react(self, order: Order, message_id: int, emoji: str) -> Generation | None:
        """Take an order that a reaction asks for; None if it was accepted a moment ago."""
        key = f"reaction:{message_id}:{emoji}:{order.user_id}:{time.time():.3f}"
        once = ReactionAdd(message_id, emoji, order.user_id)
        try:
            return await self.request(replace(order, key=key), None, once)
        except RepeatedError:
            return None

    async def close(self) -> None:
        """Take no more orders; those that are on their way are stored or refused, in time."""
        await self._intake.close(within=self._limits.intake_within)

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
            self._runs.begin(generation)
            return generation
        try:
            card = await show(generation)
        except NeverShownError:
            await self._abandon(generation)
            raise
        except Exception:
            log.warning("unclear whether shown generation=%s", generation.id, exc_info=True)
            self._runs.begin(generation, resumed=True)
            return generation
        self._runs.begin_with(generation, card)
        return generation

    async def _abandon(self, generation: Generation) -> None:
        """Close a generation whose requester could not be told of it."""
        try:
            await self._store.abandon(generation.id, now=time.time())
        except StoreUnavailableError as error:  # it has no card, so the next start closes it
            log.warning("not closed generation=%s reason=%s", generation.id, error)


def _price(order: Order) -> Decimal | None:
    model = MODELS.get(order.model)
    return None if model is None else model.credits
