"""Talking: what people and other applications post, with files and pictures of other sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web
from simcord.backend.access import channel_accessible
from simcord.backend.errors import SetupError

from sandbox.discord.controls.asking import file_of, files_of, name_of
from sandbox.discord.world import CHANNEL_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.discord.server import Bridge


@dataclass(frozen=True, slots=True)
class Talking:
    """What others than the bot post."""

    bridge: Bridge

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of these controls."""
        return [web.post("/messages", self.post)]

    async def post(self, request: web.Request) -> web.Response:
        """Post `content` with `files`, as `user` or, with `poster`, as another application.

        `link` is a picture on another site whose address is posted, `embed` one that a rich embed
        shows; both are files. `reply_to` names a message, `"dm": true` the DM with the bot.
        """
        asked = await request.json()
        backend, channel_id = self.bridge.world.backend, self._channel_id(asked)
        author_id, webhook_id = self._author(asked, channel_id)
        embeds = self._embeds(asked)
        content = [str(asked["content"])] if asked.get("content") else []
        linked = [embed["url"] for embed in embeds if embed["type"] == "image"]
        message = backend.create_message(
            channel_id,
            author_id,
            "\n".join(content + linked),
            embeds=embeds,
            attachments=backend.store_attachments(channel_id, files_of(asked.get("files", []))),
            reference=self._reference(asked, channel_id),
            webhook_id=webhook_id,
        )
        return web.json_response({"message_id": str(message.id)})

    def _channel_id(self, asked: Mapping[str, Any]) -> int:
        world = self.bridge.world
        if asked.get("dm"):
            return int(world.members[name_of(asked)].user.dm_channel.id)
        return world.channel_id(str(asked.get("channel", CHANNEL_NAME)))

    def _author(self, asked: Mapping[str, Any], channel_id: int) -> tuple[int, int | None]:
        """Return the ids of the author and of the webhook that posts, if one does."""
        world = self.bridge.world
        if "poster" in asked:
            webhook = world.backend.create_webhook(channel_id, str(asked["poster"]), world.guild.id)
            return webhook.webhook_user_id, webhook.id
        author_id = world.members[name_of(asked)].id
        if not channel_accessible(world.backend, channel_id, author_id):
            raise SetupError("this person does not see the channel")
        return author_id, None

    def _embeds(self, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the preview of a linked picture, and a rich embed that shows one."""
        embeds = []
        if "link" in asked:
            picture = self.bridge.store.store_foreign(*file_of(asked["link"]))
            embeds.append({"type": "image", "url": picture["url"], "thumbnail": picture})
        if "embed" in asked:
            picture = self.bridge.store.store_foreign(*file_of(asked["embed"]))
            embeds.append({"type": "rich", "title": "A picture", "image": picture})
        return embeds

    @staticmethod
    def _reference(asked: Mapping[str, Any], channel_id: int) -> dict[str, Any] | None:
        if "reply_to" not in asked:
            return None
        return {"message_id": str(asked["reply_to"]), "channel_id": str(channel_id)}
