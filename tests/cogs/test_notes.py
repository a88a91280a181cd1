"""What a card says while it waits, beside how far it has come."""

from __future__ import annotations

import pytest

from studio.custodian import RESTARTING
from studio.ports import Progress
from studio.refusals import RATE_LIMITED, WAITING_FOR_CREDITS, WAITING_FOR_PICTORY
from tests.cogs.samples import GENERATING, generation
from tests.cogs.test_cards import draw, texts

WAITS = {
    WAITING_FOR_PICTORY: "Waiting for Pictory, which cannot be reached.",
    RATE_LIMITED: "Waiting for Pictory, which takes no more requests at the moment.",
    WAITING_FOR_CREDITS: "Waiting for credits: this bot has run out of them, and the person who"
    " runs it has been told.",
    RESTARTING: "The bot is being restarted. It goes on by itself in a moment.",
}


@pytest.mark.parametrize("note", WAITS)
def test_what_waits_has_cost_nothing(note: str) -> None:
    """As long as Pictory has been sent nothing, the card says so."""
    lines = texts(draw(generation({}, {}), progress=Progress(note=note))).splitlines()
    assert f"{WAITS[note]} Nothing was spent." in lines


@pytest.mark.parametrize("note", WAITS)
def test_beside_a_request_that_was_sent_the_cost_is_left_open(note: str) -> None:
    """Another picture of the same card may cost something already."""
    lines = texts(draw(generation(GENERATING, {}), progress=Progress(note=note))).splitlines()
    assert WAITS[note] in lines
