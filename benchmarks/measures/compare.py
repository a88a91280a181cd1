"""How long somebody waits for a comparison of two large pictures."""

from __future__ import annotations

import asyncio
import io
import time
from statistics import median
from typing import TYPE_CHECKING

from PIL import Image

from benchmarks.figures import Quantity, Reading, Target, Unit
from benchmarks.subjects import OURS
from sandbox.photos import photo
from studio.apart import compare

if TYPE_CHECKING:
    from benchmarks.scale import Scale
    from benchmarks.subjects import Subject

TWELVE_MEGAPIXELS = (4000, 3000)
TIMES = 5
LIMIT = 10 * 1024 * 1024
COMPARE = Quantity(
    "compare", "two pictures of 12 megapixels compared", Unit.SECONDS, Target(ratio=0, slack=2.0)
)


async def measure(subject: Subject, scale: Scale) -> Reading:
    """Compare two large pictures a few times; nothing else compares."""
    if subject is not OURS:
        return {}
    picture = await asyncio.to_thread(_large)
    seconds = []
    for _ in range(min(TIMES, scale.jobs)):
        started = time.perf_counter()
        await asyncio.to_thread(compare, picture, [picture], max_bytes=LIMIT)
        seconds.append(time.perf_counter() - started)
    return {COMPARE: median(seconds)}


def _large() -> bytes:
    """Return a PNG, which takes longer to read than a JPEG."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(photo())) as small:
        small.resize(TWELVE_MEGAPIXELS).save(out, "PNG", compress_level=1)
    return out.getvalue()
