"""Controls for tests: acting as people, changing the server, ordering failures, looking.

Loopback only and without any authorisation. Every action returns as soon as the event is on its
way to the bot; `GET /control/interactions/{id}` tells what became of an interaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web
from simcord.backend.errors import BackendError, SetupError

from sandbox.discord.controls.acting import Acting
from sandbox.discord.controls.answering import Answering
from sandbox.discord.controls.beating import Beating
from sandbox.discord.controls.joining import Joining
from sandbox.discord.controls.looking import Looking
from sandbox.discord.controls.moderating import Moderating
from sandbox.discord.controls.settling import Settling
from sandbox.discord.controls.spoiling import Spoiling
from sandbox.discord.controls.talking import Talking

if TYPE_CHECKING:
    from sandbox.discord.server import Bridge

__all__ = ["control_application"]

MAX_BYTES = 64 * 1024 * 1024
ALL = (Acting, Answering, Talking, Settling, Joining, Moderating, Spoiling, Beating, Looking)


def control_application(bridge: Bridge) -> web.Application:
    """Return the control routes of a bridge, to be mounted at `/control`."""
    app = web.Application(middlewares=[explain_errors], client_max_size=MAX_BYTES)
    for controls in ALL:
        app.add_routes(controls(bridge).routes())
    return app


@web.middleware
async def explain_errors(request: web.Request, handler: Any) -> web.StreamResponse:
    """Answer an impossible action with 400 and the reason."""
    try:
        response: web.StreamResponse = await handler(request)
    except (BackendError, SetupError, LookupError, TypeError, ValueError) as error:
        return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)
    return response
