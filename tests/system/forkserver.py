"""Starts bots by forking a process that has imported everything, which spares each the imports.

A bot made so is a process of its own, with its own settings, folder and log, that can be killed,
told to end, and waited for. `python -m tests.system.forkserver FD` is the process that forks; it
speaks lines of JSON over the socket `FD`, and does one thing at a time:

* `{"cwd", "environment", "log"}` with the writing end of a pipe forks a bot, and answers its id.
  Only the bot holds that end, so that the pipe ends with it.
* `{"reap"}` with the id of a bot that has ended answers its exit status.
"""

from __future__ import annotations

import atexit
import functools
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from tests.sandbox.discord_process import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

AVAILABLE = hasattr(os, "fork") and hasattr(socket, "send_fds")
LATE_IMPORTS = (
    "sqlite3",
    "PIL.JpegImagePlugin",
    "PIL.PngImagePlugin",
    "PIL.WebPImagePlugin",
)
"""What the bot imports only when it needs it, beside its features."""


@dataclass
class Forked:
    """A bot made by forking, with the methods of `subprocess.Popen` that tests use."""

    server: ForkServer
    pid: int
    life: int
    returncode: int | None = field(default=None, init=False)

    def poll(self) -> int | None:
        """Return the exit status, or None while the bot runs."""
        with suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end and return the exit status, negative for a signal."""
        if self.returncode is None:
            if not select.select([self.life], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("bot.py", timeout or 0)
            os.close(self.life)
            status = self.server.call({"reap": self.pid})["status"]
            self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless the bot has ended; its id stays its own until it is reaped."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the bot at once, wherever it is."""
        self.send_signal(signal.SIGKILL)


class ForkServer:
    """A process that forks bots, as the tests that use it see it."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.system.forkserver", str(theirs.fileno())],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        self._answers = self._socket.makefile("rb")

    def bot(self, environment: Mapping[str, str], cwd: Path, log: Path) -> Forked:
        """Start a bot whose output is appended to `log`."""
        life, end = os.pipe()
        log.touch()  # from now on it can be read, as that of a program whose start opened it
        try:
            asked = {"cwd": str(cwd), "environment": dict(environment), "log": str(log)}
            return Forked(self, self.call(asked, end)["pid"], life)
        finally:
            os.close(end)

    def call(self, request: dict[str, Any], *files: int) -> Any:
        """Send a request, and return the answer."""
        line = json.dumps(request).encode() + b"\n"
        sent = socket.send_fds(self._socket, [line], files)
        self._socket.sendall(line[sent:])
        answer = self._answers.readline()
        assert answer, "the fork server has ended"
        return json.loads(answer)

    def close(self) -> None:
        """End the server, and with it the bots that still run."""
        self._answers.close()
        self._socket.close()
        self._process.wait(10)


@functools.cache
def server() -> ForkServer:
    """Return the fork server of this process, which ends with it."""
    started = ForkServer()
    atexit.register(started.close)
    return started


def serve(connection: socket.socket) -> None:
    """Fork and reap as asked, until the other side is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the tests to answer
    running: set[int] = set()
    while asked := _request(connection):
        request, files = asked
        if "reap" in request:
            pid, status = os.waitpid(request["reap"], 0)
            running.remove(pid)
            answer = {"status": status}
        else:
            pid = os.fork()
            if not pid:
                connection.close()
                become_bot(**request)
            running.add(pid)
            answer = {"pid": pid}
        for file in files:
            os.close(file)
        connection.sendall(json.dumps(answer).encode() + b"\n")
    for pid in running:
        os.kill(pid, signal.SIGKILL)


def _request(connection: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    line, files, _, _ = socket.recv_fds(connection, 65536, 1)
    while line and not line.endswith(b"\n"):
        more = connection.recv(65536)
        line = line + more if more else b""
    return (json.loads(line), files) if line else None


def become_bot(cwd: str, environment: dict[str, str], log: str) -> NoReturn:
    """Turn this process, forked just now, into what `python bot.py` would be."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None
    output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    sys.argv = [str(ROOT / "bot.py")]
    sys.exit(importlib.import_module("bot").main([]))


def main() -> None:
    """Import everything, then serve the socket whose number the command line gives."""
    features = importlib.import_module("cogs").EXTENSIONS
    for module in ("bot", *features, *LATE_IMPORTS):
        importlib.import_module(module)
    with socket.socket(fileno=int(sys.argv[1])) as connection:
        serve(connection)


if __name__ == "__main__":
    main()
