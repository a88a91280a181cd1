"""Tells Discord the commands, which takes it a while, only if it does not know them yet.

What Discord was told last is a fact of the studio: a hash of all that is sent, with translations,
for one application at one address, globally or in one server. It is believed for a day. So
commands that were changed behind the bot's back, such as by another program with the same token,
are put right by the first start a day later, or by the next one if the fact is deleted
(`DELETE FROM facts WHERE name LIKE 'commands:%'`).
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from typing import TYPE_CHECKING, Any

from discord.http import Route

from studio.database import StoreUnavailableError

if TYPE_CHECKING:
    from discord.abc import Snowflake
    from discord.app_commands import CommandTree

    from studio.facts import Facts

log = logging.getLogger(__name__)

BELIEVED_SECONDS = 24 * 3600.0


async def register(tree: CommandTree[Any], facts: Facts, guild: Snowflake | None) -> None:
    """Tell Discord the commands of a tree, unless it was told exactly these a while ago."""
    name = f"commands:{tree.client.application_id}:{guild.id if guild else 'everywhere'}"
    digest, now = await _digest(tree, guild), time.time()
    if await _told(facts, name, digest, now):
        return
    await tree.sync(guild=guild)
    log.info("told Discord %s commands", len(tree.get_commands(guild=guild)))
    try:
        await facts.put(name, f"{digest} {int(now)}")
    except StoreUnavailableError as error:  # then the next start tells it again
        log.warning("not remembered which commands Discord was told: %s", error)


async def _digest(tree: CommandTree[Any], guild: Snowflake | None) -> str:
    """Return the hash of what `tree.sync` would send, and of where it would go."""
    translator = tree.translator
    commands = [
        command.to_dict(tree)
        if translator is None
        else await command.get_translated_payload(tree, translator)
        for command in tree.get_commands(guild=guild)
    ]
    sent = json.dumps([Route.BASE, commands], sort_keys=True)
    return hashlib.sha256(sent.encode()).hexdigest()


async def _told(facts: Facts, name: str, digest: str, now: float) -> bool:
    """Whether Discord was told exactly this within the last day, as far as is known."""
    try:
        known = await facts.get(name)
    except StoreUnavailableError as error:
        log.warning("not known which commands Discord was told: %s", error)
        return False
    told, _, at = (known or "").partition(" ")
    return told == digest and at.isdecimal() and 0 <= now - int(at) < BELIEVED_SECONDS
