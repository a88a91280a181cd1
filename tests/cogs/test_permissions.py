"""What the bot may not do is named, to people before they spend, and to operators once."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from cogs.ui.cards import Phase
from tests.cogs.looks import Look
from tests.cogs.scenes import working

if TYPE_CHECKING:
    from tests.cogs.world import World


@pytest.mark.parametrize(
    ("lacking", "named"),
    [
        ("attach_files", "Attach Files"),
        ("send_messages", "Send Messages"),
        ("read_message_history", "Read Message History"),
    ],
)
async def test_a_button_names_what_is_missing(world: World, lacking: str, named: str) -> None:
    """The answer to a press is private, says what to ask for, and nothing is spent."""
    card = (await world.generate()).response
    assert card is not None
    await world.deny(**{lacking: False})
    for label in ("Regenerate", "Vary"):
        result = await world.bob.click(card, label=label)
        assert result.acknowledged
        assert result.ephemeral
        assert result.response is not None
        assert result.response.content == (
            f"I lack permissions in this channel: {named}. Ask someone who manages the server to"
            " grant them."
        )
    assert world.emulator.posts == 1


async def test_cancelling_needs_no_permissions(world: World) -> None:
    """What is asked of the bot in mid-run is done, whatever it may no longer do."""
    card = await working(world)
    await world.deny(send_messages=False, attach_files=False)
    result = await world.alice.click(card, label="Cancel")
    assert result.acknowledged
    assert Look.of(card).colour == Phase.CANCELLED.value


async def test_missing_reactions_are_warned_of_once(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Pictures come without them, and the log says what is missing, once for each channel."""
    await world.deny(add_reactions=False)
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            result = await world.generate()
            assert Look.of(result.response).colour == Phase.DONE.value
            assert world.reactions(result.response.id) == {}
    [warning] = [record.getMessage() for record in caplog.records]
    assert warning.startswith(f"no reactions added in channel {world.channel.id}, for want of: Add")
