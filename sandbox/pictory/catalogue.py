"""What Pictory AI Studio offers: models, ratios, sizes, prices, and how long each takes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

STYLES = ("photorealistic", "artistic", "cartoon", "minimalist", "vintage", "futuristic")

IMAGE_SIZES: Mapping[str, tuple[int, int]] = {
    "1:1": (1440, 1440),
    "16:9": (1920, 1080),
    "9:16": (1080, 1920),
}

VIDEO_SIZES: Mapping[str, tuple[int, int]] = {
    "16:9": (1280, 720),
    "9:16": (720, 1280),
    "1:1": (960, 960),
    "3:4": (834, 1112),
    "4:3": (1112, 834),
}


@dataclass(frozen=True, slots=True)
class Durations:
    """A lognormal distribution of job durations, in seconds at speed 1."""

    median: float
    sigma: float = 0.25

    def draw(self, rng: random.Random) -> float:
        """Return the duration of one job."""
        return rng.lognormvariate(math.log(self.median), self.sigma)


@dataclass(frozen=True, slots=True)
class ImageModel:
    """A model that makes images; the first ratio is its default, the price is per image."""

    name: str
    price: Decimal
    durations: Durations
    ratios: tuple[str, ...] = ("1:1", "16:9", "9:16")
    takes_reference: bool = True


@dataclass(frozen=True, slots=True)
class VideoModel:
    """A model that makes videos; the first ratio and length are defaults, the price per second."""

    name: str
    price: Decimal
    durations: Durations
    ratios: tuple[str, ...]
    lengths: tuple[str, ...]


ModelT = TypeVar("ModelT", ImageModel, VideoModel)


def _by_name(*models: ModelT) -> Mapping[str, ModelT]:
    return {model.name: model for model in models}


# Several times quicker than the real service's medians, so that trying the sandbox is no wait;
# a speed of 0.3 comes close to the real ones.
IMAGE_MODELS = _by_name(
    ImageModel("seedream3.0", Decimal(2), Durations(8)),
    ImageModel("flux-schnell", Decimal("0.6"), Durations(4), takes_reference=False),
    ImageModel("nanobanana", Decimal(4), Durations(11)),
    ImageModel("nanobanana-pro", Decimal(14), Durations(20, 0.35)),
)

VIDEO_MODELS = _by_name(
    VideoModel(
        "pixverse5.5",
        Decimal("1.6"),
        Durations(30, 0.3),
        ("16:9", "9:16", "1:1", "3:4", "4:3"),
        ("5s", "8s", "10s"),
    ),
    VideoModel("veo3.1", Decimal(20), Durations(60, 0.35), ("16:9", "9:16"), ("4s", "6s", "8s")),
    VideoModel(
        "veo3.1_fast", Decimal(10), Durations(35, 0.3), ("16:9", "9:16"), ("4s", "6s", "8s")
    ),
)


def catalogue_durations() -> dict[str, Durations]:
    """Return how long each model takes, by its name."""
    images = {name: model.durations for name, model in IMAGE_MODELS.items()}
    videos = {name: model.durations for name, model in VIDEO_MODELS.items()}
    return images | videos
