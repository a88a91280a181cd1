"""People who ask all the time, and the promises that are made to each of them."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.reliability.at_references import PHOTO
from tests.system.evidence import Card, gather, rest
from tests.system.people import People
from tests.system.promises import broken

if TYPE_CHECKING:
    import random
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.reliability.lane import Lane
    from tests.system.evidence import Evidence

PATIENCE_SECONDS = 90.0
"""How long the bot may take to try again what failed in a storm."""


@asynccontextmanager
async def company(lane: Lane, rng: random.Random) -> AsyncIterator[People]:
    """Let people ask during the block whenever the bot is there."""
    people = People(lane.controls, rng, PHOTO)
    asking = asyncio.create_task(people.keep_asking())
    try:
        yield people
    finally:
        people.enough = True
        people.here.set()
        await asking


async def promises_broken(lane: Lane, people: People, log: Path) -> list[str]:
    """Wait until nobody has more to come, and return where promises were not kept."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        await rest(lane.controls)
        if not any(Card(message).working for message in await lane.controls.messages()):
            break
    return broken(_theirs(await gather(lane.controls, people.asked, log), people))


def _theirs(seen: Evidence, people: People) -> Evidence:
    """Leave out what is not about people's requests, and what does not count.

    A request may be refused with a sentence, if nothing comes of it. A job that failed has cost
    nothing, and the tracebacks of warnings are no errors.
    """
    refused = {card.id for card in seen.cards.values() if card.message["content"]}
    asked = [one for one in seen.asked if not refused & {c.id for c in seen.cards_of(one)}]
    prompts = {asked.prompt for asked in people.asked}
    submissions = [prompt for prompt in seen.submissions or () if prompt in prompts]
    lines = [line for line in seen.log.splitlines() if not line.startswith("Traceback")]
    jobs = [job for job in seen.jobs if job["prompt"] in prompts and job["status"] != "failed"]
    return replace(
        seen,
        asked=tuple(asked),
        cards={key: card for key, card in seen.cards.items() if key not in refused},
        jobs=jobs,
        submissions=submissions,
        posts=len(submissions),
        log="\n".join(lines),
    )
