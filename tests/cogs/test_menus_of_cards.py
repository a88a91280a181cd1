"""The menus of the bot's own cards, which do what the buttons below them do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cogs.ui.cards import Phase
from pictory_async import MODELS
from tests.cogs.looks import Look
from tests.cogs.papers import (
    NONE_THERE,
    RESTYLE,
    USE,
    VARY,
    dm_menu,
    fields,
    filled_in,
    submitted,
    values,
)
from tests.cogs.scenes import REFERENCE, stored

if TYPE_CHECKING:
    from tests.cogs.world import World


async def test_a_card_is_varied_as_by_its_button(world: World) -> None:
    """The same order: its model and style, its picture as the reference, linked to it."""
    card = await world.generate(style="cartoon", model="nanobanana", aspect_ratio="16:9")
    await world.bob.click(card.response, label="Vary")
    await world.restart()
    message = world.message(world.messages()[0])
    result = await world.bob.context_menu(world.channel, VARY, message)
    assert result.acknowledged
    assert f"for {world.bob.mention}" in Look.of(result.response).text
    button, menu = (await stored(world, 2)).order, (await stored(world, 3)).order
    for name in ("kind", "prompt", "model", "style", "aspect_ratio", "count", "origin"):
        assert getattr(menu, name) == getattr(button, name), name
    assert menu.reference is not None
    assert (menu.reference.message_id, menu.reference.name) == (message.id, "image-1")


async def test_of_a_card_with_several_pictures_one_is_asked_for(world: World) -> None:
    """A private answer has a button for each, which does the same as the one on the card."""
    await world.generate(count=3)
    message = world.message(world.messages()[0])
    which = await world.bob.context_menu(world.channel, VARY, message)
    assert which.ephemeral
    assert which.response is not None
    assert which.response.content == "Which picture do you want to vary?"
    await world.restart()
    result = await world.bob.click(which.response, label="Vary 2")
    assert Look.of(result.response).colour == Phase.DONE.value
    assert not result.ephemeral
    assert world.emulator.accepted[-1].order.references[0].endswith("/image-2.png")


@pytest.mark.parametrize("clicks", [1, 2])
async def test_a_number_counts_once_and_makes_one_picture(world: World, clicks: int) -> None:
    """A double click costs no more than a click, and others get an order of their own."""
    await world.generate(count=2)
    message = world.message(world.messages()[0])
    which = await world.bob.context_menu(world.channel, VARY, message)
    assert which.response is not None
    for _ in range(clicks):
        await world.bob.click(which.response, label="Vary 1")
    assert world.emulator.posts == 3


async def test_where_the_bot_is_absent_a_form_asks_for_one_of_several(world: World) -> None:
    """It could not fetch a card again, so the addresses of its pictures are put aside."""
    world.wire.interactions["context"] = 2
    card = await world.alice.user.slash("generate", prompt="A small red house", count=2)
    user = world.alice.user
    shown = await dm_menu(world, user, VARY, card.response)
    pictures = fields(shown)["picture"]
    changes = {"picture": [values(pictures)[1]]}
    result = await user.submit_modal(shown, filled_in(shown, **changes))
    assert result.acknowledged
    order = (await stored(world, 2)).order
    assert order.origin is not None
    assert (order.origin.generation_id, order.origin.n) == (1, 2)
    assert world.emulator.accepted[-1].order.references[0].endswith("/image-2.png")


async def test_pictures_of_a_card_become_references(world: World) -> None:
    """They are read from the card for as long as it lives, and the new picture is linked to it."""
    await world.generate(count=2, reference=REFERENCE)
    message = world.message(world.messages()[0])
    shown = await world.bob.context_menu(world.channel, RESTYLE, message)
    pictures = fields(shown)["picture"]
    names = [option["label"] for option in pictures["options"]]
    assert names == ["1 · image-1.png", "2 · image-2.png"]
    changes = {"picture": [values(pictures)[1]], "style": ["vintage"]}
    await world.bob.submit_modal(shown, filled_in(shown, **changes))
    order = (await stored(world, 2)).order
    assert order.origin is not None
    assert (order.origin.generation_id, order.origin.n) == (1, 2)
    assert order.reference is not None
    assert (order.reference.message_id, order.reference.name) == (message.id, "image-2")


async def test_a_card_of_a_model_without_references_is_varied_by_another(world: World) -> None:
    """As if it were anybody's picture, but linked to its card."""
    await world.generate(model="flux-schnell")
    message = world.message(world.messages()[0])
    result = await world.alice.context_menu(world.channel, VARY, message)
    assert Look.of(result.response).colour == Phase.DONE.value
    order = (await stored(world, 2)).order
    assert MODELS[order.model].supports_reference
    assert order.origin is not None


async def test_a_card_without_a_picture_has_none(world: World) -> None:
    """Its reference is not one of its pictures."""
    world.emulator.fault("submit", "fail_job", message="The prompt was refused")
    await world.generate(reference=REFERENCE)
    message = world.message(world.messages()[0])
    result = await world.alice.context_menu(world.channel, VARY, message)
    assert result.response is not None
    assert result.response.content == NONE_THERE


@pytest.mark.parametrize("menu", [VARY, USE])
async def test_private_stays_private(world: World, menu: str) -> None:
    """What is made from an ephemeral card is ephemeral."""
    await world.generate(private=True)
    message = world.message(world.messages()[0])
    result = await world.alice.context_menu(world.channel, menu, message)
    if menu == USE:
        await world.restart()
        result = await submitted(world, result, prompt="A white cat")
    assert result.ephemeral
    assert Look.of(result.response).colour == Phase.DONE.value
    assert all(message.is_ephemeral for message in world.messages())
