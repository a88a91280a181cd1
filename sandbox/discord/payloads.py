"""How the bot sees what SimCord stores, and how SimCord sees what the bot sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from simcord.enums import AppCommandType, InteractionType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from simcord.backend.models import Interaction

    from sandbox.discord.cdn import AttachmentStore
    from sandbox.discord.limits import Limits
    from sandbox.discord.world import World

ANSWERING = discord.Permissions(
    attach_files=True, embed_links=True, mention_everyone=True, use_external_emojis=True
)
"""What an application may do without a bot there: in its DM with a person, or where a person
alone has installed it (and then no more than everybody)."""

OF_SIMCORD = ("target_id", "target_type", "target_channel_id")
"""Fields of SimCord's `interaction_metadata` that Discord does not send."""


class Payloads:
    """Gives payloads the shape that Discord gives them.

    * Every URL of an attachment is freshly signed.
    * Files that a component shows are absent from the message's `attachments`; the component's
      media item names them by `attachment_id` instead, with their dimensions.
    * Interactions say which installation allowed them, what the bot may do there, in which
      languages the person and the server read, and how large a file may be.
    """

    def __init__(self, store: AttachmentStore, limits: Limits, world: World) -> None:
        self._store = store
        self._limits = limits
        self._world = world

    def outgoing(self, value: Any) -> Any:
        """Return a deep copy of what the bot is about to be sent, as Discord would send it."""
        return self._outgoing(value, {})

    def event(self, name: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Return a deep copy of a gateway event's payload, as Discord would send it."""
        shaped: dict[str, Any] = self.outgoing(payload)
        if name == "INTERACTION_CREATE":
            self._complete_interaction(shaped)
        return shaped

    def incoming(self, value: Any) -> Any:
        """Return a deep copy of what the bot sent, with unsigned URLs, as SimCord stores them."""
        if isinstance(value, dict):
            return {key: self.incoming(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.incoming(item) for item in value]
        return self._store.unsign(value) if isinstance(value, str) else value

    def _complete_interaction(self, payload: dict[str, Any]) -> None:
        world = self._world
        record = world.backend.interactions[int(payload["id"])]
        payload["attachment_size_limit"] = self._limits.file_bytes
        payload["authorizing_integration_owners"] = dict(world.installs.of(record.id))
        payload["locale"] = world.languages.of(record.user_id)
        if record.guild_id is None:
            payload["app_permissions"] = str(ANSWERING.value)
        else:
            self._complete_server(payload, record)
        resolved = payload["data"].get("resolved") or {}
        for attachment in (resolved.get("attachments") or {}).values():
            attachment["ephemeral"] = True

    def _complete_server(self, payload: dict[str, Any], record: Interaction) -> None:
        """Tell of the server and the channel as much as Discord does."""
        guild = self._world.backend.get_guild(int(payload["guild_id"]))
        payload["guild_locale"] = guild.preferred_locale
        payload["guild"] = {"id": str(guild.id), "locale": guild.preferred_locale, "features": []}
        payload["channel"].pop("permission_overwrites", None)
        payload["channel"]["permissions"] = payload["member"]["permissions"]
        if self._world.installs.personal(record):
            payload["app_permissions"] = str(guild.everyone_role.permissions & ANSWERING.value)

    def _metadata(self, message: dict[str, Any]) -> dict[str, Any]:
        """Return what a message tells of the interaction that it answers."""
        known = message["interaction_metadata"]
        record = self._world.backend.interactions[int(known["id"])]
        found = {key: value for key, value in known.items() if key not in OF_SIMCORD}
        found["authorizing_integration_owners"] = dict(self._world.installs.of(record.id))
        if record.message_id is not None and str(record.message_id) != message["id"]:
            found["original_response_message_id"] = str(record.message_id)
        if record.type == InteractionType.MESSAGE_COMPONENT:
            found["interacted_message_id"] = str(record.source_message_id)
        if record.target_type == AppCommandType.MESSAGE:
            found["target_message_id"] = str(record.target_id)
        return found

    def _outgoing(self, value: Any, attached: Mapping[str, str]) -> Any:
        """Copy `value`; `attached` maps the URLs of the message's own files to their ids."""
        if isinstance(value, dict):
            if isinstance(value.get("attachments"), list) and "components" in value:
                attached = {item["url"]: item["id"] for item in value["attachments"]}
                value = _without_shown_files(value)
            copy = {key: self._outgoing(item, attached) for key, item in value.items()}
            if isinstance(copy.get("interaction_metadata"), dict):
                copy["interaction_metadata"] = self._metadata(copy)
            return {**copy, **self._media_facts(value, attached)}
        if isinstance(value, list):
            return [self._outgoing(item, attached) for item in value]
        return self._store.sign(value) if isinstance(value, str) else value

    def _media_facts(self, value: dict[str, Any], attached: Mapping[str, str]) -> dict[str, Any]:
        """Return what a media item says beside its URL; nothing for anything else."""
        url = value.get("url")
        facts = self._store.facts(url) if isinstance(url, str) and "id" not in value else None
        if facts is None or not isinstance(url, str):
            return {}
        own = {"attachment_id": attached[url]} if url in attached else {}
        return {**facts, **own, "proxy_url": self._store.sign(url)}


def media_items(components: Any) -> Iterator[dict[str, Any]]:
    """Yield every media item in a tree of components."""
    if isinstance(components, list):
        for item in components:
            yield from media_items(item)
    elif isinstance(components, dict):
        for key, item in components.items():
            if key in ("media", "file") and isinstance(item, dict):
                yield item
            else:
                yield from media_items(item)


def _without_shown_files(message: dict[str, Any]) -> dict[str, Any]:
    shown = {item.get("url") for item in media_items(message["components"])}
    return {
        **message,
        "attachments": [item for item in message["attachments"] if item["url"] not in shown],
    }
