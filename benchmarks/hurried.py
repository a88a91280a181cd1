"""`python -m benchmarks.hurried FILE`: this bot, where Discord's limits are those of faster time.

It paces itself as if time ran `SPEED` times as fast, which no setting can make it do. What its
budget has seen is written to FILE when it ends.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import bot
from benchmarks.witness import Witness
from cogs.ui import delivery, offers
from cogs.ui.budget import OVERALL, Rate
from cogs.ui.edits import Edits
from pictory_bot import PictoryBot

if TYPE_CHECKING:
    from collections.abc import Sequence

SPEED = 10.0
CHANNEL = Rate(25, 3.0)
"""The five in 5.5 seconds of `cogs.ui.budget`, with a margin for ways that are not shorter."""

INTERVAL = 3.0 / SPEED
"""The least time between two status edits of a message."""


def main(arguments: Sequence[str]) -> int:
    """Run the bot; return its exit status."""
    [file] = arguments
    overall = Rate(int(OVERALL.count * SPEED), OVERALL.seconds)
    witness = Witness(channel=CHANNEL, overall=overall)
    paced = partial(PictoryBot, edits=Edits(interval=INTERVAL, budget=witness))
    hasty = partial(offers.Offers, within=offers.WITHIN / SPEED)
    with (
        mock.patch.object(bot, "PictoryBot", paced),
        mock.patch.object(delivery, "Offers", hasty),
    ):
        status = bot.main([])
    seen = {"overtaken": len(witness.overtaken), "waits": witness.waits}
    Path(file).write_text(json.dumps(seen), encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
