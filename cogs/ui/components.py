"""Buttons that live as long as their message: what they do stands in their custom id."""

from __future__ import annotations

import re
from typing import Any, Self, final

import discord

from cogs.ui.errors import RefusalError, reporting
from cogs.ui.host import host_of


class Pressable:
    """Mix-in for dynamic items: an error in `press` is reported, where discord.py only logs it."""

    @final
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what the item is for."""
        async with reporting(interaction):
            await self.press(interaction)

    async def press(self, interaction: discord.Interaction[Any]) -> None:
        """Do what the item is for; errors reach the person who pressed."""
        raise NotImplementedError


class PictureButton(
    Pressable,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=r"pic:(?P<action>[a-z]+):(?P<generation>[0-9]+)(?::(?P<n>[1-4]))?",
):
    """A button under a card; the one class for all, so that no two templates can overlap.

    A card is recognised among other messages by the custom ids of its buttons: `shows` tells.
    """

    def __init__(
        self,
        action: str,
        generation_id: int,
        n: int | None = None,
        *,
        label: str | None = None,
        emoji: str | None = None,
    ) -> None:
        self.action = action
        self.generation_id = generation_id
        self.n = n
        suffix = "" if n is None else f":{n}"
        super().__init__(
            discord.ui.Button(
                label=label, emoji=emoji, custom_id=f"pic:{action}:{generation_id}{suffix}"
            )
        )

    @classmethod
    async def from_custom_id(
        cls,
        _interaction: discord.Interaction[Any],
        _item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """Read the button back from its custom id."""
        n = match["n"]
        return cls(match["action"], int(match["generation"]), None if n is None else int(n))

    @classmethod
    def shows(cls, custom_id: str | None) -> int | None:
        """Return the generation whose button has this custom id, or None if it is none of ours."""
        match = cls.__discord_ui_compiled_template__.fullmatch(custom_id or "")
        return None if match is None else int(match["generation"])

    async def press(self, interaction: discord.Interaction[Any]) -> None:
        """Run the action that a cog has put behind the button."""
        action = host_of(interaction).actions.get(self.action)
        if action is None:
            raise RefusalError("refused-unknown_card")
        await action(interaction, self.generation_id, self.n)
