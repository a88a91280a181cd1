"""The line between the bot and Pictory, which can be cut: then nobody answers at its port."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CHUNK = 65536


class Line:
    """Carries what reaches a port of this machine to another, as long as it is not cut."""

    def __init__(self, upstream: str) -> None:
        self._target = urlsplit(upstream)
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()
        with socket.create_server(("127.0.0.1", 0)) as reserved:
            self._port = reserved.getsockname()[1]

    @property
    def url(self) -> str:
        """The upstream's URL, by way of this line."""
        return self._target._replace(netloc=f"127.0.0.1:{self._port}").geturl()

    async def mend(self) -> None:
        """Listen, and carry what comes."""
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", self._port)

    async def cut(self) -> None:
        """Reset every connection, and refuse new ones."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for end in self._ends:
            end.transport.abort()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(self._target.hostname, self._target.port)
        self._ends |= {writer, back}
        await asyncio.gather(_carry(reader, back), _carry(there, writer))
        self._ends -= {writer, back}


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def line(upstream: str) -> AsyncIterator[Line]:
    """Lay a line, and cut it at the end."""
    laid = Line(upstream)
    await laid.mend()
    try:
        yield laid
    finally:
        await laid.cut()
