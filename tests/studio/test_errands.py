"""Messages of who was forgotten: deleted on Discord first, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import pytest

from studio.forgetting import MESSAGES_WITHIN
from studio.generations import Card
from studio.preferences import PreferenceBook
from studio.privacy import FAILURES_MOST, Forgotten, Privacy, sweep
from studio.store import Store
from tests.studio.archive import Channel, change, column, past, shown_by, stored
from tests.studio.test_store import FULL


def privacy_of(store: Store) -> Privacy:
    """Return the service on a store."""
    return Privacy(store, PreferenceBook(store))


async def test_messages_are_deleted_before_the_rows_that_know_them(store: Store) -> None:
    """Words go at once; what a message in public shows is stored until that is gone."""
    generation = await past(store, reference=FULL.reference, card=FULL.card)
    await column(store, generation, ephemeral=False)
    await shown_by(store, generation, 100, 101)
    privacy, channel = privacy_of(store), Channel()
    assert await privacy.forget(7, now=5.0) == Forgotten(1, 2)
    [blank] = await store.find_many([generation.id])
    assert (blank.order.prompt, blank.order.reference, blank.deleted_at) == ("", None, 5.0)
    assert blank.card.interaction_token is None
    assert await store.find_by_message(100) == blank
    assert await sweep(store, now=6.0) == 0
    assert await privacy.clear(channel.delete, user_id=7) == 0
    assert sorted(channel.deleted) == [100, 101]
    assert await stored(store) == set()


async def test_messages_that_are_gone_or_not_public_are_left_alone(store: Store) -> None:
    """Ephemeral answers, direct messages and cards that were deleted are nobody's errand."""
    await shown_by(store, await past(store, card=Card(5, 1, ephemeral=True)), 1)
    deleted = await past(store)
    await shown_by(store, deleted, 2)
    await column(store, deleted, deleted_at=1.0)
    direct = await past(store)
    await shown_by(store, direct, 3, 4)
    await change(store, direct, delivery_rung="direct_message", delivery_message_id=3)
    assert await privacy_of(store).forget(7) == Forgotten(3, 1)
    channel = Channel()
    await privacy_of(store).clear(channel.delete)
    assert channel.deleted == [4]


async def test_another_process_goes_on_where_one_ended(migrated_database: str) -> None:
    """What was deleted on Discord but not written down is only deleted again."""
    channel = Channel()

    async def dies(channel_id: int, message_id: int) -> None:
        await channel.delete(channel_id, message_id)
        raise KeyboardInterrupt

    async with await Store.open(migrated_database) as store:
        for number in range(3):
            await shown_by(store, await past(store), 100 + number)
        await privacy_of(store).forget(7)
        with pytest.raises(KeyboardInterrupt):
            await privacy_of(store).clear(dies)
    async with await Store.open(migrated_database) as store:
        assert await privacy_of(store).messages_left() == 3
        assert await privacy_of(store).clear(channel.delete) == 0
        assert channel.deleted == [100, 100, 101, 102]
        assert await stored(store) == set()


async def test_messages_that_cannot_be_deleted_now_are_tried_again(store: Store) -> None:
    """One that is stuck keeps no other back, and its generation stays known until it is gone."""
    made = [await past(store) for _ in range(30)]
    for generation in made:
        await shown_by(store, generation, 100 + generation.id)
    await privacy_of(store).forget(7)
    stuck = 100 + made[3].id
    assert await privacy_of(store).clear(Channel(stuck).delete) == 1
    assert await stored(store) == {made[3].id}
    assert await privacy_of(store).clear(Channel().delete, user_id=8) == 0
    assert await stored(store) == {made[3].id}
    assert await privacy_of(store).clear(Channel().delete, user_id=7) == 0


async def test_discord_is_left_alone_after_some_failures(store: Store) -> None:
    """While it is away nothing is tried for hundreds of messages in a row."""
    generation = await past(store)
    numbers = range(100, 150)
    await shown_by(store, generation, *numbers)
    await privacy_of(store).forget(7)
    channel = Channel(*numbers)
    assert await privacy_of(store).clear(channel.delete) == 50
    assert channel.tried == FAILURES_MOST


async def test_a_message_that_stays_is_given_up_after_a_week(store: Store) -> None:
    """Nothing is kept for ever for the sake of a message out of reach."""
    await shown_by(store, await past(store), 100)
    await privacy_of(store).forget(7, now=5.0)
    assert await sweep(store, now=5.0 + MESSAGES_WITHIN) == 0
    assert await sweep(store, now=6.0 + MESSAGES_WITHIN) == 1
    assert await stored(store) == set()
