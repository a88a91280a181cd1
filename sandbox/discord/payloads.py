"""How the bot sees what SimCord stores, and how SimCord sees what the bot sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sandbox.discord.cdn import AttachmentStore
    from sandbox.discord.limits import Limits

DM_PERMISSIONS = discord.Permissions(
    attach_files=True, embed_links=True, mention_everyone=True, use_external_emojis=True
)
"""What Discord's documentation says that an application may do in its DM with a person."""


class Payloads:
    """Gives payloads the shape that Discord gives them.

    * Every URL of an attachment is freshly signed.
    * Files that a component shows are absent from the message's `attachments`; the component's
      media item names them by `attachment_id` instead, with their dimensions.
    * Interactions say which installation allowed them and how large a file may be.
    """

    def __init__(self, store: AttachmentStore, limits: Limits) -> None:
        self._store = store
        self._limits = limits

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
        payload["attachment_size_limit"] = self._limits.file_bytes
        payload["authorizing_integration_owners"] = installed_in(payload.get("guild_id"))
        if payload.get("guild_id") is None:
            payload["app_permissions"] = str(DM_PERMISSIONS.value)
        resolved = payload["data"].get("resolved") or {}
        for attachment in (resolved.get("attachments") or {}).values():
            attachment["ephemeral"] = True

    def _outgoing(self, value: Any, attached: Mapping[str, str]) -> Any:
        """Copy `value`; `attached` maps the URLs of the message's own files to their ids."""
        if isinstance(value, dict):
            if isinstance(value.get("attachments"), list) and "components" in value:
                attached = {item["url"]: item["id"] for item in value["attachments"]}
                value = _without_shown_files(value)
            copy = {key: self._outgoing(item, attached) for key, item in value.items()}
            if isinstance(copy.get("interaction_metadata"), dict):
                owners = installed_in(copy.get("guild_id"))
                copy["interaction_metadata"]["authorizing_integration_owners"] = owners
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


def installed_in(guild_id: str | None) -> dict[str, str]:
    """Return the owners of an installation in a server; in a DM with the bot Discord says 0."""
    return {"0": guild_id or "0"}


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
