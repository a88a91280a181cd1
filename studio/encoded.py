"""What an encoded picture is and how its kind is told, without Pillow, which is slow to load."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_PIXELS = 80_000_000
EXTENSIONS: Mapping[str, str] = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


class RejectedReason(StrEnum):
    """Why a reference cannot be used, as a ReferenceRejectedError carries it and rows keep it."""

    EMPTY = "empty"
    NOT_A_PICTURE = "not_a_picture"
    DAMAGED = "damaged"
    TOO_MANY_PIXELS = "too_many_pixels"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    NOT_FROM_DISCORD = "not_from_discord"


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """An encoded picture; sizes are pixels, upright."""

    data: bytes
    content_type: str
    width: int
    height: int

    def __repr__(self) -> str:
        return f"Picture({self.content_type}, {self.width}x{self.height}, {len(self.data)} bytes)"

    @property
    def extension(self) -> str:
        """The ending of a file name for this picture, without a dot."""
        return EXTENSIONS[self.content_type]


def picture_type(head: bytes) -> str | None:
    """Return the media type that the first 12 bytes of a picture tell, or None."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return None
