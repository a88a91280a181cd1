"""How long a finished job stays unseen: from its end at Pictory to its picture at Discord."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from benchmarks.figures import Quantity, Reading, Target, Unit, quantile
from benchmarks.polling.contest import knowing
from benchmarks.polling.world import Load
from benchmarks.stage import PROMPT, Stage, stage
from benchmarks.subjects import OURS, webhook_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.scale import Scale
    from benchmarks.subjects import Subject

PAUSE = 0.2
WARM_UP = 20
"""Jobs before those that count: from them this bot learns how long jobs take."""

LOOK_EVERY = 0.5
MEDIAN = 25.0
SIGMAS = (0.25, 0.5)
RESULT_BYTES = 1_000_000
DISCORD_EPOCH = 1_420_070_400.0
SOONER = Target(ratio=1.0)
QUARTER = Target(ratio=0.0, slack=0.25)
NOTIFIED = Quantity("lag.notified.p50", "notified to visible, p50", Unit.SECONDS, QUARTER)
NOTIFIED_P99 = Quantity("lag.notified.p99", "notified to visible, p99", Unit.SECONDS)
WEBHOOK = Quantity("lag.webhook.p50", "finish to visible by webhook, p50", Unit.SECONDS)
WEBHOOK_P99 = Quantity("lag.webhook.p99", "finish to visible by webhook, p99", Unit.SECONDS)


@dataclass(frozen=True, slots=True)
class Sight:
    """A job's way into sight; seconds of real life.

    `found` is from its end to when Pictory first said so, to a question or by webhook; `shown` from
    then to when the picture was at Discord.
    """

    found: float
    shown: float

    @property
    def whole(self) -> float:
        """Return the time from the end to the picture."""
        return self.found + self.shown


@dataclass(frozen=True, slots=True)
class Polled:
    """What is read of polling at one spread of durations."""

    sigma: float

    def quantity(self, key: str, label: str, unit: Unit, target: Target | None = None) -> Quantity:
        """Name one thing that is read."""
        return Quantity(f"lag.{self.sigma:g}.{key}", f"{label}, σ {self.sigma:g}", unit, target)

    def read(self, sights: list[Sight], requests: float) -> Reading:
        """Sum up a run with so many status requests a job."""
        whole, late = [one.whole for one in sights], fmean(one.found for one in sights)
        least = knowing(Load(1, self.sigma), max(1.0, requests)).lateness
        seconds, count, named = Unit.SECONDS, Unit.COUNT, self.quantity
        return {
            named("p50", "finish to visible, p50", seconds, SOONER): quantile(whole, 0.5),
            named("p99", "finish to visible, p99", seconds): quantile(whole, 0.99),
            named("late", "found late by, on average", seconds, SOONER): late,
            named("requests", "status requests a job", count, SOONER): requests,
            named("optimum", "lateness ÷ optimum, in flight 6", count): late / least,
        }


async def measure(subject: Subject, scale: Scale) -> Reading:
    """Let jobs come one after the other in compressed time, by polling and then by webhook."""
    reading: Reading = {}
    for sigma in SIGMAS:
        sights, requests = await _run(subject, scale, sigma, {})
        reading |= Polled(sigma).read(sights, requests)
    if subject is OURS:
        sights, _ = await _run(subject, scale, SIGMAS[0], webhook_settings())
        shown, whole = [one.shown for one in sights], [one.whole for one in sights]
        reading |= {NOTIFIED: quantile(shown, 0.5), NOTIFIED_P99: quantile(shown, 0.99)}
        reading |= {WEBHOOK: quantile(whole, 0.5), WEBHOOK_P99: quantile(whole, 0.99)}
    return reading


async def _run(
    subject: Subject, scale: Scale, sigma: float, settings: Mapping[str, str]
) -> tuple[list[Sight], float]:
    """Return how each job came into sight, and how many status requests that took a job."""
    durations = ("--median", str(MEDIAN), "--sigma", str(sigma))
    jobs = (*durations, "--result-bytes", str(RESULT_BYTES))
    async with (
        stage(subject, speed=scale.speed, seed=scale.seed, jobs=jobs, settings=settings) as place,
        place.bot(),
    ):
        await _make(place, WARM_UP, "warm-up")
        before = await place.questions()
        visible = await _make(place, scale.jobs, "job")
        requests = (await place.questions() - before) / scale.jobs
        return await _sights(place, visible), requests


async def _make(place: Stage, jobs: int, name: str) -> dict[str, float]:
    """Have pictures made; return when each was visible, by its prompt."""
    prompts = [f"{PROMPT} This is {name} {number}." for number in range(jobs)]
    asked = []
    for prompt in prompts:
        asked.append(await place.ask(prompt=prompt))
        await asyncio.sleep(PAUSE)
    messages = {one["id"]: one for one in await place.finished(asked, every=LOOK_EVERY)}
    shown = [messages.get((await place.answered(one))["message_id"]) for one in asked]
    return {
        prompt: max(_taken_at(file["id"]) for file in message["attachments"])
        for prompt, message in zip(prompts, shown, strict=True)
        if message is not None
    }


def _taken_at(attachment_id: str) -> float:
    """Return when Discord took a file, which its id tells: seconds since the epoch."""
    return (int(attachment_id) >> 22) / 1000 + DISCORD_EPOCH


async def _sights(place: Stage, visible: Mapping[str, float]) -> list[Sight]:
    """Return each job's way into sight, as it would be in real life.

    Waiting for the next question takes as many times longer there as time is compressed here; to
    be told by webhook, to download a picture and to send it on does not.
    """
    accepted = (await place.pictory("GET", "/state"))["accepted"]
    stretch = 1.0 if place.settings else place.speed
    return [
        Sight((job["toldAt"] - job["endedAt"]) * stretch, visible[job["prompt"]] - job["toldAt"])
        for job in accepted
        if job["prompt"] in visible
    ]
