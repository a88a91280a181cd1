"""The store under random use by two processes, against the invariants of `studio.generations`."""

from __future__ import annotations

import asyncio
import time
from copy import deepcopy
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select

from studio.lease import Owner
from studio.queries import Entry
from studio.store import REPEAT_SECONDS, ReactionAdd, Store
from studio.tables import generations, images, kept_pictures, reaction_adds
from tests.studio.choices import CHOICES, Chooser
from tests.studio.model import Row, Work, World, check_image, check_step, found
from tests.studio.workshop import order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Row as Found

    from studio.generations import Generation
    from tests.studio.model import Operation, Place

OWNERS = (Owner("one", 1, "a"), Owner("two", 2, "b"))
CHOICE = st.lists(st.integers(0, 999), min_size=CHOICES, max_size=CHOICES)
TICK = 100.0
"""Seconds between two moments: more than a lease, and more than the test takes."""


class Processes(RuleBasedStateMachine):
    """Two processes on one database, each with a store of its own."""

    def __init__(self, runner: asyncio.Runner, stores: Sequence[Store]) -> None:
        super().__init__()
        self.runner = runner
        self.stores = stores
        self.world = World()
        self.keys: dict[str, int] = {}
        self.reacted: dict[ReactionAdd, float] = {}
        self.now = time.time()
        self.before: dict[Place, Found[Any]] = {}

    @initialize(count=st.integers(1, 3))
    def clear(self, count: int) -> None:
        """Begin with one generation and nothing else."""
        self.runner.run(self._clear())
        self.add([["first"]], [0, 0], count)

    async def _clear(self) -> None:
        async with self.stores[0].begin() as connection:
            await connection.execute(delete(generations))
            await connection.execute(delete(reaction_adds))

    # Orders

    @rule(
        batches=st.lists(
            st.lists(st.sampled_from("abcd"), min_size=1, max_size=4), min_size=1, max_size=2
        ),
        who=st.permutations([0, 1]),
        count=st.integers(1, 3),
    )
    def add(self, batches: list[list[str]], who: Sequence[int], count: int) -> None:
        """Store batches of orders at the same time; of each key, one is new, and only once."""
        answers = self.runner.run(self._add(batches, who, count))
        for key in {key for keys in batches for key in keys}:
            told = [answer for answer in answers if answer[0].order.key == key]
            assert len({generation.id for generation, _ in told}) == 1
            generation = told[0][0]
            assert [new for _, new in told].count(True) == (key not in self.keys)
            if key in self.keys:
                assert generation.id == self.keys[key]
            else:
                self._expect(generation)

    async def _add(
        self, batches: list[list[str]], who: Sequence[int], count: int
    ) -> list[tuple[Generation, bool]]:
        answers = await asyncio.gather(
            *(
                self.stores[store].add_all(
                    [Entry(order(key=key, count=count)) for key in keys],
                    owner=str(OWNERS[0]),
                    now=self.now,
                )
                for store, keys in zip(who, batches, strict=False)
            )
        )
        return [answer for batch in answers for answer in batch]

    def _expect(self, generation: Generation) -> None:
        self.keys[generation.order.key] = generation.id
        self.world.generations[generation.id] = Work(str(OWNERS[0]), heartbeat_at=self.now)
        for image in generation.images:
            self.world.images[generation.id, image.n] = Row()

    @rule(emoji=st.sampled_from("🔁🎨"), seconds=st.sampled_from([0.0, 9.0, 11.0]))
    def react(self, emoji: str, seconds: float) -> None:
        """React twice at the same time; it counts once, and not if it just did."""
        now = self.now = self.now + seconds
        reaction = ReactionAdd(1, emoji, 2)
        accepted = self.reacted.get(reaction, 0.0) <= now - REPEAT_SECONDS
        made = [found for found in self.runner.run(self._react(reaction)) if found is not None]
        assert len(made) == accepted
        for generation in made:
            self.reacted[reaction] = now
            self._expect(generation)

    async def _react(self, reaction: ReactionAdd) -> list[Generation | None]:
        entry = Entry(order(key=f"{reaction.emoji}:{self.now}"))
        reacted = (
            store.add_from_reaction(entry, reaction, owner=str(OWNERS[0]), now=self.now)
            for store in self.stores
        )
        return await asyncio.gather(*reacted)

    # Work

    @rule(numbers=CHOICE, ticks=st.integers(0, 2), who=st.sampled_from([0, 1]))
    def act(self, numbers: list[int], ticks: int, who: int) -> None:
        """Let one process do something, and compare what comes of it with the model."""
        self.now += ticks * TICK
        operation = self._choose(numbers)
        expected = operation.expect(self.world)
        assert self.runner.run(operation.do(self.stores[who])) == expected

    @rule(one=CHOICE, other=CHOICE)
    def race(self, one: list[int], other: list[int]) -> None:
        """Let both processes act at once; it comes to the same as one after the other."""
        pair = [self._choose(one), self._choose(other)]
        answers = self.runner.run(self._race(pair))
        observed = found(*self.runner.run(self._rows()))
        possible = [in_order(self.world, pair, first) for first in (0, 1)]
        fits = [world for world, told in possible if (told, world) == (answers, observed)]
        assert fits, f"{pair} gave {answers} and {observed}, possible were {possible}"
        self.world = fits[0]

    async def _race(self, pair: Sequence[Operation]) -> list[object]:
        return await asyncio.gather(
            *(operation.do(store) for operation, store in zip(pair, self.stores, strict=True))
        )

    def _choose(self, numbers: list[int]) -> Operation:
        operation = Chooser(iter(numbers), self.world, OWNERS, self.now).operation()
        note(str(operation))
        return operation

    async def _rows(self) -> tuple[dict[Place, Found[Any]], dict[int, Found[Any]]]:
        kept = images.outerjoin(
            kept_pictures,
            (kept_pictures.c.generation_id == images.c.generation_id)
            & (kept_pictures.c.n == images.c.n),
        )
        async with self.stores[0].begin() as connection:
            parts = await connection.execute(
                select(images, kept_pictures.c.kept_at.label("shelved_at")).select_from(kept)
            )
            works = await connection.execute(select(generations))
            return (
                {(row.generation_id, row.n): row for row in parts},
                {row.id: row for row in works},
            )

    # What has to hold after every step

    @invariant()
    def agree(self) -> None:
        """Find every row as the model has it, and keep what the docstring promises."""
        rows, works = self.runner.run(self._rows())
        if not self.world.generations:
            return  # before the first step
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


def in_order(world: World, pair: Sequence[Operation], first: int) -> tuple[World, list[object]]:
    """Return the model and the answers after two operations, one after the other."""
    after, answers = deepcopy(world), [object(), object()]
    for index in (first, 1 - first):
        answers[index] = pair[index].expect(after)
    return after, answers


@pytest.fixture
def processes(migrated_database: str) -> Iterator[tuple[asyncio.Runner, list[Store]]]:
    """Open two stores on one database, as two processes do."""
    with asyncio.Runner() as runner:
        stores = [runner.run(Store.open(migrated_database)) for _ in OWNERS]
        yield runner, stores
        for store in stores:
            runner.run(store.close())


def test_random_work_of_two_processes_keeps_the_invariants(
    kind: str, processes: tuple[asyncio.Runner, list[Store]]
) -> None:
    """Whatever two processes do in whatever order, the rows stay true."""
    run_state_machine_as_test(
        partial(Processes, *processes),  # type: ignore[arg-type]  # any factory does
        settings=settings(
            max_examples=12 if kind == "sqlite" else 8,
            stateful_step_count=30,
            deadline=None,
            phases=(Phase.generate,),  # to look for a shorter way to a failure takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
