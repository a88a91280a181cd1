"""HTTP's door: tells an operator's machinery how the bot is, and takes Pictory's webhooks."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from studio.webhooks import job_id_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    Probe = Callable[[], Awaitable[str | None]]
    """Says what is wrong with one thing that the bot needs, or None."""

log = logging.getLogger("http_server")

WEBHOOK = "/webhooks/pictory/{generation:[1-9][0-9]{0,18}}/{n:[1-4]}/{signature}"
MAX_BODY = 64 * 1024
MAX_GENERATION = 2**63 - 1
"""The greatest number that a database holds."""
LINGERING_SECONDS = 1.0
"""How long a body that nobody wants is thrown away, so that its sender still gets the answer."""


@dataclass(frozen=True, slots=True)
class Webhooks:
    """Who judges and takes webhooks; both are given a generation's id and an image's number."""

    accepts: Callable[[int, int, str], bool]
    """Whether the third is the signature of that image."""
    hint: Callable[[int, int, str | None], None]
    """Takes note, without blocking, that the image's job may have ended, and its id if known."""
    body_seconds: float = 5.0
    """How long a sender may take for the body."""


PROBES: web.AppKey[Mapping[str, Probe]] = web.AppKey("probes")
WEBHOOKS: web.AppKey[Webhooks] = web.AppKey("webhooks")


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


async def pictory_webhook(request: web.Request) -> web.Response:
    """Pass a signed webhook on and answer 204 at once; what is not signed is not read."""
    webhooks = request.app[WEBHOOKS]
    image = _signed_image(request, webhooks)
    if image is None:
        return _refusal(404)
    if (request.content_length or 0) > MAX_BODY:
        return _refusal(413)
    try:
        async with asyncio.timeout(webhooks.body_seconds):
            body = await request.read()
    except TimeoutError:
        return _refusal(408)
    except web.HTTPRequestEntityTooLarge:
        return _refusal(413)
    except (web.RequestPayloadError, ConnectionError):
        body = b""  # cut off, or badly packed: it names no job, but that it came is what counts
    webhooks.hint(*image, job_id_of(body))
    return web.Response(status=204)


def _signed_image(request: web.Request, webhooks: Webhooks) -> tuple[int, int] | None:
    """Return the image that the path names, or None if it is not signed for it."""
    generation, n = int(request.match_info["generation"]), int(request.match_info["n"])
    # The route matches the decoded path; but an address is written in one way only.
    if generation > MAX_GENERATION or "%" in request.rel_url.raw_path:
        return None
    signed = webhooks.accepts(generation, n, request.match_info["signature"])
    return (generation, n) if signed else None


def _refusal(status: int) -> web.Response:
    """Answer with nothing but a status, and end the connection, whose body stays unread."""
    response = web.Response(status=status)
    response.force_close()
    return response


def create_app(probes: Mapping[str, Probe], webhooks: Webhooks | None = None) -> web.Application:
    """Make the application; `probes` say what is wrong with Discord, the database and so on."""
    app = web.Application(client_max_size=MAX_BODY)
    app[PROBES] = probes
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    if webhooks is not None:
        app[WEBHOOKS] = webhooks
        app.router.add_post(WEBHOOK, pictory_webhook)
    return app


def _is_ours(record: logging.LogRecord) -> bool:
    """Tell whether an error is the bot's; aiohttp logs also what strangers send that is no HTTP."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, HttpProcessingError | web.RequestPayloadError)


@asynccontextmanager
async def serving(app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serve `app` inside the block and yield the port.

    Raises OSError if the address cannot be had.
    """
    log.addFilter(_is_ours)
    runner = web.AppRunner(
        app,
        access_log=None,
        logger=log,
        shutdown_timeout=2.0,
        lingering_time=LINGERING_SECONDS,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
