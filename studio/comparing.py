"""Puts a reference and the results made from it side by side; `apart.compare` is the way in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

from studio.encoded import Picture, picture_type
from studio.pictures import UNREADABLE, decode, decode_reference, fit
from studio.ports import ReferenceRejectedError

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_RESULTS = 4
LONGEST_SIDE = 2560
GAP = 8
NEUTRAL = (128, 128, 128)
"""The colour between pictures: it stands out from light and dark themes alike."""
EXTREME = 3.0
"""How wide or high the place of a picture may be; a more extreme one is centred in it."""
ABOUT = 0.95
"""How much of the largest width counts as about as large."""
NEARLY = 2
"""How many pixels a picture may miss its place by to be stretched over it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The reference's place at the left, and equal ones for results in a grid beside it; pixels."""

    reference: tuple[int, int]
    result: tuple[int, int]
    columns: int
    rows: int

    @property
    def size(self) -> tuple[int, int]:
        """The size of the whole."""
        width = self.reference[0] + self.columns * (GAP + self.result[0])
        return width, self.reference[1]

    def corner(self, n: int) -> tuple[int, int]:
        """Return the upper left corner of a result's place, counted from 0."""
        row, column = divmod(n, self.columns)
        left = self.reference[0] + GAP + column * (self.result[0] + GAP)
        return left, row * (self.result[1] + GAP)


def side_by_side(reference: bytes, results: Sequence[bytes], *, max_bytes: int) -> Picture:
    """Return the reference and one to four results as one picture, without words.

    One result is as high as the reference; several fill a grid of its height. Raises
    ReferenceRejectedError for a reference that cannot be used, ValueError for such a result.
    """
    if not 1 <= len(results) <= MOST_RESULTS:
        raise ValueError(f"there are {len(results)} results to compare, not 1 to {MOST_RESULTS}")
    left = decode_reference(reference, LONGEST_SIDE)
    right = [_decode_result(data) for data in results]
    layout = arranged(left.size, right[0].size, len(right))
    whole = Image.new("RGB", layout.size, NEUTRAL)
    _place(whole, left, (0, 0), layout.reference)
    for n, picture in enumerate(right):
        _place(whole, picture, layout.corner(n), layout.result)
    return fit(whole, max_bytes)


def arranged(reference: tuple[int, int], result: tuple[int, int], count: int) -> Layout:
    """Return the layout in which results are largest, given sizes as decoded.

    Of those in which they are about as large, it is the one with the largest reference.
    """
    grids = [rows for rows in range(1, count + 1) if count % rows == 0]
    layouts = [_arranged(reference, result, count // rows, rows) for rows in grids]
    widest = max(layout.result[0] for layout in layouts)
    large = [layout for layout in layouts if layout.result[0] >= widest * ABOUT]
    return max(large, key=lambda layout: layout.reference)


def _arranged(
    reference: tuple[int, int], result: tuple[int, int], columns: int, rows: int
) -> Layout:
    """Return the largest layout of a grid that is within bounds and enlarges nothing needlessly."""
    wide, narrow = _aspect(reference), _aspect(result)
    between = GAP * (rows - 1)
    natural = max(reference[1], rows * result[1] + between)
    # The width that the height leads to, solved for the height.
    fixed = GAP * columns - columns * narrow * between / rows
    fitting = (LONGEST_SIDE - fixed) / (wide + columns * narrow / rows)
    height = max(1, (int(min(natural, fitting, LONGEST_SIDE)) - between) // rows)
    whole = rows * height + between
    return Layout(
        (max(1, int(wide * whole)), whole), (max(1, int(narrow * height)), height), columns, rows
    )


def _aspect(size: tuple[int, int]) -> float:
    return min(EXTREME, max(1 / EXTREME, size[0] / size[1]))


def _decode_result(data: bytes) -> Image.Image:
    kind = picture_type(data[:12])
    if kind is None:
        raise ValueError("a result is not a PNG, JPEG or WebP picture")
    try:
        return decode(data, kind, LONGEST_SIDE)
    except (ReferenceRejectedError, *UNREADABLE) as error:
        raise ValueError(f"a result cannot be read: {error}") from error


def _place(
    whole: Image.Image, picture: Image.Image, corner: tuple[int, int], place: tuple[int, int]
) -> None:
    """Put a picture in the middle of its place, as large as it fits."""
    scale = min(place[0] / picture.width, place[1] / picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    if abs(place[0] - size[0]) <= NEARLY and abs(place[1] - size[1]) <= NEARLY:
        size = place
    picture = picture.resize(size, Image.Resampling.LANCZOS)
    left = corner[0] + (place[0] - size[0]) // 2
    top = corner[1] + (place[1] - size[1]) // 2
    mask = picture.getchannel("A") if picture.mode == "RGBA" else None
    whole.paste(picture.convert("RGB"), (left, top), mask)
