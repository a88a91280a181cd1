"""A pen that draws smooth shapes in unit coordinates, and shades what it drew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.drawing.textures import Colour

Point = tuple[float, float]

SUPERSAMPLING = 2
CURVE_STEPS = 8


class Pen:
    """Draws on a transparent square; x and y go from 0 to 1, downwards and to the right."""

    def __init__(self, side: int) -> None:
        self._side = max(1, side)
        self._scale = self._side * SUPERSAMPLING
        self._layer = Image.new("RGBA", (self._scale, self._scale))
        self._draw = ImageDraw.Draw(self._layer)

    def ellipse(self, centre: Point, radii: Point, fill: Colour) -> None:
        """Draw a filled ellipse."""
        (x, y), (rx, ry) = centre, radii
        box = [value * self._scale for value in (x - rx, y - ry, x + rx, y + ry)]
        self._draw.ellipse(box, fill=fill)

    def polygon(self, points: Sequence[Point], fill: Colour) -> None:
        """Draw a filled polygon with straight sides."""
        self._draw.polygon(self._scaled(points), fill=fill)

    def blob(self, points: Sequence[Point], fill: Colour) -> None:
        """Draw a filled closed curve through points."""
        self._draw.polygon(self._scaled(_smooth(points, closed=True)), fill=fill)

    def stroke(self, points: Sequence[Point], width: float, fill: Colour) -> None:
        """Draw an open curve through points, with round ends."""
        path = self._scaled(_smooth(points, closed=False))
        thick = max(1, round(width * self._scale))
        self._draw.line(path, fill=fill, width=thick, joint="curve")
        for x, y in (path[0], path[-1]):
            half = thick / 2
            self._draw.ellipse([x - half, y - half, x + half, y + half], fill=fill)

    def rectangle(self, corner: Point, opposite: Point, fill: Colour, radius: float = 0) -> None:
        """Draw a filled rectangle, with rounded corners if there is a radius."""
        box = [value * self._scale for value in (*corner, *opposite)]
        self._draw.rounded_rectangle(box, radius * self._scale, fill=fill)

    def finished(self, *, depth: float = 0.35) -> Image.Image:
        """Return what was drawn, lit from the upper left; a depth of 0 leaves it flat."""
        small = self._layer.resize((self._side, self._side), Image.Resampling.LANCZOS)
        alpha = small.getchannel("A")
        lit = ImageChops.multiply(small.convert("RGB"), _shade(alpha, depth))
        lit.putalpha(alpha)
        return lit

    def _scaled(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self._scale, y * self._scale) for x, y in points]


def _shade(alpha: Image.Image, depth: float) -> Image.Image:
    """Return what to multiply a shape with: dark where its outline turns away from the light."""
    side = alpha.width
    soft = alpha.filter(ImageFilter.GaussianBlur(side * 0.05))
    shifted = ImageChops.offset(soft, -round(side * 0.035), -round(side * 0.04))
    levels = [round(255 * (1 - depth * (1 - value / 255))) for value in range(256)]
    shade = shifted.point(levels)
    return Image.merge("RGB", (shade, shade, shade))


def _smooth(points: Sequence[Point], *, closed: bool) -> list[Point]:
    """Return a Catmull-Rom curve through points, as many short lines."""
    count = len(points)
    if closed:
        ring = [points[-1], *points, points[0], points[1]]
    else:
        ring = [points[0], *points, points[-1]]
    spans = count if closed else count - 1
    curve = [
        _between(ring[span : span + 4], step / CURVE_STEPS)
        for span in range(spans)
        for step in range(CURVE_STEPS)
    ]
    return curve if closed else [*curve, points[-1]]


def _between(four: Sequence[Point], t: float) -> Point:
    def axis(a: float, b: float, c: float, d: float) -> float:
        slope, bend, twist = c - a, 2 * a - 5 * b + 4 * c - d, 3 * (b - c) + d - a
        return b + 0.5 * t * (slope + t * (bend + t * twist))

    xs, ys = zip(*four, strict=True)
    return axis(*xs), axis(*ys)
