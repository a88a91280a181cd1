"""Subjects that a prompt can name, drawn with a few shapes each."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

from sandbox.drawing.pen import Pen
from sandbox.drawing.textures import Colour, mix

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PIL import Image

    Drawer: TypeAlias = Callable[[Pen, Colour], None]

BLACK: Colour = (22, 18, 18)
WHITE: Colour = (252, 250, 246)
GLASS: Colour = (176, 214, 234)
GOLD: Colour = (236, 190, 70)


def draw_subject(name: str, side: int, colour: Colour | None = None) -> Image.Image:
    """Return a subject of SUBJECTS on a transparent square, in a colour or its usual one."""
    usual, drawer = SUBJECTS[name]
    pen = Pen(side)
    drawer(pen, colour or usual)
    return pen.finished()


def _dark(colour: Colour, share: float = 0.35) -> Colour:
    return mix(colour, (20, 12, 10), share)


def _pale(colour: Colour, share: float = 0.55) -> Colour:
    return mix(colour, WHITE, share)


def _sitting_body(pen: Pen, coat: Colour) -> None:
    """Draw the haunches, body, chest and front legs of a sitting animal, seen from the front."""
    for x in (0.32, 0.68):
        pen.ellipse((x, 0.82), (0.15, 0.15), _dark(coat, 0.14))
        pen.ellipse((x - 0.04 + (x > 0.5) * 0.08, 0.95), (0.1, 0.042), coat)
    pen.blob([(0.5, 0.38), (0.66, 0.52), (0.71, 0.78), (0.6, 0.93), (0.4, 0.93), (0.29, 0.78), (0.34, 0.52)], coat)
    pen.blob([(0.5, 0.44), (0.585, 0.55), (0.57, 0.74), (0.5, 0.8), (0.43, 0.74), (0.415, 0.55)], _pale(coat))
    for x in (0.435, 0.565):
        pen.stroke([(x, 0.68), (x, 0.92)], 0.092, mix(coat, _pale(coat), 0.3))
        pen.ellipse((x, 0.945), (0.064, 0.042), _pale(coat, 0.7))
        for toe in (-0.02, 0.02):
            pen.stroke([(x + toe, 0.945), (x + toe, 0.97)], 0.006, _dark(coat, 0.5))
    pen.stroke([(0.5, 0.7), (0.5, 0.93)], 0.012, _dark(coat, 0.45))


def _eye(pen: Pen, centre: tuple[float, float], size: float, iris: Colour) -> None:
    x, y = centre
    pen.ellipse(centre, (size * 1.15, size * 1.15), _dark(iris, 0.8))
    pen.ellipse(centre, (size, size), iris)
    pen.ellipse(centre, (size * 0.6, size * 0.78), BLACK)
    pen.ellipse((x - size * 0.32, y - size * 0.38), (size * 0.3, size * 0.3), WHITE)


def _dog(pen: Pen, coat: Colour) -> None:
    ear, pale = _dark(coat, 0.42), _pale(coat, 0.7)
    pen.stroke([(0.66, 0.88), (0.8, 0.84), (0.87, 0.72), (0.86, 0.62)], 0.055, coat)
    _sitting_body(pen, coat)
    pen.stroke([(0.385, 0.475), (0.5, 0.52), (0.615, 0.475)], 0.036, (190, 44, 44))
    pen.ellipse((0.5, 0.55), (0.027, 0.027), GOLD)
    pen.blob([(0.5, 0.1), (0.62, 0.14), (0.675, 0.27), (0.63, 0.4), (0.5, 0.475), (0.37, 0.4), (0.325, 0.27), (0.38, 0.14)], coat)
    pen.blob([(0.39, 0.14), (0.33, 0.12), (0.265, 0.22), (0.26, 0.36), (0.3, 0.42), (0.345, 0.32)], ear)
    pen.blob([(0.61, 0.14), (0.67, 0.12), (0.735, 0.22), (0.74, 0.36), (0.7, 0.42), (0.655, 0.32)], ear)
    pen.blob([(0.5, 0.12), (0.522, 0.24), (0.6, 0.34), (0.575, 0.42), (0.5, 0.458), (0.425, 0.42), (0.4, 0.34), (0.478, 0.24)], pale)
    pen.ellipse((0.5, 0.445), (0.036, 0.05), (226, 120, 128))
    pen.stroke([(0.5, 0.425), (0.5, 0.485)], 0.006, (190, 84, 96))
    pen.blob([(0.5, 0.335), (0.585, 0.355), (0.572, 0.41), (0.5, 0.418), (0.428, 0.41), (0.415, 0.355)], pale)
    pen.stroke([(0.43, 0.41), (0.47, 0.425), (0.5, 0.395), (0.53, 0.425), (0.57, 0.41)], 0.009, _dark(coat, 0.7))
    pen.blob([(0.455, 0.325), (0.545, 0.325), (0.53, 0.365), (0.5, 0.38), (0.47, 0.365)], BLACK)
    pen.ellipse((0.485, 0.336), (0.014, 0.006), (120, 116, 116))
    for x in (0.43, 0.57):
        _eye(pen, (x, 0.272), 0.026, (92, 56, 30))
        pen.stroke([(x - 0.025, 0.218), (x, 0.208), (x + 0.025, 0.218)], 0.01, _pale(coat))


def _cat(pen: Pen, coat: Colour) -> None:
    inner, line = (232, 160, 160), _dark(coat, 0.4)
    pen.stroke([(0.66, 0.92), (0.84, 0.9), (0.88, 0.76), (0.8, 0.66), (0.84, 0.56)], 0.05, _dark(coat, 0.1))
    _sitting_body(pen, coat)
    for side in (-1, 1):
        pen.polygon([(0.5 + side * 0.175, 0.04), (0.5 + side * 0.185, 0.26), (0.5 + side * 0.03, 0.16)], coat)
        pen.polygon([(0.5 + side * 0.163, 0.085), (0.5 + side * 0.165, 0.22), (0.5 + side * 0.07, 0.16)], inner)
    pen.blob([(0.5, 0.13), (0.63, 0.17), (0.69, 0.29), (0.63, 0.41), (0.5, 0.455), (0.37, 0.41), (0.31, 0.29), (0.37, 0.17)], coat)
    for offset in (-0.05, 0, 0.05):
        pen.stroke([(0.5 + offset, 0.145), (0.5 + offset * 0.8, 0.205)], 0.014, line)
    pen.ellipse((0.462, 0.372), (0.06, 0.044), _pale(coat, 0.75))
    pen.ellipse((0.538, 0.372), (0.06, 0.044), _pale(coat, 0.75))
    pen.polygon([(0.472, 0.325), (0.528, 0.325), (0.5, 0.358)], inner)
    pen.stroke([(0.452, 0.392), (0.48, 0.4), (0.5, 0.36), (0.52, 0.4), (0.548, 0.392)], 0.008, line)
    for side in (-1, 1):
        _eye(pen, (0.5 + side * 0.088, 0.272), 0.04, (120, 180, 90))
        for tilt in (-0.03, 0.0, 0.03):
            pen.stroke([(0.5 + side * 0.1, 0.37 + tilt * 0.4), (0.5 + side * 0.28, 0.36 + tilt * 1.6)], 0.004, WHITE)


def _bird(pen: Pen, coat: Colour) -> None:
    for x in (0.47, 0.56):
        pen.stroke([(x, 0.8), (x, 0.95)], 0.014, (150, 96, 50))
        pen.stroke([(x - 0.05, 0.96), (x, 0.94), (x + 0.05, 0.96)], 0.014, (150, 96, 50))
    pen.polygon([(0.72, 0.62), (0.98, 0.5), (0.94, 0.62), (0.99, 0.68), (0.74, 0.78)], _dark(coat))
    pen.blob([(0.3, 0.3), (0.5, 0.38), (0.76, 0.6), (0.72, 0.78), (0.5, 0.86), (0.31, 0.76), (0.24, 0.55)], coat)
    pen.blob([(0.3, 0.5), (0.4, 0.55), (0.48, 0.74), (0.42, 0.82), (0.32, 0.74), (0.26, 0.6)], _pale(coat))
    pen.blob([(0.45, 0.5), (0.66, 0.56), (0.86, 0.7), (0.7, 0.74), (0.52, 0.7)], _dark(coat, 0.25))
    pen.ellipse((0.35, 0.32), (0.16, 0.16), coat)
    pen.polygon([(0.21, 0.28), (0.21, 0.38), (0.06, 0.35)], GOLD)
    _eye(pen, (0.31, 0.29), 0.032, (70, 50, 30))


def _house(pen: Pen, wall: Colour) -> None:
    roof = _dark(mix(wall, (150, 60, 40), 0.6), 0.25)
    pen.rectangle((0.68, 0.14), (0.78, 0.4), _dark(wall, 0.45))
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


def _tree(pen: Pen, leaves: Colour) -> None:
    pen.blob([(0.45, 0.55), (0.55, 0.55), (0.56, 0.85), (0.63, 0.97), (0.37, 0.97), (0.44, 0.85)], (104, 74, 50))
    for x, y, radius, share in (
        (0.3, 0.5, 0.2, 0.2), (0.7, 0.5, 0.2, 0.25), (0.5, 0.54, 0.22, 0.28), (0.36, 0.3, 0.19, 0.08),
        (0.64, 0.31, 0.19, 0.14), (0.5, 0.2, 0.18, 0.0), (0.46, 0.4, 0.2, 0.05),
    ):  # fmt: skip
        pen.ellipse((x, y), (radius, radius * 0.92), _dark(leaves, share))
    for x, y in ((0.4, 0.2), (0.3, 0.42), (0.52, 0.34), (0.66, 0.26), (0.62, 0.46)):
        pen.ellipse((x, y), (0.05, 0.04), _pale(leaves, 0.2))


def _flower(pen: Pen, petal: Colour) -> None:
    pen.stroke([(0.5, 0.4), (0.52, 0.7), (0.49, 0.98)], 0.03, (70, 124, 58))
    pen.blob([(0.51, 0.78), (0.66, 0.64), (0.8, 0.64), (0.7, 0.76)], (84, 144, 66))
    pen.blob([(0.5, 0.86), (0.36, 0.72), (0.22, 0.72), (0.32, 0.84)], (70, 124, 58))
    for ring, size, share in ((0.2, 0.13, 0.15), (0.15, 0.105, 0.0)):
        for turn in range(9):
            angle = turn / 9 * 2 * math.pi + ring * 2
            centre = (0.5 + ring * math.cos(angle), 0.36 + ring * math.sin(angle))
            pen.ellipse(centre, (size * 0.62, size * 0.62), _dark(petal, share))
    pen.ellipse((0.5, 0.36), (0.1, 0.1), GOLD)
    pen.ellipse((0.5, 0.36), (0.06, 0.06), _dark(GOLD, 0.3))


def _car(pen: Pen, body: Colour) -> None:
    pen.blob([(0.22, 0.58), (0.34, 0.4), (0.5, 0.36), (0.66, 0.4), (0.78, 0.58), (0.5, 0.62)], body)
    pen.blob([(0.29, 0.56), (0.37, 0.43), (0.48, 0.41), (0.48, 0.56)], GLASS)
    pen.blob([(0.52, 0.41), (0.63, 0.43), (0.71, 0.56), (0.52, 0.56)], GLASS)
    pen.rectangle((0.05, 0.55), (0.95, 0.76), body, 0.08)
    pen.rectangle((0.05, 0.66), (0.95, 0.7), _dark(body, 0.25))
    pen.ellipse((0.92, 0.62), (0.03, 0.035), (255, 240, 190))
    pen.ellipse((0.075, 0.62), (0.022, 0.03), (200, 40, 40))
    for x in (0.25, 0.75):
        pen.ellipse((x, 0.77), (0.115, 0.115), BLACK)
        pen.ellipse((x, 0.77), (0.06, 0.06), (190, 194, 200))
        pen.ellipse((x, 0.77), (0.02, 0.02), (90, 94, 100))


def _bicycle(pen: Pen, frame: Colour) -> None:
    for x in (0.24, 0.76):
        for turn in range(8):
            angle = turn / 8 * math.pi
            dx, dy = 0.19 * math.cos(angle), 0.19 * math.sin(angle)
            pen.stroke([(x - dx, 0.72 - dy), (x + dx, 0.72 + dy)], 0.005, (150, 150, 155))
        ring = [(x + 0.2 * math.cos(at / 12 * 6.2832), 0.72 + 0.2 * math.sin(at / 12 * 6.2832)) for at in range(13)]
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


def _boat(pen: Pen, hull: Colour) -> None:
    pen.stroke([(0.5, 0.08), (0.5, 0.72)], 0.018, (110, 78, 52))
    pen.polygon([(0.53, 0.1), (0.53, 0.66), (0.88, 0.66)], WHITE)
    pen.polygon([(0.47, 0.18), (0.47, 0.66), (0.2, 0.66)], _pale(hull, 0.6))
    pen.blob([(0.07, 0.71), (0.5, 0.74), (0.94, 0.71), (0.84, 0.88), (0.5, 0.92), (0.2, 0.88)], hull)
    pen.stroke([(0.1, 0.75), (0.5, 0.78), (0.91, 0.75)], 0.02, WHITE)


def _balloon(pen: Pen, cloth: Colour) -> None:
    for x in (0.43, 0.57):
        pen.stroke([(x, 0.68), (0.5 + (x - 0.5) * 0.7, 0.84)], 0.007, (96, 70, 48))
    pen.blob([(0.5, 0.04), (0.74, 0.14), (0.82, 0.36), (0.7, 0.56), (0.56, 0.7), (0.44, 0.7), (0.3, 0.56), (0.18, 0.36), (0.26, 0.14)], cloth)
    pen.blob([(0.5, 0.04), (0.64, 0.16), (0.68, 0.36), (0.6, 0.58), (0.53, 0.7), (0.47, 0.7), (0.4, 0.58), (0.32, 0.36), (0.36, 0.16)], _pale(cloth, 0.75))
    pen.blob([(0.5, 0.04), (0.55, 0.18), (0.57, 0.38), (0.53, 0.6), (0.5, 0.7), (0.47, 0.6), (0.43, 0.38), (0.45, 0.18)], cloth)
    pen.rectangle((0.44, 0.84), (0.56, 0.95), (150, 104, 62), 0.02)


def _rocket(pen: Pen, fins: Colour) -> None:
    pen.blob([(0.44, 0.8), (0.56, 0.8), (0.53, 0.9), (0.5, 0.99), (0.47, 0.9)], (255, 150, 50))
    pen.blob([(0.465, 0.8), (0.535, 0.8), (0.5, 0.92)], (255, 232, 130))
    for side in (-1, 1):
        pen.blob([(0.5 + side * 0.12, 0.56), (0.5 + side * 0.28, 0.74), (0.5 + side * 0.26, 0.86), (0.5 + side * 0.1, 0.78)], fins)
    pen.blob([(0.5, 0.03), (0.62, 0.22), (0.66, 0.5), (0.6, 0.8), (0.4, 0.8), (0.34, 0.5), (0.38, 0.22)], (232, 236, 240))
    pen.blob([(0.5, 0.03), (0.585, 0.14), (0.61, 0.21), (0.5, 0.235), (0.39, 0.21), (0.415, 0.14)], fins)
    pen.ellipse((0.5, 0.4), (0.085, 0.085), (120, 128, 138))
    pen.ellipse((0.5, 0.4), (0.065, 0.065), GLASS)


def _fish(pen: Pen, scales: Colour) -> None:
    pen.blob([(0.7, 0.5), (0.96, 0.28), (0.9, 0.5), (0.96, 0.74)], _dark(scales, 0.2))
    pen.blob([(0.34, 0.34), (0.5, 0.18), (0.64, 0.34)], _dark(scales, 0.25))
    pen.blob([(0.05, 0.5), (0.22, 0.34), (0.48, 0.29), (0.76, 0.5), (0.48, 0.72), (0.22, 0.67)], scales)
    pen.blob([(0.1, 0.56), (0.3, 0.62), (0.6, 0.6), (0.48, 0.7), (0.22, 0.66)], _pale(scales))
    pen.blob([(0.42, 0.52), (0.56, 0.5), (0.58, 0.62)], _dark(scales, 0.25))
    for x in (0.34, 0.5):
        pen.stroke([(x, 0.36), (x + 0.03, 0.5), (x, 0.64)], 0.03, _pale(scales, 0.7))
    _eye(pen, (0.2, 0.46), 0.036, (240, 236, 220))


def _castle(pen: Pen, stone: Colour) -> None:
    for x, top in ((0.08, 0.42), (0.7, 0.42), (0.37, 0.26)):
        wide = 0.26 if x == 0.37 else 0.22
        pen.rectangle((x, top), (x + wide, 0.95), _dark(stone, 0.1))
        for notch in range(3):
            left = x + notch * wide / 2.6
            pen.rectangle((left, top - 0.06), (left + wide / 5, top + 0.01), _dark(stone, 0.1))
        pen.rectangle((x + wide / 2 - 0.02, top + 0.12), (x + wide / 2 + 0.02, top + 0.22), BLACK, 0.02)
    pen.rectangle((0.2, 0.62), (0.8, 0.95), stone)
    pen.rectangle((0.42, 0.74), (0.58, 0.95), (84, 56, 40), 0.07)
    pen.stroke([(0.5, 0.2), (0.5, 0.03)], 0.012, BLACK)
    pen.polygon([(0.505, 0.03), (0.7, 0.075), (0.505, 0.12)], (200, 50, 50))


def _robot(pen: Pen, metal: Colour) -> None:
    pen.stroke([(0.5, 0.16), (0.5, 0.05)], 0.016, _dark(metal))
    pen.ellipse((0.5, 0.05), (0.03, 0.03), (230, 70, 60))
    for side in (-1, 1):
        pen.stroke([(0.5 + side * 0.24, 0.52), (0.5 + side * 0.34, 0.62), (0.5 + side * 0.31, 0.74)], 0.06, _dark(metal, 0.25))
        pen.rectangle((0.5 + side * 0.11 - 0.06, 0.8), (0.5 + side * 0.11 + 0.06, 0.97), _dark(metal, 0.25), 0.03)
    pen.rectangle((0.27, 0.46), (0.73, 0.84), metal, 0.06)
    pen.rectangle((0.3, 0.14), (0.7, 0.44), _pale(metal, 0.3), 0.07)
    pen.rectangle((0.35, 0.2), (0.65, 0.37), (28, 36, 48), 0.05)
    for x in (0.43, 0.57):
        pen.ellipse((x, 0.275), (0.035, 0.035), (90, 230, 240))
    pen.stroke([(0.44, 0.335), (0.5, 0.35), (0.56, 0.335)], 0.01, (90, 230, 240))
    for index, lamp in enumerate(((230, 80, 70), GOLD, (90, 200, 110))):
        pen.ellipse((0.4 + index * 0.1, 0.58), (0.03, 0.03), lamp)
    pen.rectangle((0.36, 0.67), (0.64, 0.75), _dark(metal, 0.3), 0.02)


def _moon(pen: Pen, face: Colour) -> None:
    pen.ellipse((0.5, 0.5), (0.4, 0.4), face)
    for x, y, radius in ((0.38, 0.36, 0.08), (0.6, 0.56, 0.1), (0.42, 0.68, 0.06), (0.64, 0.32, 0.05)):
        pen.ellipse((x, y), (radius, radius), _dark(face, 0.16))


def _star(pen: Pen, light: Colour) -> None:
    points = [
        (0.5 + reach * math.sin(turn / 5 * math.pi), 0.5 - reach * math.cos(turn / 5 * math.pi))
        for turn in range(10)
        for reach in ((0.46, 0.2)[turn % 2],)
    ]
    pen.polygon(points, light)
    pen.polygon([(0.5 + (x - 0.5) * 0.6, 0.5 + (y - 0.5) * 0.6) for x, y in points], _pale(light))


SUBJECTS: Mapping[str, tuple[Colour, Drawer]] = {
    "dog": ((206, 146, 84), _dog),
    "cat": ((226, 152, 88), _cat),
    "bird": ((70, 136, 196), _bird),
    "house": ((214, 190, 160), _house),
    "tree": ((86, 140, 66), _tree),
    "flower": ((222, 84, 120), _flower),
    "car": ((204, 60, 52), _car),
    "bicycle": ((46, 120, 170), _bicycle),
    "boat": ((178, 58, 50), _boat),
    "balloon": ((224, 84, 62), _balloon),
    "rocket": ((214, 66, 56), _rocket),
    "fish": ((244, 138, 52), _fish),
    "castle": ((182, 176, 168), _castle),
    "robot": ((150, 166, 182), _robot),
    "moon": ((240, 236, 214), _moon),
    "star": ((252, 212, 88), _star),
}
