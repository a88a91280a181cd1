"""Renders the family of a picture as an indented list, and knows who may see which relative."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import discord

from cogs.ui import wording
from cogs.ui.host import host_of
from cogs.ui.language import Words
from cogs.ui.texts import literal
from studio.families import Family, Relative, arrange
from studio.generations import Kind

LOOKED_AT = 500
"""How many relatives are counted."""
SHOWN = (25, 15, 8, 4)
"""How many are shown: the first number of them that fits Discord's text budget."""
TEXT_MOST = 3800
PROMPT_SHOWN = 60
INDENT, DEEPEST = "\N{EM SPACE}", 8

KINDS = {
    Kind.GENERATE: "family-generated",
    Kind.REGENERATE: "family-regenerated",
    Kind.VARY: "family-varied",
    Kind.RESTYLE: "family-restyled",
    Kind.REPLACE: "family-replaced",
}


def render_family(family: Family, words: Words) -> discord.ui.LayoutView:
    """Return the list as a new layout in the reader's language, those nearest to the asked one."""
    for most in SHOWN:
        near = _nearest(family, most)
        text = "\n".join(_lines(near, words))
        if len(text) <= TEXT_MOST:
            break
    left = len(family.relatives) - len(near.relatives)
    if left or family.more:
        more = words("family-many") if family.more else words("family-more", count=left)
        text = f"{text}\n-# {more}"
    return discord.ui.LayoutView(timeout=None).add_item(discord.ui.TextDisplay(text))


def _nearest(family: Family, most: int) -> Family:
    """Return a family with some of its members, the asked one among them."""
    known = {relative.id: relative for relative in family.relatives}
    return arrange(known, family.asked_id, sees=lambda _: True, most=most) or family


def readable(interaction: discord.Interaction[Any]) -> Callable[[Relative], bool]:
    """Return what tells whether the person who acted can open the message of a relative.

    It errs on the side of silence: in other servers, and where the bot sees no channels, it is
    only what stands beside the message that was acted on.
    """
    guild = host_of(interaction).get_guild(interaction.guild_id or 0)
    user = interaction.user

    def can_read(relative: Relative) -> bool:
        if relative.channel_id == interaction.channel_id:
            return True
        if guild is None or relative.guild_id != guild.id or not isinstance(user, discord.Member):
            return False
        channel = guild.get_channel_or_thread(relative.channel_id)
        if channel is None or (isinstance(channel, discord.Thread) and channel.is_private()):
            return False
        return channel.permissions_for(user).view_channel

    return can_read


def _lines(family: Family, words: Words) -> Iterator[str]:
    yield words("family-title")
    for relative in family.relatives:
        branch = f"{INDENT * min(relative.depth, DEEPEST)}└ " if relative.depth else ""
        facts = " · ".join(_facts(relative, words, asked=relative.id == family.asked_id))
        yield f"{branch}{facts}"


def _facts(relative: Relative, words: Words, *, asked: bool) -> Iterator[str]:
    if asked:
        yield words("family-asked")
    if relative.deleted:
        yield words("family-deleted")
    else:
        yield literal(" ".join(relative.prompt.split()), PROMPT_SHOWN)
    yield _kind(relative, words)
    yield words("family-by", user=f"<@{relative.user_id}>")
    yield wording.when(relative.created_at)
    if not relative.done:
        yield words("family-not_done")
    elif not (relative.deleted or relative.hidden) and relative.message_id is not None:
        address = wording.link(relative.guild_id, relative.channel_id, relative.message_id)
        yield words("jobs-open", link=address)


def _kind(relative: Relative, words: Words) -> str:
    """Say how it was made from the one that it came from."""
    if relative.kind is Kind.GENERATE and relative.parent_id is not None:
        return words("family-edited")
    if relative.kind is Kind.VARY and relative.origin_n is not None:
        return words("family-varied_one", n=relative.origin_n)
    return words(KINDS[relative.kind])
