"""How a program of the sandbox ends: with its parent, on Ctrl-C or when it is told to."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading


async def end_asked_for() -> None:
    """Wait for the end of standard input, SIGINT or SIGTERM."""
    loop = asyncio.get_running_loop()
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    threading.Thread(target=_read_to_the_end, args=(loop, told), daemon=True).start()
    await told.wait()


def _read_to_the_end(loop: asyncio.AbstractEventLoop, told: asyncio.Event) -> None:
    # os.read, not sys.stdin: a thread inside sys.stdin would hold its lock at interpreter exit.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    loop.call_soon_threadsafe(told.set)
