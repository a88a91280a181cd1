"""The newest snapshot of a generation, as those who work on it bring it up to date."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from studio.generations import RatioSource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from studio.generations import Card, Generation, Image


class Newest:
    """Holds `generation`: values never change, so what is news makes a newer one.

    `closed` says that the store has it that nothing is left to do.
    """

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.closed = False

    def take_in(self, newer: Mapping[int, Image]) -> None:
        """Remember newer snapshots of images."""
        merged = tuple(newer.get(image.n, image) for image in self.generation.images)
        self.generation = replace(self.generation, images=merged)

    def shown(self, at: float | None) -> None:
        """Remember that the card has shown its last state, or with None that it is to come."""
        self.generation = replace(self.generation, shown_at=at)

    def card_posted(self, card: Card) -> None:
        """Remember the message that shows the generation."""
        order = replace(self.generation.order, card=card)
        self.generation = replace(self.generation, order=order)

    def ratio_matched(self, ratio: str) -> None:
        """Remember the aspect ratio that fits the reference."""
        order = replace(self.generation.order, aspect_ratio=ratio, ratio_source=RatioSource.MATCHED)
        self.generation = replace(self.generation, order=order)

    def reference_stored(self) -> None:
        """Remember that the card carries the reference itself."""
        self.generation = replace(self.generation, reference_stored=True)
