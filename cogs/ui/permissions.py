"""Checks what the bot may do in a channel before anything is spent there."""

from __future__ import annotations

from typing import Any

import discord

from cogs.ui.errors import RefusalError
from cogs.ui.host import Host, host_of
from cogs.ui.language import Say


def bot_in_guild(interaction: discord.Interaction[Any]) -> bool:
    """Whether the bot is a member of the server, and not only installed by the user."""
    return interaction.guild_id is not None and (
        host_of(interaction).get_guild(interaction.guild_id) is not None
    )


def bot_present(interaction: discord.Interaction[Any]) -> bool:
    """Whether the bot itself can act there: in its servers, and in its own DMs."""
    return bot_in_guild(interaction) or interaction.context.dm_channel


def missing(permissions: discord.Permissions, *, thread: bool) -> list[Say]:
    """Name the permissions that a card needs and that are not there, as Discord shows them."""
    needed = (
        "view_channel",
        "send_messages_in_threads" if thread else "send_messages",
        "attach_files",
        "read_message_history",
    )
    return [Say(f"permission-{name}") for name in needed if not getattr(permissions, name)]


def lacks_card_permissions(interaction: discord.Interaction[Any]) -> list[Say]:
    """Name what a public card needs and the bot lacks there, if it is in the server.

    Where it is only user-installed, what Discord says of its permissions means little.
    """
    if not bot_in_guild(interaction):
        return []
    thread = isinstance(interaction.channel, discord.Thread)
    return missing(interaction.app_permissions, thread=thread)


def require_card_permissions(interaction: discord.Interaction[Any]) -> None:
    """Refuse if the bot is in the server and lacks what a public card needs."""
    lacking = lacks_card_permissions(interaction)
    if lacking:
        command = interaction.type is discord.InteractionType.application_command
        key = "refused-permissions" if command else "refused-permissions_component"
        raise RefusalError(key, names=lacking)


def missing_in_channel(bot: Host, guild_id: int | None, channel_id: int) -> list[Say]:
    """Name what is missing where no interaction tells: from what is cached of the channel."""
    channel = _channel(bot, guild_id, channel_id)
    if channel is None:
        return []
    permissions = channel.permissions_for(channel.guild.me)
    return missing(permissions, thread=isinstance(channel, discord.Thread))


def may_speak(bot: Host, guild_id: int | None, channel_id: int) -> bool:
    """Whether the bot can say something there, as far as anybody knows."""
    channel = _channel(bot, guild_id, channel_id)
    if channel is None:
        return True
    granted = channel.permissions_for(channel.guild.me)
    thread = isinstance(channel, discord.Thread)
    send = granted.send_messages_in_threads if thread else granted.send_messages
    return granted.view_channel and send


def may_reply(bot: Host, guild_id: int | None, channel_id: int) -> bool:
    """Whether what the bot says there can be a reply, which Discord takes for reading."""
    channel = _channel(bot, guild_id, channel_id)
    return channel is None or channel.permissions_for(channel.guild.me).read_message_history


def permissions_of(
    bot: Host, member: discord.Member | None, channel_id: int
) -> discord.Permissions:
    """Return what a member may do in a channel; outside of servers nobody may do anything."""
    if member is None:
        return discord.Permissions.none()
    channel = _channel(bot, member.guild.id, channel_id)
    return member.guild_permissions if channel is None else channel.permissions_for(member)


def _channel(
    bot: Host, guild_id: int | None, channel_id: int
) -> discord.abc.GuildChannel | discord.Thread | None:
    """Return a channel of a server that the bot is in, if it is cached."""
    guild = bot.get_guild(guild_id) if guild_id is not None else None
    return None if guild is None else guild.get_channel_or_thread(channel_id)
