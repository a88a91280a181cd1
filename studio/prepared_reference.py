"""A generation's reference, read and checked once for all of its images."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from studio.generations import Charged, Failure, FailureKind
from studio.ports import ReferenceGoneError, ReferenceRejectedError

if TYPE_CHECKING:
    from studio.bench import Bench
    from studio.runner import GenerationRun

log = logging.getLogger(__name__)


class PreparedReference:
    """Has the reference prepared by the presenter when the first image asks for it."""

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
