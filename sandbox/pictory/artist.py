"""Paints the picture of a job: a scene, its style, and the mark that says where it comes from."""

from __future__ import annotations

import io
import random
import struct
import zlib
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from sandbox.pictory.reading import read_prompt
from sandbox.pictory.scenes import derive, imagine
from sandbox.pictory.styles import FRAMED, STYLES

if TYPE_CHECKING:
    from sandbox.drawing.textures import Size

DRAFT_FACTOR = 8
MARK_CHARACTERS = 48
SKETCHES_KEPT = 32
END_OF_PNG = struct.pack(">I", 0) + b"IEND" + struct.pack(">I", zlib.crc32(b"IEND"))


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
    """Return a picture as a PNG; blocks for about a second, or some 40 ms for a draft."""
    rng = random.Random(work.seed)
    reading = read_prompt(work.prompt)
    width, height = work.size
    size = (width // DRAFT_FACTOR, height // DRAFT_FACTOR) if work.draft else work.size
    if work.reference is None:
        scene = imagine(size, work.prompt, reading, rng)
    else:
        scene = derive(size, work.reference, reading, rng)
    picture = STYLES[work.style](scene, rng) if work.style else scene
    if work.draft:
        picture = picture.resize(work.size, Image.Resampling.NEAREST)
    _mark(picture, work.prompt, inset=0.085 if work.style in FRAMED else 0.025)
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1 if work.draft else 4)
    return out.getvalue()


def sketch(work: Commission) -> bytes:
    """Return a draft that is painted once for all of a size, a style and a reference.

    They look the same, but none has the file of another: the seed is a remark in it.
    """
    content = b"tEXtComment\0" + work.seed.encode("latin-1", "replace")
    size, checksum = struct.pack(">I", len(content) - 4), struct.pack(">I", zlib.crc32(content))
    png = _painted_once(replace(work, seed="", prompt="a sketch", draft=True))
    return png.removesuffix(END_OF_PNG) + size + content + checksum + END_OF_PNG


_painted_once = lru_cache(SKETCHES_KEPT)(paint)


def _mark(picture: Image.Image, prompt: str, *, inset: float) -> None:
    """Say near a corner that this is the sandbox's work, and what it was asked for."""
    unit = min(picture.size) / 1080
    font = ImageFont.load_default(20 * unit)
    text = f"sandbox · {_beginning(prompt)}"
    draw = ImageDraw.Draw(picture, "RGBA")
    _, _, wide, high = draw.textbbox((0, 0), text, font=font)
    pad = 12 * unit
    margin = min(picture.size) * inset + pad
    x, y = picture.width - wide - margin, picture.height - high - margin
    box = (x - pad, y - pad * 0.7, x + wide + pad, y + high + pad * 0.7)
    draw.rounded_rectangle(box, 8 * unit, fill=(18, 20, 26, 150))
    draw.text((x, y), text, font=font, fill=(250, 248, 242, 235))


def _beginning(prompt: str) -> str:
    """Return the first words of a prompt in the characters that Pillow's own font has."""
    legible = " ".join(prompt.encode("cp1252", "replace").decode("cp1252").split())
    if len(legible) <= MARK_CHARACTERS:
        return legible
    return legible[: MARK_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"
