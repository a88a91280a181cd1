"""Changing the server as its moderators would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord
from aiohttp import web
from simcord.backend import serializers
from simcord.backend.errors import SetupError
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from sandbox.discord.rights import bot_is_in
from sandbox.discord.world import CHANNEL_NAME

if TYPE_CHECKING:
    from sandbox.discord.server import Bridge


@dataclass(frozen=True, slots=True)
class Moderating:
    """What moderators do to the bot, its channels and its messages."""

    bridge: Bridge

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of these controls."""
        return [
            web.post("/delete-message", self.delete_message),
            web.post("/channels", self.create_channel),
            web.delete("/channels/{channel}", self.delete_channel),
            web.post("/permissions", self.set_permissions),
            web.post("/bot/remove", self.remove_bot),
            web.post("/bot/return", self.return_bot),
            web.post("/roles", self.create_role),
            web.delete("/roles/{role}", self.delete_role),
        ]

    async def delete_message(self, request: web.Request) -> web.Response:
        """Delete `message_id`."""
        message = self.bridge.world.message(int((await request.json())["message_id"]))
        if message.is_ephemeral:
            raise SetupError("a moderator does not see an ephemeral message")
        self.bridge.world.backend.delete_message(message.channel_id, message.id)
        return web.json_response({})

    async def create_channel(self, request: web.Request) -> web.Response:
        """Make a text channel called `name`."""
        world, name = self.bridge.world, str((await request.json())["name"])
        if any(channel.name == name for channel in world.backend.channels.values()):
            raise SetupError(f"there is a channel called {name}, and tests name channels by it")
        channel = world.backend.create_channel(world.guild.id, name)
        return web.json_response({"channel_id": str(channel.id)})

    async def delete_channel(self, request: web.Request) -> web.Response:
        """Delete a channel, named or by its id, with all that stands in it."""
        world = self.bridge.world
        channel_id = world.channel_id(request.match_info["channel"])
        if channel_id == world.channel.id:
            raise SetupError("the page shows this channel; make another one and delete that")
        world.backend.delete_channel(channel_id)
        return web.json_response({})

    async def set_permissions(self, request: web.Request) -> web.Response:
        """Deny exactly the permissions `deny` in `channel`; an empty list allows all.

        They are denied to the bot, or with `"everyone": true` to everybody.
        """
        asked = await request.json()
        world, bot_id = self.bridge.world, self.bridge.world.backend.bot_user.id
        channel_id = world.channel_id(str(asked.get("channel", CHANNEL_NAME)))
        denied = discord.Permissions(**dict.fromkeys(asked["deny"], True)).value
        target, kind = bot_id, OverwriteType.MEMBER
        if asked.get("everyone"):
            target, kind = world.guild.id, OverwriteType.ROLE
        if denied:
            world.backend.set_overwrite(channel_id, Overwrite(target, kind, deny=denied))
        else:
            world.backend.delete_overwrite(channel_id, target)
        allowed = world.backend.compute_permissions(world.guild.id, bot_id, channel_id)
        return web.json_response({"permissions": str(allowed)})

    async def remove_bot(self, _request: web.Request) -> web.Response:
        """Remove the bot from the server."""
        world, bot_id = self.bridge.world, self.bridge.world.backend.bot_user.id
        member = world.backend.get_guild(world.guild.id).members.pop(bot_id, None)
        if member is not None:
            world.absent_bot = member
            # Not through SimCord, whose stand-in for a bot has to stay.
            self.bridge.gateway.on_event("GUILD_DELETE", {"id": str(world.guild.id)})
        return web.json_response({"removed": member is not None})

    async def return_bot(self, _request: web.Request) -> web.Response:
        """Invite the bot to the server again, with the roles that it had."""
        world, backend = self.bridge.world, self.bridge.world.backend
        guild, member = backend.get_guild(world.guild.id), world.absent_bot
        returned = member is not None and not bot_is_in(backend, guild.id)
        if member is not None and returned:
            guild.members[member.user_id] = member
            joined = serializers.guild_create_payload(backend, guild)
            self.bridge.gateway.on_event("GUILD_CREATE", dict(joined))
        return web.json_response({"returned": returned})

    async def create_role(self, request: web.Request) -> web.Response:
        """Make a role called `name` with `permissions`, and give it to `users`."""
        asked = await request.json()
        world, backend = self.bridge.world, self.bridge.world.backend
        allowed = discord.Permissions(**dict.fromkeys(asked.get("permissions", []), True)).value
        role = backend.create_role(world.guild.id, str(asked["name"]), permissions=allowed)
        for name in asked.get("users", []):
            backend.add_member_role(world.guild.id, world.members[name].id, role.id)
        return web.json_response({"role_id": str(role.id)})

    async def delete_role(self, request: web.Request) -> web.Response:
        """Delete a role, named or by its id."""
        world = self.bridge.world
        world.backend.delete_role(world.guild.id, world.role_id(request.match_info["role"]))
        return web.json_response({})
