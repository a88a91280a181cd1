"""Keeps processes for pictures warm for a while, and gives them tasks; see `apart_child`.

A process is started when it is needed, and ends by itself when nothing came for a minute. Its
input ends with this process however that ends, so none is left behind.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.encoded import Picture
from studio.ports import ReferenceRejectedError

if TYPE_CHECKING:
    from collections.abc import Sequence

log = logging.getLogger(__name__)

ROOT = Path(__file__).parent.parent
COMMAND = (sys.executable, "-P", "-m", "studio.apart_child")


class WorkError(Exception):
    """A picture could not be worked on; why is for the log, not for people."""


class _DiedError(WorkError):
    """The process ended before it had answered, which need not be the picture's fault."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long, how many and how large."""

    seconds: float = 60.0
    """How long a task may take."""
    idle: float = 60.0
    """How long a process waits for the next task."""
    at_once: int = 2
    tasks: int = 100
    """After how many tasks a process is replaced, whatever may have piled up in it."""
    held_bytes: int = 100 * 1024 * 1024
    """How much memory a process may hold between tasks: usually it is 20 to 35 MB."""


@dataclass(frozen=True, slots=True)
class _Task:
    name: str
    pictures: Sequence[bytes]
    max_bytes: int

    @property
    def size(self) -> int:
        """How many bytes the pictures have."""
        return sum(map(len, self.pictures))

    def head(self, bounds: Bounds) -> bytes:
        """Return the line that goes before the pictures."""
        sizes = [len(data) for data in self.pictures]
        asked = {"task": self.name, "max_bytes": self.max_bytes, "sizes": sizes}
        asked_within = {"seconds": bounds.seconds, "idle": bounds.idle}
        return json.dumps(asked | asked_within).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class _Answer:
    said: dict[str, Any]
    body: bytes

    def picture(self) -> Picture:
        """Return what was made; raise ReferenceRejectedError or WorkError if nothing was."""
        said = self.said
        if "rejected" in said:
            raise ReferenceRejectedError(said["rejected"])
        if "failed" in said:
            raise WorkError(said["failed"])
        return Picture(self.body, said["content_type"], said["width"], said["height"])


class _Worker:
    """One process, which one thread at a time may use."""

    def __init__(self, command: Sequence[str], bounds: Bounds) -> None:
        self._bounds = bounds
        self._served = 0
        self.process = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": str(ROOT), "PATH": os.defpath},
            process_group=0,  # Ctrl-C is for the bot alone, which finishes what it has begun
        )

    def do(self, task: _Task) -> _Answer:
        """Have a task done; raise WorkError if it takes too long or kills the process."""
        end = time.monotonic() + self._bounds.seconds
        timer = threading.Timer(self._bounds.seconds, self.process.kill)
        timer.daemon = True
        timer.start()
        try:
            return self._ask(task)
        except (OSError, EOFError):
            status = self.process.wait()  # at the latest when the timer strikes
            if time.monotonic() >= end:
                raise WorkError(f"it took more than {self._bounds.seconds:g} s") from None
            raise _DiedError(f"the process ended with status {status}") from None
        finally:
            timer.cancel()
            self._served += 1

    def _ask(self, task: _Task) -> _Answer:
        """Write everything, then read everything, which is the order of the other side too."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(task.head(self._bounds))
        for data in task.pictures:
            self.process.stdin.write(data)
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        said = json.loads(line)
        body = self.process.stdout.read(said["size"])
        if len(body) < said["size"]:
            raise EOFError
        return _Answer(said, body)

    def good_after(self, answer: _Answer) -> bool:
        """Whether the process is worth keeping."""
        small = answer.said["held"] <= self._bounds.held_bytes
        return small and self._served < self._bounds.tasks and self.process.poll() is None

    def end(self) -> None:
        """End the process at once: it has nothing to lose."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            with suppress(OSError):  # what was not written yet is of no use
                pipe.close()


class Workers:
    """Processes for pictures, for any number of threads; starts nothing until it is used."""

    def __init__(self, bounds: Bounds | None = None, command: Sequence[str] = COMMAND) -> None:
        self._bounds = bounds or Bounds()
        self._command = command
        self._places = threading.BoundedSemaphore(self._bounds.at_once)
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []

    def run(self, name: str, *pictures: bytes, max_bytes: int) -> Picture:
        """Have a task of `apart_child` done, again in a new process if the first one dies.

        Blocks. Raises ReferenceRejectedError, WorkError, or OSError if no process can be started.
        """
        task = _Task(name, pictures, max_bytes)
        with self._places:
            try:
                answer = self._serve(self._take() or self._start(), task)
            except _DiedError as error:
                log.warning("pictures of %s bytes are tried once more: %s", task.size, error)
                answer = self._serve(self._start(), task)
        return answer.picture()

    def close(self) -> None:
        """End the processes that have nothing to do; later tasks start new ones."""
        while worker := self._take():
            worker.end()

    def _serve(self, worker: _Worker, task: _Task) -> _Answer:
        kept = False
        try:
            answer = worker.do(task)
            with self._lock:
                if kept := worker.good_after(answer):
                    self._idle.append(worker)
            return answer
        finally:
            if not kept:
                worker.end()

    def _take(self) -> _Worker | None:
        """Return the process that was used last, so that one too many gets its rest."""
        with self._lock:
            return self._idle.pop() if self._idle else None

    def _start(self) -> _Worker:
        worker = _Worker(self._command, self._bounds)
        threading.Thread(target=self._bury, args=(worker,), daemon=True).start()
        return worker

    def _bury(self, worker: _Worker) -> None:
        """Wait for a process to end while it is idle; otherwise its user sees to it."""
        worker.process.wait()
        with self._lock:
            if worker not in self._idle:
                return
            self._idle.remove(worker)
        worker.end()
