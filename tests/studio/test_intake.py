"""Orders on their way into the store: few transactions, one row a key, and an answer in time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

import pytest
from sqlalchemy import select

from studio.database import StoreUnavailableError
from studio.generations import ImageState
from studio.intake import BATCH, Intake
from studio.queries import Entry
from studio.store import Store
from studio.tables import generations
from tests.studio.workshop import order
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from sqlalchemy import Connection

    from studio.generations import Generation

T = TypeVar("T")

SOON = 0.05
LATE = 10.0


class Counter(Store):
    """A store that counts transactions and the orders in each, and can be `away` or wait."""

    transactions = 0
    batches: list[int]
    away = False
    gate: asyncio.Event

    async def run(self, work: Callable[[Connection], T], *, urgent: bool = False) -> T:
        """Do something in a transaction, once the gate is open."""
        self.transactions += 1
        await self.gate.wait()
        if self.away:
            raise StoreUnavailableError("away")
        return await super().run(work, urgent=urgent)

    async def add_all(
        self, entries: Sequence[Entry], *, owner: str, now: float
    ) -> list[tuple[Generation, bool]]:
        """Store orders, and remember how many."""
        self.batches.append(len(entries))
        return await super().add_all(entries, owner=owner, now=now)

    async def keys(self) -> list[str]:
        """Return the keys of all orders stored."""
        return await super().run(
            lambda connection: list(connection.scalars(select(generations.c.key)))
        )


@pytest.fixture
async def counter(migrated_database: str) -> AsyncIterator[Counter]:
    """Open a counting store on an empty database of each kind."""
    async with await Counter.open(migrated_database) as store:
        store.batches = []
        store.gate = asyncio.Event()
        store.gate.set()
        yield store


@pytest.fixture
async def intake(counter: Counter) -> AsyncIterator[Intake]:
    """Give an intake on that store."""
    intake = Intake(counter, "me")
    yield intake
    await intake.close(within=LATE)


async def add(intake: Intake, key: str, within: float = LATE) -> tuple[Generation, bool]:
    """Take in an order for one image."""
    return await intake.add(Entry(order(key=key)), within=within)


async def test_a_burst_takes_few_transactions(counter: Counter, intake: Intake) -> None:
    """Of 300 orders at once, each is stored once, in batches that are not too large."""
    answers = await asyncio.gather(*(add(intake, f"{number}") for number in range(300)))
    assert all(new for _, new in answers)
    assert [generation.order.key for generation, _ in answers] == [f"{n}" for n in range(300)]
    assert sorted(await counter.keys()) == sorted(f"{number}" for number in range(300))
    assert counter.transactions <= 300 / BATCH + 1
    assert max(counter.batches) <= BATCH


async def test_a_key_is_new_once(counter: Counter, intake: Intake) -> None:
    """However often it comes, in the same batch or a later one, its generation is the same."""
    keys = [f"{number % 70}" for number in range(300)]
    answers = await asyncio.gather(*(add(intake, key) for key in keys))
    assert [generation.order.key for generation, _ in answers] == keys
    assert len({generation.id for generation, _ in answers}) == 70
    assert [new for _, new in answers].count(True) == 70
    assert not (await add(intake, "3"))[1]
    assert len(await counter.keys()) == 70


async def test_an_outage_is_told_to_everybody_who_waits(counter: Counter, intake: Intake) -> None:
    """Nobody waits for ever, nothing is stored, and the next order is taken again."""
    counter.away = True
    waiting = [add(intake, f"{number}") for number in range(BATCH + 10)]
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert {(type(answer), str(answer)) for answer in answers} == {(StoreUnavailableError, "away")}
    counter.away = False
    assert (await add(intake, "next"))[1]
    assert await counter.keys() == ["next"]


async def test_who_is_refused_in_time_gets_nothing_later(counter: Counter, intake: Intake) -> None:
    """Of one batch, the order that nobody waits for is abandoned, and the other is taken."""
    counter.gate.clear()
    late, patient = asyncio.create_task(add(intake, "late", SOON)), add(intake, "patient")
    taking = asyncio.create_task(patient)
    with pytest.raises(StoreUnavailableError, match="in time"):
        await late
    counter.gate.set()
    generation, new = await taking
    assert new
    assert generation.image(1).state is ImageState.QUEUED
    await intake.close(within=LATE)
    abandoned, new = await add(intake, "late")
    assert not new
    assert abandoned.image(1).state is ImageState.CANCELLED
    assert abandoned.shown_at is not None


async def test_an_order_that_nobody_waits_for_is_not_even_tried(
    counter: Counter, intake: Intake
) -> None:
    """What was refused while another batch was being written makes no row."""
    counter.gate.clear()
    writing = asyncio.create_task(add(intake, "first"))
    await eventually(lambda: has_begun(counter))
    with pytest.raises(StoreUnavailableError, match="in time"):
        await add(intake, "second", SOON)
    counter.gate.set()
    assert (await writing)[1]
    await intake.close(within=LATE)
    assert await counter.keys() == ["first"]
    assert counter.batches == [1]


async def has_begun(counter: Counter) -> bool:
    """Whether a transaction has begun."""
    return counter.transactions > 0


class Prompt(Store):
    """A store that answers before anybody else has a turn."""

    answer: tuple[Generation, bool]

    async def add_all(
        self,
        entries: Sequence[Entry],
        *,
        owner: str,  # noqa: ARG002
        now: float,  # noqa: ARG002
    ) -> list[tuple[Generation, bool]]:
        """Say that each is stored."""
        return [self.answer for _ in entries]


async def test_an_answer_at_the_last_moment_counts(migrated_database: str) -> None:
    """An order that was stored just when its time ran out is not lost between the two."""
    async with await Prompt.open(migrated_database) as store:
        store.answer = (await Store.add_all(store, [Entry(order())], owner="me", now=1.0))[0]
        assert await Intake(store, "me").add(Entry(order()), within=0) == store.answer


async def test_an_order_that_cannot_be_stored_harms_no_other(
    counter: Counter, intake: Intake
) -> None:
    """Half a surrogate pair is text to Python and to no database."""
    keys = ["1", "half \ud83d", "2", "3"]
    answers = await asyncio.gather(*(add(intake, key) for key in keys), return_exceptions=True)
    failed = [answer for answer in answers if isinstance(answer, BaseException)]
    assert len(failed) == 1
    assert not isinstance(failed[0], StoreUnavailableError)
    assert await counter.keys() == ["1", "2", "3"]
