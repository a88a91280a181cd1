"""Turns the pages of a gallery: where it stands is in the custom ids, so a page works for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, Self, cast

import discord

from cogs.ui.components import Pressable
from cogs.ui.host import host_of
from cogs.ui.language import Words
from cogs.ui.wording import style_name
from studio.gallery import NO_STYLE, Page

ANY = "*"
WITHOUT = "-"
ROOM = 30
"""How long the name of a style or a model may be: Discord takes 100 characters in a custom id."""
OPTIONS_MOST = 25


@dataclass(frozen=True, slots=True)
class Filters:
    """Which pictures to show: None is any, and the style NO_STYLE those without one."""

    style: str | None = None
    model: str | None = None

    def __str__(self) -> str:
        return f"{written(self.style)}:{written(self.model)}"

    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        """Read the filters back from a custom id."""
        return cls(read(match["style"]), read(match["model"]))


@dataclass(frozen=True, slots=True)
class Turn:
    """The page to show: the newest one, or the one before or after a generation."""

    filters: Filters = Filters()
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """The styles and models that can be chosen as filters, because some picture has them."""

    styles: Sequence[str] = ()
    models: Sequence[str] = ()


class Turns(Protocol):
    """What turns the page; the cog named History."""

    async def turn(self, interaction: discord.Interaction[Any], turn: Turn) -> None:
        """Show another page in the place of the one whose button or menu was used."""


class TurnButton(
    Pressable,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=r"hist:(?P<way>newer|older):(?P<place>[0-9]+):(?P<style>[^:]*):(?P<model>[^:]*)",
):
    """Leads to newer or older pictures than the one it names, with the same filters."""

    def __init__(self, way: str, place: int, filters: Filters, *, label: str | None = None) -> None:
        newer = way == "newer"
        self.turn = Turn(filters, before=None if newer else place, after=place if newer else None)
        super().__init__(discord.ui.Button(label=label, custom_id=f"hist:{way}:{place}:{filters}"))

    @classmethod
    async def from_custom_id(
        cls,
        _interaction: discord.Interaction[Any],
        _item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """Read the button back from its custom id."""
        return cls(match["way"], int(match["place"]), Filters.of(match))

    async def press(self, interaction: discord.Interaction[Any]) -> None:
        """Turn the page."""
        await _turn(interaction, self.turn)


class FilterSelect(
    Pressable,
    discord.ui.DynamicItem[discord.ui.Select[Any]],
    template=r"hist:(?P<by>style|model):(?P<style>[^:]*):(?P<model>[^:]*)",
):
    """Chooses one filter and leaves the other as it is."""

    def __init__(self, by: str, filters: Filters, select: discord.ui.Select[Any]) -> None:
        self.by = by
        self.filters = filters
        select.custom_id = f"hist:{by}:{filters}"
        super().__init__(select)

    @classmethod
    async def from_custom_id(
        cls,
        _interaction: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """Read the menu back from its custom id."""
        return cls(match["by"], Filters.of(match), cast("discord.ui.Select[Any]", item))

    async def press(self, interaction: discord.Interaction[Any]) -> None:
        """Show the newest pictures that fit."""
        chosen = {self.by: read(self.item.values[0])}
        await _turn(interaction, Turn(replace(self.filters, **chosen)))


def filter_rows(
    filters: Filters, choices: Choices, words: Words
) -> Iterator[discord.ui.ActionRow[Any]]:
    """Yield a menu for each filter that leaves a choice, or that is set."""
    for by, chosen, values in (
        ("style", filters.style, choices.styles),
        ("model", filters.model, choices.models),
    ):
        offered = sorted(
            {value for value in (*values, chosen) if value is not None and fits(value)}
        )
        if len(offered) > 1 or chosen is not None:
            options = [_option(by, value, chosen, words) for value in (None, *offered)]
            select: discord.ui.Select[Any] = discord.ui.Select(options=options[:OPTIONS_MOST])
            yield discord.ui.ActionRow(FilterSelect(by, filters, select))


def turn_row(page: Page, filters: Filters, words: Words) -> Iterator[discord.ui.ActionRow[Any]]:
    """Yield the buttons that lead to other pages, if there are any."""
    buttons = []
    if page.newer is not None:
        buttons.append(TurnButton("newer", page.newer, filters, label=words("button-newer")))
    if page.older is not None:
        buttons.append(TurnButton("older", page.older, filters, label=words("button-older")))
    if buttons:
        yield discord.ui.ActionRow(*buttons)


def written(value: str | None) -> str:
    """Write a filter's value into a custom id."""
    return ANY if value is None else value or WITHOUT


def read(value: str) -> str | None:
    """Read a filter's value from a custom id."""
    return {ANY: None, WITHOUT: NO_STYLE}.get(value, value)


def fits(value: str) -> bool:
    """Whether a custom id has room for a value, and can give it back."""
    return len(value) <= ROOM and ":" not in value and read(written(value)) == value


def _option(by: str, value: str | None, chosen: str | None, words: Words) -> discord.SelectOption:
    if value is None:
        label = words("pick-all_styles") if by == "style" else words("pick-all_models")
    elif by == "style":
        label = style_name(words, value) if value else words("pick-no_style")
    else:
        label = value
    return discord.SelectOption(label=label, value=written(value), default=value == chosen)


async def _turn(interaction: discord.Interaction[Any], turn: Turn) -> None:
    await cast("Turns", host_of(interaction).get_cog("History")).turn(interaction, turn)
