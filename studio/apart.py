"""Works on pictures without holding up this process: large ones in a process of their own.

Pillow lets other threads run while it decodes and encodes, but not all the time: its WebP coder
copies or compresses a whole picture in one piece, and some other steps hold the interpreter too.
For 20 million pixels the event loop would stand still for 60 to 800 ms. A process of its own also
gives all its memory back. It stays for the next picture, because starting one costs five times
what it does to a picture of a megapixel; see `apart_workers`.

Pillow is loaded with the first picture: it is slow to load, and starting has no use for it.
"""

from __future__ import annotations

import atexit
import logging
from typing import TYPE_CHECKING

from studio.apart_workers import WorkError, Workers
from studio.encoded import Picture, RejectedReason
from studio.ports import ReferenceRejectedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

log = logging.getLogger(__name__)

LARGE_PIXELS = 1_000_000
"""From here on a picture is worked on apart; smaller ones take some milliseconds in a thread."""

WORKERS = Workers()
"""No process is started before the first large picture."""

atexit.register(WORKERS.close)


def check_reference(data: bytes, *, max_bytes: int) -> Picture:
    """Return a clean copy of a reference; see `clean`. Blocks: call it in a thread.

    Raises ReferenceRejectedError.
    """
    from studio.pictures import clean, pixels  # noqa: PLC0415

    if pixels(data) < LARGE_PIXELS:
        return clean(data, max_bytes=max_bytes)
    try:
        return WORKERS.run("clean", data, max_bytes=max_bytes)
    except (WorkError, OSError) as error:
        log.warning("a picture of %s bytes could not be checked: %s", len(data), error)
        raise ReferenceRejectedError(RejectedReason.UNREADABLE) from None


def shrink(path: Path, *, max_bytes: int) -> Picture:
    """Return the result in a file within `max_bytes`; see `reencode`. Blocks: call it in a thread.

    Raises ValueError if the file is no PNG, JPEG or WebP picture, OSError if it cannot be read.
    """
    from studio.pictures import pixels, reencode  # noqa: PLC0415

    data = path.read_bytes()
    if pixels(data) < LARGE_PIXELS:
        return reencode(data, max_bytes=max_bytes)
    try:
        return WORKERS.run("reencode", data, max_bytes=max_bytes)
    except WorkError as error:
        raise OSError(f"a picture of {len(data)} bytes could not be re-encoded: {error}") from error


def compare(reference: bytes, results: Sequence[bytes], *, max_bytes: int) -> Picture:
    """Return a reference and one to four results as one picture; see `side_by_side`. Blocks.

    Raises ReferenceRejectedError if the reference cannot be used, OSError if anything else is in
    the way, such as a result that is no picture.
    """
    from studio.comparing import side_by_side  # noqa: PLC0415
    from studio.pictures import pixels  # noqa: PLC0415

    try:
        if pixels(reference) + sum(map(pixels, results)) < LARGE_PIXELS:
            return side_by_side(reference, results, max_bytes=max_bytes)
        return WORKERS.run("compare", reference, *results, max_bytes=max_bytes)
    except (WorkError, ValueError) as error:
        raise OSError(f"{len(results)} results could not be compared: {error}") from error
