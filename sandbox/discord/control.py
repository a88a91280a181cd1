"""Controls for tests: acting as a person, ordering failures, reading what stands in a channel.

Loopback only and without any authorisation. Every action returns as soon as the event is on its
way to the bot, with the id by which `GET /control/interactions/{id}` tells what became of it.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web
from simcord import actors as simcord_actors
from simcord.backend.errors import BackendError, SetupError

from sandbox.discord import view
from sandbox.discord.faults import Fault
from sandbox.discord.world import CHANNEL_NAME

if TYPE_CHECKING:
    from simcord.actors import MemberActor

    from sandbox.discord.server import Bridge

BUTTON = 2


@web.middleware
async def explain_errors(request: web.Request, handler: Any) -> web.StreamResponse:
    """Answer an impossible action with 400 and the reason."""
    try:
        response: web.StreamResponse = await handler(request)
    except (BackendError, SetupError, LookupError, TypeError, ValueError) as error:
        return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)
    return response


@dataclass(frozen=True, slots=True)
class Control:
    """The control routes of one bridge."""

    bridge: Bridge

    def application(self) -> web.Application:
        """Return the routes, to be mounted at `/control`."""
        app = web.Application(middlewares=[explain_errors], client_max_size=64 * 1024 * 1024)
        app.add_routes(
            [
                web.post("/slash", self.slash),
                web.post("/autocomplete", self.autocomplete),
                web.post("/click", self.click),
                web.post("/react", self.react),
                web.get("/messages", self.messages),
                web.get("/interactions/{id}", self.interaction),
                web.get("/state", self.state),
                web.get("/violations", self.violations),
                web.delete("/violations", self.forget_violations),
                web.post("/faults", self.order_fault),
                web.delete("/faults", self.clear_faults),
                web.post("/limits", self.set_limits),
                web.post("/tokens", self.set_tokens),
                web.post("/urls", self.set_urls),
                web.post("/gateway/drop", self.drop_gateway),
            ]
        )
        return app

    async def slash(self, request: web.Request) -> web.Response:
        """Run `command` with `options`, and `files` as {option: {"name", "data" in base64}}."""
        asked = await request.json()
        files = {
            option: (file["name"], base64.b64decode(file["data"]))
            for option, file in asked.get("files", {}).items()
        }
        options = {**asked.get("options", {}), **files}
        result = await simcord_actors._slash(  # noqa: SLF001
            self._person(asked), self._channel(asked), asked["command"], options
        )
        return _dispatched(result)

    async def autocomplete(self, request: web.Request) -> web.Response:
        """Type `value` into `option` of `command`, with `options` filled in."""
        asked = await request.json()
        result = await simcord_actors._autocomplete_result(  # noqa: SLF001
            self._person(asked),
            self._channel(asked),
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
        person = self._person(asked)
        result = await simcord_actors._component_interaction(person, message, data)  # noqa: SLF001
        return _dispatched(result)

    async def react(self, request: web.Request) -> web.Response:
        """Add `emoji` to `message_id`, or take it away with `"remove": true`."""
        asked = await request.json()
        backend = self.bridge.world.backend
        message = self.bridge.world.message(int(asked["message_id"]))
        if message.is_ephemeral:
            raise SetupError("nobody can react to an ephemeral message")
        person = self._person(asked)
        backend.set_reaction(
            message.channel_id,
            message.id,
            asked["emoji"],
            person.id,
            not asked.get("remove", False),
        )
        return web.json_response({})

    async def messages(self, request: web.Request) -> web.Response:
        """Describe the messages of `channel`."""
        world, bridge = self.bridge.world, self.bridge
        channel_id = world.channel_id(request.query.get("channel", CHANNEL_NAME))
        return web.json_response(view.messages(world, bridge.store, bridge.edits, channel_id))

    async def interaction(self, request: web.Request) -> web.Response:
        """Tell what became of an interaction."""
        record = self.bridge.world.backend.interactions[int(request.match_info["id"])]
        return web.json_response(
            {
                "acknowledged": record.responded,
                "seconds": self.bridge.answers.seconds(record.id),
                "kind": record.response_kind,
                "ephemeral": record.ephemeral,
                "message_id": str(record.message_id) if record.message_id else None,
                "followup_ids": [str(followup) for followup in record.followup_ids],
                "choices": record.autocomplete_choices,
                "modal": record.modal,
            }
        )

    async def state(self, _request: web.Request) -> web.Response:
        """Tell who is connected and what the bot has registered."""
        world = self.bridge.world
        commands = [key[0] for scope in world.backend.commands.values() for key in scope]
        return web.json_response(
            {
                "connections": self.bridge.gateway.sessions.connected,
                "commands": sorted(commands),
                "channel_id": str(world.channel.id),
                "guild_id": str(world.guild.id),
                "users": {name: str(member.id) for name, member in world.members.items()},
            }
        )

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

    async def order_fault(self, request: web.Request) -> web.Response:
        """Order a failure; the fields are those of `Fault`."""
        self.bridge.faults.order(Fault(**await request.json()))
        return web.json_response({})

    async def clear_faults(self, _request: web.Request) -> web.Response:
        """Cancel every ordered failure."""
        self.bridge.faults.clear()
        return web.json_response({})

    async def set_limits(self, request: web.Request) -> web.Response:
        """Set `file_bytes` and `request_bytes`."""
        for name, value in (await request.json()).items():
            setattr(self.bridge.limits, name, int(value))
        return web.json_response({})

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

    async def drop_gateway(self, request: web.Request) -> web.Response:
        """Cut the bot's connections; `"resumable": false` makes it identify anew."""
        asked = await request.json()
        dropped = await self.bridge.gateway.drop(
            asked.get("code", 4000), resumable=asked.get("resumable", True)
        )
        return web.json_response({"dropped": dropped})

    def _person(self, asked: dict[str, Any]) -> MemberActor:
        return self.bridge.world.members[asked.get("user", "alice")]

    def _channel(self, asked: dict[str, Any]) -> Any:
        world = self.bridge.world
        return world.handle(world.channel_id(str(asked.get("channel", CHANNEL_NAME))))


def _dispatched(result: Any) -> web.Response:
    return web.json_response({"interaction_id": str(result._interaction.id)})  # noqa: SLF001
