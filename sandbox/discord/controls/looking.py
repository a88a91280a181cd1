"""Looking: what stands in a channel, what became of interactions, who is connected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web
from simcord.backend import serializers

from sandbox.discord import view
from sandbox.discord.controls.asking import DEFAULT_USER
from sandbox.discord.menus import menu_commands
from sandbox.discord.rights import bot_is_in
from sandbox.discord.world import CHANNEL_NAME

if TYPE_CHECKING:
    from simcord.backend.models import Interaction

    from sandbox.discord.server import Bridge


@dataclass(frozen=True, slots=True)
class Looking:
    """What can be seen of the world."""

    bridge: Bridge

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of these controls."""
        return [
            web.get("/messages", self.messages),
            web.get("/messages/{id}", self.message),
            web.get("/ephemeral", self.ephemeral),
            web.get("/dms", self.dms),
            web.get("/menu", self.menu),
            web.get("/interactions", self.interactions),
            web.get("/interactions/{id}", self.interaction),
            web.get("/state", self.state),
            web.get("/violations", self.violations),
            web.delete("/violations", self.forget_violations),
        ]

    async def messages(self, request: web.Request) -> web.Response:
        """Describe the messages of `channel`, or those between the bot and the person `dm`."""
        world = self.bridge.world
        person = request.query.get("dm")
        if person is not None:
            return web.json_response(self._between(person))
        channel_id = world.channel_id(request.query.get("channel", CHANNEL_NAME))
        return web.json_response(view.messages(self.bridge, channel_id))

    async def message(self, request: web.Request) -> web.Response:
        """Show a message of any channel as Discord sends it, with its components."""
        world = self.bridge.world
        message = world.message(int(request.match_info["id"]))
        payload = serializers.message_payload(world.backend, message)
        return web.json_response(self.bridge.gateway.payloads.outgoing(payload))

    async def ephemeral(self, request: web.Request) -> web.Response:
        """Describe the ephemeral messages that `user` sees, in every channel."""
        world = self.bridge.world
        person = world.members[request.query.get("user", DEFAULT_USER)]
        found = [
            message
            for channel in world.backend.messages.values()
            for message in channel.values()
            if message.is_ephemeral and message.visible_to(person.id)
        ]
        found.sort(key=lambda message: message.id)
        return web.json_response([view.described(self.bridge, message) for message in found])

    async def dms(self, _request: web.Request) -> web.Response:
        """Describe the messages between the bot and everybody whom it has a DM with."""
        found = {name: self._between(name) for name in self.bridge.world.members}
        return web.json_response({name: messages for name, messages in found.items() if messages})

    async def menu(self, request: web.Request) -> web.Response:
        """List the commands that `user` finds in the menu of a message of `channel`."""
        world = self.bridge.world
        person = world.members[request.query.get("user", DEFAULT_USER)]
        channel_id = world.channel_id(request.query.get("channel", CHANNEL_NAME))
        commands = menu_commands(world.backend, person.id, channel_id)
        return web.json_response([command["name"] for command in commands])

    def _between(self, name: str) -> list[Any]:
        channel_id = self.bridge.world.dm_id(name)
        return [] if channel_id is None else view.messages(self.bridge, channel_id)

    async def interactions(self, _request: web.Request) -> web.Response:
        """Tell what became of every interaction, oldest first, heard by a bot or not."""
        records = self.bridge.world.backend.interactions.values()
        return web.json_response([self._describe(record) for record in records])

    async def interaction(self, request: web.Request) -> web.Response:
        """Tell what became of an interaction."""
        record = self.bridge.world.backend.interactions[int(request.match_info["id"])]
        return web.json_response(self._describe(record))

    def _describe(self, record: Interaction) -> dict[str, Any]:
        return {
            "id": str(record.id),
            "user": self.bridge.world.backend.users[record.user_id].name,
            "channel_id": str(record.channel_id),
            "type": record.type,
            "command": record.command_name,
            "clicked_message_id": _id(record.source_message_id),
            "acknowledged": record.responded,
            "seconds": self.bridge.answers.seconds(record.id),
            "kind": record.response_kind,
            "ephemeral": record.ephemeral,
            "message_id": _id(record.message_id),
            "followup_ids": [str(followup) for followup in record.followup_ids],
            "choices": record.autocomplete_choices,
            "modal": record.modal,
            "installed_by": self.bridge.world.installs.of(record.id),
        }

    async def state(self, _request: web.Request) -> web.Response:
        """Tell who is connected and what the bot has registered."""
        world = self.bridge.world
        commands = [key[0] for scope in world.backend.commands.values() for key in scope]
        channels = [world.backend.channels[key] for key in self._channel_ids()]
        return web.json_response(
            {
                "connections": self.bridge.gateway.sessions.connected,
                "commands": sorted(commands),
                "channel_id": str(world.channel.id),
                "channels": {channel.name: str(channel.id) for channel in channels},
                "guild_id": str(world.guild.id),
                "in_server": bot_is_in(world.backend, world.guild.id),
                "users": {name: str(member.id) for name, member in world.members.items()},
            }
        )

    def _channel_ids(self) -> list[int]:
        world = self.bridge.world
        return world.backend.get_guild(world.guild.id).channel_ids

    async def violations(self, _request: web.Request) -> web.Response:
        """List what did not fit Discord's document; `checked` is false without a document."""
        checker = self.bridge.checker
        found = checker.violations if checker is not None else []
        return web.json_response({"checked": checker is not None, "violations": found})

    async def forget_violations(self, _request: web.Request) -> web.Response:
        """Start the list of violations anew."""
        if self.bridge.checker is not None:
            self.bridge.checker.violations.clear()
        return web.json_response({})


def _id(value: int | None) -> str | None:
    return None if value is None else str(value)
