"""`python -m benchmarks.watched FD PROGRAM…`: runs a program, and notes how late its loop is.

PROGRAM is a file or `-m` and a module, as for Python itself, and is not changed: only a task more
turns in its event loop. FD is the descriptor of the memory in which the ticks are noted.
"""

from __future__ import annotations

import asyncio
import runpy
import sys
import time
from functools import partialmethod
from typing import TYPE_CHECKING, Any
from unittest import mock

from benchmarks.ticks import Tick, Ticks

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

EVERY = 0.005
"""The time between two ticks, in seconds."""

LEAST = 0.001
"""The shortest sleep: uvloop counts whole milliseconds, and would turn for ever shorter ones."""


def main(arguments: Sequence[str]) -> None:
    """Run the program in this process; every loop that it runs is watched."""
    file, *program = arguments
    with mock.patch(
        "asyncio.Runner.run", partialmethod(_run, asyncio.Runner.run, Ticks(int(file)))
    ):
        if program[0] == "-m":
            sys.argv = program[1:]
            runpy.run_module(program[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = program
            runpy.run_path(program[0], run_name="__main__")


def _run(
    runner: asyncio.Runner,
    run: Callable[..., Any],
    ticks: Ticks,
    work: Coroutine[Any, Any, Any],
    **options: Any,
) -> Any:
    return run(runner, _watched(ticks, work), **options)


async def _watched(ticks: Ticks, work: Coroutine[Any, Any, Any]) -> Any:
    watching = asyncio.create_task(watch(ticks), name="watch")
    try:
        return await work
    finally:
        watching.cancel()


async def watch(ticks: Ticks, *, every: float = EVERY) -> None:
    """Note how late the loop comes to ticks that are due at fixed times.

    A loop that stands still misses many: each of them is noted, so that the share of late ticks is
    that of the time in which something that happens would have had to wait.
    """
    due = time.monotonic() + every
    while True:
        await asyncio.sleep(max(LEAST, due - time.monotonic()))
        now = time.monotonic()
        while due <= now:
            ticks.note(Tick(due, now - due))
            due += every


if __name__ == "__main__":
    main(sys.argv[1:])
