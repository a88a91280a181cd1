"""Turns an error into an answer for the person and a line for the log."""

from __future__ import annotations

import logging
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import discord
from discord import app_commands

from cogs.ui.language import Say, words_for
from cogs.ui.reader import words_of
from studio.database import StoreUnavailableError
from studio.limits import TooManyError
from studio.ports import NeverShownError
from studio.store import RepeatedError
from studio.studio import NotYoursError, StoppingError, UnknownGenerationError

log = logging.getLogger(__name__)

UNKNOWN_INTERACTION = 10062
ALREADY_ACKNOWLEDGED = 40060

EXPECTED: Mapping[type[Exception], str] = {
    StoreUnavailableError: "refused-store",
    StoppingError: "refused-stopping",
    RepeatedError: "refused-repeated",
    NotYoursError: "refused-not_yours",
    UnknownGenerationError: "refused-unknown_card",
}
"""Errors that belong to the bot's ordinary life, and what is said of them."""


class RefusalError(Exception):
    """Something that cannot be done as asked; `say` says why, for the person who asked."""

    def __init__(self, key: str, /, **values: object) -> None:
        super().__init__(key, values)
        self.say = Say(key, **values)

    def __str__(self) -> str:
        return words_for(None)(self.say)


@asynccontextmanager
async def reporting(interaction: discord.Interaction[Any]) -> AsyncIterator[None]:
    """Report what goes wrong inside the block to the person who acted."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the last place that can tell the person
        await report(interaction, error)


async def report(interaction: discord.Interaction[Any], error: Exception) -> None:
    """Tell the person who acted what went wrong, privately, and log what is not their doing."""
    cause = _cause(error)
    if isinstance(cause, discord.HTTPException) and cause.code == ALREADY_ACKNOWLEDGED:
        log.info("interaction %s came again", interaction.id)  # a gateway RESUME replays events
    elif isinstance(cause, discord.HTTPException) and cause.code == UNKNOWN_INTERACTION:
        log.warning("interaction %s ended before it could be answered", interaction.id)
    elif say := expected(cause):
        level = logging.WARNING if isinstance(cause, StoreUnavailableError) else logging.INFO
        log.log(level, "refused %s: %s", interaction.id, cause)
        await answer(interaction, say)
    else:
        code = secrets.token_hex(4)
        log.error("error %s in interaction %s", code, interaction.id, exc_info=cause)
        await answer(interaction, Say("refused-sorry", code=code))


def _cause(error: Exception) -> Exception:
    """Return the error behind those that only carry it."""
    if isinstance(error, app_commands.CommandInvokeError):
        return _cause(error.original)
    if isinstance(error, NeverShownError) and isinstance(error.__cause__, Exception):
        return error.__cause__
    return error


def expected(error: Exception) -> Say | None:
    """Return what to say of an error that belongs to the bot's ordinary life, or None."""
    if isinstance(error, RefusalError):
        return error.say
    if isinstance(error, TooManyError):
        return Say("refused-too_many", limit=error.limit)
    return next((Say(key) for kind, key in EXPECTED.items() if isinstance(error, kind)), None)


async def answer(interaction: discord.Interaction[Any], say: Say, **files: Any) -> None:
    """Say something only to the person who acted, as the first response or after it."""
    sentence = (await words_of(interaction))(say)
    none = discord.AllowedMentions.none()
    try:
        if interaction.response.is_done():
            await interaction.followup.send(
                sentence, ephemeral=True, allowed_mentions=none, **files
            )
        else:
            await interaction.response.send_message(
                sentence, ephemeral=True, allowed_mentions=none, **files
            )
    except discord.HTTPException as error:
        log.warning("could not answer interaction %s: %s", interaction.id, error)
