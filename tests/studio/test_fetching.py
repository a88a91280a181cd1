"""A download to the spool that is ended in the middle."""

from __future__ import annotations

import asyncio
import gc
import io
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from studio.generations import ImageState
from tests.studio.workshop import order, running
from tests.waiting import eventually

if TYPE_CHECKING:
    from tests.studio.workshop import Workshop


def open_files(folder: Path) -> list[Path]:
    """Return the files below a folder that this process holds open."""
    files = [file for file in gc.get_objects() if isinstance(file, io.BufferedRandom)]
    paths = [Path(str(file.name)) for file in files if not file.closed]
    return [path for path in paths if folder in path.parents]


async def test_a_download_that_is_cancelled_twice_leaves_no_file_open(workshop: Workshop) -> None:
    """Also while every thread has other work."""
    threads = ThreadPoolExecutor(1)
    asyncio.get_running_loop().set_default_executor(threads)
    workshop.emulator.fault("download", "hang", times=None)
    studio = await workshop.studio()
    generation = await studio.request(order())
    await workshop.reached(generation, ImageState.READY)
    await eventually(lambda: has_open(workshop.spool))
    free = threading.Event()
    threads.submit(free.wait)
    tasks = running(studio)
    for _ in range(2):
        for task in tasks:
            task.cancel()
        await asyncio.sleep(0)
    await asyncio.wait(tasks, timeout=1.0)
    left = open_files(workshop.spool)
    free.set()
    workshop.studios.remove(studio)
    await asyncio.gather(*tasks, return_exceptions=True)
    assert left == []


async def has_open(folder: Path) -> bool:
    """Whether a file below a folder is held open."""
    return bool(open_files(folder))
