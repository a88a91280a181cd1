"""Sends a finished picture to a person's DMs, as a card that can be used like the first one."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import discord

from cogs.ui.errors import RefusalError
from cogs.ui.host import Host
from cogs.ui.parcels import fitted, no_mentions
from studio.generations import Generation
from studio.ports import ReferenceGoneError, ReferenceRejectedError

log = logging.getLogger(__name__)

AT_ONCE = asyncio.Semaphore(2)
"""Pictures wait in memory and on disk meanwhile."""


async def mail(
    bot: Host, generation: Generation, user_id: int, files: Mapping[str, str]
) -> discord.Message | None:
    """Send the pictures in `files` (name to address) by DM; None if the person takes none.

    Raises RefusalError if the files cannot be read.
    """
    async with AT_ONCE:
        with tempfile.TemporaryDirectory(dir=bot.studio.spool) as folder:
            pictures = await _download(bot, generation, files, Path(folder))
            try:
                message = await _send(bot, generation, user_id, pictures)
            except discord.Forbidden as error:
                log.info("generation %s was not sent by DM: %s", generation.id, error)
                return None
    await bot.studio.gallery.also_shown(generation.id, message.channel.id, message.id)
    return message


async def _download(
    bot: Host, generation: Generation, files: Mapping[str, str], folder: Path
) -> dict[int, Path]:
    pictures = {}
    for image in generation.images:
        url = files.get(image.name)
        if url is None:
            continue
        path = folder / f"{image.name}{PurePosixPath(urlsplit(url).path).suffix}"
        try:
            data = await bot.references.read(url)
        except (ReferenceGoneError, ReferenceRejectedError):
            raise RefusalError("refused-no_files") from None
        await asyncio.to_thread(path.write_bytes, data)
        pictures[image.n] = path
    return pictures


async def _send(
    bot: Host, generation: Generation, user_id: int, pictures: Mapping[int, Path]
) -> discord.Message:
    channel = await bot.create_dm(discord.Object(user_id))

    async def send(limit: int) -> discord.Message:
        parcel = await bot.cargo.pack_collected(generation, pictures, limit)
        return await channel.send(view=parcel.view(), files=await parcel.files(), **no_mentions())

    limit = discord.utils.DEFAULT_FILE_SIZE_LIMIT_BYTES
    return await fitted(limit, send, count=len(pictures))
