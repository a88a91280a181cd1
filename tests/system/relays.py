"""Stands between the bot and what it talks to: a way that can be longer, or not be there yet."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CHANGING = (b"POST ", b"PATCH ", b"PUT ", b"DELETE ")


@asynccontextmanager
async def relay(port: int, upstream: str, *, delay: float = 0.0) -> AsyncIterator[str]:
    """Carry what reaches `port` on this machine to `upstream`, and yield the URL for that.

    Answers to requests that change something take `delay` seconds longer, so that there is time
    for something to happen in between. A `port` of 0 is any free one.
    """
    target = urlsplit(upstream)

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(target.hostname, target.port)
        reading = False

        async def ask() -> None:
            nonlocal reading
            async for data in _chunks(reader, back):
                reading = data.startswith(b"GET ") or (reading and not data.startswith(CHANGING))
                back.write(data)

        async def answer() -> None:
            async for data in _chunks(there, writer):
                await asyncio.sleep(0 if reading else delay)
                writer.write(data)

        await asyncio.gather(ask(), answer())

    server = await asyncio.start_server(connect, "127.0.0.1", port)
    address = target._replace(netloc=f"127.0.0.1:{server.sockets[0].getsockname()[1]}")
    try:
        yield address.geturl()
    finally:
        server.close()


async def _chunks(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> AsyncIterator[bytes]:
    """Yield what comes in and has to be written on, then close the other side, too."""
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            yield data
            await writer.drain()
    writer.close()
