"""Processes for pictures are used again, replaced when they fail, and never left behind."""

from __future__ import annotations

import io
import os
import random
import select
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image as Pillow

from studio import apart
from studio.apart_workers import ROOT, Bounds, WorkError, Workers
from studio.encoded import RejectedReason
from studio.pictures import clean
from studio.ports import ReferenceRejectedError
from tests.studio.apart_tasks import COMMAND

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT = 10 * 1024 * 1024


class Life:
    """A named pipe that ends with the process that holds its other end."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.name = os.fsencode(path)
        self._end = os.open(path, os.O_RDONLY | os.O_NONBLOCK)

    def next_byte(self) -> bytes:
        """Return what the process wrote, nothing if it has ended; fail if it does neither."""
        assert select.select([self._end], [], [], 20)[0], "the process goes on"
        return os.read(self._end, 1)

    def close(self) -> None:
        """Close this end."""
        os.close(self._end)


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """Make a pipe for a process to hold."""
    made = Life(tmp_path / "life")
    yield made
    made.close()


@contextmanager
def working(bounds: Bounds | None = None) -> Iterator[Workers]:
    """Have tasks done, also those that misbehave, inside the block."""
    workers = Workers(bounds, COMMAND)
    yield workers
    workers.close()


def pid(workers: Workers) -> int:
    """Return the id of the process that does the next task."""
    return workers.run("echo", b"", max_bytes=1).width


def photo() -> bytes:
    """Return a picture that is large enough to be worked on apart."""
    out = io.BytesIO()
    Pillow.effect_noise((1300, 900), 90).save(out, "JPEG")
    return out.getvalue()


def test_a_process_does_one_task_after_the_other() -> None:
    """Only the first of three pays for a start, and what is made is what is made here."""
    data = photo()
    with working() as workers:
        first = pid(workers)
        assert workers.run("clean", data, max_bytes=LIMIT) == clean(data, max_bytes=LIMIT)
        assert pid(workers) == first


def test_bad_pictures_leave_the_process_as_it_was() -> None:
    """A reason for people, and any other failure, are answers like a picture."""
    with working() as workers:
        first = pid(workers)
        with pytest.raises(ReferenceRejectedError, match="damaged"):
            workers.run("clean", photo()[:-900], max_bytes=LIMIT)
        with pytest.raises(WorkError, match=r"OSError: .*truncated"):
            workers.run("reencode", photo()[:-900], max_bytes=LIMIT)
        assert pid(workers) == first


def test_threads_share_two_processes() -> None:
    """More bytes than any pipe holds, from more threads than there are processes, arrive whole."""
    sent = [random.Random(n).randbytes(3_000_000) for n in range(24)]
    with working() as workers, ThreadPoolExecutor(8) as threads:
        got = list(threads.map(lambda data: workers.run("echo", data, max_bytes=1), sent))
    assert [picture.data for picture in got] == sent
    assert len({picture.width for picture in got}) == 2


def test_an_idle_process_ends_by_itself(life: Life) -> None:
    """After a while without work its memory is free again, and the next task starts another."""
    with working(Bounds(idle=0.2)) as workers:
        first = workers.run("mark", life.name, max_bytes=1).width
        assert life.next_byte()
        assert not life.next_byte()
        assert pid(workers) != first


def test_a_process_that_is_killed_while_idle_is_replaced() -> None:
    """Whoever ends it, the next task does not fail for that."""
    with working() as workers:
        first = pid(workers)
        os.kill(first, signal.SIGKILL)
        assert pid(workers) != first


@pytest.mark.parametrize("deaths", [1, 2])
def test_a_task_that_kills_its_process_has_one_more_chance(tmp_path: Path, deaths: int) -> None:
    """It is done in a new process, and given up if that dies as well; the next task is not."""
    path = tmp_path / "deaths"
    path.write_bytes(b"+" * deaths)
    with working() as workers:
        first = pid(workers)
        if deaths == 1:
            assert workers.run("die", os.fsencode(path), max_bytes=1).width != first
        else:
            with pytest.raises(WorkError, match="status -9"):
                workers.run("die", os.fsencode(path), max_bytes=1)
        assert not path.read_bytes()
        assert pid(workers) != first


def test_a_task_that_takes_too_long_is_given_up(life: Life) -> None:
    """Its process ends with it, and it is not tried again."""
    with working(Bounds(seconds=2)) as workers:
        with pytest.raises(WorkError, match="more than 2 s"):
            workers.run("hang", life.name, max_bytes=1)
        assert life.next_byte()
        assert not life.next_byte()
        assert pid(workers)


def test_a_process_that_holds_much_memory_is_replaced() -> None:
    """It answers first; one that has done many tasks is replaced as well."""
    with working(Bounds(held_bytes=150_000_000, tasks=3)) as workers:
        first = pid(workers)
        assert workers.run("swell", b"", max_bytes=1000).width == first
        assert workers.run("echo", b"", max_bytes=1).width == first
        second = workers.run("swell", b"", max_bytes=200_000_000).width
        assert first != second != pid(workers)


def test_a_process_knows_nothing_and_hears_no_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot's secrets are not in its environment, and Ctrl-C goes to another group."""
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    with working() as workers:
        worker = pid(workers)
        assert os.getpgid(worker) != os.getpgrp()
        assert b"DISCORD" not in Path(f"/proc/{worker}/environ").read_bytes()


@pytest.mark.parametrize("task", ["mark", "hang"])
def test_a_bot_that_is_killed_leaves_no_process(life: Life, task: str) -> None:
    """Idle or at work, it ends without anybody telling it."""
    with subprocess.Popen(
        [*COMMAND, task, os.fsdecode(life.name)], cwd=ROOT, stdout=subprocess.PIPE
    ) as bot:
        assert bot.stdout is not None
        assert life.next_byte()
        assert task == "hang" or bot.stdout.read(1)
        bot.kill()
        assert not life.next_byte()


def test_a_program_that_ends_takes_its_process_along() -> None:
    """It has ended before the program has, and Python complains of nothing left open."""
    code = (
        "import sys; from studio import apart;"
        "apart.check_reference(sys.stdin.buffer.read(), max_bytes=10**7);"
        "print(apart.WORKERS._idle[0].process.pid)"
    )
    ended = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", code],
        input=photo(),
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    assert ended.stderr == b""
    with pytest.raises(ProcessLookupError):
        os.kill(int(ended.stdout), 0)


def test_what_fails_apart_has_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """People read that a reference was no good; a result that cannot be shrunk is an OSError."""
    monkeypatch.setattr(apart, "WORKERS", Workers(Bounds(seconds=0.001)))
    path = tmp_path / "result.jpg"
    path.write_bytes(photo())
    with pytest.raises(ReferenceRejectedError, match=f"^{RejectedReason.UNREADABLE}$"):
        apart.check_reference(photo(), max_bytes=LIMIT)
    with pytest.raises(OSError, match="could not be re-encoded"):
        apart.shrink(path, max_bytes=LIMIT)
