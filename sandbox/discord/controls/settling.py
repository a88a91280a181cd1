"""What people choose about their own Discord: language, installations, direct messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.discord.controls.asking import name_of
from sandbox.discord.languages import known

if TYPE_CHECKING:
    from sandbox.discord.server import Bridge


@dataclass(frozen=True, slots=True)
class Settling:
    """The settings of people, and of the server that its owner makes."""

    bridge: Bridge

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of these controls."""
        return [
            web.post("/languages", self.set_languages),
            web.post("/installs", self.set_install),
            web.post("/dms", self.set_dms),
        ]

    async def set_languages(self, request: web.Request) -> web.Response:
        """Set the language of `user` to `locale`, that of the server to `server_locale`."""
        asked = await request.json()
        world = self.bridge.world
        if "locale" in asked:
            world.languages.choose(world.members[name_of(asked)].id, str(asked["locale"]))
        if "server_locale" in asked:
            world.speak(known(str(asked["server_locale"])))
        return web.json_response({})

    async def set_install(self, request: web.Request) -> web.Response:
        """Let `user` install the application on themselves, or not with `"installed": false`."""
        asked = await request.json()
        people = self.bridge.world.installs.people
        person = self.bridge.world.members[name_of(asked)]
        (people.add if asked.get("installed", True) else people.discard)(person.id)
        return web.json_response({"installed": person.id in people})

    async def set_dms(self, request: web.Request) -> web.Response:
        """Let `user` take direct messages from the bot, or none with `"open": false`."""
        asked = await request.json()
        person = self.bridge.world.members[name_of(asked)]
        closed = self.bridge.rights.closed_dms
        (closed.discard if asked["open"] else closed.add)(person.id)
        return web.json_response({"open": person.id not in closed})
