"""Owned tasks, and sleeps that can be cut short."""

from __future__ import annotations

import asyncio
import time

import pytest

from studio.tasks import AbandonedError, Nap, Tasks


async def wait_for_ever() -> None:
    """Never return."""
    await asyncio.Event().wait()


@pytest.mark.expects_error_logs
async def test_an_error_in_a_task_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """A task that fails says so with its name."""

    async def fail() -> None:
        raise ValueError("broken")

    task = Tasks().start(fail(), "a task")
    await asyncio.wait({task})
    assert "name=a task" in caplog.text
    assert "broken" in caplog.text


async def test_work_that_became_pointless_is_no_error() -> None:
    """A task that gives up its work ends quietly."""

    async def give_up() -> None:
        raise AbandonedError("deleted")

    task = Tasks().start(give_up(), "a task")
    await asyncio.wait({task})
    assert isinstance(task.exception(), AbandonedError)


async def test_stop_cancels_what_waits_and_waits_for_what_matters() -> None:
    """A vital block is finished; everything else ends at once, and what follows the block too."""
    tasks, go_on, steps = Tasks(), asyncio.Event(), list[str]()

    async def work() -> None:
        async with tasks.vital():
            steps.append("begun")
            await go_on.wait()
            steps.append("finished")
        await asyncio.sleep(0)
        steps.append("never")

    waiting = tasks.start(wait_for_ever(), "waiting")
    vital = tasks.start(work(), "vital")
    await asyncio.sleep(0)
    stopping = asyncio.create_task(tasks.stop(60))
    await asyncio.wait({waiting})
    assert waiting.cancelled()
    assert not vital.done()
    go_on.set()
    await stopping
    assert steps == ["begun", "finished"]
    assert vital.cancelled()


async def test_stop_ends_within_its_grace() -> None:
    """A vital block that does not end is cancelled in the end."""
    tasks = Tasks()

    async def work() -> None:
        async with tasks.vital():
            await wait_for_ever()

    task = tasks.start(work(), "vital")
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await tasks.stop(0.01)
    assert task.cancelled()


async def test_nothing_begins_after_the_stop() -> None:
    """Work that is started too late never runs."""
    tasks, ran = Tasks(), list[bool]()

    async def work() -> None:
        ran.append(True)

    await tasks.stop(1)
    await asyncio.wait({tasks.start(work(), "late")})
    assert ran == []


async def test_a_nap_can_be_cut_short() -> None:
    """Waking ends the sleep at once; waking nobody does nothing."""
    nap = Nap()
    nap.wake()
    started = time.monotonic()
    sleeping = asyncio.create_task(nap.take(60))
    await asyncio.sleep(0)
    nap.wake()
    await sleeping
    assert time.monotonic() - started < 5
    await nap.take(0)


async def test_a_cancelled_nap_leaves_nothing_behind() -> None:
    """The sleep ends with its sleeper."""
    before = asyncio.all_tasks()
    sleeping = asyncio.create_task(Nap().take(60))
    await asyncio.sleep(0)
    sleeping.cancel()
    await asyncio.wait(asyncio.all_tasks() - before)
    assert sleeping.cancelled()
    assert asyncio.all_tasks() == before
