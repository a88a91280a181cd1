"""What a delivery costs: each card rendered once, few at once, ornament dropped when late."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, cast

import discord

from cogs.ui.budget import Budget, Rank, Rate
from cogs.ui.offers import Offers
from cogs.ui.parcels import pack
from cogs.ui.steps import AT_ONCE, Landing, Steps
from studio.ports import Progress, Rung
from tests.cogs.samples import generation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pytest

    from studio.generations import Generation


class SlowSteps(Steps):
    """Steps that bring nothing, until they are let go."""

    def __init__(self, budget: Budget) -> None:
        nobody = cast("Any", None)
        super().__init__(nobody, nobody, nobody, budget)
        self.free = asyncio.Event()
        self.under_way = self.most = 0

    async def _take(
        self, rung: Rung, generation: Generation, pictures: Mapping[int, Path]
    ) -> Landing:
        """Count how many are brought at once."""
        del rung, generation, pictures
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await self.free.wait()
        self.under_way -= 1
        return cast("Landing", None)


async def bring(steps: Steps, rung: Rung, count: int) -> asyncio.Future[Any]:
    """Begin to bring some generations."""
    bringing = asyncio.gather(*(steps.take(rung, generation({}), {}) for _ in range(count)))
    for _ in range(5):
        await asyncio.sleep(0)
    return bringing


async def test_few_are_brought_at_once() -> None:
    """However many are finished together, only some have files open."""
    budget = Budget()
    steps = SlowSteps(budget)
    bringing = await bring(steps, Rung.TOKEN_EDIT, 50)
    assert steps.under_way == AT_ONCE
    steps.free.set()
    await bringing
    assert (steps.most, steps.under_way) == (AT_ONCE, 0)
    budget.close()


async def test_a_busy_channel_takes_no_slot_from_the_others() -> None:
    """Pictures that wait for their channel's limit leave the slots to those that need not."""
    budget = Budget(channel=Rate(1, 60.0))
    steps = SlowSteps(budget)
    waiting = await bring(steps, Rung.BOT_EDIT, 50)
    assert steps.under_way == 1
    others = await bring(steps, Rung.TOKEN_EDIT, AT_ONCE - 1)
    assert steps.under_way == AT_ONCE
    steps.free.set()
    await others
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    budget.close()


def test_what_was_looked_at_is_sent() -> None:
    """A status edit renders its card once, and a layout is never handed out twice."""
    parcel = pack(generation({}), Progress(), {}, ())
    fingerprint = parcel.fingerprint()
    [looked_at] = parcel._drawn
    assert parcel.view() is looked_at
    assert parcel.view() is not looked_at
    assert parcel.fingerprint() == fingerprint


async def test_reactions_that_come_too_late_are_dropped(caplog: pytest.LogCaptureFixture) -> None:
    """Nobody waits for them, so they are not sent once their time is over."""
    budget = Budget(overall=Rate(1, 60.0))
    await budget.spend(Rank.FINAL)
    offers = Offers(budget, within=0.01)
    client = discord.Client(intents=discord.Intents.none())
    with caplog.at_level(logging.INFO):
        offers.make(client.get_partial_messageable(1).get_partial_message(2), ["🔁"])
        await asyncio.gather(*offers._tasks)
    assert "no reactions added to message 2" in caplog.text
    assert budget._ledger._lines == {}
    budget.close()
