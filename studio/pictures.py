"""Checks, cleans and shrinks pictures; `apart` says where this may run without holding anything."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

from PIL import Image, ImageCms, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from studio.encoded import MAX_PIXELS, Picture, RejectedReason, picture_type
from studio.ports import ReferenceRejectedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

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


def clean(data: bytes, *, max_bytes: int) -> Picture:
    """Return a clean copy of a reference: upright, without metadata, at most `max_bytes`.

    Raises ReferenceRejectedError for bytes that are no PNG, JPEG or WebP picture, are cut short,
    or would need too much memory.
    """
    picture = decode_reference(data)
    try:
        return fit(picture, max_bytes)
    except UNREADABLE:
        raise ReferenceRejectedError(RejectedReason.DAMAGED) from None


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
    return fit(_upright(OPENERS[kind](io.BytesIO(data))), max_bytes)


def decode_reference(data: bytes, longest: int = LONGEST_SIDE) -> Image.Image:
    """Decode a reference; see `clean` for what is rejected, and `decode`."""
    if not data:
        raise ReferenceRejectedError(RejectedReason.EMPTY)
    kind = picture_type(data[:12])
    if kind is None:
        raise ReferenceRejectedError(RejectedReason.NOT_A_PICTURE)
    try:
        return decode(data, kind, longest)
    except UNREADABLE:
        raise ReferenceRejectedError(RejectedReason.DAMAGED) from None


def decode(data: bytes, kind: str, longest: int = LONGEST_SIDE) -> Image.Image:
    """Decode a picture no larger than it is going to be used: `longest` is its longest side.

    Raises ReferenceRejectedError for one that would need too much memory, else one of UNREADABLE.
    """
    picture = OPENERS[kind](io.BytesIO(data))
    if picture.width * picture.height > MAX_PIXELS:
        raise ReferenceRejectedError(RejectedReason.TOO_MANY_PIXELS)
    picture.draft("RGB", (longest, longest))  # a large JPEG is decoded smaller at once
    picture.thumbnail((longest, longest))
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


def fit(picture: Image.Image, max_bytes: int) -> Picture:
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
