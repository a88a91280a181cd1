"""The pictures that the emulator paints: of their reference, in their style, never the same."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import replace
from functools import cache
from itertools import combinations

import pytest
from PIL import Image, ImageChops, ImageStat

from sandbox.drawing.subjects import SUBJECTS, draw_subject
from sandbox.photos import photo
from sandbox.pictory.artist import Commission, paint
from sandbox.pictory.catalogue import IMAGE_SIZES, STYLES
from sandbox.pictory.reading import COLOURS, read_prompt
from sandbox.pictory.references import UnusableReferenceError, shrink

WORK = Commission("job-1", "A quiet morning", IMAGE_SIZES["16:9"], draft=True)


def photograph() -> bytes:
    """Return a reference."""
    return photo(size=(800, 600))


@pytest.fixture(params=["alone", "with a reference"])
def reference(request: pytest.FixtureRequest) -> bytes | None:
    """Give no reference, and one."""
    return photograph() if request.param == "with a reference" else None


def opened(png: bytes) -> Image.Image:
    """Return a painted picture, decoded."""
    return Image.open(io.BytesIO(png)).convert("RGB")


@cache
def small(png: bytes) -> Image.Image:
    """Return a painted picture, decoded and made small."""
    return opened(png).resize((96, 54))


def difference(first: bytes, second: bytes) -> float:
    """Return how much two pictures differ: the mean over pixels and channels, 0 to 255."""
    pictures = [small(first), small(second)]
    return sum(ImageStat.Stat(ImageChops.difference(*pictures)).mean) / 3


@pytest.mark.parametrize("size", IMAGE_SIZES.values())
def test_a_picture_has_the_size_of_its_ratio(
    size: tuple[int, int], reference: bytes | None
) -> None:
    """Each ratio has its documented size, with and without a reference."""
    assert opened(paint(replace(WORK, size=size, reference=reference))).size == size


def test_six_styles_of_one_photo_are_told_apart() -> None:
    """No two styles of the same job look alike."""
    painted = {style: paint(replace(WORK, style=style, reference=photograph())) for style in STYLES}
    gaps = {
        pair: difference(*(painted[style] for style in pair)) for pair in combinations(STYLES, 2)
    }
    assert min(gaps.values()) > 12, gaps


def test_two_generations_of_one_prompt_differ(reference: bytes | None) -> None:
    """Another job paints another picture, the same job the same one."""
    work = replace(WORK, style="photorealistic", reference=reference)
    first = paint(work)
    assert paint(work) == first
    assert difference(first, paint(replace(work, seed="job-2"))) > 8


def test_a_picture_derives_from_its_reference() -> None:
    """The picture of a photo is nearer to that photo than to a picture of another."""
    blue = io.BytesIO()
    Image.new("RGB", (800, 600), (20, 40, 200)).save(blue, "JPEG")
    of_blue = opened(paint(replace(WORK, reference=blue.getvalue()))).resize((1, 1)).tobytes()
    of_photo = opened(paint(replace(WORK, reference=photograph()))).resize((1, 1)).tobytes()
    assert of_blue[2] > of_photo[2] + 30
    assert of_blue[1] < of_photo[1] - 30


@pytest.mark.parametrize("style", ["vintage", "futuristic"])
def test_a_full_picture_is_a_png_below_six_megabytes(style: str) -> None:
    """Not even grain makes a picture larger than an upload may be: these are the largest."""
    png = paint(replace(WORK, style=style, reference=photograph(), draft=False))
    assert png.startswith(b"\x89PNG")
    assert len(png) < 6 * 1024 * 1024


@pytest.mark.parametrize(
    ("prompt", "subject", "colour", "mood"),
    [
        ("Replace the dog with a white cat", "cat", "white", None),
        ("Turn the red car into a blue boat", "boat", "blue", None),
        ("Two kittens in the snow", "cat", None, "winter"),
        ("A purple castle at sunset", "castle", "purple", "sunset"),
        ("Something nice", None, None, None),
        ("Кот на крыше", None, None, None),
    ],
)
def test_a_prompt_is_read_for_what_can_be_drawn(
    prompt: str, subject: str | None, colour: str | None, mood: str | None
) -> None:
    """Subject, colour and mood come from the prompt's words; of a replacement, from the new."""
    reading = read_prompt(prompt)
    assert reading.subject == subject
    assert reading.colour == (COLOURS[colour] if colour else None)
    assert reading.mood == mood


def test_any_prompt_can_be_written_on_the_picture() -> None:
    """Characters that the font lacks, and very long prompts, do not stop the painter."""
    for prompt in ("猫が屋根の上にいる", "x" * 5000, "line\nbreak\ttab \x00", "🎨" * 5):
        assert opened(paint(replace(WORK, prompt=prompt))).size == WORK.size


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_subject_fills_its_square(name: str) -> None:
    """A subject has something in the middle and leaves the corners empty."""
    drawn = draw_subject(name, 64)
    assert drawn.size == (64, 64)
    box = drawn.getchannel("A").getbbox()
    assert box is not None
    assert max(box[2] - box[0], box[3] - box[1]) > 40
    assert drawn.getchannel("A").getpixel((0, 0)) == 0


def test_a_reference_is_turned_upright_and_made_small() -> None:
    """The orientation in a photo's EXIF is applied, transparency becomes white."""
    sideways = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (3000, 1000), "red").save(sideways, "JPEG", exif=exif)
    with Image.open(io.BytesIO(shrink(sideways.getvalue()))) as upright:
        assert upright.height > upright.width
        assert max(upright.size) <= 1920
    clear = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(clear, "PNG")
    with Image.open(io.BytesIO(shrink(clear.getvalue()))) as white:
        assert white.convert("RGB").getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize("format_", ["GIF", "BMP", "TIFF"])
def test_a_picture_in_another_format_is_no_reference(format_: str) -> None:
    """Only PNG, JPEG and WebP are read."""
    other = io.BytesIO()
    Image.new("RGB", (8, 8)).save(other, format_)
    with pytest.raises(UnusableReferenceError, match="PNG, JPEG or WebP"):
        shrink(other.getvalue())


@pytest.mark.parametrize("side", [9_200, 12_000, 15_000])
def test_a_picture_with_too_many_pixels_is_no_reference(side: int) -> None:
    """A small file that would decode to more than eighty megapixels is refused undecoded."""
    bomb = io.BytesIO()
    Image.new("1", (side, 8)).save(bomb, "PNG")
    with pytest.raises(UnusableReferenceError, match="pixels"):
        shrink(with_height(bomb.getvalue(), side))


def with_height(png: bytes, height: int) -> bytes:
    """Let a PNG say that it is higher than it is."""
    header = b"IHDR" + png[16:20] + struct.pack(">I", height) + png[24:29]
    return png[:12] + header + struct.pack(">I", zlib.crc32(header)) + png[33:]
