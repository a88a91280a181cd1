"""Works on pictures without holding up this process: large ones in a process of their own.

Pillow lets other threads run while it decodes and encodes, but not all the time: its WebP coder
copies or compresses a whole picture in one piece, and some other steps hold the interpreter too.
For 20 million pixels the event loop would stand still for 60 to 800 ms. A process of its own also
gives all its memory back. `python -m studio.apart clean|reencode LIMIT` reads the file on standard
input, and writes a line of JSON and then the picture.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from studio.pictures import Picture, clean, pixels, reencode
from studio.ports import ReferenceRejectedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

log = logging.getLogger(__name__)

ROOT = Path(__file__).parent.parent
SECONDS = 60.0
LARGE_PIXELS = 1_000_000
"""From here on a picture is worked on apart; smaller ones take some milliseconds in a thread."""

TASKS: Mapping[str, Callable[..., Picture]] = {"clean": clean, "reencode": reencode}


def check_reference(data: bytes, *, max_bytes: int) -> Picture:
    """Return a clean copy of a reference; see `clean`. Blocks: call it in a thread.

    Raises ReferenceRejectedError.
    """
    if pixels(data) < LARGE_PIXELS:
        return clean(data, max_bytes=max_bytes)
    try:
        return _apart("clean", data, max_bytes)
    except (subprocess.SubprocessError, OSError) as error:
        log.warning("a picture of %s bytes could not be checked: %s", len(data), error)
        raise ReferenceRejectedError("The picture could not be read.") from None


def shrink(path: Path, *, max_bytes: int) -> Picture:
    """Return the result in a file within `max_bytes`; see `reencode`. Blocks: call it in a thread.

    Raises ValueError if the file is no PNG, JPEG or WebP picture, OSError if it cannot be read.
    """
    data = path.read_bytes()
    if pixels(data) < LARGE_PIXELS:
        return reencode(data, max_bytes=max_bytes)
    try:
        return _apart("reencode", data, max_bytes)
    except subprocess.SubprocessError as error:
        raise OSError(f"a picture of {len(data)} bytes could not be re-encoded") from error


def _apart(task: str, data: bytes, max_bytes: int) -> Picture:
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.defpath}
    command = [sys.executable, "-m", "studio.apart", task, str(max_bytes)]
    ended = subprocess.run(  # noqa: S603
        command, input=data, capture_output=True, timeout=SECONDS, check=True, env=environment
    )
    head, _, body = ended.stdout.partition(b"\n")
    said = json.loads(head)
    if "rejected" in said:
        raise ReferenceRejectedError(said["rejected"])
    return Picture(body, said["content_type"], said["width"], said["height"])


def main() -> None:
    """Do the task that the command line names with the picture on standard input."""
    task, limit = sys.argv[1:]
    body = b""
    try:
        made = TASKS[task](sys.stdin.buffer.read(), max_bytes=int(limit))
    except ReferenceRejectedError as error:
        said: dict[str, object] = {"rejected": str(error)}
    else:
        said = {"content_type": made.content_type, "width": made.width, "height": made.height}
        body = made.data
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + body)


if __name__ == "__main__":
    main()
