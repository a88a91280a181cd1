"""Subjects that a prompt can name, with their usual colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from sandbox.drawing import animals, machines, places
from sandbox.drawing.pen import Pen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PIL import Image

    from sandbox.drawing.textures import Colour

    Drawer: TypeAlias = Callable[[Pen, Colour], None]

SUBJECTS: Mapping[str, tuple[Colour, Drawer]] = {
    "dog": ((206, 146, 84), animals.dog),
    "cat": ((226, 152, 88), animals.cat),
    "bird": ((70, 136, 196), animals.bird),
    "house": ((214, 190, 160), places.house),
    "tree": ((86, 140, 66), places.tree),
    "flower": ((222, 84, 120), places.flower),
    "car": ((204, 60, 52), machines.car),
    "bicycle": ((46, 120, 170), machines.bicycle),
    "boat": ((178, 58, 50), machines.boat),
    "balloon": ((224, 84, 62), machines.balloon),
    "rocket": ((214, 66, 56), machines.rocket),
    "fish": ((244, 138, 52), animals.fish),
    "castle": ((182, 176, 168), places.castle),
    "robot": ((150, 166, 182), machines.robot),
    "moon": ((240, 236, 214), places.moon),
    "star": ((252, 212, 88), places.star),
}


def draw_subject(name: str, side: int, colour: Colour | None = None) -> Image.Image:
    """Return a subject of SUBJECTS on a transparent square, in a colour or its usual one."""
    usual, drawer = SUBJECTS[name]
    pen = Pen(side)
    drawer(pen, colour or usual)
    return pen.finished()
