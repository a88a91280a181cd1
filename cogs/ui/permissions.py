"""Checks what the bot may do in a channel before anything is spent there."""

from __future__ import annotations

from typing import Any

import discord

from cogs.ui.errors import RefusalError
from cogs.ui.host import Host, host_of
from cogs.ui.texts import text


def bot_in_guild(interaction: discord.Interaction[Any]) -> bool:
    """Whether the bot is a member of the server, and not only installed by the user."""
    return interaction.guild_id is not None and (
        host_of(interaction).get_guild(interaction.guild_id) is not None
    )


def bot_present(interaction: discord.Interaction[Any]) -> bool:
    """Whether the bot itself can act there: in its servers, and in its own DMs."""
    return bot_in_guild(interaction) or interaction.context.dm_channel


def missing(permissions: discord.Permissions, *, thread: bool) -> list[str]:
    """Name the permissions that a card needs and that are not there, as Discord shows them."""
    needed = (
        "view_channel",
        "send_messages_in_threads" if thread else "send_messages",
        "attach_files",
        "read_message_history",
    )
    return [text(f"permission.{name}") for name in needed if not getattr(permissions, name)]


def require_card_permissions(interaction: discord.Interaction[Any]) -> None:
    """Refuse if the bot is in the server and lacks what a public card needs.

    Where it is only user-installed, what Discord says of its permissions means little.
    """
    if not bot_in_guild(interaction):
        return
    thread = isinstance(interaction.channel, discord.Thread)
    lacking = missing(interaction.app_permissions, thread=thread)
    if lacking:
        command = interaction.type is discord.InteractionType.application_command
        key = "refused.permissions" if command else "refused.permissions_component"
        raise RefusalError(text(key, names=", ".join(lacking)))


def missing_in_channel(bot: Host, guild_id: int | None, channel_id: int) -> list[str]:
    """Name what is missing where no interaction tells: from what is cached of the channel."""
    guild = bot.get_guild(guild_id) if guild_id is not None else None
    channel = guild.get_channel_or_thread(channel_id) if guild is not None else None
    if guild is None or channel is None:
        return []
    return missing(channel.permissions_for(guild.me), thread=isinstance(channel, discord.Thread))
