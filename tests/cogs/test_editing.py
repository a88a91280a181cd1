"""✏️: a new picture from an edited prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cogs.ui.cards import Phase
from studio.generations import Kind, RatioSource
from tests.cogs.looks import Look
from tests.cogs.papers import chosen, fields, filled_in, form, labels, send_as, thread_of, values
from tests.cogs.scenes import REFERENCE, stored
from tests.cogs.world import picture

if TYPE_CHECKING:
    from tests.cogs.world import World

EDIT = "Edit prompt"
TALL = ("tall.png", picture((180, 320)))


async def edited(world: World, by: Any, message: Any, **changes: Any) -> Any:
    """Let somebody edit the prompt under a message, changing some fields."""
    shown = await by.click(message, label=EDIT)
    assert shown.acknowledged
    result = await by.submit_modal(shown, filled_in(shown, **changes))
    assert result.acknowledged
    return result


async def test_the_form_has_what_the_picture_was_made_from(world: World) -> None:
    """Prompt, style and model are filled in, and the reference is kept if none is uploaded."""
    result = await world.generate(style="cartoon", model="nanobanana", reference=REFERENCE)
    shown = await world.bob.click(result.response, label=EDIT)
    assert form(shown)["title"] == "Edit prompt"
    assert labels(shown) == ["Prompt", "Style", "Model", "Another reference"]
    found = fields(shown)
    assert found["prompt"]["value"] == (await stored(world)).order.prompt
    assert (chosen(found["style"]), chosen(found["model"])) == (["cartoon"], ["nanobanana"])
    assert "none" in values(found["style"])
    models = {option["value"]: option for option in found["model"]["options"]}
    assert models["flux-schnell"]["label"] == "flux-schnell · 0.6 credits"
    assert models["flux-schnell"]["description"] == "Cannot use a reference image"
    assert models["nanobanana"]["description"] == "Can use a reference image"
    assert found["reference"]["required"] is False
    assert "kept" in form(shown)["components"][-1]["description"]


@pytest.mark.parametrize("restart", [False, True])
async def test_anyone_edits_a_picture(world: World, restart: bool) -> None:
    """It becomes a new message for the one who edits, and the first picture stays."""
    result = await world.generate(reference=REFERENCE, style="cartoon", aspect_ratio="16:9")
    first = Look.of(result.response).pictures
    world.forget_file(world.emulator.accepted[0].order.references[0])
    shown = await world.bob.click(result.response, label=EDIT)
    if restart:
        await world.restart()
    prompt = "Replace the dog in the referenced image with a goat"
    again = await world.bob.submit_modal(
        shown, filled_in(shown, prompt=prompt, style=["vintage"], model=["nanobanana"])
    )
    assert again.acknowledged
    look = Look.of(again.response)
    assert look.colour == Phase.DONE.value
    assert prompt in look.text
    assert f"for {world.bob.mention}" in look.text
    assert look.thumbnail is not None
    assert Look.of(result.response).pictures == first
    order = (await stored(world, 2)).order
    assert (order.kind, order.style, order.model) == (Kind.GENERATE, "vintage", "nanobanana")
    assert (order.aspect_ratio, order.ratio_source) == ("16:9", RatioSource.CHOSEN)
    assert order.origin is not None
    assert (order.origin.generation_id, order.origin.message_id) == (1, result.response.id)


async def test_a_style_can_be_taken_away(world: World) -> None:
    """As "no style", even by somebody who prefers one."""
    await world.studio.preferences.change(world.alice.id, style="vintage")
    result = await world.generate()
    await edited(world, world.alice, result.response, style=["none"])
    assert (await stored(world, 2)).order.style is None


async def test_a_reference_can_be_added(world: World) -> None:
    """The new picture takes its shape, and the prompt is made to mention it."""
    result = await world.generate()
    again = await edited(world, world.bob, result.response, reference=TALL)
    assert Look.of(again.response).thumbnail is not None
    order = (await stored(world, 2)).order
    assert order.prompt.endswith("Base the result on the referenced image.")
    assert (order.aspect_ratio, order.ratio_source) == ("9:16", RatioSource.MATCHED)


async def test_a_reference_can_be_exchanged(world: World) -> None:
    """What is uploaded takes the place of the parent's."""
    result = await world.generate(reference=REFERENCE)
    await edited(world, world.alice, result.response, reference=TALL)
    assert world.emulator.accepted[1].order.references[0].endswith("/tall.png")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"model": ["flux-schnell"]},
            (
                "flux-schnell cannot use a reference image. These can: seedream3.0, nanobanana,"
                " nanobanana-pro."
            ),
        ),
        (
            {"reference": ("notes.txt", b"milk")},
            "The reference notes.txt is not a picture. Attach a PNG, JPEG or WebP picture.",
        ),
        (
            {"reference": ("dog.png", b"")},
            "The reference dog.png is an empty file. Attach a PNG, JPEG or WebP picture.",
        ),
        ({"prompt": "  cat   "}, "The prompt needs at least 5 characters."),
    ],
)
async def test_what_does_not_fit_is_refused(
    world: World, changes: dict[str, Any], said: str
) -> None:
    """Privately, and before anything is spent; the reference is never dropped silently."""
    result = await world.generate(reference=REFERENCE)
    refused = await edited(world, world.bob, result.response, **changes)
    assert refused.ephemeral
    assert refused.response.content == said
    assert world.emulator.posts == 1


async def test_a_long_prompt_does_not_fit_into_a_form(world: World) -> None:
    """Above 4,000 characters it is sent as a file, with the way to go on."""
    prompt = "A very long street. " * 205
    result = await world.generate(prompt=prompt)
    refused = await world.bob.click(result.response, label=EDIT)
    assert refused.modal is None
    assert refused.ephemeral
    assert refused.response is not None
    assert "This prompt has 4,099 characters" in refused.response.content
    assert "/generate" in refused.response.content
    [file] = refused.response.attachments
    assert world.file(file.url).decode() == prompt.strip()


async def test_a_prompt_that_just_fits_is_edited(world: World) -> None:
    """4,000 characters are possible."""
    result = await world.generate(prompt="x" * 4000)
    await edited(world, world.alice, result.response, prompt="y" * 4000)
    assert world.emulator.accepted[1].order.prompt == "y" * 4000


async def test_private_stays_private(world: World) -> None:
    """Under a private picture the answer is private, with the reference from the message."""
    result = await world.generate(private=True, reference=REFERENCE)
    world.forget_file(world.emulator.accepted[0].order.references[0])
    await world.restart()
    again = await edited(world, world.alice, result.response)
    assert again.ephemeral
    look = Look.of(again.response)
    assert look.colour == Phase.DONE.value
    assert look.thumbnail is not None
    assert all(message.is_ephemeral for message in world.messages())


async def test_a_private_picture_is_not_edited_by_others(world: World) -> None:
    """Not even by somebody who sends a form that was never shown to them."""
    await world.generate()
    await world.generate(private=True, reference=REFERENCE)
    card = world.message(world.messages()[0])
    shown = await world.bob.click(card, label=EDIT)
    send_as(shown, "form:edit:2")
    refused = await world.bob.submit_modal(shown, filled_in(shown))
    assert refused.response is not None
    assert refused.response.content == ("Only the person who asked for this picture can do that.")
    assert world.emulator.posts == 2


async def test_a_variation_of_a_variation_is_edited(world: World) -> None:
    """It stays a variation, with the reference that it was made from, and so does what follows."""
    result = await world.generate()
    for n in (2, 3):
        label = "Vary"
        result = await world.bob.click(result.response, label=label)
        assert (await stored(world, n)).order.kind is Kind.VARY
    again = await edited(world, world.alice, result.response, prompt="The same image at night")
    assert Look.of(again.response).colour == Phase.DONE.value
    order = (await stored(world, 4)).order
    assert order.kind is Kind.VARY
    assert order.origin is not None
    assert order.origin.generation_id == 3
    [*_, before, after] = [job.reference for job in world.emulator.accepted]
    assert before is not None
    assert after is not None


@pytest.mark.parametrize(
    ("command", "options", "kind"),
    [
        ("restyle", {"style": "vintage"}, Kind.RESTYLE),
        ("replace", {"subject": "the dog", "replacement": "a cat"}, Kind.REPLACE),
    ],
)
async def test_a_use_stays_what_it_is(
    world: World, command: str, options: dict[str, Any], kind: Kind
) -> None:
    """An edited restyling is a restyling."""
    result = await world.alice.slash(world.channel, command, image=TALL, **options)
    await edited(world, world.alice, result.response)
    order = (await stored(world, 2)).order
    assert order.kind is kind
    assert (order.aspect_ratio, order.ratio_source) == ("9:16", RatioSource.MATCHED)


async def test_as_many_pictures_are_made_as_before(world: World) -> None:
    """And each that failed as well."""
    result = await world.generate(count=2)
    again = await edited(world, world.bob, result.response)
    assert len(Look.of(again.response).pictures) == 2


async def test_a_failed_card_can_be_edited(world: World) -> None:
    """What was refused can be asked for in other words."""
    world.emulator.fault("submit", "fail_job", message="The prompt was refused")
    result = await world.generate(reference=REFERENCE)
    assert Look.of(result.response).colour == Phase.FAILED.value
    again = await edited(world, world.alice, result.response, prompt="A quiet street")
    assert Look.of(again.response).colour == Phase.DONE.value


async def test_it_works_in_threads_and_dms(world: World) -> None:
    """A thread is a channel, and so is a conversation with the bot."""
    thread = await thread_of(world)
    result = await world.alice.slash(thread, "generate", prompt="A small red house")
    again = await edited(world, world.bob, result.response)
    assert Look.of(again.response).colour == Phase.DONE.value
    result = await world.alice.user.slash("generate", prompt="A small red house")
    again = await edited(world, world.alice.user, result.response)
    assert not again.ephemeral
    assert Look.of(again.response).colour == Phase.DONE.value


async def test_a_forgotten_picture_cannot_be_edited(world: World) -> None:
    """Neither when the button is pressed nor when the form comes back."""
    result = await world.generate()
    shown = await world.bob.click(result.response, label=EDIT)
    await world.restart(database="empty.db")
    for answer in (
        await world.bob.submit_modal(shown, filled_in(shown)),
        await world.bob.click(result.response, label=EDIT),
    ):
        assert answer.response is not None
        assert "I no longer know this picture." in answer.response.content


async def test_a_german_gets_a_german_form(world: World) -> None:
    """Title, fields and choices are in the language of the person who edits."""
    result = await world.generate()
    world.wire.interactions["locale"] = "de"
    shown = await world.bob.click(result.response, label=EDIT)
    assert form(shown)["title"] == "Prompt bearbeiten"
    assert labels(shown) == ["Prompt", "Stil", "Modell", "Andere Referenz"]
    styles = [option["label"] for option in fields(shown)["style"]["options"]]
    assert styles[0] == "fotorealistisch"
