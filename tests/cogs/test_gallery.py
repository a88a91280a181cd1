"""A page of the gallery, and a family, within what Discord takes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from cogs.ui.components import PictureButton
from cogs.ui.family import render_family
from cogs.ui.gallery import MOST, Leaf, render_gallery
from cogs.ui.language import words_for
from cogs.ui.pager import Choices, Filters, FilterSelect, TurnButton, fits, read, written
from cogs.ui.sights import Sight, Whereabouts
from studio.families import Family, Relative
from studio.gallery import NO_STYLE, Page
from studio.generations import Kind
from tests.cogs.samples import DELIVERED, NOW, generation

if TYPE_CHECKING:
    import discord

LONG = "*" * 5000


def size(view: discord.ui.LayoutView) -> tuple[int, int]:
    """Return how many components a layout has, and how many characters of text."""
    return len(list(view.walk_children())), view.content_length()


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_full_page_fits(language: str) -> None:
    """Five long entries with pictures, both menus and both buttons stay within the limits."""
    sights = [
        Sight(
            replace(generation(DELIVERED, DELIVERED, prompt=LONG, style="vintage"), id=10**9 + n),
            Whereabouts.THERE,
            url="https://cdn.discordapp.com/attachments/1/2/image-1.png?ex=1&is=2&hm=3",
        )
        for n in range(MOST)
    ]
    choices = Choices(styles=[f"style{n}" for n in range(40)], models=["a", "b"])
    leaf = Leaf(Page(newer=5, older=1), sights, Filters(), choices)
    components, characters = size(render_gallery(leaf, words_for(language)))
    assert components <= 40
    assert characters <= 4000


def relative(number: int, parent_id: int | None, **changes: Any) -> Relative:
    """Return a relative that everybody can open."""
    values: dict[str, Any] = {
        "id": number,
        "parent_id": parent_id,
        "origin_n": None,
        "user_id": 5,
        "guild_id": 40,
        "channel_id": 10,
        "message_id": 1_000_000_000_000_000_000 + number,
        "kind": Kind.VARY,
        "prompt": LONG[:200],
        "model": "seedream3.0",
        "style": None,
        "count": 1,
        "created_at": NOW,
        "hidden": False,
        "deleted": False,
        "done": True,
    }
    return Relative(**{**values, **changes})


def test_a_large_family_fits() -> None:
    """Those nearest to the asked one are shown, and the rest is counted."""
    members = tuple(relative(n, n - 1 if n > 1 else None) for n in range(1, 301))
    view = render_family(Family(150, members, more=False), words_for("en"))
    _, characters = size(view)
    assert characters <= 4000
    text = view.children[0].content  # type: ignore[attr-defined]
    shown = text.count("[open]")
    assert 4 <= shown < 25
    assert text.count("**this picture**") == 1
    assert text.endswith(f"-# and {300 - shown} more")


def test_a_family_that_nobody_counted_says_many() -> None:
    """Where not all were looked at, there is no number."""
    view = render_family(
        Family(1, (relative(1, None, prompt="A cat"),), more=True), words_for("de")
    )
    text = view.children[0].content  # type: ignore[attr-defined]
    assert text.endswith("-# und viele weitere")


def test_each_kind_is_said_in_words() -> None:
    """How a relative was made is told without emoji or jargon."""
    members = (
        relative(1, None, kind=Kind.GENERATE, prompt="A cat"),
        relative(2, 1, kind=Kind.GENERATE, prompt="A dog"),
        relative(3, 1, kind=Kind.REGENERATE, prompt="A cat", done=False),
        relative(4, 1, kind=Kind.RESTYLE, prompt="A cat", hidden=True),
        relative(5, 1, kind=Kind.REPLACE, prompt="", deleted=True),
        relative(6, 1, kind=Kind.VARY, origin_n=2, prompt="A cat"),
    )
    view = render_family(Family(1, members, more=False), words_for("en"))
    lines = view.children[0].content.splitlines()[1:]  # type: ignore[attr-defined]
    said = ["generated", "prompt edited", "regenerated", "restyled", "subject replaced"]
    assert all(f" · {word} · by <@5>" in line for word, line in zip(said, lines, strict=False))
    assert "variation of image 2" in lines[5]
    assert "without a picture" in lines[2]
    assert [("[open]" in line) for line in lines] == [True, True, False, False, False, True]


@pytest.mark.parametrize("value", [None, NO_STYLE, "vintage", "nanobanana-pro"])
def test_a_filter_survives_its_custom_id(value: str | None) -> None:
    """What is written into an id is read back from it."""
    assert read(written(value)) == value


@pytest.mark.parametrize("value", ["x" * 31, "a:b", "*", "-"])
def test_a_value_that_an_id_cannot_hold_is_not_offered(value: str) -> None:
    """It would be cut, or be taken for something else."""
    assert not fits(value)


def test_custom_ids_are_short_and_no_two_classes_take_the_same() -> None:
    """Overlapping templates would do two things at once."""
    longest = Filters("s" * 30, "m" * 30)
    ids = [
        f"hist:newer:{10**18}:{longest}",
        f"hist:older:1:{Filters()}",
        f"hist:style:{longest}",
        f"hist:model:{Filters('', 'x')}",
        "pic:regenerate:1",
    ]
    templates = [
        kind.__discord_ui_compiled_template__ for kind in (TurnButton, FilterSelect, PictureButton)
    ]
    assert all(len(custom_id) <= 100 for custom_id in ids)
    assert [sum(bool(t.fullmatch(i)) for t in templates) for i in ids] == [1] * len(ids)
