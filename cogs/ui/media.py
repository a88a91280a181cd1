"""Finds the files of a message that its components show.

Discord leaves such files out of `message.attachments`; their ids and fresh URLs stand on the
components' media.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import discord


@dataclass(frozen=True, slots=True)
class Media:
    """A file of a message: its name, a URL valid now, and the id that keeps it in an edit."""

    filename: str
    url: str
    attachment_id: int

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return PurePosixPath(self.filename).stem

    def to_dict(self) -> dict[str, str]:
        """Say "keep this file" in the list of attachments of an edit."""
        return {"id": str(self.attachment_id)}


def media_of(message: discord.Message) -> Mapping[str, Media]:
    """Return the files that the components of `message` show, by name without ending.

    Pictures from elsewhere, which have no attachment id, are not files of the message.
    """
    found = {}
    for item in shown_items(message.components):
        if item.attachment_id is not None:
            filename = PurePosixPath(unquote(urlsplit(item.url).path)).name
            media = Media(filename, item.url, item.attachment_id)
            found[media.name] = media
    return found


def shown_items(components: Iterable[object]) -> Iterator[discord.UnfurledMediaItem]:
    """Yield what thumbnails, galleries and files among components show."""
    for component in components:
        match component:
            case discord.Container(children=children):
                yield from shown_items(children)
            case discord.SectionComponent(accessory=accessory):
                yield from shown_items([accessory])
            case discord.ThumbnailComponent(media=media) | discord.FileComponent(media=media):
                yield media
            case discord.MediaGalleryComponent(items=items):
                yield from (item.media for item in items)
