"""Spoiling things: failures, outages, limits, dead tokens and URLs, and the gateway."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.discord.faults import Fault, outage
from sandbox.discord.limits import RULES, Rule

if TYPE_CHECKING:
    from sandbox.discord.server import Bridge


@dataclass(frozen=True, slots=True)
class Spoiling:
    """What goes wrong with Discord, and between Discord and the bot."""

    bridge: Bridge

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of these controls."""
        return [
            web.post("/faults", self.order_fault),
            web.delete("/faults", self.clear_faults),
            web.post("/outage", self.begin_outage),
            web.post("/limits", self.set_limits),
            web.post("/rates", self.impose_rates),
            web.delete("/rates", self.lift_rates),
            web.get("/rates", self.rates),
            web.post("/tokens", self.set_tokens),
            web.post("/urls", self.set_urls),
            web.post("/nonces", self.set_nonces),
            web.post("/gateway/drop", self.drop_gateway),
            web.post("/gateway/replay", self.replay),
        ]

    async def order_fault(self, request: web.Request) -> web.Response:
        """Order a failure; the fields are those of `Fault`."""
        self.bridge.faults.order(Fault(**await request.json()))
        return web.json_response({})

    async def clear_faults(self, _request: web.Request) -> web.Response:
        """Cancel every ordered failure, outages too."""
        self.bridge.faults.clear()
        return web.json_response({})

    async def begin_outage(self, request: web.Request) -> web.Response:
        """Reset every connection of the REST API for `seconds`; the fields are `outage`'s."""
        self.bridge.faults.order(outage(**await request.json()))
        return web.json_response({})

    async def set_limits(self, request: web.Request) -> web.Response:
        """Set `file_bytes` and `request_bytes`."""
        for name, value in (await request.json()).items():
            setattr(self.bridge.limits, name, int(value))
        return web.json_response({})

    async def impose_rates(self, request: web.Request) -> web.Response:
        """Limit how fast requests may come, as Discord does or, by name, `[count, seconds]`."""
        asked = {name: Rule(*rule) for name, rule in (await request.json()).items()}
        self.bridge.rates.impose(RULES | asked)
        return web.json_response({})

    async def lift_rates(self, _request: web.Request) -> web.Response:
        """Let requests come as fast as they can."""
        self.bridge.rates.impose({})
        return web.json_response({})

    async def rates(self, _request: web.Request) -> web.Response:
        """Tell how many requests were `refused` with 429 since limits were imposed, by limit."""
        return web.json_response({"refused": dict(self.bridge.rates.refused)})

    async def set_tokens(self, request: web.Request) -> web.Response:
        """Set `life_seconds` of new interaction tokens, or expire all with `"expire": true`."""
        asked = await request.json()
        self.bridge.token_life_seconds = float(
            asked.get("life_seconds", self.bridge.token_life_seconds)
        )
        if asked.get("expire"):
            backend = self.bridge.world.backend
            for record in backend.interactions.values():
                record.expires_at = backend.now_iso()
        return web.json_response({})

    async def set_urls(self, request: web.Request) -> web.Response:
        """Set `life_seconds` of file URLs, or expire all with `"expire": true`."""
        asked = await request.json()
        signer = self.bridge.store.signer
        signer.life_seconds = float(asked.get("life_seconds", signer.life_seconds))
        if asked.get("expire"):
            signer.expire_all()
        return web.json_response({})

    async def set_nonces(self, request: web.Request) -> web.Response:
        """Forget the nonces of messages with `"forget": true`, as Discord does after minutes."""
        if (await request.json()).get("forget"):
            self.bridge.nonces.forget()
        return web.json_response({})

    async def drop_gateway(self, request: web.Request) -> web.Response:
        """Cut the bot's connections; `"resumable": false` makes it identify anew."""
        asked = await request.json()
        dropped = await self.bridge.gateway.drop(
            asked.get("code", 4000), resumable=asked.get("resumable", True)
        )
        return web.json_response({"dropped": dropped})

    async def replay(self, request: web.Request) -> web.Response:
        """Cut the bot's connections, and send the last `events` again when it resumes."""
        events = int((await request.json())["events"])
        if events < 1:
            raise ValueError("events must be at least 1")
        names = self.bridge.gateway.sessions.rewind(events)
        dropped = await self.bridge.gateway.drop()
        return web.json_response({"dropped": dropped, "events": names})
