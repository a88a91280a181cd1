"""Modals, galleries and selects such as a bot of pictures shows, for the probe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

if TYPE_CHECKING:
    import asyncio

    Interactions = asyncio.Queue[discord.Interaction]

STYLES = ("vintage", "watercolour", "photorealistic")


class Form(discord.ui.Modal):
    """A modal with a select, an upload and a text, each in a label.

    Whoever submits it is handed over with what was filled in under `extras`.
    """

    style: discord.ui.Label[Any] = discord.ui.Label(
        text="Style",
        description="How the picture shall look",
        component=discord.ui.Select(
            custom_id="style",
            placeholder="Choose a style",
            options=[discord.SelectOption(label=name, value=name) for name in STYLES],
        ),
    )
    picture: discord.ui.Label[Any] = discord.ui.Label(
        text="Reference",
        component=discord.ui.FileUpload(custom_id="picture", required=False),
    )
    words: discord.ui.Label[Any] = discord.ui.Label(
        text="Prompt",
        component=discord.ui.TextInput(
            custom_id="words", style=discord.TextStyle.long, required=False, max_length=4000
        ),
    )

    def __init__(self, interactions: Interactions) -> None:
        super().__init__(title="Restyle the picture", custom_id="form")
        self._interactions = interactions

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """Hand over the submission."""
        assert isinstance(self.style.component, discord.ui.Select)
        assert isinstance(self.picture.component, discord.ui.FileUpload)
        assert isinstance(self.words.component, discord.ui.TextInput)
        interaction.extras["style"] = self.style.component.values
        interaction.extras["pictures"] = self.picture.component.values
        interaction.extras["words"] = self.words.component.value
        self._interactions.put_nowait(interaction)


def shelf(*urls: str) -> discord.ui.LayoutView:
    """Return a page of finished pictures: thumbnails with buttons, a select, links and pages."""
    view = discord.ui.LayoutView(timeout=None)
    container: discord.ui.Container[Any] = discord.ui.Container(accent_colour=0x5865F2)
    container.add_item(discord.ui.TextDisplay("### Your pictures\n-# 1–3 of 12"))
    for n, url in enumerate(urls, 1):
        text = f"**A lighthouse in a storm, number {n}**\n-# seedream3.0 · 16:9 · 2 credits"
        thumbnail: discord.ui.Thumbnail[Any] = discord.ui.Thumbnail(url, description=f"picture {n}")
        container.add_item(discord.ui.Section(text, accessory=thumbnail))
    container.add_item(discord.ui.Separator())
    options = [discord.SelectOption(label=name, value=name) for name in STYLES]
    select: discord.ui.Select[Any] = discord.ui.Select(
        custom_id="filter", placeholder="Every style", options=options
    )
    container.add_item(discord.ui.ActionRow(select))
    buttons: list[discord.ui.Button[Any]] = [
        discord.ui.Button(label="Newer", custom_id="newer", disabled=True),
        discord.ui.Button(label="Older", custom_id="older"),
        discord.ui.Button(label="Full size", url="https://example.com/picture"),
        discord.ui.Button(label="Delete", custom_id="delete", style=discord.ButtonStyle.danger),
    ]
    container.add_item(discord.ui.ActionRow(*buttons))
    view.add_item(container)
    return view
