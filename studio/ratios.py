"""Chooses the aspect ratio that suits a reference; pure."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pictory_async import ImageModel

ROUNDING = Fraction(101, 100)
"""How unequal two distances are that count as a tie, because scaling rounds to whole pixels.

A photo of 4:3 is exactly as far from 1:1 as from 16:9.
"""


def nearest_ratio(model: ImageModel, width: int, height: int) -> str:
    """Return the model's ratio that is nearest to a picture's; of a tie, the model's first.

    Near is what has to be cropped or added: twice as wide is as far away as twice as high.
    """
    distances = [_distance(ratio, width, height) for ratio in model.aspect_ratios]
    within = min(distances) * ROUNDING
    nearest = next(n for n, distance in enumerate(distances) if distance <= within)
    return model.aspect_ratios[nearest]


def _distance(ratio: str, width: int, height: int) -> Fraction:
    """Return how many times too wide or too high a picture is for a ratio: exact, not a log."""
    wide, _, high = ratio.partition(":")
    times = Fraction(width, height) / Fraction(int(wide), int(high))
    return max(times, 1 / times)
