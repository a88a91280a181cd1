"""Tells waiting people how many go before them: few cards at a time, so edits never pile up."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.bench import Bench
    from studio.runs import Runs

AT_ONCE = 5
"""How many cards are brought up to date together."""


class QueueBoard:
    """Brings the cards of waiting generations up to date, those whose turn is near first.

    However many wait, `AT_ONCE` cards are edited every `Limits.queue_refresh` seconds at most.
    """

    def __init__(self, bench: Bench, runs: Runs) -> None:
        self._bench = bench
        self._runs = runs
        self._told: dict[int, int | None] = {}

    async def keep(self) -> None:
        """Go on until cancelled."""
        while True:
            await asyncio.sleep(self._bench.limits.queue_refresh)
            await self.refresh()

    async def refresh(self) -> None:
        """Show some of those their place who were told another one, or none."""
        waiting = {run: ahead for run in self._runs if (ahead := run.ahead) is not None}
        told = {run.generation.id: self._told.get(run.generation.id) for run in waiting}
        moved = [run for run, ahead in waiting.items() if told[run.generation.id] != ahead]
        for run in sorted(moved, key=waiting.__getitem__)[:AT_ONCE]:
            told[run.generation.id] = waiting[run]
            await run.show_place()
        self._told = told
