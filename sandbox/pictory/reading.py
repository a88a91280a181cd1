"""Reads a prompt for what can be drawn of it: a subject, a colour, a mood."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.drawing.subjects import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.drawing.textures import Colour

COLOURS: Mapping[str, Colour] = {
    "white": (238, 236, 230),
    "black": (52, 50, 56),
    "grey": (146, 148, 152),
    "gray": (146, 148, 152),
    "silver": (190, 196, 204),
    "red": (208, 52, 48),
    "orange": (238, 134, 46),
    "yellow": (246, 208, 70),
    "golden": (226, 178, 70),
    "gold": (226, 178, 70),
    "green": (84, 158, 78),
    "teal": (44, 150, 148),
    "blue": (58, 116, 200),
    "purple": (134, 82, 178),
    "violet": (134, 82, 178),
    "pink": (236, 132, 172),
    "brown": (132, 90, 58),
}

SUBJECT_WORDS: Mapping[str, str] = {
    **{name: name for name in SUBJECTS},
    **dict.fromkeys(("puppy", "hound", "wolf", "fox"), "dog"),
    **dict.fromkeys(("kitten", "kitty", "tiger", "lion"), "cat"),
    **dict.fromkeys(("sparrow", "eagle", "owl", "parrot", "dove"), "bird"),
    **dict.fromkeys(("home", "cottage", "cabin", "hut", "barn", "building"), "house"),
    **dict.fromkeys(("oak", "forest", "woods", "palm"), "tree"),
    **dict.fromkeys(("rose", "tulip", "daisy", "blossom", "bouquet", "sunflower"), "flower"),
    **dict.fromkeys(("truck", "vehicle", "van", "taxi", "bus"), "car"),
    **dict.fromkeys(("bike", "motorbike", "scooter"), "bicycle"),
    **dict.fromkeys(("ship", "yacht", "sailboat", "sail"), "boat"),
    **dict.fromkeys(("airship", "kite"), "balloon"),
    **dict.fromkeys(("spaceship", "spacecraft", "astronaut"), "rocket"),
    **dict.fromkeys(("whale", "shark", "goldfish", "dolphin"), "fish"),
    **dict.fromkeys(("palace", "tower", "fortress", "temple"), "castle"),
    **dict.fromkeys(("android", "machine", "cyborg"), "robot"),
}

MOOD_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("night", "midnight", "dark", "moonlit", "stars", "space"), "night"),
    **dict.fromkeys(("sunset", "dusk", "dawn", "sunrise", "evening"), "sunset"),
    **dict.fromkeys(("golden", "warm", "sunny", "summer", "desert"), "golden"),
    **dict.fromkeys(("snow", "snowy", "winter", "ice", "frozen", "arctic"), "winter"),
    **dict.fromkeys(("autumn", "fall", "october", "leaves"), "autumn"),
    **dict.fromkeys(("sea", "ocean", "beach", "lake", "underwater", "island", "water"), "sea"),
}

BEFORE_THE_NEW = frozenset({"with", "into", "by"})
REPLACING = frozenset({"replace", "replaced", "swap", "turn", "change", "exchange"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a prompt names; None and False for what it does not."""

    subject: str | None
    colour: Colour | None
    mood: str | None
    replaces: bool


def read_prompt(prompt: str) -> Reading:
    """Return what a prompt names; of a replacement, the new subject rather than the old one."""
    words = re.findall(r"[a-z]+", prompt.lower())
    replaces = not REPLACING.isdisjoint(words)
    wanted = words
    if replaces:
        after = [index for index, word in enumerate(words) if word in BEFORE_THE_NEW]
        wanted = words[after[0] :] if after else words
    at = next((index for index, word in enumerate(wanted) if _subject(word)), None)
    return Reading(
        subject=None if at is None else _subject(wanted[at]),
        colour=_colour(wanted if at is None else wanted[:at]),
        mood=next((MOOD_WORDS[word] for word in words if word in MOOD_WORDS), None),
        replaces=replaces,
    )


def _subject(word: str) -> str | None:
    return SUBJECT_WORDS.get(word) or SUBJECT_WORDS.get(word.removesuffix("s"))


def _colour(words: list[str]) -> Colour | None:
    """Return the last colour of some words: the one nearest to the subject behind them."""
    return next((COLOURS[word] for word in reversed(words) if word in COLOURS), None)
