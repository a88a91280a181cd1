"""HTTP's door: tells an operator's machinery whether the bot lives and can work."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    Probe = Callable[[], Awaitable[str | None]]
    """Says what is wrong with one thing that the bot needs, or None."""

PROBES: web.AppKey[Mapping[str, Probe]] = web.AppKey("probes")


async def healthz(_request: web.Request) -> web.Response:
    """Answer 200 as long as the event loop turns."""
    return web.json_response({"status": "ok"})


async def readyz(request: web.Request) -> web.Response:
    """Answer 200 if every probe is content, and 503 with what is wrong otherwise."""
    found = {name: await probe() for name, probe in request.app[PROBES].items()}
    problems = {name: problem for name, problem in found.items() if problem is not None}
    if problems:
        return web.json_response({"status": "not ready", "problems": problems}, status=503)
    return web.json_response({"status": "ok"})


def create_app(probes: Mapping[str, Probe]) -> web.Application:
    """Make the application; `probes` say what is wrong with Discord, the database and so on."""
    app = web.Application(client_max_size=64 * 1024)
    app[PROBES] = probes
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    return app


@asynccontextmanager
async def serving(app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serve `app` inside the block and yield the port.

    Raises OSError if the address cannot be had.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
