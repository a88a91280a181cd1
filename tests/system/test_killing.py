"""`kill -9` at any moment: nothing is lost, sent twice or shown twice, and every card is true.

The moments come from a seed. A failure names it, and with it as KILL_SEED in the environment the
test draws the same again.
"""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import signal
import time
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import pytest

from sandbox.photos import photo
from tests.system import processes
from tests.system.evidence import gather, rest
from tests.system.people import People
from tests.system.promises import broken
from tests.system.relays import relay

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.system.processes import Bot, Controls, Sandbox

PHOTO_SIZE = (320, 240)
"""Small, so that the bot works on it in its own process."""
CONNECTED_AFTER = 0.15
"""How long a bot takes to connect on a machine that has little else to do, in seconds."""


class Since(Enum):
    """What a bot's remaining time is counted from, with how many such lives there are and how long.

    What follows a request at once, such as the POST, is over in some hundredths of a second.
    """

    START = (6, 0.15)
    CONNECTED = (8, 0.4)
    ASKED = (12, 0.25)


KILLS = sum(since.value[0] for since in Since)


@dataclass(frozen=True)
class Life:
    """How long a bot lives, in seconds since something."""

    since: Since
    seconds: float


def lives(rng: random.Random) -> list[Life]:
    """Draw the lives of all bots that are killed, in random order."""
    drawn = [
        Life(since, rng.uniform(0, since.value[1]))
        for since in Since
        for _ in range(since.value[0])
    ]
    rng.shuffle(drawn)
    return drawn


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox of its own, so that all that happens in it is this test's doing."""
    with processes.draft("--speed", "30") as running:
        yield running


@pytest.fixture
async def far(sandbox: Sandbox) -> AsyncIterator[Sandbox]:
    """Let what is asked of Pictory and Discord take its time, as over a long way."""
    described = sandbox.described
    async with (
        relay(0, described["pictory_api_url"], delay=0.04) as pictory,
        relay(0, described["discord_api_url"], delay=0.02) as discord,
    ):
        urls = {"pictory_api_url": pictory, "discord_api_url": discord}
        yield processes.Sandbox(described | urls)


class Reaper:
    """Kills bots when their time has come, and gives them more of it while the machine is slow."""

    def __init__(self, people: People) -> None:
        self.ends: list[int] = []
        self._people = people
        self._slowness = 1.0

    async def kill(self, bot: Bot, life: Life) -> None:
        """Let a bot that has just been started live its life."""
        try:
            if life.since is not Since.START:
                began = time.monotonic()
                await self._people.meet()
                took = time.monotonic() - began
                self._slowness = min(max(took / CONNECTED_AFTER, 1.0), 5.0)
            if life.since is Since.ASKED:
                await self._people.ask_next()
            await asyncio.sleep(life.seconds * self._slowness)
        finally:
            self._people.here.clear()
            bot.kill()
        self.ends.append(bot.process.wait())
        await self._people.part()


async def test_killed_at_any_moment_it_keeps_its_promises(
    far: Sandbox, controls: Controls, folder: Path
) -> None:
    """Every accepted request ends in its own message, with its pictures or with the truth."""
    seed = int(os.environ.get("KILL_SEED") or secrets.randbelow(1_000_000))
    print(f"KILL_SEED={seed}")  # noqa: T201
    rng = random.Random(seed)
    environment = far.environment(folder) | {"POLL_MIN_SECONDS": "0.1", "TMPDIR": str(folder)}
    people = People(controls, random.Random(rng.random()), photo(size=PHOTO_SIZE))
    reaper, busy = Reaper(people), 0
    async with asyncio.TaskGroup() as group:
        group.create_task(people.keep_asking())
        for life in lives(rng):
            await reaper.kill(processes.start(environment, folder), life)
            busy += await controls.jobs_in_progress() > 0
        people.enough = True
        last = processes.start(environment, folder)
        await people.meet()
    try:
        await rest(controls)
        seen = await gather(controls, people.asked, last.log)
    finally:
        status = last.stop()
    found = broken(seen)
    assert not found, "\n\n".join([f"KILL_SEED={seed}", *found])
    assert reaper.ends == [-signal.SIGKILL] * KILLS
    assert status == 0
    assert busy >= KILLS // 8, "the kills hit too few running jobs to show anything"
