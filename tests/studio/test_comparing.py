"""A reference and its results side by side: nothing distorted, nothing lost, and within bounds."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow

from sandbox.photos import photo
from studio import apart
from studio.apart_workers import Bounds, Workers
from studio.comparing import GAP, LONGEST_SIDE, NEUTRAL, arranged, side_by_side
from studio.encoded import MAX_PIXELS, Picture
from studio.ports import ReferenceRejectedError
from tests.lag import BOUND, longest_stop

if TYPE_CHECKING:
    from collections.abc import Sequence

LIMIT = 10 * 1024 * 1024
ORIENTATION = 0x0112
COLOURS = ["red", "lime", "blue", "yellow", "black"]
RGB = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0), (0, 0, 0)]
SIZES = st.tuples(st.integers(1, LONGEST_SIDE), st.integers(1, LONGEST_SIDE))


def plain(colour: str, size: tuple[int, int], kind: str = "PNG", **options: object) -> bytes:
    """Return a picture of one colour."""
    out = io.BytesIO()
    Pillow.new("RGB", size, colour).save(out, kind, **options)
    return out.getvalue()


def compared(sizes: Sequence[tuple[int, int]], *, max_bytes: int = LIMIT) -> Pillow.Image:
    """Return pictures of these sizes and different colours side by side, the reference first."""
    first, *others = (plain(colour, size) for colour, size in zip(COLOURS, sizes, strict=False))
    return opened(side_by_side(first, others, max_bytes=max_bytes))


def opened(picture: Picture) -> Pillow.Image:
    """Decode a picture."""
    again = Pillow.open(io.BytesIO(picture.data)).convert("RGB")
    assert again.size == (picture.width, picture.height)
    return again


def colour_at(picture: Pillow.Image, x: float, y: float) -> tuple[int, ...]:
    """Return the colour at a point, rounded to what survives JPEG."""
    pixel = picture.getpixel((round(x), round(y)))
    assert isinstance(pixel, tuple)
    return tuple(255 if level > 225 else 0 if level < 30 else 128 for level in pixel)


@pytest.mark.parametrize(
    ("sizes", "size"),
    [
        ([(400, 300), (400, 300)], (808, 300)),
        ([(400, 300), (800, 600)], (1608, 600)),
        ([(800, 600), (300, 300)], (1408, 600)),
        ([(2000, 1500), (1500, 2000)], (2560, 1225)),
    ],
)
def test_one_result_is_as_high_as_the_reference(
    sizes: list[tuple[int, int]], size: tuple[int, int]
) -> None:
    """Two columns with a gap, each in its own proportions, and no longer than the bound."""
    whole = compared(sizes)
    assert whole.width == pytest.approx(size[0], abs=2)
    assert whole.height == pytest.approx(size[1], abs=2)
    wide = sizes[0][0] / sizes[0][1] * whole.height
    assert colour_at(whole, wide - 9, whole.height / 2) == RGB[0]
    assert colour_at(whole, wide + GAP / 2, whole.height / 2) == NEUTRAL
    assert colour_at(whole, wide + GAP + 9, whole.height / 2) == RGB[1]
    for y in (1, whole.height - 2):
        assert colour_at(whole, 9, y) == RGB[0]
        assert colour_at(whole, whole.width - 9, y) == RGB[1]


@pytest.mark.parametrize("size", [(320, 180), (180, 320), (200, 200)])
@pytest.mark.parametrize("count", [2, 3, 4])
def test_several_results_fill_a_grid_beside_the_reference(
    size: tuple[int, int], count: int
) -> None:
    """Each is there, in its order, and no place stays empty."""
    whole = compared([size] * (count + 1))
    layout = arranged(size, size, count)
    assert whole.size == layout.size
    assert layout.columns * layout.rows == count
    assert colour_at(whole, layout.reference[0] / 2, whole.height / 2) == RGB[0]
    for n in range(count):
        left, top = layout.corner(n)
        for x, y in ((4, 4), (layout.result[0] - 4, layout.result[1] - 4)):
            assert colour_at(whole, left + x, top + y) == RGB[n + 1]


@given(SIZES, SIZES, st.integers(1, 4))
def test_a_layout_is_within_bounds_and_distorts_nothing(
    reference: tuple[int, int], result: tuple[int, int], count: int
) -> None:
    """Whatever the sizes, the places lie inside the whole, which is not longer than it may be."""
    layout = arranged(reference, result, count)
    assert 1 <= min(layout.size) <= max(layout.size) <= LONGEST_SIDE
    left, top = layout.corner(count - 1)
    assert (left + layout.result[0], top + layout.result[1]) == layout.size
    for size, place in ((reference, layout.reference), (result, layout.result)):
        wanted = min(3.0, max(1 / 3, size[0] / size[1]))
        assert place[0] == max(1, int(wanted * place[1]))
    natural = max(reference[1], layout.rows * result[1] + GAP * (layout.rows - 1))
    assert layout.size[1] <= natural


@pytest.mark.parametrize(
    ("size", "grids"),
    [
        ((1920, 1080), [(1, 1), (1, 2), (1, 3), (2, 2)]),
        ((1080, 1920), [(1, 1), (2, 1), (3, 1), (2, 2)]),
    ],
)
def test_results_are_as_large_as_possible(
    size: tuple[int, int], grids: list[tuple[int, int]]
) -> None:
    """Two or three wide ones lie above each other, high ones stand side by side."""
    layouts = [arranged(size, size, count) for count in (1, 2, 3, 4)]
    assert [(layout.columns, layout.rows) for layout in layouts] == grids


def test_an_extreme_picture_is_centred_in_its_place() -> None:
    """A banner leaves room for the result, and keeps its proportions."""
    whole = compared([(1000, 50), (300, 300)])
    assert whole.size == (300 * 3 + GAP + 300, 300)
    assert colour_at(whole, 450, 150) == RGB[0]
    assert colour_at(whole, 450, 100) == NEUTRAL
    assert colour_at(whole, 450, 200) == NEUTRAL


def test_a_result_of_other_proportions_is_not_distorted() -> None:
    """Its place is that of the first one, and it is centred there."""
    whole = compared([(200, 200), (200, 200), (200, 100)])
    layout = arranged((200, 200), (200, 200), 2)
    left, top = layout.corner(1)
    wide, high = layout.result
    assert colour_at(whole, left + wide / 2, top + high / 2) == RGB[2]
    assert colour_at(whole, left + wide / 2, top + high / 8) == NEUTRAL


def test_a_turned_reference_is_compared_upright() -> None:
    """What a phone notes beside the pixels counts for the layout too."""
    exif = Pillow.Exif()
    exif[ORIENTATION] = 6  # a quarter turn
    turned = plain("red", (400, 300), "JPEG", exif=exif)
    whole = opened(side_by_side(turned, [plain("lime", (300, 400))], max_bytes=LIMIT))
    assert whole.size == (608, 400)


def test_what_shows_through_is_neutral() -> None:
    """A cut-out lies on the colour of the gap."""
    out = io.BytesIO()
    Pillow.new("RGBA", (200, 200), (255, 0, 0, 0)).save(out, "PNG")
    whole = opened(side_by_side(plain("lime", (200, 200)), [out.getvalue()], max_bytes=LIMIT))
    assert colour_at(whole, 308, 100) == NEUTRAL


@pytest.mark.parametrize("max_bytes", [200_000, 20_000, 4_000])
def test_a_comparison_fits_the_limit(max_bytes: int) -> None:
    """However little room there is."""
    picture = side_by_side(photo(1, (800, 600)), [photo(2, (800, 600))], max_bytes=max_bytes)
    assert len(picture.data) <= max_bytes
    assert picture.content_type == "image/jpeg"
    assert picture.width / picture.height == pytest.approx(8 / 3, rel=0.05)


GOOD = plain("lime", (400, 300))
LARGE = plain("lime", (1000, 1000), "JPEG")


@pytest.mark.parametrize("good", [GOOD, LARGE], ids=["good", "large"])
@pytest.mark.parametrize("reason", ["empty", "not_a_picture", "damaged", "too_many_pixels"])
def test_bad_bytes_are_told_apart(good: bytes, reason: str) -> None:
    """A bad reference has its reason, a bad result is an OSError, here as in another process."""
    bad = {"empty": b"", "not_a_picture": b"<html>", "damaged": LARGE[:-900]}.get(reason)
    bad = too_many_pixels() if bad is None else bad
    with pytest.raises(ReferenceRejectedError, match=reason):
        apart.compare(bad, [good], max_bytes=LIMIT)
    with pytest.raises(OSError, match="could not be compared"):
        apart.compare(good, [good, bad], max_bytes=LIMIT)


def too_many_pixels() -> bytes:
    """Return a picture that is one row and one column too large."""
    out = io.BytesIO()
    Pillow.new("1", (int(MAX_PIXELS**0.5) + 1,) * 2).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("count", [0, 5])
def test_one_to_four_results_can_be_compared(count: int) -> None:
    """Not none, and not more than a generation has."""
    with pytest.raises(ValueError, match=f"{count} results"):
        side_by_side(GOOD, [GOOD] * count, max_bytes=LIMIT)


def test_a_comparison_is_the_same_in_another_process() -> None:
    """Several pictures arrive there in their order."""
    results = [photo(n, (300, 240)) for n in (2, 3, 4)]
    made = apart.compare(LARGE, results, max_bytes=LIMIT)
    assert made == side_by_side(LARGE, results, max_bytes=LIMIT)


def test_a_process_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody learns of processes where a picture was asked for."""
    monkeypatch.setattr(apart, "WORKERS", Workers(Bounds(seconds=0.001)))
    with pytest.raises(OSError, match="1 results could not be compared"):
        apart.compare(LARGE, [LARGE], max_bytes=LIMIT)


@pytest.mark.alone
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
async def test_two_large_photos_are_compared_aside(kind: str) -> None:
    """Two times 12 megapixels never hold the event loop for 50 ms."""
    out = io.BytesIO()
    large = Pillow.open(io.BytesIO(photo(1, (1600, 1200)))).resize((4000, 3000))
    await asyncio.to_thread(large.save, out, kind, compress_level=1)

    async def work() -> None:
        await asyncio.to_thread(apart.compare, out.getvalue(), [out.getvalue()], max_bytes=LIMIT)

    assert await longest_stop(work) < BOUND
