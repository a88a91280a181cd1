"""Which emoji asks for what."""

from __future__ import annotations

import discord
import pytest

from cogs.ui.reactions import Wish, wish_of

MEANINGS = {
    "🔁": Wish("regenerate"),
    "🎨": Wish("vary"),
    "1\N{VARIATION SELECTOR-16}\N{COMBINING ENCLOSING KEYCAP}": Wish("vary", 1),
    "1\N{COMBINING ENCLOSING KEYCAP}": Wish("vary", 1),
    "4\N{VARIATION SELECTOR-16}\N{COMBINING ENCLOSING KEYCAP}": Wish("vary", 4),
    "\N{ENVELOPE}": Wish("dm"),
    "\N{ENVELOPE}\N{VARIATION SELECTOR-16}": Wish("dm"),
    "\N{WASTEBASKET}": Wish("delete"),
    "\N{WASTEBASKET}\N{VARIATION SELECTOR-16}": Wish("delete"),
}


@pytest.mark.parametrize("emoji", MEANINGS)
def test_an_emoji_means_the_same_however_it_is_written(emoji: str) -> None:
    """Clients send some emoji with a variation selector, and some without."""
    assert wish_of(discord.PartialEmoji(name=emoji)) == MEANINGS[emoji]


@pytest.mark.parametrize("emoji", ["👍", "5\N{COMBINING ENCLOSING KEYCAP}", "🔂", "1"])
def test_other_emoji_mean_nothing(emoji: str) -> None:
    """People react with all kinds of things."""
    assert wish_of(discord.PartialEmoji(name=emoji)) is None


def test_a_server_s_own_emoji_means_nothing() -> None:
    """Whatever its name is."""
    assert wish_of(discord.PartialEmoji(name="🔁", id=5)) is None
