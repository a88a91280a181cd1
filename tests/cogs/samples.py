"""Generations in chosen states, for tests of what is pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from studio.generations import Card, Generation, Image, ImageState, Kind, Order

NOW = 1_800_000_000.0

ORDER = Order(
    key="interaction:1",
    kind=Kind.GENERATE,
    user_id=5,
    card=Card(
        channel_id=10,
        message_id=20,
        application_id=30,
        interaction_token="token",
        token_expires_at=NOW + 600,
    ),
    prompt="Replace the dog with a white cat",
    model="seedream3.0",
    aspect_ratio="16:9",
    guild_id=40,
    upload_limit=10 * 1024 * 1024,
)


def generation(*images: dict[str, Any], **changes: Any) -> Generation:
    """Return generation 7, asked for 24 s ago, with one image for each set of fields."""
    order = replace(ORDER, count=len(images), **changes)
    return Generation(
        id=7,
        order=order,
        images=tuple(Image(7, n, **fields) for n, fields in enumerate(images, start=1)),
        created_at=NOW - 24,
        root_id=7,
    )


GENERATING: dict[str, Any] = {
    "state": ImageState.GENERATING,
    "job_id": "a",
    "submitted_at": NOW - 20,
}
DELIVERED: dict[str, Any] = {
    "state": ImageState.DELIVERED,
    "job_id": "b",
    "submitted_at": NOW - 20,
    "finished_at": NOW,
    "width": 1920,
    "height": 1080,
}
