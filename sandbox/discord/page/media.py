"""Pictures on the page, handed to the browser as they are."""

from __future__ import annotations

import dataclasses
import io

from PIL import ExifTags, Image
from simcord.preview._media import MediaError, MediaInfo, MediaWorker

LYING = range(5, 9)
"""The orientations of photos that a browser turns by a quarter."""


class PlainMedia(MediaWorker):
    """Replaces SimCord's media worker, which is made for comparing screenshots in tests.

    That one decodes every picture anew in a process of its own, one after the other, and refuses
    the ninth that waits: a page with a dozen cards would show broken pictures.
    """

    async def validate(
        self, key: str, blob: bytes, *, media_time: float | None = None
    ) -> MediaInfo:
        """Describe a picture by its header; the decoder's `key` and `media_time` do not matter."""
        del key, media_time
        try:
            with Image.open(io.BytesIO(blob)) as picture:
                name, (width, height) = str(picture.format), picture.size
                lying = picture.getexif().get(ExifTags.Base.Orientation, 1) in LYING
        except (OSError, ValueError, Image.DecompressionBombError) as error:
            raise MediaError("not a picture") from error
        if lying:
            width, height = height, width
        content_type = Image.MIME.get(name, "application/octet-stream")
        info = MediaInfo(name, width, height, 1, width * height * 4, blob, content_type)
        # Nothing is decoded, so there is no memory to limit; without this the page complains.
        return dataclasses.replace(info, memory_limited=True)
