"""Finds the pictures of any message, and says where each can be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import discord

from cogs.ui.media import media_of, shown_items
from cogs.ui.wishes import delivered, origin_of
from studio.generations import Generation, Origin, Reference

MOST = 10
"""How many pictures of one message can be chosen from; Discord attaches no more files to one."""
TYPES = frozenset({"image/png", "image/jpeg", "image/webp"})
ENDINGS = frozenset({".png", ".jpg", ".jpeg", ".webp"})


@dataclass(frozen=True, slots=True)
class Source:
    """A picture to start from, with what Discord says of its file; None is not known.

    `origin` says which picture of ours it is, if it is one.
    """

    filename: str
    reference: Reference
    size: int | None = None
    content_type: str | None = None
    origin: Origin | None = None

    @classmethod
    def attached(cls, file: discord.Attachment | None) -> Source | None:
        """Return the source that a file given with a command is, if there is one."""
        if file is None:
            return None
        return cls(file.filename, Reference(file.url), file.size, file.content_type)

    @classmethod
    def uploaded(cls, payload: Mapping[str, Any]) -> Source:
        """Return the source that an uploaded file is; KeyError if it is described badly."""
        reference = Reference(str(payload["url"]))
        size, content_type = int(payload["size"]), payload.get("content_type")
        return cls(str(payload["filename"]), reference, size, content_type)

    @property
    def is_picture(self) -> bool:
        """Whether type or name say that it is of a kind that can be a reference."""
        if self.content_type is not None and self.content_type != "application/octet-stream":
            return self.content_type.partition(";")[0] in TYPES
        return PurePosixPath(self.filename).suffix.lower() in ENDINGS


def pictures_of(message: discord.Message) -> list[Source]:
    """Return the pictures that a message shows, in reading order, each once and MOST at the most.

    Their addresses are valid now, and nobody can fetch the message again later: the bot need not
    be where it is.
    """
    found: dict[str, Source] = {}
    parts: list[discord.Message | discord.MessageSnapshot] = [message, *message.message_snapshots]
    for part in parts:
        for source in _sources(part):
            found.setdefault(source.reference.url, source)
    return list(found.values())[:MOST]


def pictures_of_card(generation: Generation, message: discord.Message) -> list[Source]:
    """Return the finished pictures of one of our cards, to be read for as long as it lives."""
    held, several = media_of(message), len(generation.images) > 1
    return [
        Source(
            media.filename,
            _lasting(media.url, message, image.name),
            content_type="image/png",
            origin=origin_of(generation, image.n if several else None),
        )
        for image in generation.images
        if delivered(image) and (media := held.get(image.name))
    ]


def _lasting(url: str, message: discord.Message, name: str) -> Reference:
    """Return where a file of ours can be read; an ephemeral message is fetched by nobody."""
    if message.flags.ephemeral:
        return Reference(url)
    return Reference(url, message.channel.id, message.id, name)


def _sources(part: discord.Message | discord.MessageSnapshot) -> Iterator[Source]:
    """Yield what attachments, components and embeds of a message, or of a forwarded one, show."""
    for file in part.attachments:
        source = Source.attached(file)
        if source is not None and source.is_picture:
            yield source
    for item in shown_items(part.components):
        url = item.url if item.attachment_id is not None else item.proxy_url
        yield from _seen(url, item.url, item.content_type)
    for embed in part.embeds:
        for media in (embed.image, embed.thumbnail):
            yield from _seen(media.proxy_url, media.url, getattr(media, "content_type", None))


def _seen(url: str | None, shown: str | None, content_type: str | None) -> Iterator[Source]:
    """Yield what is shown, to be read at `url`, unless it is known to be no picture.

    Of what comes from elsewhere that is Discord's own copy: other hosts are never asked.
    """
    if not url:
        return
    source = Source(_name_in(shown or url), Reference(url), content_type=content_type)
    if content_type is None or source.is_picture:
        yield source


def _name_in(url: str) -> str:
    """Return the name of the file at a URL."""
    return PurePosixPath(unquote(urlsplit(url).path)).name
