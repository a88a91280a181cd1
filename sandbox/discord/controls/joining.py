"""Joining: more people come into the server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from sandbox.discord.server import Bridge


@dataclass(frozen=True, slots=True)
class Joining:
    """Who comes in."""

    bridge: Bridge

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of these controls."""
        return [web.post("/people", self.join)]

    async def join(self, request: web.Request) -> web.Response:
        """Let people called `names` come into the server."""
        world = self.bridge.world
        for name in (await request.json())["names"]:
            if name in world.members:
                raise ValueError(f"there is somebody called {name}")
            world.members[name] = world.guild.add_member(world.env.create_user(name))
        return web.json_response({"people": sorted(world.members)})
