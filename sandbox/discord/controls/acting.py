"""Acting as a person: commands, menus and reactions, in the server or in a DM with the bot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web
from simcord import actors as simcord_actors
from simcord.backend.access import channel_accessible
from simcord.backend.errors import SetupError
from simcord.enums import AppCommandType

from sandbox.discord.controls.asking import dispatched, file_of, name_of
from sandbox.discord.menus import choose_from_menu
from sandbox.discord.world import CHANNEL_NAME

if TYPE_CHECKING:
    from simcord.actors import MemberActor
    from simcord.builders import ChannelHandle, UserHandle

    from sandbox.discord.server import Bridge


@dataclass(frozen=True, slots=True)
class Acting:
    """What people do; `user` is `alice` unless told, `"dm": true` means their DM with the bot."""

    bridge: Bridge

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of these controls."""
        return [
            web.post("/slash", self.slash),
            web.post("/autocomplete", self.autocomplete),
            web.post("/menu", self.menu),
            web.post("/react", self.react),
        ]

    async def slash(self, request: web.Request) -> web.Response:
        """Run `command` with `options`, and `files` as {option: {"name", "data" in base64}}."""
        asked = await request.json()
        files = {option: file_of(file) for option, file in asked.get("files", {}).items()}
        options = {**asked.get("options", {}), **files}
        actor, channel = self._place(asked)
        result = await simcord_actors._slash(actor, channel, asked["command"], options)  # noqa: SLF001
        return dispatched(result)

    async def autocomplete(self, request: web.Request) -> web.Response:
        """Type `value` into `option` of `command`, with `options` filled in."""
        asked = await request.json()
        result = await simcord_actors._autocomplete_result(  # noqa: SLF001
            *self._place(asked),
            asked["command"],
            asked["option"],
            asked["value"],
            asked.get("options", {}),
        )
        return dispatched(result)

    async def menu(self, request: web.Request) -> web.Response:
        """Choose `command` from the menu of the message `message_id`."""
        asked = await request.json()
        world, name = self.bridge.world, str(asked["command"])
        message = world.message(int(asked["message_id"]))
        actor = world.actor(name_of(asked), message.channel_id)
        kind = int(AppCommandType.MESSAGE)
        world.installs.require_command(actor.id, message.channel_id, name, kind)
        return dispatched(await choose_from_menu(actor, message, name))

    async def react(self, request: web.Request) -> web.Response:
        """Add `emoji` to `message_id`, or take it away with `"remove": true`."""
        asked = await request.json()
        backend = self.bridge.world.backend
        message = self.bridge.world.message(int(asked["message_id"]))
        person = self.bridge.world.members[name_of(asked)]
        if message.is_ephemeral:
            raise SetupError("nobody can react to an ephemeral message")
        if not channel_accessible(backend, message.channel_id, person.id):
            raise SetupError("this person does not see the message")
        added = not asked.get("remove", False)
        backend.set_reaction(message.channel_id, message.id, asked["emoji"], person.id, added)
        return web.json_response({})

    def _place(self, asked: dict[str, Any]) -> tuple[MemberActor | UserHandle, ChannelHandle]:
        """Return who runs a command, and where."""
        world, name = self.bridge.world, name_of(asked)
        if asked.get("dm"):
            channel_id = int(world.members[name].user.dm_channel.id)
        else:
            channel_id = world.channel_id(str(asked.get("channel", CHANNEL_NAME)))
        actor = world.actor(name, channel_id)
        root = str(asked["command"]).split()[0]
        kind = int(AppCommandType.CHAT_INPUT)
        world.installs.require_command(actor.id, channel_id, root, kind)
        return actor, world.handle(channel_id)
