"""The rounds of the long form: rows in company, storms with kills, and a burst of results."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.reliability.company import company, promises_broken
from tests.reliability.line import line
from tests.reliability.pictory import ABOUT
from tests.reliability.weather import Weather
from tests.waiting import eventually

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from tests.reliability.lane import Lane
    from tests.reliability.postgres import Postgres
    from tests.reliability.rows import Row

KILL_SHARE = 0.7
"""How many of the bots in a storm are killed; the others are told to end."""
LIFE_SECONDS = (0.3, 4.0)
BURST_MINUTES = 5.0
BURST_CHANNELS = 10
AT_ONCE = 8
"""How many people wait for the answer to a request at the same time."""
PADDING = 256 * 1024


@dataclass(frozen=True)
class Round:
    """What came of a round: in a few words, and where promises were not kept."""

    name: str
    said: str
    broken: list[str]


async def matrix_round(lane: Lane, rows: Sequence[Row], rng: random.Random) -> Round:
    """Run rows while people ask, and hold each of both against its promise."""
    found: list[str] = []
    asked = 0

    async def in_company() -> None:
        nonlocal asked
        async with company(lane, rng) as people:
            people.here.set()
            await lane.crowd_over.wait()
        asked += len(people.asked)
        found.extend(await promises_broken(lane, people, lane.said[-1]))

    outcomes = await lane.run(rows, beside=in_company)
    for outcome in outcomes:
        found += [f"{outcome}\n  {problem}" for problem in outcome.problems]
    found += [*lane.errors(), *await lane.violations()]
    return Round("matrix", f"{len(outcomes)} rows, {asked} other requests", found)


async def storm_round(
    lane: Lane, rng: random.Random, seconds: float, postgres: Postgres | None
) -> Round:
    """Let people ask, things go wrong and the bot be killed, all by chance."""
    folder, ends = lane.place("storm"), time.monotonic() + seconds
    lives = 0
    settings = {} if postgres is None else {"DATABASE_URL": await postgres.database()}
    async with line(lane.sandbox.described["pictory_api_url"]) as laid:
        settings["PICTORY_API_URL"] = laid.url
        weather = Weather(lane, rng, laid, postgres)
        async with company(lane, rng) as people:
            while time.monotonic() < ends:
                await lane.start(folder, **settings)
                people.here.set()
                await _live(weather, rng)
                people.here.clear()
                await (lane.kill() if rng.random() < KILL_SHARE else lane.stop())
                lives += 1
            await weather.clear()
            bot = await lane.start(folder, **settings)
        found = await promises_broken(lane, people, bot.log)
        await lane.stop()
    name = "storm" if postgres is None else "storm on PostgreSQL"
    said = f"{len(people.asked)} requests, {weather.happened} faults, {lives} bots ended"
    return Round(name, said, found + lane.troubles)


async def _live(weather: Weather, rng: random.Random) -> None:
    """Let the bot live for a while in bad weather."""
    ends = time.monotonic() + rng.uniform(*LIFE_SECONDS)
    while time.monotonic() < ends:
        await weather.strike()
        await asyncio.sleep(rng.uniform(0.05, 0.6))


async def burst_round(lane: Lane, count: int) -> Round:
    """Let `count` results be ready at once, and measure what that takes."""
    folder = lane.place("burst")
    bot = await lane.start(folder)
    memory = Memory(bot.process.pid)
    channels = [f"burst-{n}" for n in range(BURST_CHANNELS)]
    for channel in channels:
        await lane.controls.call("POST", "/channels", name=channel)
    prompts = [
        f"Burst {n:03}: a lighthouse like the one in the referenced image" for n in range(count)
    ]
    await _ask(lane, prompts[:1], channels)
    await _all_done(lane, channels, 1)
    idle, lane.pictory.padding = memory.now(), PADDING
    lane.pictory.hold()
    await _ask(lane, prompts[1:], channels)
    await eventually(lambda: _running(lane, count - 1), within=60 * BURST_MINUTES)
    memory.forget()
    began = time.monotonic()
    lane.pictory.release()
    done = await _all_done(lane, channels, count)
    seconds, peak = time.monotonic() - began, memory.peak()
    await lane.stop()
    broken = [] if done == count else [f"only {done} of {count} results were delivered"]
    grown = f"{peak - idle:+.0f} MB to {peak:.0f} MB at most"
    said = f"{done} of {count} delivered in {seconds:.0f} s, memory {idle:.0f} MB, {grown}"
    return Round(f"{count} at once", said, broken + lane.errors())


async def _ask(lane: Lane, prompts: Sequence[str], channels: Sequence[str]) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def ask(n: int, prompt: str) -> None:
        ABOUT.set(prompt)
        async with gate:
            place = {"user": ("alice", "bob")[n % 2], "channel": channels[n % len(channels)]}
            answer = await lane.control(
                "POST", "/slash", command="generate", options={"prompt": prompt}, **place
            )
            await lane.controls.answered(answer["interaction_id"])

    await asyncio.gather(*(ask(n, prompt) for n, prompt in enumerate(prompts)))


async def _running(lane: Lane, count: int) -> bool:
    await asyncio.sleep(0.5)
    return await lane.controls.jobs_in_progress() >= count


async def _all_done(lane: Lane, channels: Sequence[str], count: int) -> int:
    """Wait until that many cards are done, but not for ever; return how many are."""
    ends, done = time.monotonic() + 60 * BURST_MINUTES, 0
    while done < count and time.monotonic() < ends:
        await asyncio.sleep(0.5)
        shown = [await lane.controls.call("GET", f"/messages?channel={name}") for name in channels]
        done = sum("Done" in one["text"] for messages in shown for one in messages)
    return done


@dataclass(frozen=True)
class Memory:
    """The memory of a process in megabytes, as Linux tells it."""

    pid: int

    def now(self) -> float:
        """Return what it holds now."""
        return self._read("VmRSS")

    def peak(self) -> float:
        """Return the most that it has held since `forget`."""
        return self._read("VmHWM")

    def forget(self) -> None:
        """Begin to look for the most anew."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")

    def _read(self, name: str) -> float:
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        [kilobytes] = [line.split()[1] for line in lines if line.startswith(f"{name}:")]
        return int(kilobytes) * 1024 / 1e6
