"""Renders what ⋯ More answers: a pure function from a snapshot and its files' addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import discord

from cogs.ui.components import PictureButton
from cogs.ui.language import Words
from studio.generations import Generation, Image

MAIL = "✉️"
DELETE = "🗑️"
LINK_LIMIT = 512
"""How long the address behind a button may be."""


def render_panel(
    generation: Generation, files: Mapping[str, str], words: Words, *, may_delete: bool
) -> discord.ui.LayoutView:
    """Return the panel for one reader; `files` maps a picture's name to its address."""
    container: discord.ui.Container[Any] = discord.ui.Container()
    container.add_item(discord.ui.TextDisplay(words("panel-title")))
    shown = [image for image in generation.images if image.name in files]
    several = len(generation.images) > 1
    for row in (
        list(_links(shown, files, words, several=several)),
        list(_original_links(shown, files, words, several=several)),
        [
            _button("dm", generation, words, MAIL),
            _button("family", generation, words),
            _button("prompt", generation, words),
        ],
    ):
        if row:
            container.add_item(discord.ui.ActionRow(*row))
    if may_delete:
        container.add_item(discord.ui.TextDisplay(f"-# {words('panel-delete')}"))
        container.add_item(discord.ui.ActionRow(_button("delete", generation, words, DELETE)))
    return discord.ui.LayoutView(timeout=None).add_item(container)


def _button(
    action: str, generation: Generation, words: Words, emoji: str | None = None
) -> PictureButton:
    return PictureButton(action, generation.id, label=words(f"button-{action}"), emoji=emoji)


def _links(
    shown: list[Image], files: Mapping[str, str], words: Words, *, several: bool
) -> Iterator[discord.ui.Button[Any]]:
    for image in shown:
        key = "button-full_size_one" if several else "button-full_size"
        if len(files[image.name]) <= LINK_LIMIT:
            yield discord.ui.Button(label=words(key, n=image.n), url=files[image.name])


def _original_links(
    shown: list[Image], files: Mapping[str, str], words: Words, *, several: bool
) -> Iterator[discord.ui.Button[Any]]:
    """Link Pictory's own files where ours had to be re-encoded to fit into Discord."""
    for image in shown:
        url = image.result_url
        if url is None or len(url) > LINK_LIMIT:
            continue
        if _ending(url) != _ending(files[image.name]):
            key = "button-original_one" if several else "button-original"
            yield discord.ui.Button(label=words(key, n=image.n), url=url)


def _ending(url: str) -> str:
    return PurePosixPath(urlsplit(url).path).suffix.lower()
