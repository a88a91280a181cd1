"""How a connection ends when a service, or the network before it, dies: with a reset."""

from __future__ import annotations

import socket
import struct

from aiohttp import web

RST_AT_ONCE = struct.pack("ii", 1, 0)


def reset(request: web.Request) -> web.Response:
    """Reset the connection; the response returned goes nowhere."""
    transport = request.transport
    if transport is not None:
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RST_AT_ONCE)
        transport.abort()
    return web.Response()
