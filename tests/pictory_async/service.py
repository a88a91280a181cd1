"""Small servers on loopback, for answers that the emulator does not give."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from aiohttp import web

from pictory_async import PictoryClient
from tests.pictory_async.conftest import QUICK

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
    Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

KEY = "pictai_0123456789"
PNG = b"\x89PNG\r\n\x1a\n" + b"pixels" * 100


@asynccontextmanager
async def served(handler: Handler) -> AsyncIterator[str]:
    """Answer every request with `handler`; yield the server's origin."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def spoken(talk: Talk) -> AsyncIterator[str]:
    """Let `talk` treat every connection byte by byte; yield the server's origin."""
    talks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talks.add(task)
        try:
            await talk(reader, writer)
        except asyncio.CancelledError:
            return  # the server stops
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)


async def request_of(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Read one whole request; return its head and its body."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return head, await reader.readexactly(length)


@asynccontextmanager
async def downloading(handler: Handler, **options: Any) -> AsyncIterator[tuple[PictoryClient, str]]:
    """Serve pictures beside a Pictory on loopback; yield a client and a picture's URL."""
    async with served(handler) as origin:
        options = {"retry": QUICK, "download_timeout": 5.0, **options}
        async with PictoryClient(KEY, base_url=f"{origin}/pictoryapis", **options) as client:
            yield client, f"{origin}/a.png?signature=x%2By%7E"


def answers(*responses: web.Response) -> tuple[Handler, list[web.Request]]:
    """Return a handler that gives one answer after the other, and the requests it saw."""
    left, seen = list(responses), []

    async def handle(request: web.Request) -> web.Response:
        seen.append(request)
        return left.pop(0)

    return handle, seen
