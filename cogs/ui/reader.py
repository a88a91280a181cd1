"""Knows which language the person reads who acted."""

from __future__ import annotations

import logging
from typing import Any

import discord

from cogs.ui.host import host_of
from cogs.ui.language import LANGUAGES, Words, words_for
from studio.database import StoreUnavailableError
from studio.preferences import Preferences

log = logging.getLogger(__name__)

REMEMBERED = "preferences"
"""Where an interaction carries the preferences, so that a slow store is waited for only once."""


async def preferences_of(interaction: discord.Interaction[Any]) -> Preferences:
    """Return what the person who acted prefers; nothing while the store cannot be asked."""
    known = interaction.extras.get(REMEMBERED)
    if not isinstance(known, Preferences):
        try:
            known = await host_of(interaction).studio.preferences.of(interaction.user.id)
        except StoreUnavailableError as error:
            log.info("preferences are unknown: %s", error)
            known = Preferences()
        interaction.extras[REMEMBERED] = known
    return known


def locale_with(preferences: Preferences, interaction: discord.Interaction[Any]) -> str:
    """Return the preferred language, or else what Discord is set to."""
    if preferences.language in LANGUAGES:
        return preferences.language
    return str(interaction.locale)


async def locale_of(interaction: discord.Interaction[Any]) -> str:
    """Return the locale in which to answer: the one place that decides it.

    It does not raise, because refusals and apologies are said in it too.
    """
    return locale_with(await preferences_of(interaction), interaction)


async def words_of(interaction: discord.Interaction[Any]) -> Words:
    """Return the texts in the language of the person who acted."""
    return words_for(await locale_of(interaction))
