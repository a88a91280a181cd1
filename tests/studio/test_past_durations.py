"""How long earlier jobs took, as the store remembers it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pictory_async import JobKind
from studio.generations import Charged, Failure, FailureKind, ImageState, Order, Reference
from studio.past_durations import past_durations
from tests.studio.workshop import ORDER

if TYPE_CHECKING:
    from studio.store import Store

GUIDED = replace(ORDER, reference=Reference("https://x/1.png"))
OTHER = replace(ORDER, model="nanobanana")
PLAIN = JobKind(ORDER.model, 0)


async def finished(
    store: Store, order: Order, seconds: float, state: ImageState = ImageState.READY
) -> None:
    """Store a generation whose job took so long."""
    number = await store.run(lambda c: c.exec_driver_sql("select count(*) from images").scalar())
    generation, _ = await store.add(replace(order, key=f"{number}"), owner="me", now=1.0)
    place = (generation.id, 1)
    await store.move(*place, ImageState.SUBMITTING, submitted_at=100.0)
    job = f"job {number}"
    await store.move(*place, ImageState.GENERATING, job_id=job, accepted_at=1.0, deadline_at=2.0)
    at = 100.0 + seconds
    if state is ImageState.READY:
        await store.move(*place, state, result_url="https://x/1.png", finished_at=at)
    else:
        failure = Failure(FailureKind.TIMED_OUT, Charged.UNKNOWN)
        await store.move(*place, ImageState.FAILED, failure=failure, finished_at=at)


async def test_each_kind_is_remembered_oldest_first(store: Store) -> None:
    """By model, and with and without a reference."""
    for seconds in (5.0, 7.0):
        for order in (ORDER, GUIDED, OTHER):
            await finished(store, order, seconds)
    found = await past_durations(store)
    assert len(found) == 6
    for kind in (PLAIN, JobKind(ORDER.model, 1), JobKind("nanobanana", 0)):
        assert [taken for one, taken in found if one == kind] == [5.0, 7.0]


async def test_a_kind_that_is_used_much_pushes_no_other_out(store: Store) -> None:
    """So many of each are read, the newest ones."""
    await finished(store, OTHER, 30.0)
    for seconds in range(1, 6):
        await finished(store, ORDER, float(seconds))
    found = await past_durations(store, per_kind=2)
    assert sorted(found, key=lambda one: one[1]) == [
        (PLAIN, 4.0),
        (PLAIN, 5.0),
        (JobKind("nanobanana", 0), 30.0),
    ]


async def test_only_the_latest_generations_are_looked_at(store: Store) -> None:
    """A start takes no longer after years."""
    for seconds in (1.0, 2.0, 3.0):
        await finished(store, ORDER, seconds)
    assert await past_durations(store, looked_at=2) == [(PLAIN, 2.0), (PLAIN, 3.0)]


async def test_only_results_that_came_in_time_tell(store: Store) -> None:
    """A job that failed, or was given up, does not say how long a job takes."""
    await finished(store, ORDER, 5.0, ImageState.FAILED)
    await store.add(replace(ORDER, key="queued"), owner="me", now=1.0)
    assert await past_durations(store) == []


async def test_a_first_start_remembers_nothing(store: Store) -> None:
    """An empty store is no trouble."""
    assert await past_durations(store) == []
