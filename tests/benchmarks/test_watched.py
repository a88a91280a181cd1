"""What is measured of an event loop from within, and read from without."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from benchmarks import ticks
from benchmarks.standstill import Phase
from benchmarks.subjects import BASELINE, ROOT
from benchmarks.ticks import Tick, Ticks
from benchmarks.watched import watch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROGRAM = """
import asyncio, sys, time

async def main():
    await asyncio.sleep(0.05)
    time.sleep(0.2)
    await asyncio.sleep(0.05)

assert __name__ == "__main__"
asyncio.run(main())
sys.exit(len(sys.argv) + 5)
"""


@pytest.fixture
def shared() -> Iterator[tuple[Ticks, int]]:
    """Return memory for ticks, and its descriptor."""
    memory, file = Ticks.shared()
    yield memory, file
    os.close(file)


def test_one_process_notes_what_another_reads(shared: tuple[Ticks, int]) -> None:
    """The memory is the same, whoever looks at it, and the beginning can be chosen."""
    mine, file = shared
    theirs = Ticks(file)
    for due in range(3):
        theirs.note(Tick(float(due), due / 10))
    assert mine.since(0.0) == pytest.approx([0.0, 0.1, 0.2])
    assert mine.since(1.5) == pytest.approx([0.2])


def test_only_the_newest_are_kept(
    shared: tuple[Ticks, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The memory does not grow."""
    monkeypatch.setattr(ticks, "KEPT", 2)
    for due in range(5):
        shared[0].note(Tick(float(due), 0.0))
    assert [tick.due for tick in shared[0]._all()] == [3.0, 4.0]


async def test_every_tick_of_a_standstill_counts(shared: tuple[Ticks, int]) -> None:
    """A loop that stands still for long is late for each of the ticks that it misses."""
    watching = asyncio.create_task(watch(shared[0], every=0.01))
    await asyncio.sleep(0.02)
    began = time.monotonic()
    time.sleep(0.2)  # noqa: ASYNC251 - this is what is to be seen
    await asyncio.sleep(0.02)
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    late = [lag for lag in shared[0].since(began) if lag > 0.015]
    assert len(late) > 10
    assert max(late) > 0.15


def test_a_program_is_watched_as_it_is(shared: tuple[Ticks, int], tmp_path: Path) -> None:
    """It runs as it would by itself, with its arguments and its exit status."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    memory, file = shared
    command = [sys.executable, "-m", "benchmarks.watched", str(file), str(program), "argument"]
    ran = subprocess.run(command, cwd=ROOT, pass_fds=[file], check=False)
    assert ran.returncode == 7
    assert max(memory.since(0.0)) > 0.15


def test_a_module_is_watched_too() -> None:
    """What is given to Python is given to the watcher, after the descriptor."""
    assert BASELINE.watched(9)[1:] == ("-m", "benchmarks.watched", "9", *BASELINE.command[1:])


def test_a_phase_is_summed_up() -> None:
    """The shares and the longest are named, and a heartbeat that came early is in time."""
    phase = Phase("held", "in flight")
    loop = {name.label: value for name, value in phase.loop([0.001] * 99 + [0.2]).items()}
    assert loop["loop lag in flight, p50"] == 0.001
    assert loop["loop lag in flight, p99"] == 0.001
    assert loop["loop lag in flight, longest"] == 0.2
    assert list(phase.heart([-0.1, -0.2]).values()) == [0.0]
    assert phase.heart([]) == {}
