"""A database that goes away in mid-run: nothing is spent unrecorded, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import pytest

from studio.database import StoreUnavailableError
from studio.generations import ImageState
from studio.store import Store
from tests.studio.workshop import LIMITS, order
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from sqlalchemy import Connection

    from tests.studio.workshop import Workshop

T = TypeVar("T")


class UnsteadyStore(Store):
    """A store whose database is `away`, or fails as `script` says, one word a transaction.

    `before`: it does nothing and fails. `after`: it does its work, and the answer is lost.
    """

    away = False
    failures = 0
    script: Sequence[str] = ()

    async def run(self, work: Callable[[Connection], T], *, urgent: bool = False) -> T:
        """Do something in a transaction, unless the database is made to fail."""
        what, *rest = self.script or [""]
        self.script = rest
        if self.away or what == "before":
            self.failures += 1
            raise StoreUnavailableError("away")
        result = await super().run(work, urgent=urgent)
        if what == "after":
            self.failures += 1
            raise StoreUnavailableError("hung up")
        return result


@pytest.fixture
async def unsteady(workshop: Workshop) -> AsyncIterator[UnsteadyStore]:
    """Give the workshop's studios an unsteady store."""
    async with await UnsteadyStore.open(workshop.database) as store:
        workshop.studios_store = store
        yield store
        while workshop.studios:
            await workshop.studios.pop().stop()


async def test_nothing_is_sent_that_is_not_recorded(
    workshop: Workshop, unsteady: UnsteadyStore
) -> None:
    """While the claim cannot be written there is no POST; afterwards there is one."""
    studio = await workshop.studio()
    generation = await studio.request(order())
    unsteady.away = True
    await eventually(lambda: has_failed(unsteady, 3))
    assert workshop.emulator.posts == 0
    unsteady.away = False
    assert (await workshop.closed(generation)).image(1).state is ImageState.DELIVERED
    assert workshop.emulator.posts == 1


async def has_failed(store: UnsteadyStore, times: int) -> bool:
    """Whether so many transactions have failed."""
    return store.failures >= times


async def test_an_order_that_cannot_be_stored_is_refused(
    workshop: Workshop, unsteady: UnsteadyStore
) -> None:
    """The cog learns that nothing was begun."""
    studio = await workshop.studio()
    unsteady.script = ["before"]
    with pytest.raises(StoreUnavailableError):
        await studio.request(order())
    assert workshop.emulator.posts == 0


@pytest.mark.parametrize("fault", ["before", "after"])
@pytest.mark.parametrize("position", range(4))
async def test_any_transaction_may_fail_and_be_done_or_not(
    workshop: Workshop, unsteady: UnsteadyStore, position: int, fault: str
) -> None:
    """Whichever write of an image's way fails, there is one POST and one delivered picture."""
    studio = await workshop.studio()
    generation = await studio.request(order())
    unsteady.script = [*[""] * position, fault, fault]
    done = await workshop.closed(generation)
    assert unsteady.failures >= 1
    assert done.image(1).state is ImageState.DELIVERED
    assert done.image(1).credits_used == 2
    assert workshop.emulator.posts == 1
    assert len(workshop.presenter.deliveries) == 1


async def test_a_heartbeat_outlives_an_outage(workshop: Workshop, unsteady: UnsteadyStore) -> None:
    """Signs of life that cannot be shown are shown again when the database is back."""
    workshop.limits = replace(LIMITS, heartbeat=0.02)
    await workshop.studio()
    unsteady.away = True
    await eventually(lambda: has_failed(unsteady, 2))
    unsteady.away = False
    late, _ = await workshop.store.add(order(), owner="elsewhere:1:aa", now=1.0)
    assert (await workshop.closed(late)).image(1).state is ImageState.DELIVERED


async def test_what_was_taken_over_is_begun_whatever_happens(
    workshop: Workshop, unsteady: UnsteadyStore
) -> None:
    """Rows made our own are begun, even if the database goes away before they can be read."""
    late, _ = await workshop.store.add(order(), owner="elsewhere:1:aa", now=1.0)
    workshop.emulator.fault("list", "500")  # or else the list is marked meanwhile
    unsteady.script = ["", "", "", "before", "before"]
    await workshop.studio()
    assert (await workshop.closed(late)).image(1).state is ImageState.DELIVERED
    assert unsteady.failures == 2


async def test_a_stop_without_a_database_is_quiet(
    workshop: Workshop, unsteady: UnsteadyStore
) -> None:
    """Rows that cannot be handed back are taken over later."""
    workshop.emulator.hold()
    studio = await workshop.studio()
    generation = await studio.request(order())
    await workshop.reached(generation, ImageState.GENERATING)
    unsteady.away = True
    await studio.stop()
    unsteady.away = False
    assert await workshop.owner(generation) == str(studio._owner)
