"""Fetches the pictures that an order refers to, from outside and within limits."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING

import aiohttp
from PIL import Image, ImageOps

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_BYTES = 30 * 1024 * 1024
MAX_PIXELS = 80_000_000
MAX_REDIRECTS = 5
TIMEOUT_SECONDS = 20.0
KEPT_SIZE = (1920, 1920)
FORMATS = ("PNG", "JPEG", "WEBP")


class UnusableReferenceError(Exception):
    """A reference cannot be used; `code` is what the job fails with."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


async def fetch_first(
    session: aiohttp.ClientSession, urls: Sequence[str], *, timeout: float = TIMEOUT_SECONDS
) -> bytes:
    """Fetch every picture, and return the first as a JPEG of at most 1920 pixels a side.

    Raises UnusableReferenceError if one cannot be fetched in time, is too large or no picture.
    """
    pictures = [await _fetch(session, url, timeout) for url in urls]
    shrunk = [await asyncio.to_thread(shrink, picture) for picture in pictures]
    return shrunk[0]


async def _fetch(session: aiohttp.ClientSession, url: str, timeout: float) -> bytes:
    limits = aiohttp.ClientTimeout(total=timeout)
    try:
        async with session.get(url, timeout=limits, max_redirects=MAX_REDIRECTS) as response:
            if response.status != 200:
                raise _unreachable(f"its address answered with status {response.status}")
            return await _read(response)
    except TimeoutError:
        raise _unreachable(f"its address did not answer within {timeout:g} seconds") from None
    except (aiohttp.ClientError, ValueError) as error:
        raise _unreachable(f"its address could not be read ({type(error).__name__})") from error


async def _read(response: aiohttp.ClientResponse) -> bytes:
    data = bytearray()
    async for chunk in response.content.iter_chunked(64 * 1024):
        data += chunk
        if len(data) > MAX_BYTES:
            raise _invalid(f"it is larger than {MAX_BYTES // 1024**2} MB")
    return bytes(data)


def shrink(data: bytes) -> bytes:
    """Return a picture as an upright JPEG of at most 1920 pixels a side.

    Blocks for as long as decoding takes. Raises UnusableReferenceError if it is no picture.
    """
    try:
        return _shrink(data)
    except UnusableReferenceError:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise _invalid("it has too many pixels") from None
    except Exception as error:  # a decoder of foreign bytes may stumble in any way
        raise _invalid("it is not a picture in PNG, JPEG or WebP format") from error


def _shrink(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise _invalid("it has too many pixels")
        picture.draft("RGB", KEPT_SIZE)
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail(KEPT_SIZE)
        return _jpeg(upright)


def _jpeg(picture: Image.Image) -> bytes:
    on_white = Image.new("RGB", picture.size, "white")
    with_alpha = picture.convert("RGBA")
    on_white.paste(with_alpha, mask=with_alpha.getchannel("A"))
    out = io.BytesIO()
    on_white.save(out, "JPEG", quality=92)
    return out.getvalue()


def _unreachable(reason: str) -> UnusableReferenceError:
    text = f"The reference image could not be fetched: {reason}."
    return UnusableReferenceError("REFERENCE_IMAGE_UNREACHABLE", text)


def _invalid(reason: str) -> UnusableReferenceError:
    text = f"The reference image could not be used: {reason}."
    return UnusableReferenceError("REFERENCE_IMAGE_INVALID", text)
