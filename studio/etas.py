"""When a generation's pictures will be there, as far as earlier ones tell; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.generations import ImageState
from studio.ports import Progress

if TYPE_CHECKING:
    from pictory_async import Durations
    from studio.generations import Generation

RUNNING = frozenset({ImageState.QUEUED, ImageState.SUBMITTING, ImageState.GENERATING})
LIKELY = 0.5
NEARLY_SURE = 0.8


def forecast(generation: Generation, durations: Durations, now: float) -> Progress:
    """Return when half, and when four in five, of such generations would have their last picture.

    An image that waits for its turn counts as if it began now.
    """
    elapsed = [
        max(0.0, now - (image.submitted_at or now))
        for image in generation.images
        if image.state in RUNNING
    ]
    if not elapsed:
        return Progress()
    model = generation.order.model
    likely, by = (
        max(durations.remaining(model, seconds, quantile) for seconds in elapsed)
        for quantile in (LIKELY, NEARLY_SURE)
    )
    return Progress(ready_at=now + likely, by_at=now + by)
