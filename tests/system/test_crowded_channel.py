"""A channel with dozens of cards at work, under limits like Discord's in a tenth of the time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.witness import Witness
from cogs.ui.budget import Rate
from cogs.ui.edits import Edits
from tests.reliability.quick import quick_bot
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.system.processes import Controls, Sandbox

    Message = dict[str, Any]

PROMPT = "A white cat on a red sofa"
EACH = 24
"""How many cards come of interactions, and how many of reactions."""
CHANNEL = (25, 2.5)
"""As much as Discord allows in ten times the time; the ways there are not shorter, though."""
PACE = Rate(25, 3.0)
REACTIONS = (1, 0.025)
MOST_REFUSED = 10
MANY = {"max_inflight": 1000, "max_inflight_per_user": 1000, "job_timeout": 120.0}


@pytest.mark.alone
async def test_a_crowd_is_served_and_pictures_come_before_status(
    sandbox: Sandbox, controls: Controls, folder: Path
) -> None:
    """All cards are finished, no final waits while a status is sent, few are refused."""
    budget = Witness(channel=PACE)
    edits = Edits(interval=0.3, budget=budget)
    async with quick_bot(sandbox.environment(folder), edits=edits, **MANY):
        await controls.connected()
        await generate(controls)
        parents = await finished(controls, EACH)
        await controls.pictory("POST", "/hold")
        await controls.call("POST", "/rates", post=CHANNEL, edit=CHANNEL, react=REACTIONS)
        for parent in parents:
            await controls.react(parent["id"], "🔁", user="bob")
        await generate(controls)
        await accepted(controls, 3 * EACH)
        await controls.pictory("POST", "/release")
        cards = (await finished(controls, 3 * EACH))[EACH:]
        refused = (await controls.call("GET", "/rates"))["refused"]
        await controls.call("DELETE", "/rates")
    by_bot = [card for card in cards if card["edited_via"][-1] == "bot"]
    assert len(by_bot) >= EACH
    assert sum(refused.values()) <= MOST_REFUSED, refused
    assert budget.contended
    assert budget.overtaken == []


async def generate(controls: Controls) -> None:
    """Run `/generate` as often as there are to be cards of interactions."""
    for _ in range(EACH):
        await controls.generate(PROMPT)


async def accepted(controls: Controls, jobs: int) -> None:
    """Wait until Pictory has taken this many jobs."""

    async def probe() -> bool:
        posts: int = (await controls.pictory("GET", "/state"))["posts"]
        return posts >= jobs

    await eventually(probe, within=60, every=0.2)


async def finished(controls: Controls, count: int) -> Sequence[Message]:
    """Wait until this many cards, and no fewer, show their pictures; return all of them."""

    async def probe() -> Sequence[Message]:
        cards = await controls.messages()
        done = [card for card in cards if card["attachments"]]
        return cards if len(done) == len(cards) == count else []

    return await eventually(probe, within=90, every=0.5)
