"""Fills in what an order does not say: from its requester's preferences, or else by rule; pure."""

from __future__ import annotations

from dataclasses import dataclass

from cogs.ui.checks import checked_model, checked_ratio, checked_style
from cogs.ui.choices import NO_STYLE
from pictory_async import DEFAULT_MODEL, MODELS, ImageModel
from studio.generations import Kind, Origin, RatioSource
from studio.preferences import Preferences

FOLLOWING = frozenset({Kind.RESTYLE, Kind.REPLACE, Kind.VARY})
"""What is done to a picture as a whole, so that its own shape matters and no preferred one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked for; None was left to their preferences."""

    kind: Kind
    prompt: str
    model: str | None = None
    aspect_ratio: str | None = None
    style: str | None = None
    count: int | None = None
    private: bool | None = None
    origin: Origin | None = None
    """The picture that it was made from, unless the source says so."""


def model_for(preferred: Preferences, named: str | None, *, with_reference: bool) -> ImageModel:
    """Return the named model, or the preferred one unless it cannot use the reference there is."""
    if named is not None:
        return checked_model(named)
    model = MODELS.get(preferred.model or DEFAULT_MODEL, MODELS[DEFAULT_MODEL])
    if with_reference and not model.supports_reference:
        return MODELS[DEFAULT_MODEL]
    return model


def ratio_for(
    preferred: Preferences, asked: Asked, model: ImageModel, *, with_reference: bool
) -> tuple[str, RatioSource]:
    """Return the ratio and where it comes from; one that suits the reference is yet to be found."""
    if asked.aspect_ratio is not None:
        return checked_ratio(model, asked.aspect_ratio), RatioSource.CHOSEN
    wanted = None if asked.kind in FOLLOWING else preferred.ratio_for(model.name)
    if wanted is not None:
        return wanted, RatioSource.CHOSEN
    if with_reference:
        return model.default_aspect_ratio, RatioSource.TO_MATCH
    return model.default_aspect_ratio, RatioSource.DEFAULT


def style_for(preferred: Preferences, named: str | None) -> str | None:
    """Return the named style, or the preferred one; NO_STYLE is none at all."""
    if named is None:
        return preferred.usable.style
    return None if named == NO_STYLE else checked_style(named)
