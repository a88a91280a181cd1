"""The store under random use by two processes, against the invariants of `studio.generations`."""

from __future__ import annotations

import asyncio
import time
from copy import deepcopy
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from studio.lease import Owner
from studio.queries import Entry, ReactionAdd
from studio.store import REPEAT_SECONDS, RepeatedError, Store
from studio.tables import generations, images, kept_pictures, reaction_adds
from tests.studio.choices import Chooser
from tests.studio.model import Row, Work, World, check_image, check_step, found
from tests.studio.workshop import order

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from sqlalchemy import Connection
    from sqlalchemy import Row as Found

    from studio.generations import Generation
    from tests.studio.model import Operation, Place

OWNERS = (Owner("one", 1, "a"), Owner("two", 2, "b"))
TURNS = 100
TICK = 100.0
"""Seconds that may pass at once: more than a lease, and more than the test takes."""


class Processes:
    """Two processes on one database, each with a store of its own, that do what `chance` says."""

    def __init__(self, stores: Sequence[Store], chance: Random) -> None:
        self.stores = stores
        self.chance = chance
        self.world = World()
        self.keys: dict[str, int] = {}
        self.reacted: dict[ReactionAdd, float] = {}
        self.now = time.time()
        self.before: dict[Place, Found[Any]] = {}

    async def run(self, turns: int) -> None:
        """Begin with an empty database and two orders, and check everything after each turn."""

        def empty(connection: Connection) -> None:
            connection.execute(delete(generations))
            connection.execute(delete(reaction_adds))

        await self.stores[0].run(empty)
        await self.add(["a", "b"], [])
        for _ in range(turns):
            await self._turn()
            await self.agree()

    async def _turn(self) -> None:
        kind = self.chance.choice(["act"] * 12 + ["race"] * 6 + ["wait"] * 2 + ["add", "react"])
        if kind == "act":
            await self.act()
        elif kind == "race":
            await self.race()
        elif kind == "wait":
            self.now += TICK
        elif kind == "add":
            await self.add(
                *(self.chance.choices("abcde", k=self.chance.randint(0, 4)) for _ in "12")
            )
        else:
            await self.react()

    # Orders

    async def add(self, *batches: list[str]) -> None:
        """Store batches of orders at the same time; of each key, one is new, and only once."""
        note(f"add {batches}")
        count = self.chance.randint(1, 3)
        answers = await asyncio.gather(
            *(
                store.add_all(
                    [Entry(order(key=key, count=count)) for key in keys],
                    owner=str(OWNERS[0]),
                    now=self.now,
                )
                for store, keys in zip(self.stores, batches, strict=True)
                if keys
            )
        )
        told = [answer for batch in answers for answer in batch]
        for key in sorted({key for keys in batches for key in keys}):
            self._check_key(key, [answer for answer in told if answer[0].order.key == key])

    def _check_key(self, key: str, told: list[tuple[Generation, bool]]) -> None:
        assert len({generation.id for generation, _ in told}) == 1
        generation = told[0][0]
        assert [new for _, new in told].count(True) == (key not in self.keys)
        assert self.keys.get(key, generation.id) == generation.id
        if key not in self.keys:
            self._expect(generation)

    def _expect(self, generation: Generation) -> None:
        self.keys[generation.order.key] = generation.id
        self.world.generations[generation.id] = Work(str(OWNERS[0]), heartbeat_at=self.now)
        for image in generation.images:
            self.world.images[generation.id, image.n] = Row()

    async def react(self) -> None:
        """React twice at the same time; it counts once, and not if it just did."""
        self.now += self.chance.choice([0.0, 4.0, 11.0])
        now, reaction = self.now, ReactionAdd(1, self.chance.choice("🔁🎨"), 2)
        note(f"{reaction} at {now}")
        entry = Entry(order(key=f"{reaction.emoji}:{now}"), once=reaction)
        reacted = (self._reacted(store, entry, now) for store in self.stores)
        made = [found for found in await asyncio.gather(*reacted) if found is not None]
        assert len(made) == (self.reacted.get(reaction, 0.0) <= now - REPEAT_SECONDS)
        for generation in made:
            self.reacted[reaction] = now
            self._expect(generation)

    async def _reacted(self, store: Store, entry: Entry, now: float) -> Generation | None:
        try:
            [(made, new)] = await store.add_all([entry], owner=str(OWNERS[0]), now=now)
        except RepeatedError:
            return None
        return made if new else None

    # Work

    async def act(self) -> None:
        """Let a process do something, and compare what comes of it with the model."""
        operation, store = self._choose(), self.chance.choice(self.stores)
        expected = operation.expect(self.world)
        assert await operation.do(store) == expected

    async def race(self) -> None:
        """Let both processes act at once; it comes to the same as one after the other."""
        pair = [self._choose(), self._choose()]
        answers = await asyncio.gather(
            *(operation.do(store) for operation, store in zip(pair, self.stores, strict=True))
        )
        observed = found(*await self._rows())
        possible = [in_order(self.world, pair, first) for first in (0, 1)]
        fits = [world for world, told in possible if (told, world) == (answers, observed)]
        assert fits, f"it gave {answers} and {observed}, possible were {possible}"
        self.world = fits[0]

    def _choose(self) -> Operation:
        operation = Chooser(self.chance, self.world, OWNERS, self.now).operation()
        note(str(operation))
        return operation

    # What has to hold after every step

    async def agree(self) -> None:
        """Find every row as the model has it, and keep what the docstring promises."""
        rows, works = await self._rows()
        stored = found(rows, works)
        assert stored.images == self.world.images
        assert stored.generations == self.world.generations
        assert sorted(row.key for row in works.values()) == sorted(self.keys)
        for place, row in rows.items():
            check_image(row, self.world.images[place].posts)
            if place in self.before:
                check_step(self.before[place], row)
        jobs = [row.job_id for row in rows.values() if row.job_id is not None]
        assert len(jobs) == len(set(jobs))
        self.before = rows

    async def _rows(self) -> tuple[dict[Place, Found[Any]], dict[int, Found[Any]]]:
        shelved = (kept_pictures.c.generation_id == images.c.generation_id) & (
            kept_pictures.c.n == images.c.n
        )
        asked = select(images, kept_pictures.c.kept_at.label("shelved_at")).select_from(
            images.outerjoin(kept_pictures, shelved)
        )

        def read(connection: Connection) -> tuple[dict[Place, Found[Any]], dict[int, Found[Any]]]:
            rows = {(row.generation_id, row.n): row for row in connection.execute(asked)}
            works = {row.id: row for row in connection.execute(select(generations))}
            return rows, works

        return await self.stores[0].run(read)


def in_order(world: World, pair: Sequence[Operation], first: int) -> tuple[World, list[object]]:
    """Return the model and the answers after two operations, one after the other."""
    after, answers = deepcopy(world), [object(), object()]
    for index in (first, 1 - first):
        answers[index] = pair[index].expect(after)
    return after, answers


@pytest.fixture
async def stores(migrated_database: str) -> AsyncIterator[list[Store]]:
    """Open two stores on one database, as two processes do."""
    opened = [await Store.open(migrated_database) for _ in OWNERS]
    yield opened
    for store in opened:
        await store.close()


@given(seed=st.integers(0, 2**32))
@settings(
    max_examples=4,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # a smaller number means nothing smaller here
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_random_work_of_two_processes_keeps_the_invariants(
    stores: list[Store], seed: int
) -> None:
    """Whatever two processes do in whatever order, the rows stay true."""
    await Processes(stores, Random(seed)).run(TURNS)
