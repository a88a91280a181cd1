"""Files are sent smaller until Discord takes them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest

from cogs.ui.parcels import fitted

MIB = 1024 * 1024


def too_large() -> discord.HTTPException:
    """Return Discord's refusal of files that are too large."""
    response = cast("Any", SimpleNamespace(status=413, reason="Payload Too Large"))
    return discord.HTTPException(response, {"code": 40005, "message": "too large"})


@pytest.mark.parametrize(
    ("limit", "count", "tried"),
    [
        (500, 1, [16, 8, 4, 2, 1]),
        (500, 4, [4, 2, 1, 0.5, 0.25]),
        (10, 1, [10, 5, 2.5, 1.25, 0.625]),
    ],
)
async def test_each_try_is_half_as_large(limit: int, count: int, tried: list[float]) -> None:
    """Halving has an effect from the first time on, however much a server takes."""
    seen: list[float] = []

    async def send(most: int) -> None:
        seen.append(most / MIB)
        raise too_large()

    with pytest.raises(discord.HTTPException):
        await fitted(limit * MIB, send, count=count)
    assert seen == tried
