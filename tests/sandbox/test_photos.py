"""The sample photos."""

from __future__ import annotations

import io

from PIL import Image

from sandbox.photos import photo


def test_a_photo_is_a_jpeg_of_the_size_asked_for() -> None:
    """The bytes decode to a picture with many colours, as a photo has."""
    with Image.open(io.BytesIO(photo(1, (640, 480)))) as picture:
        assert (picture.format, picture.size) == ("JPEG", (640, 480))
        colours = picture.convert("RGB").getcolors(640 * 480)
    assert colours is not None
    assert len(colours) > 20_000


def test_a_photo_depends_on_its_seed_alone() -> None:
    """The same seed gives the same bytes, drawn anew; another one another scene."""
    first = photo(3, (320, 240))
    photo.cache_clear()
    assert photo(3, (320, 240)) == first
    assert photo(4, (320, 240)) != first
