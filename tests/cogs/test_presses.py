"""Buttons in messages that are not the card: the gallery, the panel, and copies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cogs.ui.cards import Phase
from tests.cogs.looks import Look
from tests.cogs.test_variations import parent

if TYPE_CHECKING:
    from tests.cogs.world import World


async def gallery(world: World) -> Any:
    """Return the page that alice opens."""
    return (await world.alice.slash(world.channel, "history")).response


def regenerate(generation_id: int) -> str:
    """Return the custom id of a picture's button."""
    return f"pic:regenerate:{generation_id}"


@pytest.mark.parametrize("restart", [False, True])
async def test_the_buttons_of_one_page_are_different_wishes(world: World, restart: bool) -> None:
    """One after the other, each makes a public card of its own picture."""
    for n in range(2):
        await parent(world, prompt=f"Picture number {n}")
    page = await gallery(world)
    if restart:
        await world.restart()
    for generation_id in (1, 2):
        result = await world.alice.click(page, custom_id=regenerate(generation_id))
        assert result.acknowledged
        assert not result.ephemeral
        look = Look.of(result.response)
        assert look.colour == Phase.DONE.value
        assert f"Picture number {generation_id - 1}" in look.text
    references = [job.order.references[0] for job in world.emulator.accepted]
    assert len(set(references)) == 4 or references[2:] == references[:2]
    again = await world.alice.click(page, custom_id=regenerate(2))
    assert again.ephemeral
    assert world.emulator.posts == 4


async def test_a_private_picture_of_the_gallery_stays_private(world: World) -> None:
    """What it was decides, not where its button is."""
    await parent(world, private=True)
    page = await gallery(world)
    result = await world.alice.click(page, custom_id=regenerate(1))
    assert result.ephemeral
    assert Look.of(result.response).colour == Phase.DONE.value


async def test_where_no_card_can_be_public_it_is_private(world: World) -> None:
    """The gallery opens anywhere."""
    await parent(world)
    page = await gallery(world)
    await world.deny(send_messages=False)
    result = await world.alice.click(page, custom_id=regenerate(1))
    assert result.ephemeral
    assert Look.of(result.response).colour == Phase.DONE.value


@pytest.mark.parametrize("label", ["Regenerate", "Vary"])
async def test_it_works_where_the_bot_is_only_installed_by_a_user(world: World, label: str) -> None:
    """There are no reactions there, but the same buttons."""
    world.wire.interactions = {"context": 2}
    alice = world.alice.user
    first = (await alice.slash("generate", prompt="A lighthouse in fog")).response
    await world.restart()
    result = await alice.click(first, label=label)
    assert result.acknowledged
    assert Look.of(result.response).colour == Phase.DONE.value


async def test_a_deleted_picture_is_not_made_again(world: World) -> None:
    """A page that still shows it says so."""
    first = await parent(world)
    page = await gallery(world)
    await world.alice.react(first, "\N{WASTEBASKET}")
    result = await world.alice.click(page, custom_id=regenerate(1))
    assert result.ephemeral
    assert result.response is not None
    assert result.response.content == "This picture was deleted."
