"""The menu that a person opens on a message, with the commands of applications."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcord import actors as simcord_actors
from simcord.backend import serializers
from simcord.backend.errors import SetupError
from simcord.builders import ChannelHandle
from simcord.enums import AppCommandType, InteractionType
from simcord.results import ResponseMessage

if TYPE_CHECKING:
    from simcord.actors import MemberActor
    from simcord.backend import Backend
    from simcord.backend.models import Message
    from simcord.builders import UserHandle
    from simcord.results import InteractionResult


def menu_commands(backend: Backend, user_id: int, channel_id: int) -> list[dict[str, Any]]:
    """Return the commands that a person finds in the menu of a channel's messages."""
    found: list[dict[str, Any]] = backend.visible_commands(
        user_id=user_id, channel_id=channel_id, type=AppCommandType.MESSAGE
    )
    return found


async def choose_from_menu(
    actor: MemberActor | UserHandle, message: Message, name: str
) -> InteractionResult:
    """Run the command called `name` on a message.

    SimCord has this for members alone; in a DM with the bot a person is none.
    """
    if message.is_ephemeral:
        raise SetupError("an ephemeral message has no menu of applications")
    env, channel_id = actor._env, message.channel_id  # noqa: SLF001
    simcord_actors._visible_message(actor, ResponseMessage(env, message))  # noqa: SLF001
    command = simcord_actors._resolve_visible_command(  # noqa: SLF001
        actor, channel_id, name, AppCommandType.MESSAGE
    )
    data = _chosen(env.backend, message, command)
    channel = ChannelHandle(env, getattr(actor, "guild", None), env.backend.get_channel(channel_id))
    return await simcord_actors._dispatch_actor_interaction(  # noqa: SLF001
        actor, InteractionType.APPLICATION_COMMAND, channel, data
    )


def _chosen(backend: Backend, message: Message, command: dict[str, Any]) -> dict[str, Any]:
    """Return the data of an interaction: the command, and the whole message that it is for."""
    shown = dict(serializers.message_payload(backend, message))
    return {
        "id": command["id"],
        "name": command["name"],
        "type": int(AppCommandType.MESSAGE),
        "target_id": str(message.id),
        "resolved": {"messages": {str(message.id): shown}},
    }
