"""Takes a picture over: streamed, bounded, its type decided by its bytes, from a public address."""

from __future__ import annotations

import asyncio
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

import aiohttp
from yarl import URL

from pictory_async._addresses import GuardedResolver, check_url
from pictory_async._errors import (
    DownloadError,
    PictoryTimeoutError,
    RateLimitError,
    ServerError,
)
from pictory_async._fields import retry_seconds
from pictory_async._models import PictureInfo
from pictory_async._transport import NETWORK_ERRORS, connection_error, limits, read_block
from pictory_async._wire import USER_AGENT

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCK = 256 * 1024
_HEADERS = {"Accept": "image/*", "Accept-Encoding": "identity", "User-Agent": USER_AGENT}
_MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def picture_type(head: bytes) -> str | None:
    """Return the media type that the first 12 bytes of a picture tell, or None."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return None


class Downloader:
    """Fetches pictures from public addresses, with a session of its own that holds no secret.

    `loopback` allows this machine as well, for a Pictory that itself runs here.
    """

    def __init__(self, *, loopback: bool, seconds: float) -> None:
        self._loopback = loopback
        self._seconds = seconds
        self._session: aiohttp.ClientSession | None = None

    async def fetch(self, url: str, into: BinaryIO, *, max_bytes: int) -> PictureInfo:
        """Write the picture at `url` to `into`, once, and say what it is.

        The bytes written so far stay there when this fails.
        """
        scope = asyncio.timeout(self._seconds)
        try:
            async with scope, await self._open(parse_url(url)) as response:
                return await _save(response, into, max_bytes)
        except TimeoutError:
            if not scope.expired():
                raise
        raise PictoryTimeoutError("the picture did not arrive in time", never_sent=False)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _open(self, url: URL) -> aiohttp.ClientResponse:
        """Follow redirects, each checked like the first address, to the picture itself."""
        for _ in range(1 + _MAX_REDIRECTS):
            check_url(url, loopback=self._loopback)
            with _translated():
                response = await self._sessions().get(
                    url, headers=_HEADERS, allow_redirects=False, timeout=limits(self._seconds)
                )
            if response.status == 200:
                return response
            response.close()
            if response.status not in _REDIRECTS:
                raise _refusal(response)
            url = url.join(parse_url(response.headers.get("Location", "")))
        raise DownloadError("the picture's address redirects too often")

    def _sessions(self) -> aiohttp.ClientSession:
        if self._session is None:
            resolver = GuardedResolver(loopback=self._loopback)
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=resolver),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
            )
        return self._session


def parse_url(text: str) -> URL:
    """Return a URL with its query exactly as given, because it may be signed."""
    if not text or any(letter.isspace() or not letter.isprintable() for letter in text):
        raise DownloadError("the picture's address is not a URL")
    try:
        return URL(text, encoded=text.isascii())
    except ValueError:
        raise DownloadError("the picture's address is not a URL") from None


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what the network does into errors of ours; what the file does is left alone."""
    try:
        yield
    except aiohttp.InvalidURL:
        raise DownloadError("the picture's address is not a URL") from None
    except NETWORK_ERRORS as error:
        raise connection_error(error) from None


def _refusal(response: aiohttp.ClientResponse) -> DownloadError | RateLimitError | ServerError:
    status = response.status
    said = "from where the picture is kept"
    if status == 429:
        headers = {name.lower(): value for name, value in response.headers.items()}
        return RateLimitError(status, None, said, retry_seconds(headers, now=time.time()))
    if status == 408 or status >= 500:
        return ServerError(status, None, said)
    return DownloadError(f"the picture's address answers {status}", status=status)


async def _save(response: aiohttp.ClientResponse, into: BinaryIO, max_bytes: int) -> PictureInfo:
    if (response.content_length or 0) > max_bytes:
        raise _too_large(max_bytes)
    size, kind = 0, None
    while True:
        with _translated():
            block = await read_block(response.content, min(_BLOCK, max_bytes + 1 - size))
        if not block:
            break
        kind = kind or picture_type(block)
        size += len(block)
        if kind is None:
            raise _wrong_type()
        if size > max_bytes:
            raise _too_large(max_bytes)
        await _write(into, block)
    if kind is None:
        raise _wrong_type()
    return PictureInfo(content_type=kind, size=size)


def _too_large(max_bytes: int) -> DownloadError:
    return DownloadError(f"the picture is larger than {max_bytes} bytes")


def _wrong_type() -> DownloadError:
    return DownloadError("what was downloaded is not a PNG, JPEG or WebP picture")


async def _write(into: BinaryIO, block: bytes) -> None:
    """Write off the event loop; when cancelled, still wait, since a thread cannot be stopped."""
    writing = asyncio.ensure_future(asyncio.to_thread(into.write, block))
    try:
        await asyncio.shield(writing)
    finally:
        if not writing.done():
            await asyncio.wait({writing})
            writing.exception()
