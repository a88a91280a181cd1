"""Checks, cleans and shrinks pictures; `apart` says where this may run without holding anything."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageCms, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from studio.ports import ReferenceRejectedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MAX_PIXELS = 80_000_000
LONGEST_SIDE = 4096
"""The longest side of a cleaned reference: twice what Pictory makes of it."""
SMALLEST_SIDE = 64
SHRINK_STEP = 0.8
QUALITIES = (92, 85, 75)
WEBP_EFFORT = 2

OPENERS: Mapping[str, Callable[[io.BytesIO], Image.Image]] = {
    "image/png": PngImageFile,
    "image/jpeg": JpegImageFile,
    "image/webp": WebPImageFile,
}
EXTENSIONS: Mapping[str, str] = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
UNREADABLE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    ArithmeticError,
    MemoryError,
    struct.error,
    Image.DecompressionBombError,
)
"""What Pillow raises on bytes that are no picture, or half of one."""


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


def clean(data: bytes, *, max_bytes: int) -> Picture:
    """Return a clean copy of a reference: upright, without metadata, at most `max_bytes`.

    Raises ReferenceRejectedError for bytes that are no PNG, JPEG or WebP picture, are cut short,
    or would need too much memory.
    """
    if not data:
        raise ReferenceRejectedError("The file is empty.")
    kind = picture_type(data[:12])
    if kind is None:
        raise ReferenceRejectedError("The file is not a PNG, JPEG or WebP picture.")
    try:
        return _fit(_decode(data, kind), max_bytes)
    except UNREADABLE:
        raise ReferenceRejectedError("The picture is damaged or incomplete.") from None


def pixels(data: bytes) -> int:
    """Return how many pixels a picture says that it has; 0 if it cannot be read."""
    kind = picture_type(data[:12])
    if kind is None:
        return 0
    try:
        width, height = OPENERS[kind](io.BytesIO(data)).size
    except UNREADABLE:
        return 0
    return width * height


def reencode(data: bytes, *, max_bytes: int) -> Picture:
    """Return a result re-encoded, and scaled down if need be, to fit `max_bytes`.

    Raises ValueError if it is no PNG, JPEG or WebP picture, OSError if it is damaged.
    """
    kind = picture_type(data[:12])
    if kind is None:
        raise ValueError("the file is not a PNG, JPEG or WebP picture")
    return _fit(_upright(OPENERS[kind](io.BytesIO(data))), max_bytes)


def _decode(data: bytes, kind: str) -> Image.Image:
    """Decode a reference no larger than it is going to be used."""
    picture = OPENERS[kind](io.BytesIO(data))
    if picture.width * picture.height > MAX_PIXELS:
        raise ReferenceRejectedError(
            f"The picture has more than {MAX_PIXELS // 1_000_000} million pixels."
        )
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is decoded smaller at once
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return _upright(picture)


def _upright(picture: Image.Image) -> Image.Image:
    """Return a picture in sRGB, turned as its EXIF data says, with nothing beside its pixels."""
    profile = picture.info.get("icc_profile")
    turned = ImageOps.exif_transpose(picture)
    if turned.mode.startswith("I"):
        turned = turned.point(lambda level: level / 256).convert("L")
    plain = _in_srgb(turned, profile).convert("RGBA" if _is_transparent(turned) else "RGB")
    plain.info = {}
    return plain


def _is_transparent(picture: Image.Image) -> bool:
    """Whether anything shows through: many a screenshot only has room for transparency."""
    if not picture.has_transparency_data:
        return False
    lowest, _ = picture.convert("RGBA").getchannel("A").getextrema()
    return lowest != 255


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert from the picture's own colour profile, which is about to be dropped."""
    if not profile or picture.mode not in {"RGB", "RGBA", "CMYK"}:
        return picture
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(picture, source, target, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # a broken profile is no reason to refuse the picture
    return converted or picture


def _fit(picture: Image.Image, max_bytes: int) -> Picture:
    """Encode as well as `max_bytes` allow; scale down when the lowest quality is too large."""
    while True:
        for encoded in _encodings(picture):
            if len(encoded.data) <= max_bytes:
                return encoded
        size = (round(picture.width * SHRINK_STEP), round(picture.height * SHRINK_STEP))
        if max(size) < SMALLEST_SIDE:
            raise ValueError(f"no picture fits {max_bytes} bytes")
        picture = picture.resize((max(1, size[0]), max(1, size[1])), Image.Resampling.LANCZOS)


def _encodings(picture: Image.Image) -> Iterator[Picture]:
    """Yield ever smaller encodings; WebP where there is transparency to keep.

    Without `optimize`, which would hold the interpreter's lock for the whole picture.
    """
    kind, name = ("image/webp", "WEBP") if picture.mode == "RGBA" else ("image/jpeg", "JPEG")
    for quality in QUALITIES:
        out = io.BytesIO()
        picture.save(out, name, quality=quality, method=WEBP_EFFORT)
        yield Picture(out.getvalue(), kind, picture.width, picture.height)
