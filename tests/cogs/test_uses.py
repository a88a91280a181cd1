"""`/restyle`, `/replace` and `/vary`, and how every order is checked and completed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cogs.ui.cards import Phase
from pictory_async import MODELS
from studio.generations import Kind, RatioSource
from tests.cogs.looks import Look
from tests.cogs.papers import thread_of
from tests.cogs.scenes import REFERENCE, stored
from tests.cogs.world import picture

if TYPE_CHECKING:
    from tests.cogs.world import World

TALL = ("cat.png", picture((180, 320)))
REPLACING = {"subject": "the dog", "replacement": "a white cat"}


async def test_a_picture_is_restyled(world: World) -> None:
    """The prompt names the style and what stays; Pictory gets the picture and its shape."""
    result = await world.alice.slash(
        world.channel, "restyle", image=TALL, style="vintage", prompt="at night"
    )
    assert result.acknowledged
    look = Look.of(result.response)
    assert look.colour == Phase.DONE.value
    assert "Redraw the referenced image in a vintage style" in look.text
    assert "In addition: at night." in look.text
    assert look.thumbnail is not None
    [job] = world.emulator.accepted
    assert job.reference is not None
    assert (job.order.style, job.order.ratio) == ("vintage", "9:16")
    order = (await stored(world)).order
    assert (order.kind, order.ratio_source) == (Kind.RESTYLE, RatioSource.MATCHED)


async def test_a_subject_is_replaced(world: World) -> None:
    """The prompt says what is replaced, and that the scene stays."""
    result = await world.alice.slash(world.channel, "replace", image=REFERENCE, **REPLACING)
    look = Look.of(result.response)
    assert look.colour == Phase.DONE.value
    assert "Replace the dog in the referenced image with a white cat. Keep the" in look.text
    order = (await stored(world)).order
    assert (order.kind, order.style, order.count) == (Kind.REPLACE, None, 1)


async def test_a_picture_is_varied(world: World) -> None:
    """As many variations as one likes, in one message."""
    result = await world.alice.slash(
        world.channel, "vary", image=REFERENCE, count=3, prompt="more snow", model="nanobanana"
    )
    look = Look.of(result.response)
    assert len(look.pictures) == 3
    assert "Create a creative variation of the referenced image." in look.text
    assert "In particular: more snow." in look.text
    assert all(job.reference is not None for job in world.emulator.accepted)
    assert (await stored(world)).order.kind is Kind.VARY


@pytest.mark.parametrize(
    ("command", "options"),
    [("restyle", {"style": "vintage"}), ("replace", REPLACING), ("vary", {})],
)
async def test_each_use_goes_on_for_ever(
    world: World, command: str, options: dict[str, Any]
) -> None:
    """What was made can be made again by others after a restart, and varied, and that varied."""
    private = await world.alice.slash(
        world.channel, command, image=REFERENCE, private=True, **options
    )
    assert private.ephemeral
    result = await world.alice.slash(world.channel, command, image=REFERENCE, **options)
    world.forget_file(world.emulator.accepted[1].order.references[0])
    for by in (world.bob, world.alice):
        await world.restart()
        assert result.response is not None
        look = Look.of(result.response)
        label = next(label for label in look.labels if label.startswith("Vary"))
        result = await by.click(result.response, label=label)
        assert result.acknowledged
        assert Look.of(result.response).colour == Phase.DONE.value
        assert f"for {by.mention}" in Look.of(result.response).text


@pytest.mark.parametrize("command", ["restyle", "replace", "vary"])
async def test_only_models_that_take_a_reference_are_offered(world: World, command: str) -> None:
    """A choice that cannot work is no choice."""
    commands = world.env.backend.visible_commands(
        user_id=world.alice.id, channel_id=world.channel.id
    )
    [found] = [c["options"] for c in commands if (c["name"], c["type"]) == (command, 1)]
    [model] = [option for option in found if option["name"] == "model"]
    able = [name for name, model in MODELS.items() if model.supports_reference]
    assert [choice["value"] for choice in model["choices"]] == able


@pytest.mark.parametrize(
    ("command", "options", "said"),
    [
        (
            "restyle",
            {"image": ("dog.png", b""), "style": "vintage"},
            "The reference dog.png is an empty file. Attach a PNG, JPEG or WebP picture.",
        ),
        (
            "vary",
            {"image": ("dog.txt", picture())},
            "The reference dog.txt is not a picture. Attach a PNG, JPEG or WebP picture.",
        ),
        (
            "vary",
            {"image": REFERENCE, "prompt": "x" * 5000},
            "The extra wish is too long: at most 4,8",
        ),
        (
            "replace",
            {"image": REFERENCE, "subject": " . ", "replacement": "a cat"},
            "Say what to replace.",
        ),
        (
            "replace",
            {"image": REFERENCE, "subject": "the dog", "replacement": " "},
            "Say what to put in its place.",
        ),
        (
            "replace",
            {"image": REFERENCE, "subject": "x" * 5000, "replacement": "a cat"},
            "What to replace is too long: at most 4,",
        ),
        (
            "replace",
            {"image": REFERENCE, "subject": "the dog", "replacement": "x" * 5000},
            "What to put in its place is too long: at most 4,",
        ),
    ],
)
async def test_what_can_be_seen_to_be_wrong_is_refused_at_once(
    world: World, command: str, options: dict[str, Any], said: str
) -> None:
    """The first answer is private and says what is wrong; nothing is sent to Pictory."""
    result = await world.alice.slash(world.channel, command, **options)
    assert result.acknowledged
    assert result.ephemeral
    assert result.response is not None
    assert result.response.content.startswith(said)
    assert world.emulator.posts == 0


async def test_what_is_missing_in_a_channel_is_said_before_anything_is_spent(world: World) -> None:
    """As with /generate, a public card needs permissions and a private one none."""
    await world.deny(attach_files=False)
    result = await world.alice.slash(world.channel, "vary", image=REFERENCE)
    assert result.response is not None
    assert "I lack permissions in this channel: Attach Files. " in result.response.content
    result = await world.alice.slash(world.channel, "vary", image=REFERENCE, private=True)
    assert Look.of(result.response).colour == Phase.DONE.value


async def test_it_works_in_threads_and_dms(world: World) -> None:
    """A thread is a channel, and so is a conversation with the bot."""
    thread = await thread_of(world)
    result = await world.alice.slash(thread, "replace", image=REFERENCE, **REPLACING)
    assert Look.of(result.response).colour == Phase.DONE.value
    result = await world.alice.user.slash("restyle", image=REFERENCE, style="cartoon")
    assert Look.of(result.response).colour == Phase.DONE.value


async def test_a_german_is_refused_in_german(world: World) -> None:
    """What cannot be done is said in the language of the person who asked."""
    world.wire.interactions["locale"] = "de"
    result = await world.alice.slash(
        world.channel, "replace", image=REFERENCE, subject="?", replacement="Katze"
    )
    assert result.response is not None
    assert result.response.content == "Sag, was ersetzt werden soll."
