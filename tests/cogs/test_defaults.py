"""What an order is like where its requester left things open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.generations import RatioSource
from tests.cogs.looks import Look
from tests.cogs.scenes import REFERENCE, stored
from tests.cogs.world import picture

if TYPE_CHECKING:
    from typing import Any

    from studio.generations import Order
    from tests.cogs.world import World

MENTION = "Base the result on the referenced image."


async def prefer(world: World, **preferences: Any) -> None:
    """Set what alice prefers."""
    await world.studio.preferences.change(world.alice.id, **preferences)


async def ordered(world: World, generation_id: int = 1) -> Order:
    """Return an order as it was taken."""
    return (await stored(world, generation_id)).order


async def test_preferences_fill_in_what_is_left_out(world: World) -> None:
    """Each of them counts, also after a restart."""
    await prefer(
        world,
        model="nanobanana",
        aspect_ratio="16:9",
        style="vintage",
        count=2,
        private=True,
        ping=True,
    )
    await world.restart()
    result = await world.generate()
    assert result.ephemeral
    order = await ordered(world)
    assert (order.model, order.style, order.count) == ("nanobanana", "vintage", 2)
    assert (order.aspect_ratio, order.ratio_source) == ("16:9", RatioSource.CHOSEN)
    assert (order.private, order.ping) == (True, True)


async def test_what_is_said_wins(world: World) -> None:
    """Options count before preferences, and "no style" is one."""
    await prefer(world, model="nanobanana", aspect_ratio="16:9", style="vintage", private=True)
    result = await world.generate(
        model="seedream3.0", aspect_ratio="9:16", style="none", count=1, private=False
    )
    assert not result.ephemeral
    order = await ordered(world)
    assert (order.model, order.aspect_ratio, order.style) == ("seedream3.0", "9:16", None)


async def test_a_preferred_model_without_references_is_not_forced_on_one(world: World) -> None:
    """With a reference the usual model is taken, and without one the preferred one."""
    await prefer(world, model="flux-schnell")
    await world.generate(reference=REFERENCE)
    await world.generate()
    assert (await ordered(world, 1)).model == "seedream3.0"
    assert (await ordered(world, 2)).model == "flux-schnell"


async def test_a_preferred_ratio_that_the_model_lacks_is_ignored(world: World) -> None:
    """The model's own first one is taken."""
    await prefer(world, aspect_ratio="21:9")
    await world.generate()
    order = await ordered(world)
    assert (order.aspect_ratio, order.ratio_source) == ("1:1", RatioSource.DEFAULT)


async def test_the_shape_of_the_reference_is_taken_if_none_is_chosen(world: World) -> None:
    """A tall picture gives a tall one; what is done to it as a whole never changes its shape."""
    tall = ("tall.png", picture((180, 320)))
    await world.generate(reference=tall)
    await prefer(world, aspect_ratio="16:9")
    await world.generate(reference=tall)
    await world.alice.slash(world.channel, "vary", image=tall)
    ratios = [job.order.ratio for job in world.emulator.accepted]
    assert ratios == ["9:16", "16:9", "9:16"]


async def test_counts_and_styles_are_preferred_only_where_they_can_be_chosen(world: World) -> None:
    """/vary has no style, and /restyle makes one picture."""
    await prefer(world, style="cartoon", count=2)
    await world.alice.slash(world.channel, "vary", image=REFERENCE)
    await world.alice.slash(world.channel, "restyle", image=REFERENCE, style="vintage")
    one, two = await ordered(world, 1), await ordered(world, 2)
    assert (one.style, one.count) == (None, 2)
    assert (two.style, two.count) == ("vintage", 1)


async def test_a_reference_is_mentioned_in_the_prompt(world: World) -> None:
    """A prompt that says nothing of it gets a sentence, which the card shows."""
    result = await world.generate(reference=REFERENCE)
    assert f"Replace the dog with a white cat. {MENTION}" in Look.of(result.response).text
    await world.generate(reference=REFERENCE, prompt="Put a hat on the dog in this photo")
    await world.generate()
    assert world.emulator.accepted[0].order.prompt.endswith(MENTION)
    assert MENTION not in (await ordered(world, 2)).prompt
    assert MENTION not in (await ordered(world, 3)).prompt


async def test_a_mention_can_be_switched_off(world: World) -> None:
    """Who does not want it gets the prompt as it was written."""
    await prefer(world, mention_reference=False)
    await world.generate(reference=REFERENCE)
    assert (await ordered(world)).prompt == "Replace the dog with a white cat"


async def test_ratios_are_suggested_for_the_model_that_would_be_taken(world: World) -> None:
    """Also where it is one of a person's preferences."""
    await prefer(world, model="nanobanana-pro")
    choices = await world.alice.autocomplete(world.channel, "generate", "aspect_ratio", "9")
    assert [choice["value"] for choice in choices] == ["16:9", "9:16"]


async def test_nothing_is_taken_while_preferences_are_unknown(world: World) -> None:
    """It might be that somebody wants everything private."""
    world.break_database()
    result = await world.generate()
    assert result.ephemeral
    assert "I cannot take requests at the moment." in result.response.content
    assert world.emulator.posts == 0
