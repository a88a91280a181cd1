"""Starts the services of the sandbox and the bots, each as a process of its own, and ends them."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.subjects import ROOT
from benchmarks.ticks import Ticks
from benchmarks.usage import CpuTime, forget_peak, peak_resident_bytes, resident_bytes

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from benchmarks.subjects import Subject

STOP_SECONDS = 15.0
LOG_SHOWN = 2000


class ProgramEndedError(Exception):
    """A program ended that should have gone on; the text says which, and what it said last."""


@asynccontextmanager
async def service(module: str, *arguments: str) -> AsyncIterator[dict[str, str]]:
    """Run a program of the sandbox, and yield what its first line describes."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments, cwd=ROOT, stdin=PIPE, stdout=PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        line = await process.stdout.readline()
        if not line:
            raise ProgramEndedError(f"{module} ended at once")
        yield json.loads(line)
    finally:
        process.stdin.close()
        await ended(process)


@dataclass(frozen=True)
class Bot:
    """A running bot."""

    process: Process
    log: Path
    ticks: Ticks

    def cpu(self) -> CpuTime:
        """Return the CPU time used until now."""
        self.require_running()
        return CpuTime.of(self.process.pid)

    def resident(self) -> int:
        """Return how many bytes of memory the bot holds."""
        self.require_running()
        return resident_bytes(self.process.pid)

    def forget_peak(self) -> None:
        """Count the most memory from now on."""
        self.require_running()
        forget_peak(self.process.pid)

    def peak(self) -> int:
        """Return how many bytes of memory the bot held at the most."""
        self.require_running()
        return peak_resident_bytes(self.process.pid)

    def lags(self, since: float) -> list[float]:
        """Return how late the bot's event loop came to each tick since then, if it is watched."""
        self.require_running()
        return self.ticks.since(since)

    def require_running(self) -> None:
        """Raise ProgramEndedError if the bot is gone."""
        if self.process.returncode is not None:
            said = self.log.read_text(encoding="utf-8", errors="replace")[-LOG_SHOWN:]
            raise ProgramEndedError(
                f"{self.log.stem} ended with {self.process.returncode}:\n{said}"
            )


@asynccontextmanager
async def bot(
    subject: Subject, environment: Mapping[str, str], folder: Path, *, watched: bool = False
) -> AsyncIterator[Bot]:
    """Run a bot whose data and log are kept in `folder`; no `.env` of a person is in its reach.

    If it is `watched`, how late its event loop is can be asked for, which costs some CPU time.
    """
    log, (ticks, shared) = folder / f"{subject.name}.log", Ticks.shared()
    command = subject.watched(shared) if watched else subject.command
    with ExitStack() as exits:
        exits.callback(os.close, shared)
        output = exits.enter_context(log.open("ab"))
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=folder,
            env=environment,
            stdin=DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=[shared],
        )
    try:
        yield Bot(process, log, ticks)
    finally:
        if process.returncode is None:
            process.terminate()
            await ended(process)


async def ended(process: Process) -> None:
    """Wait for the end of a process that was asked to end; kill it if that takes too long."""
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
