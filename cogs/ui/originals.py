"""Finds the files of a finished card, at addresses that are valid now."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import discord

from cogs.ui.courier import Courier
from cogs.ui.errors import RefusalError
from cogs.ui.host import Host
from cogs.ui.ladder import rungs
from cogs.ui.media import media_of
from cogs.ui.parcels import REFERENCE, out_of_reach
from studio.generations import Generation
from studio.ports import Rung

NOTHING: Mapping[str, str] = {}


async def files_of(
    bot: Host, generation: Generation, pressed: discord.Message | None = None
) -> Mapping[str, str]:
    """Return the addresses of a card's pictures and reference, by file name without ending.

    The message that was pressed has them if it is the card, or the panel that links them: for
    what only one person sees it is the one place. Otherwise the card is fetched. Raises
    RefusalError if there is no picture to be found.
    """
    names = {image.name for image in generation.images}
    found = _shown_by(pressed) if pressed is not None else NOTHING
    if not found.keys() & names:
        found = await _fetched(bot, generation)
    if not found.keys() & names:
        raise RefusalError("refused-no_files")
    return {name: url for name, url in found.items() if name in names | {REFERENCE}}


def name_of(url: str) -> str:
    """Return the name, without its ending, of the file that an address leads to."""
    return PurePosixPath(unquote(urlsplit(url).path)).stem


def _shown_by(message: discord.Message) -> dict[str, str]:
    linked = {name_of(url): url for url in _links(message.components)}
    return linked | {name: media.url for name, media in media_of(message).items()}


def _links(components: Iterable[object]) -> Iterator[str]:
    for component in components:
        if isinstance(component, discord.Container | discord.ActionRow):
            yield from _links(component.children)
        elif isinstance(component, discord.Button) and component.url:
            yield component.url


async def _fetched(bot: Host, generation: Generation) -> Mapping[str, str]:
    courier = Courier(bot)
    for rung in rungs(generation, time.time()):
        if rung not in {Rung.TOKEN_EDIT, Rung.BOT_EDIT}:
            break
        try:
            message = await courier.fetch(generation.card, by_token=rung is Rung.TOKEN_EDIT)
        except discord.HTTPException as error:
            if not out_of_reach(error):
                raise
        else:
            return _shown_by(message)
    return NOTHING
