"""What stands in a channel, flattened for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcord.components import walk_components
from simcord.enums import SELECT_TYPES

if TYPE_CHECKING:
    from simcord.backend.models import Message

    from sandbox.discord.cdn import AttachmentStore
    from sandbox.discord.server import Bridge
    from sandbox.discord.world import World

BUTTON, TEXT_DISPLAY, THUMBNAIL, GALLERY = 2, 10, 11, 12


def messages(bridge: Bridge, channel_id: int) -> list[dict[str, Any]]:
    """Describe every message of a channel, ephemeral ones too, oldest first."""
    found = bridge.world.backend.messages.get(channel_id, {})
    return [described(bridge, found[key]) for key in sorted(found)]


def described(bridge: Bridge, message: Message) -> dict[str, Any]:
    """Describe a message."""
    world, users = bridge.world, bridge.world.backend.users
    reactions = {
        reaction.emoji: [users[user].name for user in reaction.user_ids]
        for reaction in message.reactions
    }
    times = bridge.edits.times(message.id)
    return {
        "id": str(message.id),
        "channel_id": str(message.channel_id),
        "via": _route(world, message),
        "author": users[message.author_id].name,
        "content": message.content,
        **_components(bridge.store, list(walk_components(message.components))),
        "attachments": [_attachment(bridge.store, item) for item in message.attachments],
        "reactions": reactions,
        "reference": (message.reference or {}).get("message_id"),
        "pings": [users[user].name for user in bridge.pings.of(message.id)],
        "flags": message.flags,
        "ephemeral": message.is_ephemeral,
        "embeds": message.embeds,
        "edits": len(times),
        "edited_at": times,
        "edited_via": bridge.edits.ways(message.id),
        "created_at": message.timestamp,
    }


def _components(store: AttachmentStore, nodes: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "text": "\n".join(node["content"] for node in nodes if node["type"] == TEXT_DISPLAY),
        "buttons": [_button(node) for node in nodes if node["type"] == BUTTON],
        "selects": [_select(node) for node in nodes if node["type"] in SELECT_TYPES],
        "media": [_media(store, item) for item in _described_media(nodes)],
    }


def _route(world: World, message: Message) -> str:
    """Return how a message came: as the `callback`, a `followup`, or in the `channel` by itself."""
    if message.interaction_metadata is None:
        return "channel"
    record = world.backend.interactions[int(message.interaction_metadata["id"])]
    return "callback" if record.message_id == message.id else "followup"


def _button(node: dict[str, Any]) -> dict[str, Any]:
    return {
        "custom_id": node.get("custom_id"),
        "label": node.get("label"),
        "emoji": (node.get("emoji") or {}).get("name"),
        "url": node.get("url"),
        "disabled": bool(node.get("disabled")),
    }


def _select(node: dict[str, Any]) -> dict[str, Any]:
    return {
        "custom_id": node["custom_id"],
        "placeholder": node.get("placeholder"),
        "options": node.get("options") or [],
        "disabled": bool(node.get("disabled")),
    }


def _described_media(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the items of thumbnails and galleries, each with `media` and `description`."""
    found = []
    for node in nodes:
        if node["type"] == THUMBNAIL:
            found.append(node)
        elif node["type"] == GALLERY:
            found.extend(node["items"])
    return found


def _media(store: AttachmentStore, item: dict[str, Any]) -> dict[str, Any]:
    url = item["media"]["url"]
    return {
        "url": store.sign(url),
        "description": item.get("description"),
        "attachment_id": item["media"].get("attachment_id"),
        **(store.facts(url) or {}),
    }


def _attachment(store: AttachmentStore, attachment: dict[str, Any]) -> dict[str, Any]:
    return {**attachment, "url": store.sign(attachment["url"])}
