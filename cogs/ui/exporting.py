"""Sends a file of a person's data to them alone, zipped where it would be too large."""

from __future__ import annotations

import asyncio
import zipfile
from pathlib import Path
from typing import Any

import discord

from cogs.ui.errors import RefusalError
from cogs.ui.parcels import no_mentions, too_large
from cogs.ui.reader import words_of
from studio.fetching import discard

NAME = "pictory-bot-data"
MEGABYTE = 1024 * 1024


async def send_export(interaction: discord.Interaction[Any], path: Path) -> None:
    """Send the file as it is or else zipped; refuse if it is too large even so."""
    if await _sent(interaction, path, f"{NAME}.json"):
        return
    zipped = path.with_suffix(".zip")
    try:
        await asyncio.to_thread(_zip, path, zipped)
        if await _sent(interaction, zipped, f"{NAME}.zip"):
            return
        size = (await asyncio.to_thread(zipped.stat)).st_size
    finally:
        await discard(zipped)
    limit = interaction.filesize_limit // MEGABYTE
    raise RefusalError("refused-export_large", size=-(-size // MEGABYTE), limit=limit)


async def _sent(interaction: discord.Interaction[Any], path: Path, filename: str) -> bool:
    """Send the file unless it is too large; return whether that was so."""
    if (await asyncio.to_thread(path.stat)).st_size > interaction.filesize_limit:
        return False
    sentence = (await words_of(interaction))("answer-export")
    file = await asyncio.to_thread(discord.File, path, filename)
    try:
        await interaction.followup.send(sentence, file=file, ephemeral=True, **no_mentions())
    except discord.HTTPException as error:
        if not too_large(error):
            raise
        return False
    return True


def _zip(path: Path, zipped: Path) -> None:
    """Zip a file, piece by piece, so that only its requester can read it."""
    zipped.touch(mode=0o600)
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, f"{NAME}.json")
