"""What this package needs of aiohttp: time limits, bounded reads, and errors of its own."""

from __future__ import annotations

import aiohttp

from pictory_async._errors import PictoryConnectionError, PictoryTimeoutError

NETWORK_ERRORS = (aiohttp.ClientError, TimeoutError, OSError)
"""All that aiohttp raises for what the network does; a time-out is a TimeoutError there."""

_NEVER_SENT = (
    aiohttp.ClientConnectorError,  # names, TCP, TLS, proxies
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ServerFingerprintMismatch,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
)


def limits(seconds: float) -> aiohttp.ClientTimeout:
    """Return time limits of `seconds` over the whole exchange, its body included.

    Connecting gets a third, so that a time-out there is told apart from one after sending: if only
    the whole were limited, nobody could say whether the request had arrived.
    """
    return aiohttp.ClientTimeout(total=seconds, connect=seconds / 3)


def connection_error(error: Exception) -> PictoryConnectionError:
    """Return the error of ours that one of NETWORK_ERRORS means.

    The text names no URL's query and no header, because those may hold a secret.
    """
    never_sent = isinstance(error, _NEVER_SENT)
    if isinstance(error, TimeoutError):
        what = "no connection in time" if never_sent else "no complete answer in time"
        return PictoryTimeoutError(what, never_sent=never_sent)
    if isinstance(error, aiohttp.ClientConnectorError):
        reason = error.os_error.strerror or type(error.os_error).__name__
        message = f"cannot connect to {error.host}:{error.port} ({reason})"
    else:
        message = f"the connection failed ({type(error).__name__})"
    return PictoryConnectionError(message, never_sent=never_sent)


async def read_block(stream: aiohttp.StreamReader, size: int) -> bytes:
    """Return the next `size` bytes; fewer only at the end."""
    block = bytearray()
    while len(block) < size and (piece := await stream.read(size - len(block))):
        block += piece
    return bytes(block)
