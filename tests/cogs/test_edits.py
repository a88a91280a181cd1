"""The pace of edits."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from cogs.ui.edits import Edit, Edits

if TYPE_CHECKING:
    import pytest


class Recorder:
    """Makes edits that note when they were made, and can be held up."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.times: list[float] = []
        self.free = asyncio.Event()
        self.free.set()
        self.changed = asyncio.Condition()

    def edit(self, name: str, *, changes: bool = True) -> Edit:
        """Return an edit that is noted under `name`."""

        async def make() -> bool:
            await self.free.wait()
            self.made.append(name)
            self.times.append(asyncio.get_running_loop().time())
            async with self.changed:
                self.changed.notify_all()
            return changes

        return make

    async def until(self, *names: str) -> None:
        """Wait until exactly these edits have been made."""
        async with asyncio.timeout(5), self.changed:
            await self.changed.wait_for(lambda: self.made == list(names))


async def test_the_newest_status_wins() -> None:
    """Of several edits offered at once, only the last is made."""
    edits, recorder = Edits(interval=0.01), Recorder()
    for name in ("a", "b", "c"):
        edits.offer(1, recorder.edit(name))
    await recorder.until("c")
    await edits.close()


async def test_status_edits_keep_their_distance() -> None:
    """A second edit of one message waits for the interval, one of another message does not."""
    edits, recorder = Edits(interval=0.2), Recorder()
    edits.offer(1, recorder.edit("a"))
    await recorder.until("a")
    edits.offer(1, recorder.edit("b"))
    edits.offer(2, recorder.edit("other"))
    await recorder.until("a", "other", "b")
    assert recorder.times[2] - recorder.times[0] >= 0.19
    await edits.close()


async def test_an_edit_without_change_costs_no_time() -> None:
    """The interval counts from edits that were made, not from those found needless."""
    edits, recorder = Edits(interval=60), Recorder()
    edits.offer(1, recorder.edit("same", changes=False))
    await recorder.until("same")
    edits.offer(1, recorder.edit("new"))
    await recorder.until("same", "new")
    await edits.close()


async def test_a_final_is_not_held_back() -> None:
    """A final goes at once, and the status that waited is dropped."""
    edits, recorder = Edits(interval=60), Recorder()
    edits.offer(1, recorder.edit("status"))
    await recorder.until("status")
    edits.offer(1, recorder.edit("late"))
    async with asyncio.timeout(1), edits.turn(1):
        await recorder.edit("final")()
    assert recorder.made == ["status", "final"]
    await edits.close()
    assert recorder.made == ["status", "final"]


async def test_a_final_waits_for_the_edit_that_is_being_made() -> None:
    """Two edits of one message never overlap, so the older cannot arrive last."""
    edits, recorder = Edits(interval=0.01), Recorder()
    recorder.free.clear()
    edits.offer(1, recorder.edit("status"))
    await asyncio.sleep(0)  # let the edit begin

    async def final() -> None:
        async with edits.turn(1):
            await recorder.edit("final")()

    task = asyncio.create_task(final())
    recorder.free.set()
    await task
    assert recorder.made == ["status", "final"]
    await edits.close()


async def test_a_failed_status_is_only_logged(caplog: pytest.LogCaptureFixture) -> None:
    """A status that Discord refuses stops neither the next one nor the final."""
    edits, recorder = Edits(interval=0.01), Recorder()

    called = asyncio.Event()

    async def broken() -> bool:
        called.set()
        recorder.made.append("broken")
        raise OSError("no network")

    with caplog.at_level(logging.INFO):
        edits.offer(1, broken)
        await called.wait()
        edits.offer(1, recorder.edit("next"))
        await recorder.until("broken", "next")
    assert "no network" in caplog.text
    await edits.close()


async def test_a_message_forgotten_while_it_is_edited_is_not_edited_beside_that() -> None:
    """Who waits for their turn, or comes then, still waits for the edit that is being made."""
    edits, recorder = Edits(interval=0.01), Recorder()
    recorder.free.clear()
    edits.offer(1, recorder.edit("status"))
    await asyncio.sleep(0)  # let the edit begin
    edits.forget(1)

    async def final(name: str) -> None:
        async with edits.turn(1):
            await recorder.edit(name)()
            edits.forget(1)

    first = asyncio.create_task(final("first"))
    await asyncio.sleep(0.02)
    recorder.free.set()
    await first
    assert recorder.made == ["status", "first"]
    assert edits._messages == {}
    await edits.close()


async def test_turns_of_a_forgotten_message_never_overlap() -> None:
    """One turn that ends for good leaves the order of those after it as it is."""
    edits, inside, most = Edits(interval=0.01), 0, 0

    async def final() -> None:
        nonlocal inside, most
        async with edits.turn(1):
            inside += 1
            most = max(most, inside)
            edits.forget(1)
            await asyncio.sleep(0.01)
            inside -= 1

    tasks = [asyncio.create_task(final()) for _ in range(2)]
    await asyncio.sleep(0.005)
    await asyncio.gather(*tasks, final())
    assert most == 1
    assert edits._messages == {}


async def test_a_message_with_news_after_all_keeps_its_pace() -> None:
    """A status that is offered after a message was forgotten is made, and paced as any."""
    edits, recorder = Edits(interval=0.01), Recorder()
    recorder.free.clear()
    edits.offer(1, recorder.edit("old"))
    await asyncio.sleep(0)
    edits.forget(1)
    edits.offer(1, recorder.edit("new"))
    recorder.free.set()
    await recorder.until("old", "new")
    await edits.close()


async def test_a_forgotten_message_gets_no_more_status() -> None:
    """What still waited for a finished message is not made."""
    edits, recorder = Edits(interval=0.05), Recorder()
    edits.offer(1, recorder.edit("first"))
    await recorder.until("first")
    edits.offer(1, recorder.edit("stale"))
    edits.forget(1)
    edits.offer(2, recorder.edit("second"))
    await recorder.until("first", "second")
    edits.offer(2, recorder.edit("third"))
    await recorder.until("first", "second", "third")
    await edits.close()
