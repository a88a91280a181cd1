"""What people prefer, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from pictory_async import MODELS, Style
from studio.database import StoreUnavailableError
from studio.preferences import PreferenceBook, Preferences
from studio.recent import Recent
from studio.store import Store
from studio.tables import preferences
from tests.studio.archive import Clock, fragile

if TYPE_CHECKING:
    from collections.abc import Mapping

FULL = Preferences(
    model="nanobanana",
    aspect_ratio="16:9",
    style="vintage",
    count=3,
    private=True,
    ping=False,
    language="de",
    mention_reference=False,
)
VALUES = {
    "model": st.sampled_from([*MODELS, "gone"]),
    "aspect_ratio": st.sampled_from(["1:1", "16:9", "5:7"]),
    "style": st.sampled_from([*Style, "gone"]).map(str),
    "count": st.integers(1, 4),
    "private": st.booleans(),
    "ping": st.booleans(),
    "language": st.sampled_from(["de", "en-US"]),
    "mention_reference": st.booleans(),
}
CHANGES = st.fixed_dictionaries({}, optional={n: st.none() | v for n, v in VALUES.items()})


async def test_who_never_said_anything_has_no_preferences(store: Store) -> None:
    """The defaults are those of the program, not rows."""
    nobody = await PreferenceBook(store).of(7)
    assert nobody == Preferences()
    assert (nobody.images, nobody.hides, nobody.pings, nobody.mentions) == (1, False, False, True)
    said = replace(FULL, ping=True)
    assert (said.images, said.hides, said.pings, said.mentions) == (3, True, True, False)


async def test_preferences_outlive_the_process(migrated_database: str) -> None:
    """Every field comes back from a store that was opened again, and only for its person."""
    async with await Store.open(migrated_database) as store:
        assert await PreferenceBook(store).change(2**62, **asdict(FULL)) == FULL
    async with await Store.open(migrated_database) as store:
        assert await PreferenceBook(store).of(2**62) == FULL
        assert await PreferenceBook(store).of(1) == Preferences()


@given(changes=st.lists(CHANGES, max_size=6))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_only_what_is_named_changes(
    store: Store, changes: list[Mapping[str, object]]
) -> None:
    """After any changes the last word on each field counts, here and for another process."""
    await store.run(lambda connection: connection.execute(delete(preferences)))
    book = PreferenceBook(store)
    expected = Preferences()
    for named in changes:
        expected = replace(expected, **named)  # type: ignore[arg-type]
        assert await book.change(7, **named) == expected
    assert await book.of(7) == await PreferenceBook(store).of(7) == expected


async def test_an_unknown_preference_is_a_mistake(store: Store) -> None:
    """Names are checked before anything is written."""
    with pytest.raises(TypeError, match="colour"):
        await PreferenceBook(store).change(7, model="nanobanana", colour="red")
    assert await PreferenceBook(store).of(7) == Preferences()


@pytest.mark.parametrize(
    ("given_ones", "usable"),
    [
        (FULL, FULL),
        (replace(FULL, model="gone"), replace(FULL, model=None)),
        (replace(FULL, aspect_ratio="5:7"), replace(FULL, aspect_ratio=None)),
        (
            replace(FULL, model=None, aspect_ratio="5:7"),
            replace(FULL, model=None, aspect_ratio=None),
        ),
        (replace(FULL, style="gone", count=9), replace(FULL, style=None, count=None)),
        (Preferences(), Preferences()),
    ],
)
def test_what_is_no_longer_offered_is_no_preference(
    given_ones: Preferences, usable: Preferences
) -> None:
    """A model, ratio, style or count that cannot be had is passed over."""
    assert given_ones.usable == usable


def test_a_ratio_is_preferred_only_where_the_model_has_it() -> None:
    """The preference is for the models that can."""
    assert FULL.ratio_for("flux-schnell") == "16:9"
    assert FULL.ratio_for("gone") is None
    assert replace(FULL, aspect_ratio="5:7").ratio_for("flux-schnell") is None


async def test_preferences_are_asked_for_once_a_minute(store: Store) -> None:
    """Every order asks, so answers are remembered, also that there is nothing."""
    clock, (watched, database) = Clock(), fragile(store)
    book, elsewhere = PreferenceBook(watched, Recent(clock=clock)), PreferenceBook(store)
    for _ in range(3):
        assert await book.of(7) == Preferences()
    assert database.asked == 1
    await elsewhere.change(7, count=2)
    assert await book.of(7) == Preferences()
    clock.now = 60.0
    assert (await book.of(7)).count == 2
    await book.change(7, count=3)
    assert (await book.of(7)).count == 3
    assert database.asked == 3


async def test_what_is_remembered_is_bounded(store: Store) -> None:
    """The least recently used answers go first."""
    watched, database = fragile(store)
    book = PreferenceBook(watched, Recent(most=2))
    for user_id in (1, 2, 1, 3, 1):
        await book.of(user_id)
    assert database.asked == 3
    await book.of(2)
    assert database.asked == 4


@pytest.mark.parametrize("hangs", [False, True])
async def test_a_store_that_is_away_is_answered_for_from_memory(store: Store, hangs: bool) -> None:
    """An order is not refused for preferences that were known; only who is new learns of it."""
    clock, (watched, database) = Clock(), fragile(store)
    book = PreferenceBook(watched, Recent(clock=clock, within=0.05))
    await book.change(7, **asdict(FULL))
    clock.now = 1e6
    database.down = not hangs
    if hangs:
        database.answers.clear()
    assert await book.of(7) == FULL
    with pytest.raises(StoreUnavailableError):
        await book.of(8)
    database.down = False
    database.answers.set()
    assert await book.of(8) == Preferences()


async def test_an_answer_from_before_a_change_is_not_remembered(store: Store) -> None:
    """Who reads while somebody writes does not bring the old value back."""
    watched, database = fragile(store)
    recent: Recent[int, Preferences] = Recent()
    book = PreferenceBook(watched, recent)
    database.answers.clear()
    reading = asyncio.create_task(book.of(7))
    await database.called.wait()
    recent.put(7, FULL)  # as a change does that is committed after the reading
    database.answers.set()
    await reading
    assert await book.of(7) == FULL
