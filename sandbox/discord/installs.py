"""Where the application is installed: in the server, on people, or both; what that allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcord.backend.errors import SetupError
from simcord.enums import InteractionType

from sandbox.discord.rights import bot_is_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simcord.backend import Backend
    from simcord.backend.models import Interaction, Message

SERVER, PERSON = "0", "1"
COMMANDS = (InteractionType.APPLICATION_COMMAND, InteractionType.APPLICATION_COMMAND_AUTOCOMPLETE)

Owners = dict[str, str]
"""Discord's `authorizing_integration_owners`: who installed what allows an interaction."""


class Installs:
    """Who has installed the application on themselves, and what each interaction is allowed by.

    In the server it is installed for as long as the bot is a member.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._owners: dict[int, Owners] = {}
        self.people: set[int] = set()

    def note(self, record: Interaction, payload: Mapping[str, Any]) -> Owners:
        """Find out what allows an interaction that goes out now, and remember it."""
        owners = self._owners[record.id] = self._allowing(record, payload["data"])
        return owners

    def of(self, interaction_id: int) -> Owners:
        """Return what allowed an interaction."""
        return self._owners[interaction_id]

    def personal(self, record: Interaction) -> bool:
        """Tell whether nothing but a person's own installation allows an interaction."""
        return set(self._owners[record.id]) == {PERSON}

    def require_command(self, user_id: int, channel_id: int, name: str, kind: int) -> None:
        """Raise an error if no installation lets this person use a command there."""
        guild_id = self._backend.get_channel(channel_id).guild_id
        command = self._backend.find_command(name, guild_id, kind)
        if command is not None and not self._of_command(command, user_id, guild_id):
            raise SetupError(
                "the bot is not in the server, and this person has not installed the command"
            )

    def require_message(self, message: Message) -> None:
        """Raise an error if no installation lets anybody use the components of a message."""
        if not self._of_message(message, self._backend.get_channel(message.channel_id).guild_id):
            raise SetupError("the bot is not in the server, so nothing of it can be used there")

    def _allowing(self, record: Interaction, data: Mapping[str, Any]) -> Owners:
        if record.type in COMMANDS:
            command = self._command(data["id"])
            return self._of_command(command, record.user_id, record.guild_id)
        if record.source_message_id is not None:
            message = self._backend.get_message(record.channel_id, record.source_message_id)
            return self._of_message(message, record.guild_id)
        opener = self._opener(record, data["custom_id"])
        return self._in_server(record.guild_id) if opener is None else self._owners[opener.id]

    def _command(self, command_id: str) -> Mapping[str, Any]:
        found = (
            command
            for scope in self._backend.commands.values()
            for command in scope.values()
            if command["id"] == command_id
        )
        return next(found)

    def _of_command(self, command: Mapping[str, Any], user_id: int, guild_id: int | None) -> Owners:
        # A command that does not say so is for servers, as an application is set up at first.
        kinds = command.get("integration_types") or [int(SERVER)]
        owners = self._in_server(guild_id) if int(SERVER) in kinds else {}
        if int(PERSON) in kinds and user_id in self.people:
            owners[PERSON] = str(user_id)
        return owners

    def _of_message(self, message: Message, guild_id: int | None) -> Owners:
        metadata = message.interaction_metadata
        owners = {} if metadata is None else self._owners.get(int(metadata["id"]), {})
        personal = {PERSON: owners[PERSON]} if PERSON in owners else {}
        return {**self._in_server(guild_id), **personal}

    def _in_server(self, guild_id: int | None) -> Owners:
        if guild_id is None:
            return {SERVER: "0"}
        return {SERVER: str(guild_id)} if bot_is_in(self._backend, guild_id) else {}

    def _opener(self, record: Interaction, custom_id: str) -> Interaction | None:
        """Return the interaction that was answered with the modal which a person submits."""
        found = (
            earlier
            for earlier in reversed(self._backend.interactions.values())
            if earlier.user_id == record.user_id
            and earlier.modal is not None
            and earlier.modal["custom_id"] == custom_id
        )
        return next(found, None)
