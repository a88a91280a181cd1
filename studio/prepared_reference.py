"""A generation's reference, read and checked once for all of its images, and what fits it."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from pictory_async import MODELS
from studio.generations import Charged, Failure, FailureKind, RatioSource
from studio.ports import ReferenceGoneError, ReferenceRejectedError
from studio.queries import match_ratio
from studio.ratios import nearest_ratio

if TYPE_CHECKING:
    from studio.bench import Bench
    from studio.ports import CheckedReference
    from studio.runner import GenerationRun

log = logging.getLogger(__name__)


class PreparedReference:
    """Has the reference prepared by the presenter when the first image asks for it.

    No image is submitted before the ratio that fits the reference is stored, if one is wanted.
    """

    def __init__(self, run: GenerationRun, bench: Bench) -> None:
        self._run = run
        self._bench = bench
        self._task: asyncio.Task[str | Failure] | None = None

    async def url(self) -> str | Failure | None:
        """Return a URL for Pictory, or why there is none; None if no reference was given."""
        generation = self._run.generation
        if generation.order.reference is None:
            return None
        if self._task is None:
            self._task = self._run.start(self._prepare(), "reference")
        return await asyncio.shield(self._task)

    async def _prepare(self) -> str | Failure:
        reference = await self._read()
        if isinstance(reference, Failure):
            return reference
        await self._match(reference)
        return reference.url

    async def _match(self, reference: CheckedReference) -> None:
        """Take the ratio that is nearest to the reference, and show it on the card."""
        order = self._run.generation.order
        model = MODELS.get(order.model)
        if order.ratio_source is not RatioSource.TO_MATCH or model is None:
            return
        ratio = nearest_ratio(model, reference.width, reference.height)
        store, generation_id = self._bench.store, self._run.generation.id
        stored = await self._bench.persist(
            lambda: store.run(lambda connection: match_ratio(connection, generation_id, ratio))
        )
        self._run.ratio_matched(stored)
        await self._run.show()

    async def _read(self) -> CheckedReference | Failure:
        patience = self._bench.patience()
        while True:
            generation = self._run.generation
            try:
                return await self._bench.presenter.reference_url(generation)
            except ReferenceRejectedError as error:
                return Failure(FailureKind.REFERENCE_REJECTED, Charged.NO, str(error))
            except ReferenceGoneError as error:
                return Failure(FailureKind.REFERENCE_UNREACHABLE, Charged.NO, str(error))
            except Exception:
                delay = patience.fail()
                log.warning("reference unread generation=%s", generation.id, exc_info=True)
                if patience.exhausted:
                    return Failure(FailureKind.REFERENCE_UNREACHABLE, Charged.NO)
            await asyncio.sleep(delay)
