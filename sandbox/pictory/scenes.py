"""Makes the scene of a picture: out of the reference, or out of nothing but the prompt."""

from __future__ import annotations

import io
import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps, ImageStat

from sandbox.drawing.landscape import PALETTES, landscape
from sandbox.drawing.subjects import SUBJECTS, draw_subject
from sandbox.drawing.textures import shine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.drawing.textures import Colour, Size
    from sandbox.pictory.reading import Reading

AIRBORNE = frozenset({"balloon", "rocket", "moon", "star", "bird"})
UNPROMPTED = ("balloon", "bird", "boat", "flower", "tree", "star")
LAMPS: tuple[Colour, ...] = ((120, 90, 40), (50, 80, 120), (110, 60, 70))
TINTS: Mapping[str, Colour] = {
    "day": (255, 250, 236),
    "night": (96, 124, 214),
    "sunset": (255, 138, 84),
    "golden": (255, 204, 120),
    "winter": (214, 232, 255),
    "autumn": (226, 140, 62),
    "sea": (96, 190, 220),
}


@dataclass(frozen=True, slots=True)
class Addition:
    """A subject to put into a scene: where across the width, and its share of the shorter side."""

    name: str
    colour: Colour | None
    centre: float
    share: float


def imagine(size: Size, prompt: str, reading: Reading, rng: random.Random) -> Image.Image:
    """Return a scene made of the prompt: its words, or chance where those name nothing."""
    whim = random.Random(prompt)
    mood = reading.mood or whim.choice(tuple(PALETTES))
    subject = reading.subject or whim.choice(UNPROMPTED)
    scene = landscape(size, PALETTES[mood], rng)
    _add(scene, Addition(subject, reading.colour, rng.uniform(0.35, 0.65), 0.62), rng)
    return scene


def derive(size: Size, reference: bytes, reading: Reading, rng: random.Random) -> Image.Image:
    """Return the reference anew: another crop and light, perhaps mirrored, and what was asked."""
    with Image.open(io.BytesIO(reference)) as original:
        scene = _crop(original.convert("RGB"), size, rng)
    if rng.random() < 0.5:
        scene = ImageOps.mirror(scene)
    scene = _turn_hue(scene, rng.choice((-1, 1)) * rng.uniform(4, 12))
    scene = ImageEnhance.Brightness(scene).enhance(rng.uniform(0.9, 1.06))
    if reading.mood:
        tint = ImageOps.colorize(scene.convert("L"), (8, 8, 20), TINTS[reading.mood])
        scene = Image.blend(scene, tint, 0.5)
    lamp = (size[0] * rng.uniform(0.05, 0.95), size[1] * rng.uniform(0.0, 0.35))
    scene = shine(scene, lamp, size[0] * 0.5, rng.choice(LAMPS))
    if reading.replaces and reading.subject:
        scene = _clear_middle(scene)
    _add(scene, _addition(reading, rng), rng)
    return scene


def _addition(reading: Reading, rng: random.Random) -> Addition:
    if reading.subject is None:
        name = rng.choice(("balloon", "bird", "star", "moon"))
        return Addition(name, reading.colour, rng.uniform(0.12, 0.88), 0.18)
    if reading.replaces:
        return Addition(reading.subject, reading.colour, rng.uniform(0.46, 0.54), 0.74)
    return Addition(reading.subject, reading.colour, rng.choice((0.2, 0.8)), 0.42)


def _crop(picture: Image.Image, size: Size, rng: random.Random) -> Image.Image:
    """Return the picture covering a size, slightly magnified at a place of chance."""
    zoom = rng.uniform(1.0, 1.16)
    enlarged = (round(size[0] * zoom), round(size[1] * zoom))
    covering = ImageOps.fit(picture, enlarged, Image.Resampling.BICUBIC, centering=(0.5, 0.6))
    left = rng.randint(0, enlarged[0] - size[0])
    top = rng.randint(0, enlarged[1] - size[1])
    return covering.crop((left, top, left + size[0], top + size[1]))


def _turn_hue(picture: Image.Image, degrees: float) -> Image.Image:
    """Return a picture with every colour turned around the grey axis."""
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    same = cosine + (1 - cosine) / 3
    ahead = (1 - cosine) / 3 - sine / math.sqrt(3)
    behind = (1 - cosine) / 3 + sine / math.sqrt(3)
    rows = ((same, ahead, behind), (behind, same, ahead), (ahead, behind, same))
    return picture.convert("RGB", tuple(value for row in rows for value in (*row, 0.0)))


def _clear_middle(scene: Image.Image) -> Image.Image:
    """Paint over what stands in the middle with the calmer of what is to its left and right."""
    width, height = scene.size
    strip = max(1, width * 12 // 100)
    sides = (
        scene.crop((at, 0, at + strip, height)) for at in (width * 14 // 100, width * 74 // 100)
    )
    background = min(sides, key=_unrest).resize(scene.size, Image.Resampling.BICUBIC)
    mask = Image.new("L", scene.size)
    box = (width * 0.24, height * 0.08, width * 0.76, height * 1.3)
    ImageDraw.Draw(mask).ellipse(box, fill=255)
    return Image.composite(background, scene, mask.filter(ImageFilter.BoxBlur(width * 0.03)))


def _unrest(strip: Image.Image) -> float:
    """Return how much a strip changes from left to right."""
    even = strip.resize((1, strip.height)).resize(strip.size)
    return sum(ImageStat.Stat(ImageChops.difference(strip, even)).mean)


def _add(scene: Image.Image, addition: Addition, rng: random.Random) -> None:
    """Put a subject into a scene: standing with a shadow, or aloft."""
    width, height = scene.size
    side = round(min(width, height) * addition.share * rng.uniform(0.94, 1.06))
    colour = addition.colour or _nuance(SUBJECTS[addition.name][0], rng)
    subject = draw_subject(addition.name, side, colour)
    if rng.random() < 0.5:
        subject = ImageOps.mirror(subject)
    left = round(width * addition.centre - side / 2)
    if addition.name in AIRBORNE:
        top = round(height * rng.uniform(0.06, 0.16))
    else:
        top = round(height * rng.uniform(0.93, 0.96) - side)
        scene.paste((16, 18, 14), mask=_shadow(scene.size, left, top, side))
    scene.paste(subject, (left, top), subject)


def _nuance(colour: Colour, rng: random.Random) -> Colour:
    red, green, blue = (max(0, min(255, value + rng.randint(-26, 26))) for value in colour)
    return red, green, blue


def _shadow(size: Size, left: int, top: int, side: int) -> Image.Image:
    shadow = Image.new("L", size)
    box = (left + side * 0.02, top + side * 0.89, left + side * 1.06, top + side * 1.02)
    ImageDraw.Draw(shadow).ellipse(box, fill=140)
    return shadow.filter(ImageFilter.BoxBlur(side * 0.04))
