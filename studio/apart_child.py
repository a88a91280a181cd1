"""Works on pictures in a process of its own, one after the other, as `apart_workers` asks for.

Standard input brings a line of JSON and then a picture of `size` bytes, standard output takes the
same back: `task`, `max_bytes`, `seconds` and `idle` are asked, and answered with what a `Picture`
says of itself or why there is none (`rejected`, `failed`), and with the memory that is `held`.

The process ends with its input. SIGALRM, which nothing here can hold up, ends it when a task takes
more than `seconds`, or the next one is not there within `idle`: also when nobody waits any more.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.pictures import Picture, clean, reencode
from studio.ports import ReferenceRejectedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Tasks = Mapping[str, Callable[..., Picture]]

TASKS: Tasks = {"clean": clean, "reencode": reencode}
MEMORY = Path("/proc/self/statm")


def serve(tasks: Tasks) -> None:
    """Do one task after the other, until the input ends or an alarm comes."""
    for number in (signal.SIGALRM, signal.SIGPIPE):  # too late, and nobody left to answer
        signal.signal(number, signal.SIG_DFL)
    while line := sys.stdin.buffer.readline():
        asked = json.loads(line)
        signal.setitimer(signal.ITIMER_REAL, asked["seconds"])
        _serve(tasks, asked)
        signal.setitimer(signal.ITIMER_REAL, asked["idle"])


def _serve(tasks: Tasks, asked: dict[str, Any]) -> None:
    data = sys.stdin.buffer.read(asked["size"])
    if len(data) < asked["size"]:
        return
    said, body = _answer(tasks[asked["task"]], data, asked["max_bytes"])
    said |= {"size": len(body), "held": _held()}
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n")
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()


def _answer(
    task: Callable[..., Picture], data: bytes, max_bytes: int
) -> tuple[dict[str, Any], bytes]:
    try:
        made = task(data, max_bytes=max_bytes)
    except ReferenceRejectedError as error:
        return {"rejected": str(error)}, b""
    except Exception as error:  # noqa: BLE001 - whatever it is, the one who asked has to know
        return {"failed": f"{type(error).__name__}: {error}"}, b""
    said = {"content_type": made.content_type, "width": made.width, "height": made.height}
    return said, made.data


def _held() -> int:
    """Return how much memory this process holds, in bytes; where nobody tells, at its peak."""
    try:
        return int(MEMORY.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    serve(TASKS)
