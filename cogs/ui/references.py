"""Reads reference pictures from Discord, within bounds, and keeps them for their cards."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

import aiohttp
import discord

from cogs.ui.ladder import for_one_person, in_direct_message
from cogs.ui.media import media_of
from studio.apart import check_reference
from studio.encoded import Picture, RejectedReason
from studio.generations import Generation
from studio.ports import CheckedReference, ReferenceGoneError, ReferenceRejectedError

log = logging.getLogger(__name__)

MAX_BYTES = 25 * 1024 * 1024
HOSTS = frozenset(
    {
        "cdn.discordapp.com",
        "media.discordapp.net",
        "images-ext-1.discordapp.net",
        "images-ext-2.discordapp.net",
    }
)
"""Where Discord keeps files, and its copies of pictures that messages show from elsewhere."""
COPY_BYTES = 8 * 1024 * 1024
"""How large the copy on a card may be; results share the request with it."""
KEPT_BYTES = 64 * 1024 * 1024
"""How many bytes of checked references wait in memory for their cards at most."""
ATTEMPTS = 3
CHUNK = 64 * 1024


FetchMessage = Callable[[int, int], Awaitable[discord.Message]]
"""Fetches a message, given the ids of its channel and of itself."""


class _GoneError(Exception):
    """The file cannot be read at this URL, now or later."""


class References:
    """The references of generations that are being made.

    Bytes come only from Discord: its CDN and its media proxies over https, and loopback where the
    sandbox stands in for Discord.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        fetch_message: FetchMessage,
        *,
        allow_loopback: bool = False,
    ) -> None:
        self._session = session
        self._fetch_message = fetch_message
        self._allow_loopback = allow_loopback
        self._kept: dict[int, Picture] = {}
        self._at_once = asyncio.Semaphore(2)  # pictures are large once decoded

    async def prepare(self, generation: Generation) -> CheckedReference:
        """Return where the reference can be read now, and its size; keep a checked copy of it.

        Raises ReferenceRejectedError or ReferenceGoneError.
        """
        async for url in self._urls(generation):
            try:
                async with self._at_once:
                    data = await self._download(url)
                    limit = min(generation.order.upload_limit, COPY_BYTES)
                    copy = await asyncio.to_thread(check_reference, data, max_bytes=limit)
            except _GoneError:
                continue
            self._keep(generation.id, copy)
            return CheckedReference(url, copy.width, copy.height)
        raise ReferenceGoneError("the reference is nowhere to be read any more")

    async def read(self, url: str) -> bytes:
        """Return a file of a message, within the bounds for references.

        Raises ReferenceGoneError or ReferenceRejectedError.
        """
        try:
            return await self._download(url)
        except _GoneError:
            raise ReferenceGoneError("the file cannot be read any more") from None

    def copy_of(self, generation_id: int) -> Picture | None:
        """Return the checked copy, without metadata, if it is still kept."""
        return self._kept.get(generation_id)

    def forget(self, generation_id: int) -> None:
        """Drop the copy of a reference whose card carries it."""
        self._kept.pop(generation_id, None)

    def _keep(self, generation_id: int, copy: Picture) -> None:
        self._kept[generation_id] = copy
        while (
            len(self._kept) > 1 and sum(len(kept.data) for kept in self._kept.values()) > KEPT_BYTES
        ):
            del self._kept[next(iter(self._kept))]

    async def _urls(self, generation: Generation) -> AsyncIterator[str]:
        """Yield where the reference may be read: as first given, then fresh from its messages."""
        reference = generation.order.reference
        if reference is None:
            return
        if reference.url:
            yield reference.url
        card = generation.card
        readable = in_direct_message(generation) or not for_one_person(generation)
        if generation.reference_stored and card.message_id and readable:
            yield await self._fresh(card.channel_id, card.message_id, "reference")
        if reference.channel_id and reference.message_id and reference.name:
            yield await self._fresh(reference.channel_id, reference.message_id, reference.name)

    async def _fresh(self, channel_id: int, message_id: int, name: str) -> str:
        """Return the file's URL with a new signature, or an empty one if it is not there."""
        try:
            message = await self._fetch_message(channel_id, message_id)
        except (discord.NotFound, discord.Forbidden) as error:
            log.info("message %s with a reference cannot be read: %s", message_id, error)
            return ""
        media = media_of(message).get(name)
        return media.url if media is not None else ""

    async def _download(self, url: str) -> bytes:
        if not url:
            raise _GoneError
        if not self._allowed(url):
            raise ReferenceRejectedError(RejectedReason.NOT_FROM_DISCORD)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._read(url)
            except (aiohttp.ClientError, TimeoutError) as error:
                log.warning("reading a reference failed (attempt %s): %r", attempt, error)
                await asyncio.sleep(0.2 * attempt)
        raise _GoneError

    def _allowed(self, url: str) -> bool:
        parts = urlsplit(url)
        if parts.scheme == "https" and parts.hostname in HOSTS:
            return True
        return self._allow_loopback and is_loopback(url)

    async def _read(self, url: str) -> bytes:
        async with self._session.get(
            url, allow_redirects=False, timeout=aiohttp.ClientTimeout(total=60, sock_connect=10)
        ) as response:
            if response.status >= 500 or response.status == 429:
                response.raise_for_status()
            if response.status != 200:
                raise _GoneError
            data = bytearray()
            async for chunk in response.content.iter_chunked(CHUNK):
                data += chunk
                if len(data) > MAX_BYTES:
                    raise ReferenceRejectedError(RejectedReason.TOO_LARGE)
            return bytes(data)


def is_loopback(url: str) -> bool:
    """Whether a URL points at this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
