"""Routes that steer the emulator from outside: faults, speed, hold, and a look at its state."""

from __future__ import annotations

import ipaddress
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.pictory.doors import EMULATOR
from sandbox.pictory.jobs import amount
from sandbox.pictory.validation import InvalidBodyError, read_image

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from sandbox.pictory.emulator import PictoryEmulator
    from sandbox.pictory.jobs import Job

    Control = Callable[[PictoryEmulator, dict[str, Any]], None]

FOREIGN_PROMPT = "A picture that somebody else ordered"


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
        web.post("/control/credits", _route(_set_credits)),
        web.post("/control/foreign", _make_foreign),
    )


def _route(control: Control) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return a handler that runs a control, and answers with the state after it."""

    async def serve(request: web.Request) -> web.Response:
        return await _run(control, request)

    return serve


async def _run(control: Control, request: web.Request) -> web.Response:
    if not ipaddress.ip_address(request.remote or "0.0.0.0").is_loopback:  # noqa: S104
        raise web.HTTPForbidden
    try:
        body = await request.json() if request.can_read_body else {}
        control(request.app[EMULATOR], body)
    except (ArithmeticError, InvalidBodyError, KeyError, TypeError, ValueError) as error:
        return web.json_response({"message": str(error)}, status=400)
    return web.json_response(state(request.app[EMULATOR]))


def state(emulator: PictoryEmulator) -> dict[str, Any]:
    """Return what the emulator has seen so far, and how it is set."""
    return {
        "speed": emulator.speed,
        "held": emulator.held,
        "posts": emulator.posts,
        "requests": dict(emulator.requests),
        "gets": dict(emulator.gets),
        "accepted": [_job(job) for job in emulator.accepted],
        "foreign": [_job(job) for job in emulator.foreign],
        "submissions": [submission.as_json() for submission in emulator.submissions],
        "credits": {
            "used": amount(emulator.account.used),
            "limit": amount(emulator.account.limit),
        },
        "faults": [
            {"on": fault.on, "kind": fault.kind, "times": fault.times} for fault in emulator.faults
        ],
    }


def _job(job: Job) -> dict[str, Any]:
    return {
        "jobId": job.id,
        "status": job.status.value,
        "prompt": job.order.prompt,
        "endedAt": job.ended_at,
        "toldAt": job.told_at,
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


def _set_credits(emulator: PictoryEmulator, body: dict[str, Any]) -> None:
    emulator.account.set_limit(Decimal(str(body["limit"])))


async def _make_foreign(request: web.Request) -> web.Response:
    """Make a job that is none of the bot's; the newest of the state's `foreign`."""

    def make(emulator: PictoryEmulator, body: dict[str, Any]) -> None:
        order = read_image({"prompt": body.get("prompt", FOREIGN_PROMPT)})
        emulator.accept_foreign(order, str(request.url.origin()))

    return await _run(make, request)
