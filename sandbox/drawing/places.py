"""Buildings, plants and lights in the sky, drawn with a few shapes each."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sandbox.drawing.shades import BLACK, GOLD, WHITE, dark, pale
from sandbox.drawing.textures import mix

if TYPE_CHECKING:
    from sandbox.drawing.pen import Pen
    from sandbox.drawing.textures import Colour


def house(pen: Pen, wall: Colour) -> None:
    """Draw a house."""
    roof = dark(mix(wall, (150, 60, 40), 0.6), 0.25)
    pen.rectangle((0.68, 0.14), (0.78, 0.4), dark(wall, 0.45))
    pen.rectangle((0.16, 0.46), (0.84, 0.95), wall)
    pen.polygon([(0.06, 0.5), (0.5, 0.12), (0.94, 0.5)], roof)
    pen.rectangle((0.42, 0.64), (0.58, 0.95), (96, 62, 42), 0.02)
    pen.ellipse((0.555, 0.8), (0.013, 0.013), GOLD)
    for x in (0.23, 0.65):
        pen.rectangle((x - 0.012, 0.568), (x + 0.132, 0.732), WHITE, 0.01)
        pen.rectangle((x, 0.58), (x + 0.12, 0.72), (250, 222, 140))
        pen.stroke([(x + 0.06, 0.58), (x + 0.06, 0.72)], 0.01, WHITE)
        pen.stroke([(x, 0.65), (x + 0.12, 0.65)], 0.01, WHITE)
    pen.ellipse((0.5, 0.36), (0.06, 0.06), (250, 222, 140))


def tree(pen: Pen, leaves: Colour) -> None:
    """Draw a tree."""
    pen.blob(
        [(0.45, 0.55), (0.55, 0.55), (0.56, 0.85), (0.63, 0.97), (0.37, 0.97), (0.44, 0.85)],
        (104, 74, 50),
    )
    for x, y, radius, share in (
        (0.3, 0.5, 0.2, 0.2), (0.7, 0.5, 0.2, 0.25), (0.5, 0.54, 0.22, 0.28),
        (0.36, 0.3, 0.19, 0.08), (0.64, 0.31, 0.19, 0.14), (0.5, 0.2, 0.18, 0.0),
        (0.46, 0.4, 0.2, 0.05),
    ):  # fmt: skip
        pen.ellipse((x, y), (radius, radius * 0.92), dark(leaves, share))
    for x, y in ((0.4, 0.2), (0.3, 0.42), (0.52, 0.34), (0.66, 0.26), (0.62, 0.46)):
        pen.ellipse((x, y), (0.05, 0.04), pale(leaves, 0.2))


def flower(pen: Pen, petal: Colour) -> None:
    """Draw a flower."""
    pen.stroke([(0.5, 0.4), (0.52, 0.7), (0.49, 0.98)], 0.03, (70, 124, 58))
    pen.blob([(0.51, 0.78), (0.66, 0.64), (0.8, 0.64), (0.7, 0.76)], (84, 144, 66))
    pen.blob([(0.5, 0.86), (0.36, 0.72), (0.22, 0.72), (0.32, 0.84)], (70, 124, 58))
    for ring, size, share in ((0.2, 0.13, 0.15), (0.15, 0.105, 0.0)):
        for turn in range(9):
            angle = turn / 9 * 2 * math.pi + ring * 2
            centre = (0.5 + ring * math.cos(angle), 0.36 + ring * math.sin(angle))
            pen.ellipse(centre, (size * 0.62, size * 0.62), dark(petal, share))
    pen.ellipse((0.5, 0.36), (0.1, 0.1), GOLD)
    pen.ellipse((0.5, 0.36), (0.06, 0.06), dark(GOLD, 0.3))


def castle(pen: Pen, stone: Colour) -> None:
    """Draw a castle."""
    for x, top in ((0.08, 0.42), (0.7, 0.42), (0.37, 0.26)):
        wide = 0.26 if x == 0.37 else 0.22
        pen.rectangle((x, top), (x + wide, 0.95), dark(stone, 0.1))
        for notch in range(3):
            left = x + notch * wide / 2.6
            pen.rectangle((left, top - 0.06), (left + wide / 5, top + 0.01), dark(stone, 0.1))
        pen.rectangle(
            (x + wide / 2 - 0.02, top + 0.12), (x + wide / 2 + 0.02, top + 0.22), BLACK, 0.02
        )
    pen.rectangle((0.2, 0.62), (0.8, 0.95), stone)
    pen.rectangle((0.42, 0.74), (0.58, 0.95), (84, 56, 40), 0.07)
    pen.stroke([(0.5, 0.2), (0.5, 0.03)], 0.012, BLACK)
    pen.polygon([(0.505, 0.03), (0.7, 0.075), (0.505, 0.12)], (200, 50, 50))


def moon(pen: Pen, face: Colour) -> None:
    """Draw a moon."""
    pen.ellipse((0.5, 0.5), (0.4, 0.4), face)
    for x, y, radius in (
        (0.38, 0.36, 0.08),
        (0.6, 0.56, 0.1),
        (0.42, 0.68, 0.06),
        (0.64, 0.32, 0.05),
    ):
        pen.ellipse((x, y), (radius, radius), dark(face, 0.16))


def star(pen: Pen, light: Colour) -> None:
    """Draw a star."""
    points = [
        (0.5 + reach * math.sin(turn / 5 * math.pi), 0.5 - reach * math.cos(turn / 5 * math.pi))
        for turn in range(10)
        for reach in ((0.46, 0.2)[turn % 2],)
    ]
    pen.polygon(points, light)
    pen.polygon([(0.5 + (x - 0.5) * 0.6, 0.5 + (y - 0.5) * 0.6) for x, y in points], pale(light))
