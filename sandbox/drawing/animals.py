"""Animals, drawn with a few shapes each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.drawing.shades import BLACK, GOLD, WHITE, dark, pale
from sandbox.drawing.textures import mix

if TYPE_CHECKING:
    from sandbox.drawing.pen import Pen
    from sandbox.drawing.textures import Colour


def _sitting_body(pen: Pen, coat: Colour) -> None:
    """Draw the haunches, body, chest and front legs of a sitting animal, seen from the front."""
    for x in (0.32, 0.68):
        pen.ellipse((x, 0.82), (0.15, 0.15), dark(coat, 0.14))
        pen.ellipse((x - 0.04 + (x > 0.5) * 0.08, 0.95), (0.1, 0.042), coat)
    pen.blob(
        [
            (0.5, 0.38),
            (0.66, 0.52),
            (0.71, 0.78),
            (0.6, 0.93),
            (0.4, 0.93),
            (0.29, 0.78),
            (0.34, 0.52),
        ],
        coat,
    )
    pen.blob(
        [(0.5, 0.44), (0.585, 0.55), (0.57, 0.74), (0.5, 0.8), (0.43, 0.74), (0.415, 0.55)],
        pale(coat),
    )
    for x in (0.435, 0.565):
        pen.stroke([(x, 0.68), (x, 0.92)], 0.092, mix(coat, pale(coat), 0.3))
        pen.ellipse((x, 0.945), (0.064, 0.042), pale(coat, 0.7))
        for toe in (-0.02, 0.02):
            pen.stroke([(x + toe, 0.945), (x + toe, 0.97)], 0.006, dark(coat, 0.5))
    pen.stroke([(0.5, 0.7), (0.5, 0.93)], 0.012, dark(coat, 0.45))


def _eye(pen: Pen, centre: tuple[float, float], size: float, iris: Colour) -> None:
    x, y = centre
    pen.ellipse(centre, (size * 1.15, size * 1.15), dark(iris, 0.8))
    pen.ellipse(centre, (size, size), iris)
    pen.ellipse(centre, (size * 0.6, size * 0.78), BLACK)
    pen.ellipse((x - size * 0.32, y - size * 0.38), (size * 0.3, size * 0.3), WHITE)


def dog(pen: Pen, coat: Colour) -> None:
    """Draw a dog."""
    ear, blaze = dark(coat, 0.42), pale(coat, 0.7)
    pen.stroke([(0.66, 0.88), (0.8, 0.84), (0.87, 0.72), (0.86, 0.62)], 0.055, coat)
    _sitting_body(pen, coat)
    pen.stroke([(0.385, 0.475), (0.5, 0.52), (0.615, 0.475)], 0.036, (190, 44, 44))
    pen.ellipse((0.5, 0.55), (0.027, 0.027), GOLD)
    pen.blob(
        [
            (0.5, 0.1),
            (0.62, 0.14),
            (0.675, 0.27),
            (0.63, 0.4),
            (0.5, 0.475),
            (0.37, 0.4),
            (0.325, 0.27),
            (0.38, 0.14),
        ],
        coat,
    )
    pen.blob(
        [(0.39, 0.14), (0.33, 0.12), (0.265, 0.22), (0.26, 0.36), (0.3, 0.42), (0.345, 0.32)], ear
    )
    pen.blob(
        [(0.61, 0.14), (0.67, 0.12), (0.735, 0.22), (0.74, 0.36), (0.7, 0.42), (0.655, 0.32)], ear
    )
    pen.blob(
        [
            (0.5, 0.12),
            (0.522, 0.24),
            (0.6, 0.34),
            (0.575, 0.42),
            (0.5, 0.458),
            (0.425, 0.42),
            (0.4, 0.34),
            (0.478, 0.24),
        ],
        blaze,
    )
    pen.ellipse((0.5, 0.445), (0.036, 0.05), (226, 120, 128))
    pen.stroke([(0.5, 0.425), (0.5, 0.485)], 0.006, (190, 84, 96))
    pen.blob(
        [(0.5, 0.335), (0.585, 0.355), (0.572, 0.41), (0.5, 0.418), (0.428, 0.41), (0.415, 0.355)],
        blaze,
    )
    pen.stroke(
        [(0.43, 0.41), (0.47, 0.425), (0.5, 0.395), (0.53, 0.425), (0.57, 0.41)],
        0.009,
        dark(coat, 0.7),
    )
    pen.blob([(0.455, 0.325), (0.545, 0.325), (0.53, 0.365), (0.5, 0.38), (0.47, 0.365)], BLACK)
    pen.ellipse((0.485, 0.336), (0.014, 0.006), (120, 116, 116))
    for x in (0.43, 0.57):
        _eye(pen, (x, 0.272), 0.026, (92, 56, 30))
        pen.stroke([(x - 0.025, 0.218), (x, 0.208), (x + 0.025, 0.218)], 0.01, pale(coat))


def cat(pen: Pen, coat: Colour) -> None:
    """Draw a cat."""
    inner, line = (232, 160, 160), dark(coat, 0.4)
    pen.stroke(
        [(0.66, 0.92), (0.84, 0.9), (0.88, 0.76), (0.8, 0.66), (0.84, 0.56)], 0.05, dark(coat, 0.1)
    )
    _sitting_body(pen, coat)
    for side in (-1, 1):
        pen.polygon(
            [(0.5 + side * 0.175, 0.04), (0.5 + side * 0.185, 0.26), (0.5 + side * 0.03, 0.16)],
            coat,
        )
        pen.polygon(
            [(0.5 + side * 0.163, 0.085), (0.5 + side * 0.165, 0.22), (0.5 + side * 0.07, 0.16)],
            inner,
        )
    pen.blob(
        [
            (0.5, 0.13),
            (0.63, 0.17),
            (0.69, 0.29),
            (0.63, 0.41),
            (0.5, 0.455),
            (0.37, 0.41),
            (0.31, 0.29),
            (0.37, 0.17),
        ],
        coat,
    )
    for offset in (-0.05, 0, 0.05):
        pen.stroke([(0.5 + offset, 0.145), (0.5 + offset * 0.8, 0.205)], 0.014, line)
    pen.ellipse((0.462, 0.372), (0.06, 0.044), pale(coat, 0.75))
    pen.ellipse((0.538, 0.372), (0.06, 0.044), pale(coat, 0.75))
    pen.polygon([(0.472, 0.325), (0.528, 0.325), (0.5, 0.358)], inner)
    pen.stroke([(0.452, 0.392), (0.48, 0.4), (0.5, 0.36), (0.52, 0.4), (0.548, 0.392)], 0.008, line)
    for side in (-1, 1):
        _eye(pen, (0.5 + side * 0.088, 0.272), 0.04, (120, 180, 90))
        for tilt in (-0.03, 0.0, 0.03):
            pen.stroke(
                [(0.5 + side * 0.1, 0.37 + tilt * 0.4), (0.5 + side * 0.28, 0.36 + tilt * 1.6)],
                0.004,
                WHITE,
            )


def bird(pen: Pen, coat: Colour) -> None:
    """Draw a bird."""
    for x in (0.47, 0.56):
        pen.stroke([(x, 0.8), (x, 0.95)], 0.014, (150, 96, 50))
        pen.stroke([(x - 0.05, 0.96), (x, 0.94), (x + 0.05, 0.96)], 0.014, (150, 96, 50))
    pen.polygon([(0.72, 0.62), (0.98, 0.5), (0.94, 0.62), (0.99, 0.68), (0.74, 0.78)], dark(coat))
    pen.blob(
        [
            (0.3, 0.3),
            (0.5, 0.38),
            (0.76, 0.6),
            (0.72, 0.78),
            (0.5, 0.86),
            (0.31, 0.76),
            (0.24, 0.55),
        ],
        coat,
    )
    pen.blob(
        [(0.3, 0.5), (0.4, 0.55), (0.48, 0.74), (0.42, 0.82), (0.32, 0.74), (0.26, 0.6)],
        pale(coat),
    )
    pen.blob([(0.45, 0.5), (0.66, 0.56), (0.86, 0.7), (0.7, 0.74), (0.52, 0.7)], dark(coat, 0.25))
    pen.ellipse((0.35, 0.32), (0.16, 0.16), coat)
    pen.polygon([(0.21, 0.28), (0.21, 0.38), (0.06, 0.35)], GOLD)
    _eye(pen, (0.31, 0.29), 0.032, (70, 50, 30))


def fish(pen: Pen, scales: Colour) -> None:
    """Draw a fish."""
    pen.blob([(0.7, 0.5), (0.96, 0.28), (0.9, 0.5), (0.96, 0.74)], dark(scales, 0.2))
    pen.blob([(0.34, 0.34), (0.5, 0.18), (0.64, 0.34)], dark(scales, 0.25))
    pen.blob(
        [(0.05, 0.5), (0.22, 0.34), (0.48, 0.29), (0.76, 0.5), (0.48, 0.72), (0.22, 0.67)], scales
    )
    pen.blob([(0.1, 0.56), (0.3, 0.62), (0.6, 0.6), (0.48, 0.7), (0.22, 0.66)], pale(scales))
    pen.blob([(0.42, 0.52), (0.56, 0.5), (0.58, 0.62)], dark(scales, 0.25))
    for x in (0.34, 0.5):
        pen.stroke([(x, 0.36), (x + 0.03, 0.5), (x, 0.64)], 0.03, pale(scales, 0.7))
    _eye(pen, (0.2, 0.46), 0.036, (240, 236, 220))
