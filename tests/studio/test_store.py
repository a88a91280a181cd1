"""The store, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import asyncio
import secrets
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from studio.deliveries import Deliveries
from studio.generations import (
    TRANSITIONS,
    Card,
    Charged,
    Failure,
    FailureKind,
    Generation,
    ImageState,
    Kind,
    Origin,
    RatioSource,
    Reference,
)
from studio.jobs import Jobs
from studio.ports import Delivery, Rung
from studio.queries import Entry, ReactionAdd
from studio.rows import to_image
from studio.store import SOURCES, JobTakenError, RepeatedError, Store
from studio.tables import generations, images
from tests.studio.workshop import order

if TYPE_CHECKING:
    from sqlalchemy import Connection

FULL = order(
    kind=Kind.VARY,
    user_id=2**62,
    guild_id=2**61,
    card=Card(2**60, 2**60 + 1, 3, "token", 12.5, ephemeral=True),
    prompt="Ein Käfer 🐞 'quoted'; --",
    style="vintage",
    count=4,
    private=True,
    bot_present=False,
    reference=Reference("https://cdn/x.png?ex=1", 5, 6, "image-2"),
    origin=Origin(9, 2, 5, 6),
    locale="de",
    upload_limit=25 * 1024**2,
    ratio_source=RatioSource.TO_MATCH,
    ping=True,
)


FACTS: dict[ImageState, dict[str, Any]] = {
    ImageState.GENERATING: {"job_id": "job"},
    ImageState.READY: {"result_url": "https://x/y.png"},
}


async def added(store: Store, **changes: object) -> Generation:
    """Store an order and return its generation."""
    generation, _ = await store.add(order(**changes), owner="me", now=100.0)
    return generation


async def put(store: Store, generation: Generation, state: ImageState, n: int = 1) -> None:
    """Put an image into a state, however it may have come there."""
    change = (
        update(images)
        .where(images.c.generation_id == generation.id, images.c.n == n)
        .values(state=state.value, job_id=f"job-{generation.id}-{n}")
    )
    await store.run(lambda connection: connection.execute(change))


async def test_an_order_comes_back_as_it_was_given(store: Store) -> None:
    """Every field survives, in every script and size."""
    generation, new = await store.add(FULL, owner="me", now=100.0, price=Decimal("0.6"))
    assert new
    assert generation.order == FULL
    assert [image.n for image in generation.images] == [1, 2, 3, 4]
    assert {image.state for image in generation.images} == {ImageState.QUEUED}
    assert generation.created_at == 100.0
    assert await store.find(generation.id) == generation
    await store.post_card(generation.id, FULL.card)
    assert await store.find_by_message(2**60 + 1) == generation
    assert await store.find(generation.id + 1) is None
    prices = await store.run(lambda connection: set(connection.scalars(select(images.c.price))))
    assert prices == {Decimal("0.6")}


async def test_the_same_key_is_stored_once(store: Store) -> None:
    """Ten at once make one generation, and one of them is told that it is new."""
    answers = await asyncio.gather(*(store.add(order(), owner="me", now=1.0) for _ in range(10)))
    assert len({generation.id for generation, _ in answers}) == 1
    assert [new for _, new in answers].count(True) == 1


async def test_a_family_shares_its_root(store: Store) -> None:
    """A child's root is its parent's; a parent that is gone makes the child a root."""
    first = await added(store, key="1")
    second = await added(store, key="2", origin=Origin(first.id))
    third = await added(store, key="3", origin=Origin(second.id, 1))
    orphan = await added(store, key="4", origin=Origin(10_000))
    assert first.root_id == second.root_id == third.root_id == first.id
    assert orphan.root_id == orphan.id


@pytest.mark.parametrize("state", ImageState)
async def test_only_legal_transitions_are_taken(store: Store, state: ImageState) -> None:
    """From each state an image goes exactly where the table of transitions says."""
    for number, to in enumerate(ImageState):
        generation = await added(store, key=f"{number}")
        await put(store, generation, state)
        moved = await store.move(generation.id, 1, to, **FACTS.get(to, {}))
        kept = await store.find(generation.id)
        assert kept is not None
        if to in TRANSITIONS[state]:
            assert moved == kept.image(1)
            assert kept.image(1).state is to
        else:
            assert moved is None
            assert kept.image(1).state is state


async def test_of_two_who_move_an_image_one_wins(store: Store) -> None:
    """Two processes can never both take an image."""
    generation = await added(store)
    moves = await asyncio.gather(
        *(
            store.move(generation.id, 1, ImageState.SUBMITTING, submitted_at=float(number))
            for number in range(8)
        )
    )
    won = [image for image in moves if image is not None]
    assert len(won) == 1
    kept = await store.find(generation.id)
    assert kept is not None
    assert kept.image(1) == won[0]


async def test_a_move_can_be_narrowed(store: Store) -> None:
    """`only_from` and `only_job` leave other rows alone; what is never legal is refused."""
    generation = await added(store)
    await put(store, generation, ImageState.GENERATING)
    ready, facts = ImageState.READY, FACTS[ImageState.READY]
    assert await store.move(generation.id, 1, ready, only_job="another", **facts) is None
    assert await store.move(generation.id, 1, ImageState.FAILED, only_from={ready}) is None
    with pytest.raises(ValueError, match="no image goes from"):
        await store.move(generation.id, 1, ready, only_from={ImageState.FAILED}, **facts)
    own = f"job-{generation.id}-1"
    assert await store.move(generation.id, 1, ready, only_job=own, **facts) is not None


@pytest.mark.parametrize("to", [ImageState.GENERATING, ImageState.READY])
async def test_a_state_needs_its_facts(store: Store, to: ImageState) -> None:
    """No image runs without a job, and none is ready without a result."""
    generation = await added(store)
    with pytest.raises(ValueError, match="needs"):
        await store.move(generation.id, 1, to)


async def test_a_move_carries_its_facts(store: Store) -> None:
    """Cost, size and failure are written with the state, credits to the last fraction."""
    generation = await added(store, count=2)
    await put(store, generation, ImageState.GENERATING)
    moved = await store.move(
        generation.id,
        1,
        ImageState.READY,
        credits_used=Decimal("0.6"),
        result_url="https://x/y.png",
        width=1920,
        height=1080,
        finished_at=5.25,
    )
    assert moved is not None
    assert (moved.credits_used, moved.width, moved.height) == (Decimal("0.6"), 1920, 1080)
    failure = Failure(FailureKind.JOB_FAILED, Charged.UNKNOWN, "No.")
    failed = await store.move(generation.id, 2, ImageState.FAILED, failure=failure)
    assert failed is not None
    assert failed.failure == failure


async def test_a_job_belongs_to_one_image(store: Store) -> None:
    """A job id that another image holds is refused."""
    generation = await added(store, count=2)
    for n in (1, 2):
        await store.move(generation.id, n, ImageState.SUBMITTING)
    await store.move(generation.id, 1, ImageState.GENERATING, job_id="job")
    with pytest.raises(JobTakenError):
        await store.move(generation.id, 2, ImageState.GENERATING, job_id="job")
    kept = await store.find(generation.id)
    assert kept is not None
    assert kept.image(2).state is ImageState.SUBMITTING


async def test_a_detached_job_is_settled_once(store: Store) -> None:
    """The cost of a job that no card waits for is recorded with the first answer only."""
    generation = await added(store)
    await put(store, generation, ImageState.CANCELLED)
    job = f"job-{generation.id}-1"
    jobs = Jobs(store)
    settled = await jobs.settle(generation.id, 1, job, now=7.0, credits_used=Decimal(2))
    assert settled is not None
    assert (settled.state, settled.job_settled_at) == (ImageState.CANCELLED, 7.0)
    assert await jobs.settle(generation.id, 1, job, now=8.0, credits_used=Decimal(9)) is None
    assert await jobs.settle(generation.id, 1, "another", now=8.0) is None


async def test_only_ready_images_become_delivered(store: Store) -> None:
    """A delivery marks what it showed, and its message is found from then on."""
    generation = await added(store, count=3)
    await put(store, generation, ImageState.READY, 1)
    await put(store, generation, ImageState.FAILED, 2)
    delivery = Delivery(Rung.NEW_MESSAGE, 5, 777)
    shown, closed = await Deliveries(store).record(generation.id, [1, 2], delivery, now=9.0)
    assert not closed
    assert [(image.n, image.state) for image in shown] == [
        (1, ImageState.DELIVERED),
        (2, ImageState.FAILED),
    ]
    assert shown[0].delivered_at == 9.0
    found = await store.find_by_message(777)
    assert found is not None
    assert found.id == generation.id


@pytest.mark.parametrize(
    ("other", "last", "closes"),
    [
        (ImageState.DELIVERED, True, True),
        (ImageState.DELIVERED, False, False),
        (ImageState.GENERATING, True, False),
        (ImageState.CANCELLED, True, False),
    ],
)
async def test_the_last_delivery_closes_its_generation(
    store: Store, other: ImageState, *, last: bool, closes: bool
) -> None:
    """Unless an image works again, or one that was to be shown has been cancelled meanwhile."""
    generation = await added(store, count=2)
    await put(store, generation, ImageState.READY, 1)
    await put(store, generation, other, 2)
    numbers = [1, 2] if other is ImageState.CANCELLED else [1]
    delivery = Delivery(Rung.NEW_MESSAGE, 5, 777)
    recorded = await Deliveries(store).record(generation.id, numbers, delivery, now=9.0, last=last)
    asked = select(generations.c.closed_at).where(generations.c.id == generation.id)
    closed_at = await store.run(lambda connection: connection.scalar(asked))
    assert recorded.closed == closes
    assert closed_at == (9.0 if closes else None)


async def test_a_reaction_counts_again_after_ten_seconds(store: Store) -> None:
    """The same message, emoji and person is one reaction for ten seconds from the accepted one."""
    times = [100.0, 105.0, 109.9, 110.0, 111.0, 120.0]
    answers = [await reacted(store, "🔁", now) for now in times]
    assert answers == [True, False, False, True, False, True]
    assert await reacted(store, "🎨", 120.0)


async def reacted(store: Store, emoji: str, now: float) -> bool:
    """Whether a reaction at a time makes a generation."""
    key = f"{emoji}:{now}:{secrets.token_hex(4)}"
    entry = Entry(order(key=key), once=ReactionAdd(1, emoji, 2))
    try:
        await store.add_all([entry], owner="me", now=now)
    except RepeatedError:
        return False
    return True


async def test_of_the_same_reactions_at_once_one_is_accepted(store: Store) -> None:
    """Two processes that hear of one reaction do not both act on it."""
    answers = await asyncio.gather(*(reacted(store, "🔁", 1.0) for _ in range(8)))
    assert answers.count(True) == 1


async def test_a_generation_is_deleted_with_what_hangs_on_it(store: Store) -> None:
    """Images and cards go with their generation; foreign keys are on."""
    generation = await added(store)

    def delete(connection: Connection) -> list[object]:
        connection.execute(generations.delete().where(generations.c.id == generation.id))
        return list(connection.execute(select(images)))

    assert await store.run(delete) == []
    assert await store.find_by_message(100) is None


@given(path=st.lists(st.sampled_from(ImageState), max_size=12))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_any_sequence_of_moves_keeps_the_table(store: Store, path: list[ImageState]) -> None:
    """Whatever is asked for in whatever order, the row only ever follows the transitions."""
    await store.run(lambda connection: connection.execute(generations.delete()))
    generation = await added(store)
    state = ImageState.QUEUED
    for to in path:
        moved = await store.move(generation.id, 1, to, **FACTS.get(to, {}))
        legal = to in TRANSITIONS[state]
        assert (moved is not None) is legal
        state = to if legal else state
    row = await store.run(lambda connection: connection.execute(select(images)).one())
    assert to_image(row).state is state


def test_every_state_but_the_first_can_be_reached() -> None:
    """The table of transitions has no island."""
    assert not SOURCES[ImageState.QUEUED] - {ImageState.SUBMITTING}
    assert all(SOURCES[state] for state in ImageState)


async def test_an_image_needs_its_generation(store: Store) -> None:
    """The database itself refuses an image of nothing."""
    orphan = insert(images).values(generation_id=99, n=1, state=ImageState.QUEUED.value)
    with pytest.raises(IntegrityError):
        await store.run(lambda connection: connection.execute(orphan))
