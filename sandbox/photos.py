"""Sample reference pictures: scenes that look like photos, always the same for a seed."""

from __future__ import annotations

import io
import random
import sys
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from sandbox.drawing.landscape import PALETTES, landscape
from sandbox.drawing.subjects import draw_subject
from sandbox.drawing.textures import Colour, grain, vignette

COATS: tuple[Colour, ...] = ((206, 146, 84), (128, 86, 56), (226, 196, 150), (96, 84, 80))
LIGHTS = ("golden", "day", "autumn")


@lru_cache(maxsize=8)
def photo(seed: int = 1, size: tuple[int, int] = (1600, 1200)) -> bytes:
    """Return a JPEG of a dog on a lawn in front of hills."""
    rng = random.Random(f"photo {seed}")
    palette = PALETTES[LIGHTS[(seed - 1) % len(LIGHTS)]]
    picture = landscape(size, palette, rng)
    unit = min(size)
    where = rng.choice((0.16, 0.72)) + rng.uniform(0, 0.06)
    picture = _place(picture, "house", unit // 5, (size[0] * where, size[1] * 0.66), blur=3)
    picture = _place(picture, "tree", unit // 4, (size[0] * (where + 0.13), size[1] * 0.69), blur=3)
    coat = COATS[(seed - 1) % len(COATS)]
    middle = size[0] * rng.uniform(0.46, 0.54)
    picture = _place(picture, "dog", round(unit * 0.6), (middle, size[1] * 0.93), colour=coat)
    picture = ImageEnhance.Contrast(picture.filter(ImageFilter.GaussianBlur(0.6))).enhance(1.06)
    picture = grain(vignette(picture, 0.35), rng, 7)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()


def _place(
    picture: Image.Image,
    name: str,
    side: int,
    foot: tuple[float, float],
    *,
    colour: Colour | None = None,
    blur: float = 0,
) -> Image.Image:
    """Stand a subject on the ground with a shadow; `blur` puts it out of focus."""
    subject = draw_subject(name, side, colour)
    if blur:
        subject = subject.filter(ImageFilter.GaussianBlur(blur))
    x, y = foot
    shadow = Image.new("L", picture.size)
    spread = side * 0.42
    ImageDraw.Draw(shadow).ellipse(
        (x - spread, y - side * 0.1, x + spread * 1.3, y + side * 0.02), fill=150
    )
    shadow = shadow.filter(ImageFilter.GaussianBlur(side * 0.03))
    result = picture.copy()
    result.paste((14, 20, 10), mask=shadow)
    result.paste(subject, (round(x - side / 2), round(y - side * 0.97)), subject)
    return result


if __name__ == "__main__":
    Path(sys.argv[1] if len(sys.argv) > 1 else "photo.jpg").write_bytes(photo())
