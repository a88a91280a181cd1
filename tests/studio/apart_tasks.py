"""Tasks that misbehave, for processes that work on pictures.

`python -m tests.studio.apart_tasks` is such a process; with `TASK FILE` behind it stands for a bot
that has one of them done, says so, and goes on.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from studio import apart_child
from studio.apart_workers import Bounds, Workers
from studio.encoded import Picture

COMMAND = (sys.executable, "-m", "tests.studio.apart_tasks")
HELD: list[bytes] = []


def echo(data: bytes, *, max_bytes: int) -> Picture:
    """Give the data back; the width is the id of the process."""
    return Picture(data, "image/png", os.getpid(), max_bytes)


def mark(data: bytes, *, max_bytes: int) -> Picture:
    """Write to the pipe that the data names, and hold it open until the process ends."""
    os.write(os.open(data, os.O_WRONLY), b"!")
    return echo(data, max_bytes=max_bytes)


def hang(data: bytes, *, max_bytes: int) -> Picture:
    """Mark the process, and never come to an end."""
    mark(data, max_bytes=max_bytes)
    while True:
        signal.pause()


def die(data: bytes, *, max_bytes: int) -> Picture:
    """End as if memory was short, once for each byte of the file that the data names."""
    path = Path(os.fsdecode(data))
    if left := path.read_bytes():
        path.write_bytes(left[1:])
        os.kill(os.getpid(), signal.SIGKILL)
    return echo(data, max_bytes=max_bytes)


def swell(data: bytes, *, max_bytes: int) -> Picture:
    """Hold more memory than before."""
    HELD.append(b"x" * max_bytes)
    return echo(data, max_bytes=max_bytes)


TASKS = {**apart_child.TASKS, "echo": echo, "mark": mark, "hang": hang, "die": die, "swell": swell}


def main(arguments: list[str]) -> None:
    """Serve tasks, or be a bot."""
    if not arguments:
        apart_child.serve(TASKS)
        return
    task, file = arguments
    Workers(Bounds(seconds=2), COMMAND).run(task, os.fsencode(file), max_bytes=1)
    print("done", flush=True)  # noqa: T201
    signal.pause()


if __name__ == "__main__":
    main(sys.argv[1:])
