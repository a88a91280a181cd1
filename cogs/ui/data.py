"""What `/privacy` shows: what is kept, what deleting means, and how far it has come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Protocol, Self, cast

import discord

from cogs.ui.components import Pressable
from cogs.ui.erasing import Tally
from cogs.ui.host import host_of
from cogs.ui.language import Words
from studio.drafts import KEPT_SECONDS
from studio.forgetting import MESSAGES_WITHIN
from studio.limits import Limits

HOUR, DAY = 3600, 24 * 3600


class Doors(Protocol):
    """What does the work behind the buttons; the cog named Account."""

    async def press(self, interaction: discord.Interaction[Any], action: str) -> None:
        """Do what a button is for, to the person who pressed it."""


class DataButton(
    Pressable,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=r"data:(?P<action>export|ask|erase|keep)",
):
    """A button about one's own data; it names nobody, and acts for the person who presses."""

    def __init__(self, action: str, *, label: str | None = None, danger: bool = False) -> None:
        self.action = action
        style = discord.ButtonStyle.danger if danger else discord.ButtonStyle.secondary
        super().__init__(discord.ui.Button(label=label, style=style, custom_id=f"data:{action}"))

    @classmethod
    async def from_custom_id(
        cls,
        _interaction: discord.Interaction[Any],
        _item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """Read the button back from its custom id."""
        return cls(match["action"])

    async def press(self, interaction: discord.Interaction[Any]) -> None:
        """Do what the button is for."""
        await cast("Doors", host_of(interaction).get_cog("Account")).press(interaction, self.action)


def render_kept(words: Words) -> discord.ui.LayoutView:
    """Say what is kept and for how long, above the buttons to get or to delete it."""
    return _view(
        words("privacy-title"),
        words("privacy-orders"),
        words("privacy-reference"),
        words(
            "privacy-while",
            hours=round(KEPT_SECONDS / HOUR),
            days=round(Limits().keep_for / DAY),
        ),
        words("privacy-tokens"),
        words("privacy-others"),
        buttons=[
            DataButton("export", label=words("button-export")),
            DataButton("ask", label=words("button-delete_mine"), danger=True),
        ],
    )


def render_question(words: Words) -> discord.ui.LayoutView:
    """Say what deleting everything means, above the buttons to do it or not."""
    return _view(
        words("erase-title"),
        words("erase-rows"),
        words("erase-messages"),
        words("erase-unreached", days=round(MESSAGES_WITHIN / DAY)),
        words("erase-stays"),
        buttons=[
            DataButton("erase", label=words("button-delete_now"), danger=True),
            DataButton("keep", label=words("button-keep_all")),
        ],
    )


def render_sentence(*sentences: str) -> discord.ui.LayoutView:
    """Put sentences in the place of a question that was answered."""
    return _view(*sentences)


def render_progress(tally: Tally, words: Words) -> discord.ui.LayoutView:
    """Say how many messages are looked after so far."""
    if not tally.total:
        return _view(words("erase-forgotten"))
    done = tally.deleted + tally.unreachable
    progress = words("erase-progress", done=done, total=tally.total)
    return _view(words("erase-forgotten"), progress)


def render_end(tally: Tally, left: int, words: Words) -> discord.ui.LayoutView:
    """Say what became of the messages."""
    return _view(words("erase-forgotten"), *_outcome(tally, left, words))


def _outcome(tally: Tally, left: int, words: Words) -> Iterator[str]:
    if tally.total:
        yield words("erase-deleted", count=tally.deleted)
    if tally.unreachable:
        yield words("erase-unreachable", count=tally.unreachable)
    if left:
        yield words("erase-left", count=left)


def _view(*texts: str, buttons: list[DataButton] | None = None) -> discord.ui.LayoutView:
    view = discord.ui.LayoutView(timeout=None).add_item(discord.ui.TextDisplay("\n\n".join(texts)))
    return view.add_item(discord.ui.ActionRow(*buttons)) if buttons else view
