"""Forms as a person sees them, and menus where simcord has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcord.actors import _dispatch_actor_interaction, _resolve_visible_command
from simcord.backend import serializers
from simcord.enums import AppCommandType, InteractionType

from tests.cogs.world import picture

if TYPE_CHECKING:
    from simcord.builders import ChannelHandle

    from tests.cogs.world import World

VARY, RESTYLE, USE = "Vary image", "Restyle image", "Use as reference"
NONE_THERE = "There is no PNG, JPEG or WebP picture in this message."


def form(result: Any) -> Any:
    """Return the form that was opened."""
    assert result.modal is not None, result
    return result.modal


def fields(result: Any) -> dict[str, dict[str, Any]]:
    """Return the fields of the form that was opened, by their custom ids."""
    parts = [label["component"] for label in form(result)["components"]]
    return {part["custom_id"]: part for part in parts}


def labels(result: Any) -> list[str]:
    """Return the names of the fields of the form that was opened, in order."""
    return [label["label"] for label in form(result)["components"]]


def chosen(field: dict[str, Any]) -> list[str]:
    """Return the values that a list has already."""
    return [option["value"] for option in field["options"] if option.get("default")]


def values(field: dict[str, Any]) -> list[str]:
    """Return the values that a list offers."""
    return [option["value"] for option in field["options"]]


def filled_in(result: Any, **changes: Any) -> dict[str, Any]:
    """Return what a form has already, with changes, as a person sends it."""
    found: dict[str, Any] = {}
    for name, field in fields(result).items():
        if field["type"] == 3:
            found[name] = chosen(field)
        elif field["type"] == 4:
            found[name] = field.get("value", "")
    return found | changes


def send_as(result: Any, custom_id: str) -> None:
    """Let the form that was opened be sent back as another one."""
    result._interaction.modal["custom_id"] = custom_id


async def dm_menu(world: World, user: Any, name: str, message: Any) -> Any:
    """Let a user open a menu of a message in their DM with the bot."""
    channel, backend = user.dm_channel, world.env.backend
    root = _resolve_visible_command(user, channel.id, name, AppCommandType.MESSAGE)
    stored = backend.get_message(channel.id, message.id)
    data = {
        "id": root["id"],
        "name": root["name"],
        "type": AppCommandType.MESSAGE,
        "target_id": str(message.id),
        "resolved": {
            "messages": {str(message.id): dict(serializers.message_payload(backend, stored))}
        },
    }
    return await _dispatch_actor_interaction(
        user, InteractionType.APPLICATION_COMMAND, channel, data
    )


async def thread_of(world: World) -> ChannelHandle:
    """Return a thread that alice has opened in the channel."""
    world.env.backend.create_thread(world.channel.id, "cats", world.alice.id)
    await world.env.settle()
    [thread] = world.channel.threads
    return thread


async def posted(world: World, *files: Any, channel: Any = None) -> Any:
    """Let bob post files, by default one picture."""
    return await world.bob.send(
        channel or world.channel, "look", attachments=files or [("dog.png", picture())]
    )


async def submitted(world: World, shown: Any, **changes: Any) -> Any:
    """Let alice send a form as it is, with changes, and return the answer."""
    result = await world.alice.submit_modal(shown, filled_in(shown, **changes))
    assert result.acknowledged
    return result
