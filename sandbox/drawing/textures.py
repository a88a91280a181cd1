"""Gradients, noise, glows and grain: the raw material of a drawn picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageOps

if TYPE_CHECKING:
    import random

Colour = tuple[int, int, int]
Size = tuple[int, int]

# Pillow's radial gradient is at 181 where its circle meets the sides: beyond lies no light.
_FADING = [round(max(0.0, (value - 75) / 180) ** 1.7 * 255) for value in range(256)]


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return a colour between two; a share of 0 is the first, of 1 the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def gradient(size: Size, top: Colour, bottom: Colour) -> Image.Image:
    """Return a picture that fades from one colour at the top to another at the bottom."""
    ramp = Image.linear_gradient("L").resize(size)
    return ImageOps.colorize(ramp, top, bottom)


def noise(size: Size, rng: random.Random, cell: tuple[float, float]) -> Image.Image:
    """Return smooth grey noise whose bumps are about `cell` pixels wide and high."""
    width = max(2, round(size[0] / cell[0]) + 1)
    height = max(2, round(size[1] / cell[1]) + 1)
    coarse = Image.frombytes("L", (width, height), rng.randbytes(width * height))
    return coarse.resize(size, Image.Resampling.BICUBIC)


def clouds(size: Size, rng: random.Random) -> Image.Image:
    """Return grey noise of four octaves, wider than high, as clouds are."""
    width = size[0] / 3
    picture = noise(size, rng, (width, width / 3))
    for octave in (2, 4, 8):
        cell = width / octave
        picture = Image.blend(picture, noise(size, rng, (cell, cell / 2.5)), 0.36)
    return ImageOps.autocontrast(picture)


def glow(size: Size, centre: tuple[float, float], radius: float) -> Image.Image:
    """Return a grey disc of light that fades towards its edge."""
    side = max(2, round(radius * 2))
    disc = ImageOps.invert(Image.radial_gradient("L")).resize((side, side))
    disc = disc.point(_FADING)
    picture = Image.new("L", size)
    picture.paste(disc, (round(centre[0] - radius), round(centre[1] - radius)))
    return picture


def shine(
    picture: Image.Image, centre: tuple[float, float], radius: float, colour: Colour
) -> Image.Image:
    """Return a picture with a light on it, as bright as `colour`."""
    light = ImageOps.colorize(glow(picture.size, centre, radius), (0, 0, 0), colour)
    return ImageChops.screen(picture, light)


def vignette(picture: Image.Image, strength: float) -> Image.Image:
    """Return a picture whose corners are darker; a strength of 1 makes them black."""
    ramp = Image.radial_gradient("L").resize(picture.size)
    darkening = [
        round(255 * (1 - strength * max(0.0, (value / 255 - 0.3) / 0.7) ** 2))
        for value in range(256)
    ]
    mask = ramp.point(darkening)
    return ImageChops.multiply(picture, Image.merge("RGB", (mask, mask, mask)))


def grain(picture: Image.Image, rng: random.Random, strength: int) -> Image.Image:
    """Return a picture with film grain of up to `strength` brightness levels."""
    width, height = picture.size
    speckles = Image.frombytes("L", (width, height), rng.randbytes(width * height))
    levels = speckles.point([128 + round((value / 127.5 - 1) * strength) for value in range(256)])
    layer = Image.merge("RGB", (levels, levels, levels))
    return ImageChops.add(picture, layer, scale=1, offset=-128)
