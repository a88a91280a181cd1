"""References are told by their bytes, cleaned and bounded; results are made to fit."""

from __future__ import annotations

import asyncio
import io
import struct
import time
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image as Pillow
from PIL import ImageCms
from PIL.PngImagePlugin import PngInfo

from sandbox.photos import photo
from studio.apart import check_reference, shrink
from studio.encoded import MAX_PIXELS, Picture, RejectedReason, picture_type
from studio.ports import ReferenceRejectedError
from tests.lag import BOUND, longest_stop

if TYPE_CHECKING:
    from pathlib import Path

LIMIT = 10 * 1024 * 1024
ORIENTATION = 0x0112
SECRET = "taken at home"


def encoded(
    kind: str, mode: str = "RGB", size: tuple[int, int] = (60, 40), **options: Any
) -> bytes:
    """Return a picture whose left half is red."""
    picture = Pillow.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    picture.convert(mode).save(out, kind, **options)
    return out.getvalue()


def opened(picture: Picture) -> Pillow.Image:
    """Decode a picture."""
    return Pillow.open(io.BytesIO(picture.data))


def noise(size: tuple[int, int]) -> Pillow.Image:
    """Return a picture that hardly any encoding makes smaller."""
    return Pillow.effect_noise(size, 90).convert("RGB")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (encoded("PNG"), "image/png"),
        (encoded("JPEG"), "image/jpeg"),
        (encoded("WEBP"), "image/webp"),
        (encoded("GIF"), None),
        (b"just text", None),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"", None),
    ],
)
def test_a_type_is_told_by_its_bytes(data: bytes, kind: str | None) -> None:
    """Names and declared types do not count."""
    assert picture_type(data[:12]) == kind


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "RGB"),
        ("PNG", "RGBA"),
        ("PNG", "L"),
        ("PNG", "LA"),
        ("PNG", "P"),
        ("PNG", "1"),
        ("JPEG", "RGB"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
        ("WEBP", "RGB"),
        ("WEBP", "RGBA"),
    ],
)
def test_every_kind_of_picture_is_taken(kind: str, mode: str) -> None:
    """PNG, JPEG and WebP of all colour modes come out as pictures that Pictory can read."""
    picture = check_reference(encoded(kind, mode), max_bytes=LIMIT)
    again = opened(picture)
    again.load()
    assert (picture.width, picture.height) == again.size == (60, 40)
    assert (picture.content_type, picture.extension) == ("image/jpeg", "jpg")


def test_sixteen_bits_become_eight() -> None:
    """A deep grey picture keeps its brightness."""
    out = io.BytesIO()
    Pillow.new("I;16", (20, 20), 0x8000).save(out, "PNG")
    middle = opened(check_reference(out.getvalue(), max_bytes=LIMIT)).convert("L").getpixel((9, 9))
    assert isinstance(middle, int)
    assert abs(middle - 128) < 4


def test_transparency_is_kept() -> None:
    """A cut-out stays one."""
    out = io.BytesIO()
    Pillow.new("RGBA", (20, 20), (255, 0, 0, 0)).save(out, "PNG")
    copy = check_reference(out.getvalue(), max_bytes=LIMIT)
    assert (copy.content_type, copy.extension) == ("image/webp", "webp")
    picture = opened(copy)
    assert picture.getchannel("A").getextrema() == (0, 0)


def bomb() -> bytes:
    """Return a small PNG that says it is 60,000 by 60,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"not a picture, whatever its name says", "not_a_picture"),
        (encoded("GIF"), "not_a_picture"),
        (encoded("BMP"), "not_a_picture"),
        (encoded("JPEG", size=(600, 400))[:-900], "damaged"),
        (encoded("PNG", size=(600, 400))[:400], "damaged"),
        (encoded("WEBP", size=(600, 400))[:-20], "damaged"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"\xff\xd8\xff\xe0", "damaged"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "damaged"),
        (bomb(), "too_many_pixels"),
    ],
)
def test_what_is_no_usable_picture_is_rejected_with_a_reason(data: bytes, said: str) -> None:
    """Each bad reference has its own reason, and none of them takes long."""
    started = time.monotonic()
    with pytest.raises(ReferenceRejectedError, match=said) as caught:
        check_reference(data, max_bytes=LIMIT)
    assert time.monotonic() - started < 5
    assert str(caught.value) in set(RejectedReason)


def test_a_picture_just_above_the_bound_is_rejected() -> None:
    """The number of pixels decides, not the number of bytes."""
    side = int(MAX_PIXELS**0.5) + 1
    out = io.BytesIO()
    Pillow.new("1", (side, side)).save(out, "PNG")
    with pytest.raises(ReferenceRejectedError, match=RejectedReason.TOO_MANY_PIXELS):
        check_reference(out.getvalue(), max_bytes=LIMIT)


def test_a_turned_photo_is_put_upright_and_loses_its_metadata() -> None:
    """What a phone notes beside the pixels is applied, then gone."""
    exif = Pillow.Exif()
    exif[ORIENTATION] = 6  # a quarter turn
    exif[0x010E] = SECRET
    data = encoded("JPEG", exif=exif, comment=SECRET.encode())
    assert SECRET.encode() in data
    picture = check_reference(data, max_bytes=LIMIT)
    again = opened(picture)
    assert again.size == (picture.width, picture.height) == (40, 60)
    red, _, blue = (again.convert("RGB").getpixel((20, 10)) or (0, 0, 0))[:3]  # type: ignore[index]
    assert red > 200
    assert blue < 60
    assert dict(again.getexif()) == {}
    assert SECRET.encode() not in picture.data


def test_text_of_a_png_is_gone() -> None:
    """Notes in a PNG do not get through either."""
    notes = PngInfo()
    notes.add_text("Comment", SECRET)
    for mode in ("RGB", "RGBA"):
        data = encoded("PNG", mode, pnginfo=notes)
        assert SECRET.encode() in data
        assert SECRET.encode() not in check_reference(data, max_bytes=LIMIT).data


def test_a_colour_profile_is_applied_before_it_is_dropped() -> None:
    """Colours look the same without the profile; a broken one is ignored."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for icc in (profile, b"broken"):
        picture = opened(check_reference(encoded("JPEG", icc_profile=icc), max_bytes=LIMIT))
        assert "icc_profile" not in picture.info
        pixel = picture.getpixel((5, 5))
        assert isinstance(pixel, tuple)
        assert pixel[0] > 200


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("max_bytes", [100_000, 10_000, 2_000])
def test_a_copy_fits_the_limit(mode: str, max_bytes: int) -> None:
    """However little room there is, the copy fits, in the proportions of the original."""
    out = io.BytesIO()
    original = noise((600, 400)).convert(mode)
    original.putpixel((0, 0), (0, 0, 0, 0)[: len(mode)])
    original.save(out, "PNG")
    picture = check_reference(out.getvalue(), max_bytes=max_bytes)
    assert len(picture.data) <= max_bytes
    assert picture.width / picture.height == pytest.approx(1.5, rel=0.05)


def test_no_picture_fits_nothing() -> None:
    """A limit below any picture is an error, not an endless search."""
    with pytest.raises(ReferenceRejectedError):
        check_reference(encoded("PNG", size=(2000, 10)), max_bytes=10)


def test_a_result_is_shrunk_to_fit(tmp_path: Path) -> None:
    """A result above the limit keeps its size in pixels as long as quality alone is enough."""
    path = tmp_path / "result.png"
    noise((1200, 800)).save(path)
    size = path.stat().st_size
    good = shrink(path, max_bytes=size // 2)
    assert len(good.data) <= size // 2
    assert (good.width, good.height) == (1200, 800)
    small = shrink(path, max_bytes=30_000)
    assert len(small.data) <= 30_000
    assert small.width < 1200
    assert "bytes" in repr(small)


def test_only_pictures_are_shrunk(tmp_path: Path) -> None:
    """A file that is no picture says so."""
    path = tmp_path / "result.png"
    path.write_bytes(b"<html>")
    with pytest.raises(ValueError, match="not a PNG"):
        shrink(path, max_bytes=100)


def large_photo(kind: str) -> bytes:
    """Return a photo of 20 megapixels."""
    out = io.BytesIO()
    picture = Pillow.open(io.BytesIO(photo(1, (1368, 912)))).resize((5472, 3648))
    if kind == "PNG":  # the slowest of all: its transparency has to be kept
        picture.putalpha(128)
    picture.save(out, kind, quality=90, compress_level=1, method=0)
    return out.getvalue()


@pytest.mark.alone
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_a_large_photo_does_not_hold_the_event_loop_up(kind: str) -> None:
    """While a 20-megapixel reference is checked and cleaned the loop is never away for 50 ms."""
    data = await asyncio.to_thread(large_photo, kind)

    async def check() -> None:
        picture = await asyncio.to_thread(check_reference, data, max_bytes=LIMIT)
        assert max(picture.width, picture.height) <= 4096

    assert await longest_stop(check) < BOUND
