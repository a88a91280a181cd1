"""Checks references, WebP ones in a process of their own.

Pillow's WebP decoder copies the whole picture in one piece while nothing else can run: some 80 ms
for 20 million pixels, in which the event loop would stand still. `python -m studio.apart LIMIT`
reads the file on standard input, and writes a line of JSON and then the clean copy.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

from studio.pictures import Picture, clean, picture_type
from studio.ports import ReferenceRejectedError

log = logging.getLogger(__name__)

ROOT = Path(__file__).parent.parent
SECONDS = 60.0


def check_reference(data: bytes, *, max_bytes: int) -> Picture:
    """Return a clean copy of a reference, by the way that keeps the event loop free; see `clean`.

    Blocks: call it in a thread. Raises ReferenceRejectedError.
    """
    if picture_type(data[:12]) == "image/webp":
        return _clean_apart(data, max_bytes=max_bytes)
    return clean(data, max_bytes=max_bytes)


def _clean_apart(data: bytes, *, max_bytes: int) -> Picture:
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.defpath}
    command = [sys.executable, "-m", "studio.apart", str(max_bytes)]
    try:
        ended = subprocess.run(  # noqa: S603
            command, input=data, capture_output=True, timeout=SECONDS, check=True, env=environment
        )
    except (subprocess.SubprocessError, OSError) as error:
        log.warning("a picture of %s bytes could not be checked: %s", len(data), error)
        raise ReferenceRejectedError("The picture could not be read.") from None
    head, _, body = ended.stdout.partition(b"\n")
    said = json.loads(head)
    if "rejected" in said:
        raise ReferenceRejectedError(said["rejected"])
    return Picture(body, said["content_type"], said["width"], said["height"])


def main() -> None:
    """Clean the picture on standard input."""
    try:
        copy = clean(sys.stdin.buffer.read(), max_bytes=int(sys.argv[1]))
    except ReferenceRejectedError as error:
        said: dict[str, object] = {"rejected": str(error)}
        body = b""
    else:
        said = {"content_type": copy.content_type, "width": copy.width, "height": copy.height}
        body = copy.data
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + body)


if __name__ == "__main__":
    main()
