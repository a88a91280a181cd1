"""What stands in a channel, flattened for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcord.components import walk_components

if TYPE_CHECKING:
    from simcord.backend.models import Message

    from sandbox.discord.cdn import AttachmentStore
    from sandbox.discord.edits import Edits
    from sandbox.discord.world import World

BUTTON, TEXT_DISPLAY, THUMBNAIL, GALLERY = 2, 10, 11, 12


def messages(world: World, store: AttachmentStore, edits: Edits, channel_id: int) -> list[Any]:
    """Describe every message of a channel, ephemeral ones too, oldest first."""
    found = world.backend.messages.get(channel_id, {})
    return [_message(world, store, edits, found[key]) for key in sorted(found)]


def _message(
    world: World, store: AttachmentStore, edits: Edits, message: Message
) -> dict[str, Any]:
    nodes = list(walk_components(message.components))
    reference = message.reference or {}
    times = edits.times(message.id)
    return {
        "id": str(message.id),
        "channel_id": str(message.channel_id),
        "via": _route(world, message),
        "author": world.backend.users[message.author_id].name,
        "content": message.content,
        "text": "\n".join(node["content"] for node in nodes if node["type"] == TEXT_DISPLAY),
        "buttons": [_button(node) for node in nodes if node["type"] == BUTTON],
        "media": [_media(store, item) for item in _described_media(nodes)],
        "attachments": [_attachment(store, item) for item in message.attachments],
        "reactions": {
            reaction.emoji: [world.backend.users[user].name for user in reaction.user_ids]
            for reaction in message.reactions
        },
        "reference": reference.get("message_id"),
        "flags": message.flags,
        "ephemeral": message.is_ephemeral,
        "embeds": message.embeds,
        "edits": len(times),
        "edited_at": times,
        "edited_via": edits.ways(message.id),
        "created_at": message.timestamp,
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
