"""Routes that steer the emulator from outside: faults, speed, hold, and a look at its state."""

from __future__ import annotations

import ipaddress
import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.pictory.doors import EMULATOR
from sandbox.pictory.jobs import amount

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from sandbox.pictory.emulator import PictoryEmulator

    Control = Callable[[PictoryEmulator, dict[str, Any]], None]


def control_routes() -> Iterable[web.RouteDef]:
    """Return the control routes, which answer only to this machine."""
    return (
        web.get("/control/state", _route(lambda _emulator, _body: None)),
        web.post("/control/faults", _route(_add_fault)),
        web.delete("/control/faults", _route(lambda emulator, _body: emulator.clear_faults())),
        web.post("/control/speed", _route(_set_speed)),
        web.post("/control/hold", _route(lambda emulator, _body: emulator.hold())),
        web.post("/control/release", _route(lambda emulator, _body: emulator.release())),
        web.post("/control/finish", _route(_finish)),
    )


def _route(control: Control) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return a handler that runs a control, and answers with the state after it."""

    async def serve(request: web.Request) -> web.Response:
        if not ipaddress.ip_address(request.remote or "0.0.0.0").is_loopback:  # noqa: S104
            raise web.HTTPForbidden
        try:
            body = await request.json() if request.can_read_body else {}
            control(request.app[EMULATOR], body)
        except (KeyError, TypeError, ValueError, json.JSONDecodeError) as error:
            return web.json_response({"message": str(error)}, status=400)
        return web.json_response(state(request.app[EMULATOR]))

    return serve


def state(emulator: PictoryEmulator) -> dict[str, Any]:
    """Return what the emulator has seen so far, and how it is set."""
    return {
        "speed": emulator.speed,
        "held": emulator.held,
        "posts": emulator.posts,
        "requests": dict(emulator.requests),
        "gets": dict(emulator.gets),
        "accepted": [
            {"jobId": job.id, "status": job.status.value, "prompt": job.order.prompt}
            for job in emulator.accepted
        ],
        "credits": {
            "used": amount(emulator.account.used),
            "limit": amount(emulator.account.limit),
        },
        "faults": [
            {"on": fault.on, "kind": fault.kind, "times": fault.times} for fault in emulator.faults
        ],
    }


def _add_fault(emulator: PictoryEmulator, body: dict[str, Any]) -> None:
    emulator.fault(**body)


def _set_speed(emulator: PictoryEmulator, body: dict[str, Any]) -> None:
    emulator.speed = float(body["speed"])


def _finish(emulator: PictoryEmulator, body: dict[str, Any]) -> None:
    job = emulator.find(body["jobId"])
    if job is None:
        raise ValueError("there is no such job")
    emulator.finish(job)
