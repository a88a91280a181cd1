"""Works on pictures in a process of its own, one after the other, as `apart_workers` asks for.

Standard input brings a line of JSON and then pictures of so many bytes as `sizes` says, standard
output takes a line and one picture of `size` bytes. `task`, `max_bytes`, `seconds` and `idle` are
asked, and answered with what a `Picture` says of itself or why there is none (`rejected`, a
RejectedReason, or `failed`), and with the memory that is `held`.

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

from studio.comparing import side_by_side
from studio.pictures import clean, reencode
from studio.ports import ReferenceRejectedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from studio.encoded import Picture

    Tasks = Mapping[str, Callable[..., Picture]]

MEMORY = Path("/proc/self/statm")


def compare(reference: bytes, *results: bytes, max_bytes: int) -> Picture:
    """Put pictures that came one after the other side by side."""
    return side_by_side(reference, results, max_bytes=max_bytes)


TASKS: Tasks = {"clean": clean, "reencode": reencode, "compare": compare}


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
    pictures = [sys.stdin.buffer.read(size) for size in asked["sizes"]]
    if sum(map(len, pictures)) < sum(asked["sizes"]):
        return
    said, body = _answer(tasks[asked["task"]], pictures, asked["max_bytes"])
    said |= {"size": len(body), "held": _held()}
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n")
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()


def _answer(
    task: Callable[..., Picture], pictures: Sequence[bytes], max_bytes: int
) -> tuple[dict[str, Any], bytes]:
    try:
        made = task(*pictures, max_bytes=max_bytes)
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
