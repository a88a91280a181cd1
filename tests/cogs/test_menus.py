"""The menus of any message that shows a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cogs.ui.cards import Phase
from studio.generations import Kind
from tests.cogs.looks import Look
from tests.cogs.papers import (
    RESTYLE,
    USE,
    VARY,
    chosen,
    dm_menu,
    fields,
    filled_in,
    form,
    labels,
    posted,
    send_as,
    submitted,
    thread_of,
    values,
)
from tests.cogs.scenes import stored
from tests.cogs.world import picture

if TYPE_CHECKING:
    from tests.cogs.world import World

NO_FORM = "I no longer know what this form was for. Open it again."


def prompts(world: World) -> list[str]:
    """Return the prompts that Pictory was sent."""
    return [job.order.prompt for job in world.emulator.accepted]


async def test_a_picture_is_varied_at_once(world: World) -> None:
    """The answer is the card of a variation, whose reference is the picture."""
    message = await posted(world)
    result = await world.alice.context_menu(world.channel, VARY, message)
    assert result.acknowledged
    look = Look.of(result.response)
    assert look.colour == Phase.DONE.value
    assert "Create a creative variation of the referenced image." in look.text
    assert look.thumbnail is not None
    order = (await stored(world)).order
    assert (order.kind, order.count, order.private) == (Kind.VARY, 1, False)
    assert world.emulator.accepted[0].order.references[0].endswith("/dog.png")


@pytest.mark.parametrize("restart", [False, True])
async def test_a_picture_is_restyled(world: World, restart: bool) -> None:
    """A form asks for the style, and if one likes for more."""
    message = await posted(world)
    shown = await world.alice.context_menu(world.channel, RESTYLE, message)
    assert labels(shown) == ["Style", "What else matters to you", "Model"]
    assert chosen(fields(shown)["style"]) == []
    assert chosen(fields(shown)["model"]) == ["seedream3.0"]
    assert "flux-schnell" not in values(fields(shown)["model"])
    if restart:
        await world.restart()
    result = await submitted(world, shown, style=["vintage"], prompt="at night")
    look = Look.of(result.response)
    assert look.colour == Phase.DONE.value
    assert "Redraw the referenced image in a vintage style" in look.text
    assert "In addition: at night." in look.text
    order = (await stored(world)).order
    assert (order.kind, order.style) == (Kind.RESTYLE, "vintage")
    assert world.emulator.accepted[0].reference is not None


@pytest.mark.parametrize("restart", [False, True])
async def test_a_picture_is_used_as_a_reference(world: World, restart: bool) -> None:
    """A form asks for the prompt, with an example of a good one."""
    message = await posted(world)
    shown = await world.alice.context_menu(world.channel, USE, message)
    assert labels(shown) == ["Prompt", "Style", "Model"]
    assert "referenced image" in fields(shown)["prompt"]["placeholder"]
    assert chosen(fields(shown)["style"]) == ["none"]
    if restart:
        await world.restart()
    result = await submitted(world, shown, prompt="A white cat", model=["nanobanana"])
    assert Look.of(result.response).colour == Phase.DONE.value
    assert prompts(world) == ["A white cat. Base the result on the referenced image."]
    order = (await stored(world)).order
    assert (order.kind, order.model) == (Kind.GENERATE, "nanobanana")


async def test_preferences_fill_the_forms(world: World) -> None:
    """Style and model are chosen already; a model that cannot use a reference is not."""
    message = await posted(world)
    book = world.studio.preferences
    await book.change(world.alice.id, style="cartoon", model="nanobanana-pro")
    shown = await world.alice.context_menu(world.channel, USE, message)
    assert chosen(fields(shown)["style"]) == ["cartoon"]
    assert chosen(fields(shown)["model"]) == ["nanobanana-pro"]
    await book.change(world.alice.id, model="flux-schnell", private=True)
    shown = await world.alice.context_menu(world.channel, RESTYLE, message)
    assert chosen(fields(shown)["style"]) == ["cartoon"]
    assert chosen(fields(shown)["model"]) == ["seedream3.0"]
    assert (await submitted(world, shown)).ephemeral


async def test_the_picture_outlives_its_message(world: World) -> None:
    """The card has a copy, so it can be made again when the message and its file are gone."""
    message = await posted(world)
    result = await world.alice.context_menu(world.channel, VARY, message)
    world.env.backend.delete_message(world.channel.id, message.id)
    world.forget_file(world.emulator.accepted[0].order.references[0])
    await world.restart()
    assert result.response is not None
    again = await world.bob.click(
        result.response, custom_id=Look.of(result.response).button("Regenerate")
    )
    assert Look.of(again.response).colour == Phase.DONE.value


async def test_a_form_of_somebody_else_is_not_known(world: World) -> None:
    """What one person has put aside cannot be completed by another."""
    message = await posted(world)
    shown = await world.alice.context_menu(world.channel, USE, message)
    other = await world.bob.context_menu(world.channel, USE, message)
    send_as(other, form(shown)["custom_id"])
    result = await world.bob.submit_modal(other, filled_in(other, prompt="A white cat"))
    assert result.ephemeral
    assert result.response is not None
    assert result.response.content == NO_FORM


async def test_a_form_sent_late_is_refused(world: World) -> None:
    """After a day its picture is no longer known."""
    shown = await world.alice.context_menu(world.channel, USE, await posted(world))
    await world.restart(database="empty.db")
    result = await submitted(world, shown, prompt="A white cat")
    assert result.ephemeral
    assert result.response.content == NO_FORM


async def test_a_prompt_too_long_with_its_frame_is_refused(world: World) -> None:
    """And the form can be opened again."""
    shown = await world.alice.context_menu(world.channel, USE, await posted(world))
    result = await submitted(world, shown, prompt="  cat   ")
    assert result.ephemeral
    assert result.response.content == "The prompt needs at least 5 characters."


async def test_it_works_in_threads_and_dms(world: World) -> None:
    """A thread is a channel, and so is a conversation with the bot."""
    thread = await thread_of(world)
    message = await posted(world, channel=thread)
    result = await world.alice.context_menu(thread, VARY, message)
    assert Look.of(result.response).colour == Phase.DONE.value
    user = world.alice.user
    files = world.env.backend.store_attachments(user.dm_channel.id, [("dog.png", picture())])
    message = await user.send_dm("look", attachments=files)
    result = await dm_menu(world, user, VARY, message)
    assert Look.of(result.response).colour == Phase.DONE.value
    shown = await dm_menu(world, user, USE, message)
    result = await user.submit_modal(shown, filled_in(shown, prompt="A white cat"))
    assert Look.of(result.response).colour == Phase.DONE.value


async def test_menus_are_named_in_german_and_there_wherever_one_is(world: World) -> None:
    """In servers, in DMs, in group chats, and for people who have installed the bot."""
    find = world.env.backend.find_command
    menus: dict[str, Any] = {name: find(name, None, type=3) for name in (VARY, RESTYLE, USE)}
    names = {name: menu["name_localizations"]["de"] for name, menu in menus.items()}
    assert names == {
        VARY: "Bild variieren",
        RESTYLE: "Bild umgestalten",
        USE: "Als Referenz verwenden",
    }
    for menu in menus.values():
        assert menu["contexts"] == [0, 1, 2]
        assert menu["integration_types"] == [0, 1]


async def test_a_german_is_answered_in_german(world: World) -> None:
    """Forms and refusals are in the language of the person who acts."""
    world.wire.interactions["locale"] = "de"
    shown = await world.alice.context_menu(world.channel, RESTYLE, await posted(world))
    assert form(shown)["title"] == "Bild umgestalten"
    assert labels(shown) == ["Stil", "Was dir sonst noch wichtig ist", "Modell"]
    empty = await world.bob.send(world.channel, "nothing")
    result = await world.alice.context_menu(world.channel, VARY, empty)
    assert result.response is not None
    assert result.response.content == ("In dieser Nachricht ist kein Bild als PNG, JPEG oder WebP.")
