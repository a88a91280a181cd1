"""Vehicles and machines, drawn with a few shapes each."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sandbox.drawing.shades import BLACK, GLASS, GOLD, WHITE, dark, pale

if TYPE_CHECKING:
    from sandbox.drawing.pen import Pen
    from sandbox.drawing.textures import Colour


def car(pen: Pen, body: Colour) -> None:
    """Draw a car."""
    pen.blob([(0.22, 0.58), (0.34, 0.4), (0.5, 0.36), (0.66, 0.4), (0.78, 0.58), (0.5, 0.62)], body)
    pen.blob([(0.29, 0.56), (0.37, 0.43), (0.48, 0.41), (0.48, 0.56)], GLASS)
    pen.blob([(0.52, 0.41), (0.63, 0.43), (0.71, 0.56), (0.52, 0.56)], GLASS)
    pen.rectangle((0.05, 0.55), (0.95, 0.76), body, 0.08)
    pen.rectangle((0.05, 0.66), (0.95, 0.7), dark(body, 0.25))
    pen.ellipse((0.92, 0.62), (0.03, 0.035), (255, 240, 190))
    pen.ellipse((0.075, 0.62), (0.022, 0.03), (200, 40, 40))
    for x in (0.25, 0.75):
        pen.ellipse((x, 0.77), (0.115, 0.115), BLACK)
        pen.ellipse((x, 0.77), (0.06, 0.06), (190, 194, 200))
        pen.ellipse((x, 0.77), (0.02, 0.02), (90, 94, 100))


def bicycle(pen: Pen, frame: Colour) -> None:
    """Draw a bicycle."""
    for x in (0.24, 0.76):
        for turn in range(8):
            angle = turn / 8 * math.pi
            dx, dy = 0.19 * math.cos(angle), 0.19 * math.sin(angle)
            pen.stroke([(x - dx, 0.72 - dy), (x + dx, 0.72 + dy)], 0.005, (150, 150, 155))
        ring = [
            (x + 0.2 * math.cos(at / 12 * 6.2832), 0.72 + 0.2 * math.sin(at / 12 * 6.2832))
            for at in range(13)
        ]
        pen.stroke(ring, 0.026, BLACK)
    for path in (
        [(0.24, 0.72), (0.4, 0.46)], [(0.24, 0.72), (0.48, 0.73)], [(0.4, 0.46), (0.48, 0.73)],
        [(0.4, 0.46), (0.66, 0.44)], [(0.48, 0.73), (0.66, 0.44)], [(0.63, 0.32), (0.76, 0.72)],
        [(0.4, 0.46), (0.375, 0.38)],
    ):  # fmt: skip
        pen.stroke(path, 0.026, frame)
    pen.stroke([(0.31, 0.37), (0.45, 0.37)], 0.04, BLACK)
    pen.stroke([(0.63, 0.32), (0.56, 0.29), (0.54, 0.33)], 0.024, BLACK)
    pen.ellipse((0.48, 0.73), (0.05, 0.05), (110, 112, 118))


def boat(pen: Pen, hull: Colour) -> None:
    """Draw a boat."""
    pen.stroke([(0.5, 0.08), (0.5, 0.72)], 0.018, (110, 78, 52))
    pen.polygon([(0.53, 0.1), (0.53, 0.66), (0.88, 0.66)], WHITE)
    pen.polygon([(0.47, 0.18), (0.47, 0.66), (0.2, 0.66)], pale(hull, 0.6))
    pen.blob(
        [(0.07, 0.71), (0.5, 0.74), (0.94, 0.71), (0.84, 0.88), (0.5, 0.92), (0.2, 0.88)], hull
    )
    pen.stroke([(0.1, 0.75), (0.5, 0.78), (0.91, 0.75)], 0.02, WHITE)


def balloon(pen: Pen, cloth: Colour) -> None:
    """Draw a balloon."""
    for x in (0.43, 0.57):
        pen.stroke([(x, 0.68), (0.5 + (x - 0.5) * 0.7, 0.84)], 0.007, (96, 70, 48))
    pen.blob(
        [
            (0.5, 0.04),
            (0.74, 0.14),
            (0.82, 0.36),
            (0.7, 0.56),
            (0.56, 0.7),
            (0.44, 0.7),
            (0.3, 0.56),
            (0.18, 0.36),
            (0.26, 0.14),
        ],
        cloth,
    )
    pen.blob(
        [
            (0.5, 0.04),
            (0.64, 0.16),
            (0.68, 0.36),
            (0.6, 0.58),
            (0.53, 0.7),
            (0.47, 0.7),
            (0.4, 0.58),
            (0.32, 0.36),
            (0.36, 0.16),
        ],
        pale(cloth, 0.75),
    )
    pen.blob(
        [
            (0.5, 0.04),
            (0.55, 0.18),
            (0.57, 0.38),
            (0.53, 0.6),
            (0.5, 0.7),
            (0.47, 0.6),
            (0.43, 0.38),
            (0.45, 0.18),
        ],
        cloth,
    )
    pen.rectangle((0.44, 0.84), (0.56, 0.95), (150, 104, 62), 0.02)


def rocket(pen: Pen, fins: Colour) -> None:
    """Draw a rocket."""
    pen.blob([(0.44, 0.8), (0.56, 0.8), (0.53, 0.9), (0.5, 0.99), (0.47, 0.9)], (255, 150, 50))
    pen.blob([(0.465, 0.8), (0.535, 0.8), (0.5, 0.92)], (255, 232, 130))
    for side in (-1, 1):
        pen.blob(
            [
                (0.5 + side * 0.12, 0.56),
                (0.5 + side * 0.28, 0.74),
                (0.5 + side * 0.26, 0.86),
                (0.5 + side * 0.1, 0.78),
            ],
            fins,
        )
    pen.blob(
        [(0.5, 0.03), (0.62, 0.22), (0.66, 0.5), (0.6, 0.8), (0.4, 0.8), (0.34, 0.5), (0.38, 0.22)],
        (232, 236, 240),
    )
    pen.blob(
        [(0.5, 0.03), (0.585, 0.14), (0.61, 0.21), (0.5, 0.235), (0.39, 0.21), (0.415, 0.14)], fins
    )
    pen.ellipse((0.5, 0.4), (0.085, 0.085), (120, 128, 138))
    pen.ellipse((0.5, 0.4), (0.065, 0.065), GLASS)


def robot(pen: Pen, metal: Colour) -> None:
    """Draw a robot."""
    pen.stroke([(0.5, 0.16), (0.5, 0.05)], 0.016, dark(metal))
    pen.ellipse((0.5, 0.05), (0.03, 0.03), (230, 70, 60))
    for side in (-1, 1):
        pen.stroke(
            [(0.5 + side * 0.24, 0.52), (0.5 + side * 0.34, 0.62), (0.5 + side * 0.31, 0.74)],
            0.06,
            dark(metal, 0.25),
        )
        pen.rectangle(
            (0.5 + side * 0.11 - 0.06, 0.8),
            (0.5 + side * 0.11 + 0.06, 0.97),
            dark(metal, 0.25),
            0.03,
        )
    pen.rectangle((0.27, 0.46), (0.73, 0.84), metal, 0.06)
    pen.rectangle((0.3, 0.14), (0.7, 0.44), pale(metal, 0.3), 0.07)
    pen.rectangle((0.35, 0.2), (0.65, 0.37), (28, 36, 48), 0.05)
    for x in (0.43, 0.57):
        pen.ellipse((x, 0.275), (0.035, 0.035), (90, 230, 240))
    pen.stroke([(0.44, 0.335), (0.5, 0.35), (0.56, 0.335)], 0.01, (90, 230, 240))
    for index, lamp in enumerate(((230, 80, 70), GOLD, (90, 200, 110))):
        pen.ellipse((0.4 + index * 0.1, 0.58), (0.03, 0.03), lamp)
    pen.rectangle((0.36, 0.67), (0.64, 0.75), dark(metal, 0.3), 0.02)
