"""Cards whose pictures could not be shown and wait for their requester."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from cogs.ui.cards import Phase
from studio.ports import Progress
from tests.cogs.looks import Look
from tests.cogs.scenes import REFERENCE, SLOW, UNFURLED, stored, working
from tests.cogs.test_cancelling import said

if TYPE_CHECKING:
    from studio.generations import Generation
    from tests.cogs.world import World

SAID = "**This picture could not be shown here.** Get it with /collect."


async def unreachable(world: World, **options: Any) -> Any:
    """Return a card that cannot be reached, when its pictures are there."""
    await world.restart(limits=replace(SLOW, present_for=20.0))
    world.emulator.hold()
    result = await world.generate(**options)
    assert result.acknowledged
    for method, path in (("PATCH", "/webhooks/*"), ("PATCH", "/channels/*"), ("POST", "*")):
        world.wire.cut(method, path, times=None)
    world.emulator.release()
    return result.response


async def put_aside(world: World, **options: Any) -> Any:
    """Return a card that could not be reached for so long that everybody gave it up."""
    card = await unreachable(world, **options)
    await world.env.advance_time(300)
    assert all(image.kept for image in (await stored(world)).images)
    world.wire.mend()
    return card


async def amended(world: World) -> Generation:
    """Let the presenter bring the card up to date, as the studio does."""
    generation = await stored(world)
    with world.env._bot_scope():
        await world._bot._presenter.amend(generation)
    await world.env.settle()
    return generation


@pytest.mark.parametrize("options", [{}, {"private": True}, {"reference": REFERENCE, "count": 2}])
async def test_a_card_whose_pictures_are_kept_says_so(
    world: World, options: dict[str, Any]
) -> None:
    """Once it can be edited again, it waits for nothing more and says where the picture is."""
    card = await put_aside(world, **options)
    again = "Regenerate 2 · 4 credits" if "count" in options else "Regenerate"
    await amended(world)
    look = Look.of(card)
    assert SAID in look.text
    assert look.colour == Phase.FAILED.value
    assert look.labels == [again, "Edit prompt"]
    assert look.pictures == []


@pytest.mark.parametrize("restart", [False, True])
async def test_a_card_is_settled_once_its_picture_is_kept(world: World, restart: bool) -> None:
    """As soon as Discord is back, the card stops waiting for what does not come."""
    card = await unreachable(world)
    for _ in range(60):
        if (await stored(world)).image(1).kept:
            break
        await world.env.advance_time(2)
    if restart:
        await world.restart()
    assert Look.of(card).colour == Phase.WORKING.value
    world.wire.mend()
    await world.env.advance_time(120)
    look = Look.of(card)
    assert SAID in look.text
    assert look.labels == ["Regenerate", "Edit prompt"]
    assert len(world.messages()) == 1


async def test_a_card_whose_pictures_are_kept_is_settled_by_the_ladder(world: World) -> None:
    """Where the card is gone, the sentence comes in a new message."""
    card = await put_aside(world)
    world.env.backend.delete_message(world.channel.id, card.id)
    with world.env._bot_scope():
        await world._bot._presenter.settle(await stored(world))
    await world.env.settle()
    [message] = world.messages()
    assert SAID in Look.of(message).text


async def test_cancelling_what_is_kept_tells_where_it_is(world: World) -> None:
    """Nothing is about to arrive any more."""
    card = await put_aside(world)
    custom_id = f"pic:cancel:{(await stored(world)).id}"
    pressed = await world.alice.click(card, custom_id=custom_id)
    assert pressed.acknowledged
    assert said(pressed) == ["This picture could not be shown here. Get it with /collect."]


@pytest.mark.parametrize("how", ["settle", "amend"])
async def test_a_card_is_forgotten_even_after_trouble(world: World, how: str) -> None:
    """What was remembered for the card of a picture put aside is dropped."""
    await put_aside(world)
    world.wire.cut("PATCH", "/webhooks/*", error=ValueError("not expected"))
    presenter = world._bot._presenter
    presenter._cargo._held[1] = {}
    with world.env._bot_scope(), pytest.raises(ValueError, match="not expected"):
        await getattr(presenter, how)(await stored(world))
    assert presenter._edits._messages == {}
    assert not any((presenter._fingerprints, presenter._unreachable, presenter._cargo._held))


async def test_what_another_process_has_shown_stays(world: World) -> None:
    """Files that this process has not heard of are looked up before they could be dropped."""
    card = await working(world, count=2)
    world.emulator.finish(world.emulator.accepted[0])
    await world.env.advance_time(60)
    assert len(Look.of(card).pictures) == 1
    world._bot.cargo._held[1] = {}
    world.emulator.release()
    await world.env.advance_time(120)
    assert len(Look.of(card).pictures) == 2


async def test_what_another_message_shows_is_looked_for_once(world: World) -> None:
    """A card in the stead of one that shows a picture is not fetched for every status."""
    await working(world, count=3)
    world.emulator.finish(world.emulator.accepted[0])
    await world.env.advance_time(60)
    world.env.inject_error("PATCH", "*/messages/*", **UNFURLED)
    world.emulator.finish(world.emulator.accepted[1])
    await world.env.advance_time(60)
    world.env.backend.faults.clear()
    before = len(world.env.http_requests)
    for late in range(3):
        with world.env._bot_scope():
            generation = await stored(world)
            progress = Progress(ready_at=generation.created_at + 100 * late)
            await world._bot._presenter.update(generation, progress)
        await world.env.settle()
    assert len(world.paths("GET", before)) == 1
    assert [len(Look.of(message).pictures) for message in world.messages()] == [1, 1]
