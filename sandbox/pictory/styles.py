"""Six styles, each told from the others at a glance."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from sandbox.drawing.textures import grain, noise, shine, vignette

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping

    Style = Callable[[Image.Image, random.Random], Image.Image]


WIDE = 720
"""The width of the narrowest canvas of a full picture, which two thirds of it are painted on."""

# Brightness levels with the shadows lifted, as in print on white paper.
_LIFTED = [round(255 * (value / 255) ** 0.86) for value in range(256)]

# The relief of an embossed picture at half its strength.
_SOFTENED = [round(128 + (value - 128) * 0.5) for value in range(256)]


def photorealistic(picture: Image.Image, rng: random.Random) -> Image.Image:
    """Grade a picture like a good camera: clear, rich, sharp."""
    graded = ImageOps.autocontrast(picture, cutoff=(0.4, 0.4))
    graded = ImageEnhance.Color(graded).enhance(rng.uniform(1.1, 1.25))
    sharp = graded.filter(ImageFilter.UnsharpMask(picture.width / 600, 60, 3))
    return vignette(sharp, 0.2)


def artistic(picture: Image.Image, rng: random.Random) -> Image.Image:
    """Paint a picture over with brush strokes, from broad to fine."""
    size = (max(1, picture.width * 2 // 3), max(1, picture.height * 2 // 3))
    rich = ImageEnhance.Color(picture.resize(size)).enhance(1.5)
    rich = ImageEnhance.Contrast(rich).enhance(1.12)
    canvas = rich.filter(ImageFilter.BoxBlur(size[0] / 60))
    flow = noise(size, rng, (size[0] / 5, size[1] / 4))
    for share, count in ((0.018, 2400), (0.009, 6000), (0.0042, 9000)):
        _brush(canvas, rich, flow, rng, width=size[0] * share, count=count)
    relief = canvas.convert("L").filter(ImageFilter.EMBOSS).point(_SOFTENED)
    painted = ImageChops.overlay(canvas, Image.merge("RGB", (relief, relief, relief)))
    return painted.resize(picture.size, Image.Resampling.BICUBIC)


def _brush(
    canvas: Image.Image,
    subject: Image.Image,
    flow: Image.Image,
    rng: random.Random,
    *,
    width: float,
    count: int,
) -> None:
    """Put strokes of a width on a canvas, in the subject's colours and the flow's direction.

    A canvas that is less than `WIDE` needs fewer of them to be covered.
    """
    columns, rows = subject.size
    colours = subject.filter(ImageFilter.GaussianBlur(width / 4)).tobytes()
    directions = flow.tobytes()
    draw = ImageDraw.Draw(canvas)
    for _ in range(round(count * min(1.0, columns / WIDE))):
        x, y = rng.randrange(columns), rng.randrange(rows)
        at = y * columns + x
        angle = directions[at] / 255 * 2 * math.pi + rng.uniform(-0.35, 0.35)
        reach = width * rng.uniform(1.1, 2.4)
        dx, dy = math.cos(angle) * reach, math.sin(angle) * reach
        shift = rng.randint(-14, 14)
        red, green, blue = (max(0, min(255, v + shift)) for v in colours[at * 3 : at * 3 + 3])
        draw.line((x - dx, y - dy, x + dx, y + dy), (red, green, blue), max(1, round(width)))


def cartoon(picture: Image.Image, rng: random.Random) -> Image.Image:
    """Draw a picture in few bright colours with dark outlines."""
    half = picture.resize((picture.width // 2, picture.height // 2))
    calm = half.filter(ImageFilter.MedianFilter(3)).filter(ImageFilter.GaussianBlur(2))
    bright = ImageEnhance.Color(ImageOps.autocontrast(calm, cutoff=1)).enhance(1.7)
    bright = ImageEnhance.Brightness(bright).enhance(1.04).point(_LIFTED * 3)
    flat = _flat(bright, rng.randint(18, 22))
    grey = calm.convert("L").filter(ImageFilter.GaussianBlur(1))
    edges = ImageChops.difference(
        grey.filter(ImageFilter.MaxFilter(3)), grey.filter(ImageFilter.MinFilter(3))
    )
    ink = edges.point([max(20, 255 - max(0, value - 14) * 12) for value in range(256)])
    inked = ImageChops.multiply(flat, Image.merge("RGB", (ink, ink, ink)))
    return inked.resize(picture.size, Image.Resampling.BICUBIC)


def minimalist(picture: Image.Image, rng: random.Random) -> Image.Image:
    """Reduce a picture to a few large flat shapes inside a wide pale border."""
    small = picture.resize((max(8, picture.width // 6), max(8, picture.height // 6)))
    calm = small.filter(ImageFilter.MedianFilter(9)).filter(ImageFilter.MedianFilter(5))
    vivid = ImageEnhance.Color(ImageOps.autocontrast(calm, cutoff=1)).enhance(1.5)
    pastel = Image.blend(vivid, Image.new("RGB", vivid.size, (255, 246, 232)), 0.22)
    shapes = _flat(pastel, rng.randint(7, 8)).filter(ImageFilter.ModeFilter(7))
    palette = shapes.quantize(8)
    smooth = shapes.resize(picture.size, Image.Resampling.BICUBIC)
    smooth = smooth.filter(ImageFilter.GaussianBlur(picture.width / 300))
    crisp = smooth.quantize(palette=palette, dither=Image.Dither.NONE).convert("RGB")
    border = round(min(picture.size) * 0.06)
    return _framed(crisp.filter(ImageFilter.GaussianBlur(0.9)), border, (252, 249, 243), radius=0)


def _flat(picture: Image.Image, colours: int) -> Image.Image:
    """Return a picture in a number of colours, chosen by how much of it they cover."""
    sample = picture.resize((max(8, picture.width // 4), max(8, picture.height // 4)))
    palette = sample.quantize(colours, Image.Quantize.MEDIANCUT, kmeans=2)
    coarse = ImageOps.posterize(picture, 6)  # fewer distinct colours are looked up faster
    return coarse.quantize(palette=palette, dither=Image.Dither.NONE).convert("RGB")


def vintage(picture: Image.Image, rng: random.Random) -> Image.Image:
    """Age a picture: sepia, faded, worn, in the white frame of an old print."""
    sepia = ImageOps.colorize(
        picture.convert("L"), (52, 34, 22), (250, 232, 196), mid=(158, 120, 80)
    )
    aged = Image.blend(sepia, picture, 0.14)
    width, height = picture.size
    corner = (rng.choice((0, width)), rng.uniform(0, height))
    aged = shine(aged, corner, width * 0.45, (150, 74, 20))
    aged = grain(vignette(aged, 0.62), rng, 15)
    draw = ImageDraw.Draw(aged)
    for _ in range(9):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        draw.line(
            (x, y, x + rng.uniform(-6, 6), y + rng.uniform(0.05, 0.4) * height), (236, 218, 184)
        )
    return _framed(aged, round(min(picture.size) * 0.04), (240, 230, 208), radius=0.012)


def _framed(
    picture: Image.Image, border: int, colour: tuple[int, int, int], radius: float
) -> Image.Image:
    """Return a picture inside a border, in the size it had."""
    width, height = picture.size
    window = Image.new("L", picture.size)
    ImageDraw.Draw(window).rounded_rectangle(
        (border, border, width - border, height - border), radius * width, fill=255
    )
    return Image.composite(picture, Image.new("RGB", picture.size, colour), window)


def futuristic(picture: Image.Image, rng: random.Random) -> Image.Image:
    """Light a picture with neon: two colours, glowing edges, a screen's lines."""
    hot, cold = rng.choice((((226, 30, 160), (110, 250, 255)), ((120, 50, 250), (90, 255, 220))))
    grey = ImageOps.autocontrast(picture.convert("L"), cutoff=1)
    grey = grey.point([round(255 * (value / 255) ** 1.5) for value in range(256)])
    neon = ImageOps.colorize(grey, (6, 4, 30), cold, mid=hot, midpoint=120)
    red, green, blue = neon.split()
    shift = max(1, picture.width // 320)
    neon = Image.merge(
        "RGB", (ImageChops.offset(red, shift, 0), green, ImageChops.offset(blue, -shift, 0))
    )
    edges = grey.filter(ImageFilter.GaussianBlur(2)).filter(ImageFilter.FIND_EDGES)
    edges = ImageOps.expand(ImageOps.crop(edges, 3), 3)
    lines = edges.point(lambda value: min(255, value * 5))
    halo = lines.filter(ImageFilter.GaussianBlur(picture.width / 200)).point(
        lambda value: min(255, value * 1.6)
    )
    for light in (halo, lines):
        neon = ImageChops.screen(neon, ImageOps.colorize(light, (0, 0, 0), cold))
    return ImageChops.multiply(neon, _scanlines(neon.size))


def _scanlines(size: tuple[int, int]) -> Image.Image:
    height = size[1]
    pitch = max(2, height // 216)
    column = Image.new("L", (1, height), 255)
    for y in range(0, height, pitch):
        column.paste(150, (0, y, 1, y + max(1, pitch // 3)))
    lines = column.resize(size, Image.Resampling.NEAREST)
    return Image.merge("RGB", (lines, lines, lines))


STYLES: Mapping[str, Style] = {
    style.__name__: style
    for style in (photorealistic, artistic, cartoon, minimalist, vintage, futuristic)
}

FRAMED = frozenset({"minimalist", "vintage"})
"""The styles that leave a border."""
