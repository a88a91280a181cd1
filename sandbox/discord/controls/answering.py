"""Answering what the bot shows: buttons, selects and modals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web
from simcord import _modal as simcord_modal
from simcord import actors as simcord_actors
from simcord.backend.errors import SetupError
from simcord.builders import RoleHandle
from simcord.components import walk_components
from simcord.enums import SELECT_TYPES, ComponentType
from simcord.results import InteractionResult, ResponseMessage

from sandbox.discord.controls.asking import dispatched, files_of, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simcord.actors import MemberActor
    from simcord.backend.models import Message
    from simcord.builders import UserHandle

    from sandbox.discord.server import Bridge


@dataclass(frozen=True, slots=True)
class Answering:
    """How people use the components of messages and modals; `user` is `alice` unless told."""

    bridge: Bridge

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of these controls."""
        return [
            web.post("/click", self.click),
            web.post("/select", self.select),
            web.post("/modal", self.submit),
        ]

    async def click(self, request: web.Request) -> web.Response:
        """Click a button of `message_id`, named by `custom_id` or `label`."""
        asked = await request.json()
        actor, message = self._reached(asked)
        result = await simcord_actors._component_click(  # noqa: SLF001
            actor,
            ResponseMessage(self.bridge.world.env, message),
            custom_id=asked.get("custom_id"),
            label=asked.get("label"),
        )
        return dispatched(result)

    async def select(self, request: web.Request) -> web.Response:
        """Choose `values` in a select of `message_id`, named by `custom_id` unless it is alone.

        People, roles and channels are named; anything else is the value of an option.
        """
        asked = await request.json()
        actor, message = self._reached(asked)
        menu = simcord_actors._find_component(  # noqa: SLF001
            message.components, types=SELECT_TYPES, custom_id=asked.get("custom_id"), label=None
        )
        result = await simcord_actors._component_select(  # noqa: SLF001
            actor,
            ResponseMessage(self.bridge.world.env, message),
            self._chosen(menu, asked["values"]),
            custom_id=menu["custom_id"],
        )
        return dispatched(result)

    async def submit(self, request: web.Request) -> web.Response:
        """Submit the modal that answered `interaction_id`.

        `values` and `files` are by the custom id of the field: a text, a list of what is chosen,
        or a list of files, each {"name", "data" in base64}.
        """
        asked = await request.json()
        world = self.bridge.world
        record = world.backend.interactions[int(asked["interaction_id"])]
        if record.modal is None:
            raise SetupError("this interaction was not answered with a modal")
        fields = {str(field["custom_id"]): field for field in _fields(record.modal)}
        values = {
            name: self._chosen(fields[name], value) if name in fields else value
            for name, value in asked.get("values", {}).items()
        }
        files = {name: files_of(given) for name, given in asked.get("files", {}).items()}
        actor = world.actor(name_of(asked), record.channel_id)
        shown = InteractionResult(world.env, record)
        return dispatched(await simcord_modal._submit_modal(actor, shown, {**values, **files}))  # noqa: SLF001

    def _reached(self, asked: dict[str, Any]) -> tuple[MemberActor | UserHandle, Message]:
        """Return who uses a component, and the message that has it."""
        world = self.bridge.world
        message = world.message(int(asked["message_id"]))
        world.installs.require_message(message)
        return world.actor(name_of(asked), message.channel_id), message

    def _chosen(self, field: dict[str, Any], values: Any) -> Any:
        """Return what is chosen as SimCord takes it: people, roles and channels by handle."""
        world, kind = self.bridge.world, ComponentType(field["type"])
        if kind is ComponentType.USER_SELECT:
            return [world.members[name] for name in values]
        if kind is ComponentType.CHANNEL_SELECT:
            return [world.handle(world.channel_id(name)) for name in values]
        if kind is ComponentType.ROLE_SELECT:
            return [self._role(name) for name in values]
        if kind is ComponentType.MENTIONABLE_SELECT:
            return [world.members.get(name) or self._role(name) for name in values]
        return values

    def _role(self, name: str) -> RoleHandle:
        world = self.bridge.world
        role = world.backend.get_role(world.guild.id, world.role_id(name))
        return RoleHandle(world.env, world.guild, role)


def _fields(modal: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what can be filled in."""
    return (node for node in walk_components(modal["components"]) if "custom_id" in node)
