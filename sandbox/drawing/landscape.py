"""A landscape: sky, light, clouds, hills one behind another, and the ground in front."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from sandbox.drawing.textures import Colour, Size, clouds, gradient, mix, noise, shine

if TYPE_CHECKING:
    import random

HORIZON = 0.5
GROUND = 0.6
HILLS = 4
BLADES = 3600
WIDE = 1080
"""A ground of at least this width has all the blades, a narrower one fewer."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a landscape at one time of day."""

    zenith: Colour
    haze: Colour
    light: Colour
    hills: Colour
    ground: Colour
    blades: Colour


PALETTES: dict[str, Palette] = {
    "day": Palette(
        (74, 138, 208),
        (214, 232, 244),
        (255, 244, 214),
        (72, 112, 84),
        (104, 146, 62),
        (168, 190, 90),
    ),
    "golden": Palette(
        (92, 142, 204),
        (255, 222, 168),
        (255, 222, 140),
        (92, 112, 78),
        (122, 146, 52),
        (214, 196, 84),
    ),
    "sunset": Palette(
        (82, 72, 134), (250, 158, 104), (255, 190, 120), (88, 66, 92), (92, 84, 62), (168, 120, 80)
    ),
    "night": Palette(
        (10, 16, 44), (52, 70, 112), (188, 204, 255), (20, 30, 52), (24, 38, 44), (56, 78, 82)
    ),
    "winter": Palette(
        (140, 168, 200),
        (232, 238, 246),
        (255, 250, 240),
        (120, 140, 162),
        (226, 234, 244),
        (252, 254, 255),
    ),
    "autumn": Palette(
        (128, 158, 190),
        (244, 222, 190),
        (255, 226, 170),
        (150, 92, 48),
        (158, 116, 58),
        (214, 146, 62),
    ),
    "sea": Palette(
        (64, 140, 204),
        (206, 234, 244),
        (255, 246, 220),
        (86, 130, 150),
        (34, 112, 146),
        (132, 196, 208),
    ),
}


def landscape(size: Size, palette: Palette, rng: random.Random) -> Image.Image:
    """Return a landscape with its ground from six tenths of the height down."""
    sun = (size[0] * rng.uniform(0.12, 0.88), size[1] * rng.uniform(0.12, 0.32))
    picture = _sky(size, palette, sun, rng)
    for index in range(HILLS):
        picture = _hill(picture, palette, index, rng)
    picture = _ground(picture, palette, rng)
    return shine(picture, sun, size[0] * 0.6, mix((0, 0, 0), palette.light, 0.35))


def _sky(size: Size, palette: Palette, sun: tuple[float, float], rng: random.Random) -> Image.Image:
    width, height = size
    sky = Image.new("RGB", size, palette.haze)
    sky.paste(gradient((width, round(height * 0.62)), palette.zenith, palette.haze))
    cover = clouds(size, rng).point([max(0, min(225, (value - 132) * 3)) for value in range(256)])
    fading = ImageOps.invert(Image.linear_gradient("L")).resize(size)
    lit = mix(palette.haze, (255, 255, 255), 0.55)
    sky.paste(Image.new("RGB", size, lit), mask=ImageChops.multiply(cover, fading))
    sky = shine(sky, sun, width * 0.3, palette.light)
    return shine(sky, sun, width * 0.05, (255, 255, 250))


def _hill(picture: Image.Image, palette: Palette, index: int, rng: random.Random) -> Image.Image:
    """Add one ridge; the further away, the paler and softer it is."""
    width, height = picture.size
    nearness = (index + 1) / HILLS
    base = height * (HORIZON - 0.1 + 0.2 * nearness * HORIZON)
    waves = [
        (
            height * rng.uniform(0.02, 0.05) / octave,
            rng.uniform(1, 2.4) * octave,
            rng.uniform(0, 6.3),
        )
        for octave in (1, 2, 5, 13)
    ]
    step = max(1, width // 240)
    outline = [
        (x, base + sum(high * math.sin(x / width * often * 6.3 + at) for high, often, at in waves))
        for x in range(-step, width + 2 * step, step)
    ]
    mask = Image.new("L", picture.size)
    ImageDraw.Draw(mask).polygon([*outline, (width, height), (0, height)], fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(width * 0.0035 * (1.3 - nearness)))
    colour = mix(palette.haze, palette.hills, 0.3 + 0.62 * nearness)
    body = gradient(picture.size, mix(colour, (0, 0, 0), 0.1), mix(colour, palette.haze, 0.25))
    wood = noise(picture.size, rng, (width / 240, width / 260)).point(lambda value: 226 + value / 9)
    body = ImageChops.multiply(body, Image.merge("RGB", (wood, wood, wood)))
    return Image.composite(body, picture, mask)


def _ground(picture: Image.Image, palette: Palette, rng: random.Random) -> Image.Image:
    width, height = picture.size
    top = round(height * GROUND)
    size = (width, height - top)
    far, near = mix(palette.ground, palette.haze, 0.3), mix(palette.ground, (0, 0, 0), 0.22)
    ground = gradient(size, far, near)
    patches = noise(size, rng, (width / 7, height / 16)).point(lambda value: 190 + value / 4)
    ground = ImageChops.multiply(ground, Image.merge("RGB", (patches, patches, patches)))
    _grow(ground, palette, rng)
    edge = Image.new("L", size, 255)
    edge.paste(Image.linear_gradient("L").resize((width, max(1, size[1] // 14))))
    result = picture.copy()
    result.paste(ground, (0, top), edge)
    return result


def _grow(ground: Image.Image, palette: Palette, rng: random.Random) -> None:
    """Draw blades of grass, longer and sparser towards the front."""
    width, height = ground.size
    draw = ImageDraw.Draw(ground)
    blades = round(BLADES * min(1.0, width / WIDE))
    for step in range(blades):
        depth = (step / blades) ** 1.5
        x, y = rng.uniform(0, width), depth * height * 1.06
        long = height * (0.006 + 0.05 * depth**1.4) * rng.uniform(0.6, 1.3)
        lean = rng.uniform(-0.5, 0.5) * long
        shade = mix(mix(palette.ground, (0, 0, 0), 0.3), palette.blades, rng.random())
        colour = mix(palette.haze, shade, 0.72 + 0.28 * depth)
        thick = max(1, round(width * 0.0022 * depth))
        draw.line([(x, y), (x + lean * 0.4, y - long * 0.6), (x + lean, y - long)], colour, thick)
