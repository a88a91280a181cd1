"""Tasks that somebody owns: their errors are logged, and all of them end before `stop` returns."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

T = TypeVar("T")

log = logging.getLogger(__name__)


class AbandonedError(Exception):
    """The work of a task has become pointless; it ends without being an error."""


class Tasks:
    """The studio's running tasks."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._vital: set[asyncio.Task[Any]] = set()
        self._stopping = False

    def start(self, work: Coroutine[Any, Any, T], name: str) -> asyncio.Task[T]:
        """Run `work` in a task; once `stop` was called it is cancelled before it begins."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        if self._stopping:
            task.cancel()
        return task

    @asynccontextmanager
    async def vital(self) -> AsyncIterator[None]:
        """Let the block finish, within `stop`'s grace, before its task is cancelled."""
        task = asyncio.current_task()
        assert task is not None
        self._vital.add(task)
        try:
            yield
        finally:
            self._vital.discard(task)
            if self._stopping:
                task.cancel()

    async def stop(self, grace: float) -> None:
        """Cancel every task, those in a vital block after `grace` seconds."""
        self._stopping = True
        for task in self._tasks - self._vital:
            task.cancel()
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=grace)
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(set(self._tasks))

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, AbandonedError):
            log.info("task abandoned name=%s reason=%s", task.get_name(), error)
        elif error is not None:
            log.error("task failed name=%s", task.get_name(), exc_info=error)


class Nap:
    """A sleep that another task can end early."""

    def __init__(self) -> None:
        self._sleep: asyncio.Task[None] | None = None
        self._least_until = 0.0
        self._hinted = False

    async def take(self, seconds: float, *, least: float = 0.0) -> bool:
        """Sleep until the time is over, or until `wake`, or `hint` after `least` seconds.

        Return whether a hint came.
        """
        if self._hinted:
            seconds = min(seconds, least)
        self._least_until = asyncio.get_running_loop().time() + least
        self._sleep = asyncio.create_task(asyncio.sleep(seconds))
        try:
            await asyncio.wait({self._sleep})
        finally:
            self._sleep.cancel()
        hinted, self._hinted = self._hinted, False
        return hinted

    def wake(self) -> None:
        """End the sleep, if there is one."""
        if self._sleep is not None:
            self._sleep.cancel()

    def hint(self) -> None:
        """End the sleep as soon as it has lasted its least; if there is none, cut the next one."""
        self._hinted = True
        if self._sleep is not None and not self._sleep.done():
            asyncio.get_running_loop().call_at(self._least_until, self._sleep.cancel)
