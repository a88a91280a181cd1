"""That people are forgotten who ask for it, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from studio.drafts import Drafts
from studio.forgetting import BATCH, StillWorkingError
from studio.generations import ImageState, Origin
from studio.preferences import PreferenceBook, Preferences
from studio.privacy import Forgotten, Privacy, sweep
from studio.servers import Servers
from studio.tables import blocked_members, cards, generations, images, metadata, reaction_adds
from tests.studio.archive import Channel, column, many, past, shown_by, stored
from tests.studio.test_store import added, put
from tests.studio.workshop import LIMITS, order
from tests.waiting import eventually

if TYPE_CHECKING:
    from studio.generations import Generation
    from studio.store import Store
    from tests.studio.workshop import Workshop


def privacy_of(store: Store) -> Privacy:
    """Return the service on a store."""
    return Privacy(store, PreferenceBook(store))


async def test_a_person_is_forgotten_and_nobody_else(store: Store) -> None:
    """Rows without a message in public go at once, and what hangs on no generation."""
    own = [await past(store, state) for state in (ImageState.DELIVERED, ImageState.FAILED)]
    other = await past(store, user_id=8, parent=own[0])
    preferences = PreferenceBook(store)
    for user_id in (7, 8):
        await preferences.change(user_id, style="vintage")
        await Drafts(store).keep(order(user_id=user_id))
        add = {"message_id": 1, "emoji": "🔁", "user_id": user_id, "accepted_at": 1.0}
        await store.run(lambda c, add=add: c.execute(insert(reaction_adds), [add]))  # type: ignore[misc]
    await Servers(store).block(9, 7, 8)
    privacy = Privacy(store, preferences)
    assert await privacy.forget(7, now=5.0) == Forgotten(2, 0)
    assert await stored(store) == {other.id}
    assert await preferences.of(7) == Preferences()
    left = {
        table.name: set(await store.run(lambda c, t=table: c.scalars(select(t.c.user_id)).all()))  # type: ignore[misc]
        for table in metadata.sorted_tables
        if "user_id" in table.c
    }
    assert left.pop(blocked_members.name) == {7}  # the server's decision stays
    assert set(map(frozenset, left.values())) == {frozenset({8})}
    # The child keeps its origin, and goes on to be one.
    again = await past(store, user_id=8, parent=other)
    assert (other.order.origin, again.root_id) == (Origin(own[0].id, 1), own[0].id)
    assert await privacy.forget(7, now=6.0) == Forgotten(0, 0)


@pytest.mark.parametrize("state", ImageState)
@pytest.mark.parametrize("shown", [True, False])
async def test_nothing_is_forgotten_while_a_picture_is_being_made(
    store: Store, state: ImageState, shown: bool
) -> None:
    """Only what has come to its end can go: a card that may still change would come back."""
    done = await past(store)
    await PreferenceBook(store).change(7, style="vintage")
    generation = await added(store, key="second")
    await put(store, generation, state)
    if shown:
        await column(store, generation, shown_at=1.0)
    over = state in {ImageState.DELIVERED, ImageState.FAILED, ImageState.CANCELLED}
    privacy = privacy_of(store)
    if shown and over:
        # Its card has said its last; its job may still be watched.
        assert await privacy.forget(7, now=5.0) == Forgotten(2, 0)
        [watched] = await store.find_many(await stored(store))
        assert (watched.id, watched.order.prompt) == (generation.id, "")
        assert await sweep(store, now=6.0) == 0
        await store.close_generation(generation.id, now=7.0)
        assert await sweep(store, now=8.0) == 1
        assert await stored(store) == set()
        return
    with pytest.raises(StillWorkingError) as caught:
        await privacy.forget(7, now=5.0)
    assert caught.value.count == 1
    assert await stored(store) == {done.id, generation.id}
    assert (await PreferenceBook(store).of(7)).style == "vintage"


async def test_thousands_are_forgotten_a_few_at_a_time(store: Store) -> None:
    """More than a batch goes as completely as one; a newer order is left alone."""
    await many(store, 7, 2 * BATCH + 10)
    for number, generation_id in enumerate(sorted(await stored(store))[::100]):
        rows = [{"message_id": number, "channel_id": 5, "generation_id": generation_id}]
        await store.run(lambda c, rows=rows: c.execute(insert(cards), rows))  # type: ignore[misc]
    forgotten = await privacy_of(store).forget(7)
    assert forgotten == Forgotten(2 * BATCH + 11, 11)
    assert len(await stored(store)) == 11
    later = await past(store)
    assert await privacy_of(store).clear(Channel().delete) == 0
    assert await stored(store) == {later.id}
    assert await store.run(lambda c: set(c.scalars(select(images.c.generation_id)))) == {later.id}


STEPS = st.lists(
    st.sampled_from(["order", "other", "close", "forget", "clear", "stuck", "sweep"]), max_size=14
)


@given(steps=STEPS)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_whatever_happens_in_whatever_order_no_message_is_lost(
    store: Store, steps: list[str]
) -> None:
    """In the end nothing of the person is stored or shown, and all of the others' is."""
    await store.run(lambda connection: connection.execute(generations.delete()))
    privacy, channel = privacy_of(store), Channel()
    public: dict[int, int] = {}
    others: set[int] = set()
    message_id = 0
    for step in [*steps, "close", "forget", "clear", "sweep"]:
        if step in {"order", "other"}:
            message_id += 1
            user_id = 7 if step == "order" else 8
            generation = await past(store, user_id=user_id, closed=False)
            await shown_by(store, generation, message_id)
            if user_id == 7:
                public[message_id] = generation.id
            else:
                others.add(generation.id)
        elif step == "close":
            for generation_id in await stored(store):
                await store.close_generation(generation_id, now=2.0)
        elif step == "forget":
            await privacy.forget(7, now=3.0)
        elif step == "sweep":
            await sweep(store, now=4.0)
        else:
            stuck = list(public)[:1] if step == "stuck" else []
            channel.stuck = tuple(stuck)
            await privacy.clear(channel.delete)
    assert set(channel.deleted) == set(public)
    assert await stored(store) == others


async def test_a_watched_job_ends_and_then_its_row_goes(workshop: Workshop) -> None:
    """Forgetting meanwhile changes nothing about what a cancelled job costs or how it ends."""
    workshop.limits = replace(LIMITS, heartbeat=0.05)
    studio, generation = await workshop.running()
    with pytest.raises(StillWorkingError):
        await studio.privacy.forget(7)
    await studio.cancel(generation.id, 7)
    await eventually(lambda: is_shown(workshop, generation))
    assert await studio.privacy.forget(7) == Forgotten(1, 0)
    assert (await workshop.now(generation)).order.prompt == ""
    await workshop.crash(studio)
    studio = await workshop.studio()
    assert (await workshop.image(generation)).job_settled_at is None
    workshop.emulator.release()

    async def is_gone() -> bool:
        return await workshop.store.find(generation.id) is None

    await eventually(is_gone)


async def is_shown(workshop: Workshop, generation: Generation) -> bool:
    """Whether the card's last state is recorded as shown."""
    return (await workshop.now(generation)).shown_at is not None
