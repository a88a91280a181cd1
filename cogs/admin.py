"""`/settings`: what a server wants of the bot, for those who manage it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.ui.errors import RefusalError, reporting
from cogs.ui.host import Host
from cogs.ui.language import Say, Words
from cogs.ui.parcels import no_mentions
from cogs.ui.reader import words_of
from cogs.ui.translator import entry, options
from studio.servers import ServerSettings

BLOCKED_SHOWN = 20
CENT = Decimal("0.01")


class Admin(commands.Cog):
    """The commands of those who manage a server."""

    def __init__(self, bot: Host) -> None:
        self._bot = bot

    @app_commands.command(**entry("command-settings"))
    @options("confirm_above", "block", "unblock")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def settings(
        self,
        interaction: discord.Interaction[Any],
        confirm_above: app_commands.Range[float, 0, 1000] | None = None,
        block: discord.User | None = None,
        unblock: discord.User | None = None,
    ) -> None:
        """Set what is given, and show everything that is set."""
        async with reporting(interaction):
            guild_id = _managed(interaction)
            if block is not None:
                _check_block(interaction, block)
            await interaction.response.defer(ephemeral=True, thinking=True)
            changes = await self._change(interaction, guild_id, confirm_above, block, unblock)
            await self._show(interaction, guild_id, changes)

    async def _change(
        self,
        interaction: discord.Interaction[Any],
        guild_id: int,
        confirm_above: float | None,
        block: discord.User | None,
        unblock: discord.User | None,
    ) -> list[Say]:
        """Set what is given; return what to say of it."""
        servers, changes = self._bot.studio.servers, []
        if confirm_above is not None:
            amount = Decimal(str(confirm_above)).quantize(CENT)
            settings = await servers.change(guild_id, confirm_above=amount)
            changes.append(Say("settings-changed", setting=_confirmation(settings)))
        if block is not None:
            new = await servers.block(guild_id, block.id, interaction.user.id)
            key = "settings-now_blocked" if new else "settings-blocked_before"
            changes.append(Say(key, user=block.mention))
        if unblock is not None:
            new = await servers.unblock(guild_id, unblock.id)
            key = "settings-now_unblocked" if new else "settings-not_blocked"
            changes.append(Say(key, user=unblock.mention))
        return changes

    async def _show(
        self, interaction: discord.Interaction[Any], guild_id: int, changes: list[Say]
    ) -> None:
        servers, words = self._bot.studio.servers, await words_of(interaction)
        settings = await servers.of(guild_id)
        blocked = await servers.blocked(guild_id, most=BLOCKED_SHOWN + 1)
        text = "\n".join((*map(words, changes), *_overview(settings, blocked, words)))
        await interaction.followup.send(text, ephemeral=True, **no_mentions())


def _managed(interaction: discord.Interaction[Any]) -> int:
    """Return the server, if the person who acted manages it: Discord's own check can be changed."""
    if interaction.guild_id is None or not interaction.permissions.manage_guild:
        raise RefusalError("refused-manage_server")
    return interaction.guild_id


def _check_block(interaction: discord.Interaction[Any], member: discord.User) -> None:
    if member.id == interaction.user.id:
        raise RefusalError("refused-block_oneself")
    if member.bot:
        raise RefusalError("refused-block_bot")


def _overview(settings: ServerSettings, blocked: tuple[int, ...], words: Words) -> Iterator[str]:
    yield words("settings-title")
    yield words(_confirmation(settings))
    if not blocked:
        yield words("settings-nobody_blocked")
        return
    members = " ".join(f"<@{user_id}>" for user_id in blocked[:BLOCKED_SHOWN])
    more = len(blocked) > BLOCKED_SHOWN
    yield words("settings-blocked_many" if more else "settings-blocked", members=members)


def _confirmation(settings: ServerSettings) -> Say:
    if settings.threshold is None:
        return Say("settings-never_asks")
    limit = Say("amount-credits", amount=settings.threshold)
    default = settings.confirm_above is None
    return Say("settings-asks_by_default" if default else "settings-asks", limit=limit)


async def setup(bot: Host) -> None:
    """Load the feature."""
    await bot.add_cog(Admin(bot))
