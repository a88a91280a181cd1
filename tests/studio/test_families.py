"""The family tree of a picture: pure, and on SQLite and a real PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.families import PROMPT_START, Family, Relative, arrange
from studio.gallery import Gallery
from studio.generations import Card, ImageState, Kind
from studio.relatives import FAMILY_WINDOW
from tests.studio.archive import column, many, past

if TYPE_CHECKING:
    from studio.store import Store


def relative(number: int, parent_id: int | None = None, *, hidden: bool = False) -> Relative:
    """Return one of a family."""
    return Relative(
        id=number,
        parent_id=parent_id,
        origin_n=None,
        user_id=7,
        guild_id=None,
        channel_id=5,
        message_id=100,
        kind=Kind.VARY,
        prompt="A cat",
        model="seedream3.0",
        style=None,
        count=1,
        created_at=1.0,
        hidden=hidden,
        deleted=False,
        done=True,
    )


def tree(asked_id: int, *family: Relative, most: int = 100) -> Family | None:
    """Arrange a family as somebody sees it who sees what is not hidden."""
    return arrange(
        {one.id: one for one in family}, asked_id, sees=lambda one: not one.hidden, most=most
    )


def outline(family: Family | None) -> list[tuple[int, int]]:
    """Return ids and depths in reading order."""
    assert family is not None
    return [(one.id, one.depth) for one in family.relatives]


def test_a_tree_reads_from_the_top() -> None:
    """Each stands before its children, and older children before younger ones."""
    family = [relative(1), relative(2, 1), relative(3, 1), relative(4, 2), relative(5, 1)]
    expected = [(1, 0), (2, 1), (4, 2), (3, 1), (5, 1)]
    assert all(outline(tree(asked_id, *family)) == expected for asked_id in range(1, 6))


def test_what_is_hidden_leaves_no_gap() -> None:
    """Children of a hidden one hang on whoever is visible above it, or stand on top."""
    family = [relative(1), relative(2, 1, hidden=True), relative(3, 2), relative(4, 3)]
    assert outline(tree(4, *family)) == [(1, 0), (3, 1), (4, 2)]
    top = [relative(1, hidden=True), relative(2, 1), relative(3, 1), relative(4, 99)]
    assert outline(tree(3, *top)) == [(2, 0), (3, 0), (4, 0)]
    assert tree(1, *top) is None
    assert tree(17, *top) is None


@pytest.mark.parametrize(
    ("most", "shown"),
    [
        (1, [6]),
        (2, [3, 6]),
        (3, [1, 3, 6]),
        (4, [1, 3, 6, 8]),
        (5, [1, 3, 6, 8, 7]),
        (6, [1, 2, 3, 6, 8, 7]),
        (8, [1, 2, 4, 5, 3, 6, 8, 7]),
    ],
)
def test_the_path_comes_first_then_who_is_near(most: int, shown: list[int]) -> None:
    """A tree that is cut shows where the asked one comes from, and its nearest relatives."""
    family = [relative(1), relative(2, 1), relative(3, 1), relative(4, 2), relative(5, 2)]
    family += [relative(6, 3), relative(7, 3), relative(8, 6)]
    found = tree(6, *family, most=most)
    assert found is not None
    assert [one.id for one in found.relatives] == shown
    assert found.more is (most < 8)


PARENTS = st.lists(st.none() | st.integers(0, 30), min_size=1, max_size=30)


@given(parents=PARENTS, hidden=st.sets(st.integers(0, 30)), data=st.data(), most=st.integers(1, 40))
def test_any_family_is_one_tree(
    parents: list[int | None], hidden: set[int], data: st.DataObject, most: int
) -> None:
    """Whatever the rows say: all that fit, once each, below their parents and one step deeper."""
    family = [
        relative(number, parent, hidden=number in hidden) for number, parent in enumerate(parents)
    ]
    asked_id = data.draw(st.integers(0, len(parents) - 1))
    found = tree(asked_id, *family, most=most)
    visible = {one.id for one in family} - hidden
    if asked_id in hidden:
        assert found is None
        return
    assert found is not None
    depths: dict[int | None, int] = {}
    for one in found.relatives:
        assert one.depth == depths.get(one.parent_id, -1) + 1
        depths[one.id] = one.depth
    assert depths.keys() <= visible
    assert asked_id in depths
    assert len(depths) == len(found.relatives) == min(most, len(visible))
    assert found.more is (len(visible) > most)


def test_a_long_line_is_no_trouble() -> None:
    """Thousands of generations deep nothing recurses."""
    family = [relative(1), *(relative(n, n - 1) for n in range(2, 5001))]
    assert outline(tree(5000, *family, most=5000))[-1] == (5000, 4999)
    assert outline(tree(5000, *family, most=2)) == [(4999, 0), (5000, 1)]


async def test_a_stored_family_is_found_from_each_of_its_members(store: Store) -> None:
    """Failed ones and deleted ones belong to it; a deleted one's words are not shown."""
    root = await past(store, prompt="Replace the dog with a cat")
    child = await past(store, parent=root, style="vintage", user_id=8)
    failed = await past(store, ImageState.FAILED, parent=child, prompt="x" * 5000)
    await past(store, prompt="of another family")
    gallery = Gallery(store)
    assert await gallery.mark_deleted(child.id, now=1.0)
    for one in (root, child, failed):
        family = await gallery.family(one.id, 9, most=10)
        assert family is not None
        assert outline(family) == [(root.id, 0), (child.id, 1), (failed.id, 2)]
        assert (family.asked_id, family.more) == (one.id, False)
    assert family is not None
    assert [one.deleted for one in family.relatives] == [False, True, False]
    assert [one.done for one in family.relatives] == [True, True, False]
    assert [one.prompt[:9] for one in family.relatives] == ["Replace t", "", "x" * 9]
    assert len(family.relatives[2].prompt) == PROMPT_START
    assert family.relatives[1].style == "vintage"
    assert family.relatives[1].origin_n == 1
    assert await gallery.family(10**6, 9, most=10) is None


async def test_other_people_s_private_pictures_are_not_in_the_tree(store: Store) -> None:
    """Private and ephemeral ones are for their requester; nobody sees what was forgotten."""
    root = await past(store)
    private = await past(store, parent=root, user_id=8, private=True)
    unseen = await past(store, parent=root, user_id=8, card=Card(5, 100, ephemeral=True))
    public = await past(store, parent=private, user_id=8, guild_id=9)
    forgotten = await past(store, parent=public, user_id=8)
    await column(store, forgotten, forgotten_at=1.0)
    gallery = Gallery(store)
    own = await gallery.family(root.id, 8, most=10)
    assert outline(own) == [(root.id, 0), (private.id, 1), (public.id, 2), (unseen.id, 1)]
    for viewer in (7, 9):
        assert outline(await gallery.family(root.id, viewer, most=10)) == [
            (root.id, 0),
            (public.id, 1),
        ]
        assert await gallery.family(private.id, viewer, most=10) is None
    assert await gallery.family(forgotten.id, 8, most=10) is None
    here = await gallery.family(root.id, 7, most=10, sees=lambda one: one.guild_id != 9)
    assert outline(here) == [(root.id, 0)]


async def test_a_tree_lives_on_without_its_root(store: Store) -> None:
    """Children of what is no longer stored stay a family."""
    root = await past(store)
    children = [await past(store, parent=root) for _ in range(2)]
    await store.run(lambda c: c.exec_driver_sql(f"DELETE FROM generations WHERE id = {root.id}"))
    family = await Gallery(store).family(children[1].id, 7, most=10)
    assert outline(family) == [(child.id, 0) for child in children]


async def test_a_large_family_is_read_around_the_asked_one(store: Store) -> None:
    """However many there are, what is read is bounded, and the path is there."""
    root = await past(store)
    child = await past(store, parent=root)
    await many(store, 7, FAMILY_WINDOW + 50, parent=child)
    last = await past(store, parent=child)
    family = await Gallery(store).family(last.id, 7, most=5)
    assert family is not None
    assert family.more
    assert [(one.id, one.depth) for one in family.relatives[:2]] == [(root.id, 0), (child.id, 1)]
    assert [one.depth for one in family.relatives[2:]] == [2, 2, 2]
    assert family.relatives[-1].id == last.id
