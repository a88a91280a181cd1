"""Paints the picture of a job: from its reference or out of nothing, then in its style."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

from sandbox.drawing.landscape import PALETTES, landscape
from sandbox.drawing.subjects import SUBJECTS, draw_subject
from sandbox.drawing.textures import shine
from sandbox.pictory.reading import Reading, read_prompt
from sandbox.pictory.styles import FRAMED, STYLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.drawing.textures import Colour, Size

DRAFT_FACTOR = 8
MARK_CHARACTERS = 48
AIRBORNE = frozenset({"balloon", "rocket", "moon", "star", "bird"})
UNPROMPTED = ("balloon", "bird", "boat", "flower", "tree", "star")
TINTS: Mapping[str, Colour] = {
    "night": (20, 30, 92),
    "sunset": (255, 110, 60),
    "golden": (255, 190, 90),
    "winter": (214, 232, 255),
    "autumn": (214, 120, 40),
    "sea": (60, 150, 190),
}


@dataclass(frozen=True, slots=True)
class Commission:
    """What to paint; the same commission gives the same picture.

    `reference` is a JPEG; `draft` paints at an eighth of the size and enlarges that.
    """

    seed: str
    prompt: str
    size: Size
    style: str | None = None
    reference: bytes | None = None
    draft: bool = False


def paint(work: Commission) -> bytes:
    """Return a picture as a PNG; blocks for up to a second."""
    rng = random.Random(work.seed)
    reading = read_prompt(work.prompt)
    width, height = work.size
    size = (width // DRAFT_FACTOR, height // DRAFT_FACTOR) if work.draft else work.size
    if work.reference is None:
        scene = _imagine(size, work.prompt, reading, rng)
    else:
        scene = _derive(size, work.reference, reading, rng)
    styled = STYLES[work.style](scene, rng) if work.style else scene
    if work.draft:
        styled = styled.resize(work.size, Image.Resampling.NEAREST)
    _mark(styled, work.prompt, inset=0.085 if work.style in FRAMED else 0.025)
    out = io.BytesIO()
    styled.save(out, "PNG", compress_level=1 if work.draft else 4)
    return out.getvalue()


def _imagine(size: Size, prompt: str, reading: Reading, rng: random.Random) -> Image.Image:
    """Return a scene made of the prompt alone: its words, or its letters where those say nothing."""
    whim = random.Random(prompt)
    mood = reading.mood or whim.choice(tuple(PALETTES))
    subject = reading.subject or whim.choice(UNPROMPTED)
    scene = landscape(size, PALETTES[mood], rng)
    return _add_subject(scene, subject, reading.colour, rng.uniform(0.35, 0.65), 0.58, rng)


def _derive(size: Size, reference: bytes, reading: Reading, rng: random.Random) -> Image.Image:
    """Return the reference, cropped, perhaps mirrored, in another light, with the prompt's subject."""
    with Image.open(io.BytesIO(reference)) as original:
        scene = _crop(original.convert("RGB"), size, rng)
    if rng.random() < 0.5:
        scene = ImageOps.mirror(scene)
    scene = _shift_hue(scene, rng.choice((-1, 1)) * rng.randint(3, 8))
    scene = ImageEnhance.Brightness(scene).enhance(rng.uniform(0.88, 1.08))
    if reading.mood:
        tint = ImageOps.colorize(scene.convert("L"), (8, 8, 16), TINTS.get(reading.mood, (255, 255, 255)))
        scene = Image.blend(scene, tint, 0.55)
    lamp = (size[0] * rng.uniform(0.05, 0.95), size[1] * rng.uniform(0.0, 0.35))
    scene = shine(scene, lamp, size[0] * 0.5, rng.choice(((120, 90, 40), (50, 80, 120), (110, 60, 70))))
    if reading.subject:
        centre = rng.uniform(0.44, 0.56) if reading.replaces else rng.choice((0.2, 0.8))
        share = 0.74 if reading.replaces else 0.4
        return _add_subject(scene, reading.subject, reading.colour, centre, share, rng)
    extra = rng.choice(("balloon", "bird", "star", "moon"))
    return _add_subject(scene, extra, reading.colour, rng.uniform(0.12, 0.88), 0.18, rng)


def _crop(picture: Image.Image, size: Size, rng: random.Random) -> Image.Image:
    """Return the picture covering a size, slightly magnified at a place of chance."""
    zoom = rng.uniform(1.0, 1.22)
    enlarged = (round(size[0] * zoom), round(size[1] * zoom))
    covering = ImageOps.fit(picture, enlarged, Image.Resampling.BICUBIC, centering=(0.5, 0.6))
    left = rng.randint(0, enlarged[0] - size[0])
    top = rng.randint(0, enlarged[1] - size[1])
    return covering.crop((left, top, left + size[0], top + size[1]))


def _shift_hue(picture: Image.Image, shift: int) -> Image.Image:
    hue, saturation, value = picture.convert("HSV").split()
    turned = hue.point([(level + shift) % 256 for level in range(256)])
    return Image.merge("HSV", (turned, saturation, value)).convert("RGB")


def _add_subject(
    scene: Image.Image,
    name: str,
    colour: Colour | None,
    centre: float,
    share: float,
    rng: random.Random,
) -> Image.Image:
    """Put a subject of a share of the height into a scene: standing with a shadow, or aloft."""
    width, height = scene.size
    side = round(min(width, height) * share * rng.uniform(0.94, 1.06))
    coat = colour or _nuance(SUBJECTS[name][0], rng)
    subject = draw_subject(name, side, coat)
    if rng.random() < 0.5:
        subject = ImageOps.mirror(subject)
    left = round(width * centre - side / 2)
    if name in AIRBORNE:
        top = round(height * rng.uniform(0.06, 0.16))
    else:
        top = round(height * rng.uniform(0.93, 0.96) - side)
        scene.paste((16, 18, 14), mask=_shadow(scene.size, left, top, side))
    scene.paste(subject, (left, top), subject)
    return scene


def _nuance(colour: Colour, rng: random.Random) -> Colour:
    red, green, blue = (max(0, min(255, value + rng.randint(-26, 26))) for value in colour)
    return red, green, blue


def _shadow(size: Size, left: int, top: int, side: int) -> Image.Image:
    shadow = Image.new("L", size)
    box = (left + side * 0.02, top + side * 0.89, left + side * 1.06, top + side * 1.02)
    ImageDraw.Draw(shadow).ellipse(box, fill=140)
    return shadow.filter(ImageFilter.GaussianBlur(side * 0.035))


def _mark(picture: Image.Image, prompt: str, *, inset: float) -> None:
    """Say near a corner that this is the sandbox's work, and what it was asked for."""
    unit = min(picture.size) / 1080
    font = ImageFont.load_default(20 * unit)
    shown = prompt if len(prompt) <= MARK_CHARACTERS else prompt[: MARK_CHARACTERS - 1].rstrip() + "…"
    legible = " ".join(shown.encode("latin-1", "replace").decode("latin-1").split())
    text = f"sandbox · {legible}"
    draw = ImageDraw.Draw(picture, "RGBA")
    _, _, wide, high = draw.textbbox((0, 0), text, font=font)
    pad = 12 * unit
    margin = min(picture.size) * inset + pad
    x, y = picture.width - wide - margin, picture.height - high - margin
    box = (x - pad, y - pad * 0.7, x + wide + pad, y + high + pad * 0.7)
    draw.rounded_rectangle(box, 8 * unit, fill=(18, 20, 26, 150))
    draw.text((x, y), text, font=font, fill=(250, 248, 242, 235))
