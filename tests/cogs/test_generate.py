"""`/generate`, from the command to the picture."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

from discord import PermissionOverwrite
from PIL import Image

from cogs.ui.cards import Phase
from tests.cogs.looks import Look
from tests.cogs.scenes import SLOW
from tests.cogs.world import World, picture

if TYPE_CHECKING:
    from typing import Any


def decoded(world: World, url: str) -> Image.Image:
    """Return a picture of the CDN."""
    return Image.open(io.BytesIO(world.file(url)))


async def test_a_prompt_becomes_a_picture(world: World) -> None:
    """The answer is the card, and the same message ends with the picture."""
    result = await world.generate(model="flux-schnell", aspect_ratio="16:9", style="vintage")
    assert result.acknowledged
    assert not result.ephemeral
    look = Look.of(result.response)
    assert look.colour == Phase.DONE.value
    [item] = look.pictures
    assert item["description"] == (
        "Picture in the style vintage, made from the prompt: Replace the dog with a white cat"
    )
    size = decoded(world, item["media"]["url"]).size
    assert f"-# Done · flux-schnell · 16:9 · vintage · {size[0]}\u00d7{size[1]} · " in look.text
    assert "0.6 credits" in look.text
    assert f"for {world.alice.mention}" in look.text
    assert world.emulator.posts == 1
    assert [message.id for message in world.messages()] == [result.response.id]


async def test_the_card_comes_before_any_work(world: World) -> None:
    """The first thing that Discord hears is the card, which can be cancelled already."""
    before = len(world.env.http_requests)
    await world.generate(reference=("dog.png", picture()))
    first = world.env.http_requests[before]
    assert first.path.endswith("/callback")
    assert '"pic:cancel:1"' in json.dumps(first.json)


async def test_the_reference_stays_with_the_picture(world: World) -> None:
    """Pictory is given the attachment, and the card carries a clean, upright copy of it."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010E] = "where I live"
    photo = picture((320, 180), "JPEG", exif=exif)
    result = await world.generate(reference=("IMG_1.jpeg", photo))
    look = Look.of(result.response)
    assert look.colour == Phase.DONE.value
    assert look.thumbnail is not None
    assert look.thumbnail.endswith("/reference.jpg")
    copy = decoded(world, look.thumbnail)
    assert copy.size == (180, 320)
    assert not copy.getexif()
    names = {file["filename"] for file in world.messages()[0].attachments}
    assert names == {"reference.jpg", "image-1.png"}
    assert world.emulator.accepted[0].reference is not None


async def test_several_pictures_share_a_card(world: World) -> None:
    """`count` submits as many jobs, and the one message shows them all."""
    result = await world.generate(count=3)
    look = Look.of(result.response)
    assert len(look.pictures) == 3
    assert look.pictures[1]["description"].startswith("Picture, 2 of 3, made from the prompt")
    several = ["Regenerate 3 · 6 credits", "Edit prompt", "⋯ More"]
    assert look.labels == [*several, "Vary 1", "Vary 2", "Vary 3"]
    assert "6 credits" in look.text
    assert world.emulator.posts == 3
    assert len(world.messages()) == 1


async def test_each_picture_appears_as_it_arrives(world: World) -> None:
    """With one of two finished, it is shown while the other is being made."""
    await world.restart(limits=SLOW)
    world.emulator.hold()
    result = await world.generate(count=2, reference=("dog.png", picture()))
    look = Look.of(result.response)
    assert look.colour == Phase.WORKING.value
    assert "**Generating** · 0 of 2 ready · ▱" in look.text
    assert look.labels == ["Cancel"]
    world.emulator.finish(world.emulator.accepted[0])
    await world.env.advance_time(60)
    look = Look.of(result.response)
    assert "**Generating** · 1 of 2 ready" in look.text
    assert len(look.pictures) == 1
    world.emulator.release()
    await world.env.advance_time(600)
    look = Look.of(result.response)
    assert look.colour == Phase.DONE.value
    assert len(look.pictures) == 2
    assert look.thumbnail is not None
    names = sorted(file["filename"] for file in world.messages()[0].attachments)
    assert names == ["image-1.png", "image-2.png", "reference.jpg"]


async def test_the_bot_offers_its_reactions(world: World) -> None:
    """A finished public picture carries 🔁 and 🎨 from the bot."""
    result = await world.generate()
    me = world.env.bot.user
    assert me is not None
    assert world.reactions(result.response.id) == {"🔁": {me.id}, "🎨": {me.id}}


async def test_a_model_without_references_is_not_offered_for_varying(world: World) -> None:
    """Its pictures can only be made again."""
    result = await world.generate(model="flux-schnell")
    assert set(world.reactions(result.response.id)) == {"🔁"}
    assert Look.of(result.response).labels == ["Regenerate", "Edit prompt", "⋯ More"]


async def test_a_private_picture_is_seen_by_one_person(world: World) -> None:
    """Everything about it is ephemeral, and nothing offers a reaction."""
    result = await world.generate(private=True, reference=("dog.png", picture()))
    assert result.ephemeral
    look = Look.of(result.response)
    assert look.colour == Phase.DONE.value
    assert look.thumbnail is not None
    assert look.thumbnail.endswith("/reference.jpg")
    assert world.reactions(result.response.id) == {}
    assert all(message.is_ephemeral for message in world.messages())


async def test_it_works_in_a_direct_message(world: World) -> None:
    """In a conversation with the bot the picture arrives the same way."""
    result = await world.alice.user.slash("generate", prompt="A small red house")
    assert Look.of(result.response).colour == Phase.DONE.value


async def test_a_private_picture_needs_no_permissions(world: World) -> None:
    """What only the requester sees needs nothing of the channel."""
    everyone = world.guild.default_role
    channel = world.guild.create_text_channel(
        "closed", overwrites={everyone: PermissionOverwrite(attach_files=False)}
    )
    prompt = "A small red house"
    result = await world.alice.slash(channel, "generate", prompt=prompt, private=True)
    assert Look.of(result.response).colour == Phase.DONE.value


async def test_ratios_follow_the_model(world: World) -> None:
    """The suggestions are the ratios of the model chosen so far, narrowed by what is typed."""

    async def suggested(typed: str, **chosen: str) -> list[str]:
        choices = await world.alice.autocomplete(
            world.channel, "generate", "aspect_ratio", typed, **chosen
        )
        return [choice["value"] for choice in choices]

    assert await suggested("") == ["1:1", "16:9", "9:16"]
    assert await suggested("16") == ["16:9", "9:16"]
    assert await suggested("", model="nanobanana") == ["1:1", "16:9", "9:16"]
    assert await suggested("3:2") == []


async def test_models_are_offered_with_price_and_reference_support(world: World) -> None:
    """What a model costs, and that one cannot use a reference, stands in its name."""
    [options] = [
        command["options"]
        for command in world.env.backend.visible_commands(
            user_id=world.alice.id, channel_id=world.channel.id
        )
        if command["name"] == "generate"
    ]
    [model] = [option for option in options if option["name"] == "model"]
    assert [choice["name"] for choice in model["choices"]] == [
        "seedream3.0 · 2 credits",
        "flux-schnell · 0.6 credits · no reference image",
        "nanobanana · 4 credits",
        "nanobanana-pro · 14 credits",
    ]


async def test_a_failed_job_is_explained_and_can_be_tried_again(world: World) -> None:
    """The card says what happened and what it cost; trying again keeps prompt and reference."""
    world.emulator.fault("submit", "fail_job", message="The prompt was refused")
    result = await world.generate(reference=("dog.png", picture()), style="cartoon")
    look = Look.of(result.response)
    assert look.colour == Phase.FAILED.value
    assert "Pictory could not make this picture." in look.text
    assert "Pictory says: The prompt was refused." in look.text
    assert "No credits were used." in look.text
    assert look.labels == ["Try again", "Edit prompt"]
    assert world.reactions(result.response.id) == {}
    again = await world.bob.click(result.response, custom_id=look.button("Try again"))
    look = Look.of(again.response)
    assert look.colour == Phase.DONE.value
    assert "cartoon" in look.text
    assert look.thumbnail is not None
    assert f"for {world.bob.mention}" in look.text
    assert world.emulator.accepted[1].reference is not None


async def test_pictory_out_of_reach_is_said_and_waited_for(world: World) -> None:
    """While Pictory takes nothing, the card says so; the picture comes when it does again."""
    await world.restart(limits=SLOW)
    world.emulator.fault("submit", "429", retry_after=120)
    result = await world.generate()
    assert "Nothing was spent." in Look.of(result.response).text
    await world.env.advance_time(600)
    assert Look.of(result.response).colour == Phase.DONE.value
    assert world.emulator.posts == 2


async def test_a_request_of_unknown_fate_is_not_repeated(world: World) -> None:
    """A connection lost after sending is admitted on the card, and sent once only."""
    world.emulator.fault("submit", "reset_after")
    world.emulator.fault("list", "empty", times=None)
    result = await world.generate()
    look = Look.of(result.response)
    assert "It is not certain that Pictory received this request" in look.text
    assert "It may have cost credits." in look.text
    assert look.labels == ["Try again", "Edit prompt"]
    assert world.emulator.posts == 1


async def test_a_long_prompt_can_be_read_in_full(world: World) -> None:
    """A button sends the whole prompt as a file, to the person who asks."""
    prompt = "A very long street. " * 100
    result = await world.generate(prompt=prompt)
    full = await world.bob.click(result.response, label="Full prompt")
    assert full.ephemeral
    assert full.response is not None
    [file] = full.response.attachments
    assert file.filename == "prompt.txt"
    assert world.file(file.url).decode() == prompt.strip()


async def test_the_same_interaction_twice_costs_once(world: World) -> None:
    """A gateway that replays an event after a RESUME causes no second request."""
    seen: list[tuple[str, Any]] = []
    world.env.backend.subscribers.append(lambda name, payload: seen.append((name, payload)))
    await world.generate()
    [event] = [event for event in seen if event[0] == "INTERACTION_CREATE"]
    world.env.backend.emit(*event)
    await world.env.settle()
    assert world.emulator.posts == 1
    assert len(world.messages()) == 1
