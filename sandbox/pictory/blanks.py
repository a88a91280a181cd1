"""Plain pictures whose files are as large as is asked for, made in no time."""

from __future__ import annotations

import io
import os
import struct
import zlib
from functools import lru_cache

from PIL import Image

GREY = 128
CHUNK_OVERHEAD = 12
END_BYTES = 12
"""The last chunk of a PNG, which says that it ends."""


@lru_cache(maxsize=8)
def blank(size: tuple[int, int], file_bytes: int) -> bytes:
    """Return a grey PNG of `file_bytes` bytes, filled up with what cannot be compressed.

    The filling stands in a chunk that decoders skip. A file cannot be smaller than the picture.
    """
    out = io.BytesIO()
    Image.new("L", size, GREY).save(out, "PNG")
    png = out.getvalue()
    content = b"fiLl" + os.urandom(max(0, file_bytes - len(png) - CHUNK_OVERHEAD))
    chunk = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
    return png[:-END_BYTES] + chunk + png[-END_BYTES:]
