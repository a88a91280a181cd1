"""Heartbeats: how often they are due, and how they came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from sandbox.discord.server import Bridge


@dataclass(frozen=True, slots=True)
class Beating:
    """How the gateway hears that bots are alive."""

    bridge: Bridge

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of these controls."""
        return [
            web.get("/heartbeats", self.heard),
            web.post("/heartbeats", self.set_interval),
        ]

    async def heard(self, _request: web.Request) -> web.Response:
        """List the heartbeats, oldest first: when each came, and how late (early below 0)."""
        beats = self.bridge.gateway.beats
        heard = [beat._asdict() for beat in beats.heard]
        return web.json_response({"seconds": beats.seconds, "heard": heard})

    async def set_interval(self, request: web.Request) -> web.Response:
        """Ask connections yet to come for a heartbeat every so many `seconds`."""
        self.bridge.gateway.beats.seconds = float((await request.json())["seconds"])
        return web.json_response({})
