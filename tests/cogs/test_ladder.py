"""Which steps a picture may take."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cogs.ui.ladder import follows_up, rungs
from studio.generations import Card, Generation
from studio.ports import Rung
from tests.cogs.samples import NOW, ORDER, generation

TOKEN, BOT, NEW = Rung.TOKEN_EDIT, Rung.BOT_EDIT, Rung.NEW_MESSAGE
DIRECT = Rung.DIRECT_MESSAGE
EXPIRED = {"token_expires_at": NOW}
UNPOSTED = {"message_id": None}
IN_DM = {"interaction_token": None, "channel_id": 11, "ephemeral": True}
OWN_DM = {"guild_id": None}


def row(*, card: dict[str, Any] | None = None, **changes: Any) -> Generation:
    """Return a generation with these fields of its card and its order."""
    return generation({}, card=replace(ORDER.card, **(card or {})), **changes)


@pytest.mark.parametrize(
    ("stored", "steps"),
    [
        (row(), (TOKEN, BOT, NEW, DIRECT)),
        (row(card=EXPIRED), (BOT, NEW, DIRECT)),
        (row(card=UNPOSTED), (NEW, DIRECT)),
        (row(private=True), (TOKEN, DIRECT)),
        (row(private=True, card=EXPIRED), (DIRECT,)),
        (row(private=True, card=UNPOSTED), (DIRECT,)),
        (row(card={"ephemeral": True}), (TOKEN, DIRECT)),
        (row(card={"ephemeral": True, **EXPIRED}), (DIRECT,)),
        (row(bot_present=False), (TOKEN, DIRECT)),
        (row(bot_present=False, card=EXPIRED), (DIRECT,)),
        (row(private=True, bot_present=False), (TOKEN, DIRECT)),
        (row(**OWN_DM), (TOKEN, BOT, NEW)),
        (row(**OWN_DM, card=EXPIRED), (BOT, NEW)),
        (row(**OWN_DM, private=True), (TOKEN, DIRECT)),
        (row(**OWN_DM, bot_present=False), (TOKEN, DIRECT)),
        (generation({}, card=Card(10, 20)), (BOT, NEW, DIRECT)),
        (generation({}, card=Card(10)), (NEW, DIRECT)),
        (generation({}, card=Card(10, 20), **OWN_DM), (BOT, NEW)),
        (row(card=IN_DM), (BOT, DIRECT)),
        (row(private=True, card=IN_DM), (BOT, DIRECT)),
        (row(bot_present=False, card=IN_DM), (BOT, DIRECT)),
    ],
)
def test_the_steps_follow_from_the_row(stored: Generation, steps: tuple[Rung, ...]) -> None:
    """Public work may end in the channel, private work only where its requester alone sees it."""
    assert rungs(stored, NOW) == steps


@pytest.mark.parametrize(
    ("stored", "follows"),
    [
        (row(), False),
        (row(private=True), True),
        (row(card={"ephemeral": True}), True),
        (row(bot_present=False), True),
    ],
)
def test_only_what_the_bot_cannot_edit_is_followed_up(stored: Generation, follows: bool) -> None:
    """An ephemeral follow-up stands in where the bot's own token leads nowhere."""
    assert follows_up(stored) is follows
