"""Acting as a person: commands, clicks and reactions, in the server or in a DM with the bot."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web
from simcord import actors as simcord_actors
from simcord.backend.access import channel_accessible
from simcord.backend.errors import SetupError

from sandbox.discord.world import CHANNEL_NAME

if TYPE_CHECKING:
    from simcord.actors import MemberActor
    from simcord.builders import ChannelHandle, UserHandle

    from sandbox.discord.server import Bridge

BUTTON = 2


@dataclass(frozen=True, slots=True)
class Acting:
    """What people do; `user` is `alice` unless told, `"dm": true` means their DM with the bot."""

    bridge: Bridge

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of these controls."""
        return [
            web.post("/slash", self.slash),
            web.post("/autocomplete", self.autocomplete),
            web.post("/click", self.click),
            web.post("/react", self.react),
        ]

    async def slash(self, request: web.Request) -> web.Response:
        """Run `command` with `options`, and `files` as {option: {"name", "data" in base64}}."""
        asked = await request.json()
        files = {
            option: (file["name"], base64.b64decode(file["data"]))
            for option, file in asked.get("files", {}).items()
        }
        options = {**asked.get("options", {}), **files}
        actor, channel = self._place(asked)
        result = await simcord_actors._slash(actor, channel, asked["command"], options)  # noqa: SLF001
        return _dispatched(result)

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
        return _dispatched(result)

    async def click(self, request: web.Request) -> web.Response:
        """Click a button of `message_id`, named by `custom_id` or `label`."""
        asked = await request.json()
        message = self.bridge.world.message(int(asked["message_id"]))
        button = simcord_actors._find_component(  # noqa: SLF001
            message.components,
            types=(BUTTON,),
            custom_id=asked.get("custom_id"),
            label=asked.get("label"),
        )
        data = {
            "custom_id": button["custom_id"],
            "component_type": BUTTON,
            "id": button.get("id", 0),
        }
        actor = self.bridge.world.actor(_name(asked), message.channel_id)
        result = await simcord_actors._component_interaction(actor, message, data)  # noqa: SLF001
        return _dispatched(result)

    async def react(self, request: web.Request) -> web.Response:
        """Add `emoji` to `message_id`, or take it away with `"remove": true`."""
        asked = await request.json()
        backend = self.bridge.world.backend
        message = self.bridge.world.message(int(asked["message_id"]))
        person = self.bridge.world.members[_name(asked)]
        if message.is_ephemeral:
            raise SetupError("nobody can react to an ephemeral message")
        if not channel_accessible(backend, message.channel_id, person.id):
            raise SetupError("this person does not see the message")
        added = not asked.get("remove", False)
        backend.set_reaction(message.channel_id, message.id, asked["emoji"], person.id, added)
        return web.json_response({})

    def _place(self, asked: dict[str, Any]) -> tuple[MemberActor | UserHandle, ChannelHandle]:
        """Return who acts, and where."""
        world, name = self.bridge.world, _name(asked)
        if asked.get("dm"):
            user = world.members[name].user
            return user, user.dm_channel
        channel_id = world.channel_id(str(asked.get("channel", CHANNEL_NAME)))
        return world.actor(name, channel_id), world.handle(channel_id)


def _name(asked: dict[str, Any]) -> str:
    return str(asked.get("user", "alice"))


def _dispatched(result: Any) -> web.Response:
    return web.json_response({"interaction_id": str(result._interaction.id)})  # noqa: SLF001
