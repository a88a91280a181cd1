"""A person's finished pictures, page by page, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.gallery import NO_STYLE, WINDOW, Gallery, Page, _fits, window
from studio.generations import ImageState
from studio.tables import generations
from studio.walking import Place
from tests.studio.archive import change, column, many, past
from tests.studio.test_store import added, put

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from studio.generations import Generation
    from studio.store import Store


def ids(page: Page) -> list[int]:
    """Return the ids on a page."""
    return [generation.id for generation in page.generations]


async def test_a_page_shows_what_was_delivered_and_is_there(store: Store) -> None:
    """Nothing that failed, works, was deleted or forgotten, and nothing of other people."""
    gallery = Gallery(store)
    assert await gallery.page(7, most=5) == Page()
    first = await past(store)
    partly = await past(store, ImageState.FAILED, count=2)
    await put(store, partly, ImageState.DELIVERED, 2)
    await past(store, user_id=8)
    for state in set(ImageState) - {ImageState.DELIVERED}:
        await past(store, state, closed=False)
    for name in ("deleted_at", "forgotten_at"):
        await column(store, await past(store), **{name: 1.0})
    page = await gallery.page(7, most=5)
    assert ids(page) == [partly.id, first.id]
    assert page.generations[0] == await store.find(partly.id)
    assert (page.newer, page.older) == (None, None)


async def test_pages_are_turned_in_both_directions(store: Store) -> None:
    """Each picture stands on one page, also where several were asked for at the same time."""
    made = [(await past(store, at=float(number // 3))).id for number in range(8)]
    gallery = Gallery(store)
    newest = await gallery.page(7, most=3)
    middle = await gallery.page(7, before=newest.older, most=3)
    oldest = await gallery.page(7, before=middle.older, most=3)
    assert [*ids(newest), *ids(middle), *ids(oldest)] == made[::-1]
    assert (newest.newer, oldest.older) == (None, None)
    assert await gallery.page(7, after=oldest.newer, most=3) == middle
    assert await gallery.page(7, after=middle.newer, most=3) == newest


async def test_a_page_that_leads_nowhere_is_the_newest_one(store: Store) -> None:
    """Buttons outlive the pictures that they were made for."""
    gallery = Gallery(store)
    made = [await past(store) for _ in range(4)]
    other = await past(store, user_id=8)
    newest = await gallery.page(7, most=2)
    assert ids(newest) == [made[3].id, made[2].id]
    turns: list[dict[str, Any]] = [
        {"before": other.id},
        {"before": 10**6},
        {"after": 10**6},
        {"after": made[3].id},
    ]
    for turn in turns:
        assert await gallery.page(7, most=2, **turn) == newest
    assert await gallery.page(7, before=made[0].id, most=2) == newest
    await gallery.mark_deleted(made[2].id, now=1.0)
    assert ids(await gallery.page(7, before=made[2].id, most=2)) == [made[1].id, made[0].id]
    # Too few are newer for a full page, so that one is the newest.
    assert ids(await gallery.page(7, after=made[1].id, most=2)) == [made[3].id, made[1].id]


async def test_pictures_are_found_by_style_and_model(store: Store) -> None:
    """What can be chosen is what occurs; no style is a choice, too."""
    gallery = Gallery(store)
    plain = await past(store)
    vintage = await past(store, style="vintage", model="nanobanana")
    await past(store, style="cartoon", user_id=8)
    await past(store, ImageState.FAILED, style="minimalist", model="flux-schnell")
    assert await gallery.styles_of(7) == (NO_STYLE, "vintage")
    assert await gallery.models_of(7) == ("nanobanana", "seedream3.0")
    assert await gallery.styles_of(9) == ()
    assert ids(await gallery.page(7, style=NO_STYLE, most=5)) == [plain.id]
    assert ids(await gallery.page(7, style="vintage", most=5)) == [vintage.id]
    assert ids(await gallery.page(7, model="nanobanana", style="vintage", most=5)) == [vintage.id]
    assert ids(await gallery.page(7, model="nanobanana", style=NO_STYLE, most=5)) == []


@given(
    styles=st.lists(st.sampled_from([None, "vintage", "cartoon"]), max_size=12),
    style=st.sampled_from([None, NO_STYLE, "vintage"]),
    most=st.integers(1, 4),
)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_all_pages_together_are_all_that_fits(
    store: Store, styles: list[str | None], style: str | None, most: int
) -> None:
    """However many there are and whatever the filter, turning pages misses and repeats nothing."""
    await store.run(lambda connection: connection.execute(generations.delete()))
    made = [await past(store, style=wanted) for wanted in styles]
    fitting = [g for g in made if style is None or g.order.style == (style or None)]
    gallery = Gallery(store)
    pages = [await gallery.page(7, style=style, most=most)]
    while (older := pages[-1].older) is not None:
        pages.append(await gallery.page(7, before=older, style=style, most=most))
    assert [g for page in pages for g in page.generations] == fitting[::-1]
    assert all(len(page.generations) == most for page in pages[:-1])
    back = [pages[-1]]
    while (newer := back[-1].newer) is not None:
        back.append(await gallery.page(7, after=newer, style=style, most=most))
    assert back == pages[::-1]


async def test_many_pictures_are_looked_at_a_few_at_a_time(store: Store) -> None:
    """Pages come from an index, and no transaction looks at more than a window of rows."""
    await many(store, 7, 20_000)
    gallery = Gallery(store)
    newest = await gallery.page(7, most=5)
    assert len(newest.generations) == 5
    assert newest.older is not None
    rare = await gallery.page(7, style="vintage", most=5)
    assert len(rare.generations) == 5
    last = await gallery.page(7, before=rare.older, style="vintage", most=5)
    assert len(last.generations) == 5
    assert await gallery.styles_of(7) == (NO_STYLE, "vintage")
    for newer in (False, True):
        for start in (None, Place(4_000.0, 12_000)):
            plan = await store.run(partial(explain, start, newer=newer))
            assert "ix_generations_user_id" in plan, plan
            assert not any(word in plan for word in ("SCAN generations", "Seq Scan")), plan
            assert "TEMP B-TREE" not in plan, plan


def explain(start: Place | None, connection: Connection, *, newer: bool) -> str:
    """Return how the database looks for the next generations."""
    asked = window(7, _fits("vintage", None), start, newer=newer, most=WINDOW)
    compiled: Any = asked.compile(connection)
    given_ones = tuple(compiled.params[name] for name in compiled.positiontup)
    how = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    rows = connection.exec_driver_sql(f"{how} {compiled}", given_ones)
    return "\n".join(str(row) for row in rows)


@pytest.mark.parametrize("state", ImageState)
async def test_only_a_settled_generation_is_deleted(store: Store, state: ImageState) -> None:
    """While an image works its card cannot go; afterwards it goes once."""
    generation = await added(store, count=2)
    await put(store, generation, state, 1)
    await put(store, generation, ImageState.DELIVERED, 2)
    settled = (await found(store, generation)).settled
    gallery = Gallery(store)
    assert await gallery.mark_deleted(generation.id, now=5.0) is settled
    assert await gallery.mark_deleted(generation.id, now=6.0) is False
    assert (await found(store, generation)).deleted_at == (5.0 if settled else None)
    assert await gallery.mark_deleted(generation.id + 1, now=5.0) is False


async def test_of_those_who_delete_at_once_one_does(store: Store) -> None:
    """The message is deleted, and the deed is told, once."""
    generation = await past(store)
    gallery = Gallery(store)
    told = await asyncio.gather(*(gallery.mark_deleted(generation.id, now=1.0) for _ in range(8)))
    assert told.count(True) == 1


async def found(store: Store, generation: Generation) -> Generation:
    """Return a generation as it is stored now."""
    stored = await store.find(generation.id)
    assert stored is not None
    return stored


async def test_a_picture_put_aside_is_finished_too(store: Store) -> None:
    """It was paid for; that it waits to be collected can be seen on its image."""
    generation = await past(store)
    await change(store, generation, kept_at=1.0, delivery_rung="kept")
    page: Any = await Gallery(store).page(7, most=1)
    assert page.generations[0].image(1).kept
