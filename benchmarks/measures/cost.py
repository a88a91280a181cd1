"""What a finished picture costs a bot: CPU time, memory, questions to Pictory, edits."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Any

from benchmarks.figures import Quantity, Reading, Target, Unit
from benchmarks.stage import Stage, stage
from sandbox.photos import photo

if TYPE_CHECKING:
    from benchmarks.programs import Bot
    from benchmarks.scale import Scale
    from benchmarks.subjects import Subject
    from benchmarks.usage import CpuTime

PAUSE = 0.2
WARM_UP = 3
TWICE = Target(ratio=2.0)
CPU_PLAIN = Quantity("cpu.plain", "CPU a job, without a reference", Unit.SECONDS, TWICE)
CPU_PHOTO = Quantity("cpu.reference", "CPU a job, with a reference", Unit.SECONDS, TWICE)
CPU_APART = Quantity("cpu.reference.apart", "CPU a job of that, in child processes", Unit.SECONDS)
ASKED = Quantity("status.per_job", "status requests a job", Unit.COUNT)
EDITED = Quantity("edits.per_job", "edits of a message", Unit.COUNT)
REFUSED = Quantity("cost.refused", "orders refused at five a second", Unit.COUNT, Target(ratio=1.0))
IDLE = Quantity("memory.idle", "memory when idle", Unit.BYTES)
AFTER = Quantity("memory.after", "memory after the run", Unit.BYTES)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some finished jobs: their messages, the CPU time of all, the questions about all."""

    asked: int
    messages: list[dict[str, Any]]
    cpu: CpuTime
    questions: int

    @property
    def jobs(self) -> int:
        """How many jobs there were: as many as were asked for, without those refused."""
        return len(self.messages)


async def measure(subject: Subject, scale: Scale) -> Reading:
    """Let the bot make pictures, in compressed time, first without and then with a reference."""
    async with stage(subject, speed=scale.speed, seed=scale.seed) as place, place.bot() as bot:
        await asyncio.sleep(scale.settle)
        idle = bot.resident()
        for reference in (None, photo()):
            await _make(place, bot, WARM_UP, reference)
        plain = await _make(place, bot, scale.jobs, None)
        guided = await _make(place, bot, scale.jobs, photo())
        await asyncio.sleep(scale.settle)
        after = bot.resident()
    return {IDLE: idle, AFTER: after, **_per_job(plain, guided)}


def _per_job(plain: Batch, guided: Batch) -> Reading:
    jobs = plain.jobs + guided.jobs
    return {
        CPU_PLAIN: plain.cpu.total / plain.jobs,
        CPU_PHOTO: guided.cpu.total / guided.jobs,
        CPU_APART: guided.cpu.children / guided.jobs,
        ASKED: (plain.questions + guided.questions) / jobs,
        EDITED: fmean(message["edits"] for message in plain.messages + guided.messages),
        REFUSED: plain.asked + guided.asked - jobs,
    }


async def _make(place: Stage, bot: Bot, jobs: int, reference: bytes | None) -> Batch:
    """Ask for pictures at a steady pace, and wait until all are finished."""
    cpu, questions = bot.cpu(), await place.questions()
    asked = []
    for _ in range(jobs):
        asked.append(await place.ask(photo=reference))
        await asyncio.sleep(PAUSE)
    messages = await place.finished(asked)
    return Batch(jobs, messages, bot.cpu().since(cpu), await place.questions() - questions)
