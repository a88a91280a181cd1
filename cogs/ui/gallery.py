"""Renders a page of a person's finished pictures: pure, like a card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from cogs.ui import wording
from cogs.ui.buttons import regenerate_button
from cogs.ui.ladder import in_direct_message
from cogs.ui.language import Words
from cogs.ui.pager import Choices, Filters, filter_rows, turn_row
from cogs.ui.sights import Sight, Whereabouts, shows
from cogs.ui.texts import literal
from studio.gallery import Page
from studio.generations import Generation

PROMPT_SHOWN = 150
MOST = 5
"""How many entries a page has: with menus and buttons they have to fit Discord's 40 components."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """All that a page shows."""

    page: Page
    sights: Sequence[Sight]
    filters: Filters
    choices: Choices


def render_gallery(leaf: Leaf, words: Words) -> discord.ui.LayoutView:
    """Return the page as a new layout in the reader's language."""
    view = discord.ui.LayoutView(timeout=None)
    for item in _items(leaf, words):
        view.add_item(item)
    return view


def _items(leaf: Leaf, words: Words) -> Iterator[discord.ui.Item[Any]]:
    if not leaf.sights and leaf.filters == Filters():
        yield discord.ui.TextDisplay(words("history-none"))
        return
    yield discord.ui.TextDisplay(words("history-title"))
    yield from filter_rows(leaf.filters, leaf.choices, words)
    if not leaf.sights:
        yield discord.ui.TextDisplay(words("history-none_fit"))
    for sight in leaf.sights:
        yield _entry(sight, words)
        yield discord.ui.ActionRow(regenerate_button(sight.generation, words))
    yield from turn_row(leaf.page, leaf.filters, words)


def _entry(sight: Sight, words: Words) -> discord.ui.Item[Any]:
    order = sight.generation.order
    prompt = literal(" ".join(order.prompt.split()), PROMPT_SHOWN)
    text = f"{prompt}\n-# {' · '.join(_facts(sight, words))}"
    if sight.url is None:
        return discord.ui.TextDisplay(text)
    description = wording.alt_text(words, order, sight.n)
    thumbnail: discord.ui.Thumbnail[Any] = discord.ui.Thumbnail(sight.url, description=description)
    return discord.ui.Section(text, accessory=thumbnail)


def _facts(sight: Sight, words: Words) -> Iterator[str]:
    generation, order = sight.generation, sight.generation.order
    yield order.model
    yield order.aspect_ratio
    if order.style:
        yield wording.style_name(words, order.style)
    pictures = len(shows(generation))
    if pictures > 1:
        yield words("history-pictures", count=pictures)
    yield words("amount-credits", amount=generation.credits_used)
    yield wording.when(generation.created_at)
    yield from _where(sight, words)


def _where(sight: Sight, words: Words) -> Iterator[str]:
    """Say how to get to the picture."""
    generation = sight.generation
    if any(image.kept for image in generation.images):
        yield words("late-kept")
    elif sight.whereabouts is Whereabouts.GONE:
        yield words("history-gone")
    elif sight.whereabouts is Whereabouts.CLOSED:
        yield words("history-closed")
    elif sight.whereabouts is Whereabouts.UNSEEN:
        yield words("history-private")
    elif generation.card.message_id is not None:
        yield words("jobs-open", link=_link(generation, generation.card.message_id))


def _link(generation: Generation, message_id: int) -> str:
    guild_id = None if in_direct_message(generation) else generation.order.guild_id
    return wording.link(guild_id, generation.card.channel_id, message_id)
