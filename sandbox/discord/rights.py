"""What the bot may do and hear, where SimCord does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcord.backend import errors
from simcord.backend.access import channel_accessible
from simcord.backend.errors import BackendError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simcord.backend import Backend


def bot_is_in(backend: Backend, guild_id: int) -> bool:
    """Tell whether the bot is a member of a server."""
    guild = backend.guilds.get(guild_id)
    return guild is not None and backend.bot_user.id in guild.members


def reaches_bot(backend: Backend, event: str, payload: Mapping[str, Any]) -> bool:
    """Tell whether an event happens where the bot is, and is not out of its sight."""
    if event == "INTERACTION_CREATE":
        return True  # wherever the person is
    guild_id = payload.get("id" if event == "GUILD_UPDATE" else "guild_id")
    if guild_id is not None and not bot_is_in(backend, int(guild_id)):
        return False
    if event == "CHANNEL_CREATE" and guild_id is None:
        return False  # of a DM a bot hears with its first message
    if not event.startswith("MESSAGE_"):
        return True
    return channel_accessible(backend, int(payload["channel_id"]), backend.bot_user.id)


class Rights:
    """Checks what the bot asks for before SimCord carries it out."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self.closed_dms: set[int] = set()
        """The people who take no direct messages from the bot."""

    def check(self, method: str, parts: list[str], *, files: bool) -> None:
        """Raise Discord's error if the bot may not do what a request asks for."""
        match method, parts:
            case _, ["guilds", guild_id, *_] if not bot_is_in(self._backend, int(guild_id)):
                raise errors.unknown_guild()
            case "POST", ["channels", channel_id, "messages"]:
                self._check_sending(int(channel_id), files=files)
            case "PATCH", ["channels", channel_id, "messages", _] if files:
                self._require(int(channel_id), "attach_files")
            case "DELETE", ["channels", channel_id, "messages", message_id]:
                self._check_deleting(int(channel_id), int(message_id))
            case "DELETE", ["channels", channel_id, "messages", _, "reactions", *rest]:
                if rest[1:] != ["@me"]:
                    self._check_server(int(channel_id))

    def _check_sending(self, channel_id: int, *, files: bool) -> None:
        channel = self._backend.get_channel(channel_id)
        if self.closed_dms.intersection(channel.recipient_ids):
            raise errors.cannot_dm_bot()  # which is how SimCord calls 50007, whoever is meant
        sending = "send_messages_in_threads" if channel.is_thread else "send_messages"
        self._require(channel_id, sending, *(["attach_files"] if files else []))

    def _check_deleting(self, channel_id: int, message_id: int) -> None:
        message = self._backend.messages.get(channel_id, {}).get(message_id)
        if message is not None and message.author_id != self._backend.bot_user.id:
            self._check_server(channel_id)

    def _check_server(self, channel_id: int) -> None:
        """Raise Discord's error if a channel is a DM, where nobody has power over the other."""
        if self._backend.get_channel(channel_id).guild_id is None:
            raise BackendError(403, 50003, "Cannot execute action on a DM channel")

    def _require(self, channel_id: int, *names: str) -> None:
        backend = self._backend
        guild_id = backend.get_channel(channel_id).guild_id
        backend.require_permissions(guild_id, backend.bot_user.id, channel_id, *names)
