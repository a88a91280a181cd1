"""The colours that subjects share, and how to make one darker or paler."""

from __future__ import annotations

from sandbox.drawing.textures import Colour, mix

BLACK: Colour = (22, 18, 18)
WHITE: Colour = (252, 250, 246)
GLASS: Colour = (176, 214, 234)
GOLD: Colour = (236, 190, 70)


def dark(colour: Colour, share: float = 0.35) -> Colour:
    """Return a colour in shadow."""
    return mix(colour, (20, 12, 10), share)


def pale(colour: Colour, share: float = 0.55) -> Colour:
    """Return a colour in light."""
    return mix(colour, WHITE, share)
