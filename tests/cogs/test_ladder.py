"""Which steps a picture may take."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cogs.ui.ladder import rungs
from studio.generations import Card, Generation
from studio.ports import Rung
from tests.cogs.samples import NOW, ORDER, generation

TOKEN, BOT, NEW = Rung.TOKEN_EDIT, Rung.BOT_EDIT, Rung.NEW_MESSAGE


def row(*, card: dict[str, Any] | None = None, **changes: Any) -> Generation:
    """Return a generation with these fields of its card and its order."""
    return generation({}, card=replace(ORDER.card, **(card or {})), **changes)


@pytest.mark.parametrize(
    ("stored", "steps"),
    [
        (row(), (TOKEN, BOT, NEW)),
        (row(card={"token_expires_at": NOW}), (BOT, NEW)),
        (row(private=True), (TOKEN,)),
        (row(card={"ephemeral": True}), (TOKEN,)),
        (row(private=True, card={"token_expires_at": NOW}), ()),
        (row(card={"ephemeral": True, "token_expires_at": NOW}), ()),
        (row(bot_in_guild=False), (TOKEN,)),
        (row(bot_in_guild=False, card={"token_expires_at": NOW}), ()),
        (generation({}, card=Card(10, 20)), (BOT, NEW)),
        (generation({}, card=Card(10, 20), guild_id=None, bot_in_guild=False), (BOT, NEW)),
    ],
)
def test_the_steps_follow_from_the_row(stored: Generation, steps: tuple[Rung, ...]) -> None:
    """Public work may end in the channel, private work only where its requester alone sees it."""
    assert rungs(stored, NOW) == steps
