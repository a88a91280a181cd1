"""Knows what a card has to carry: the files its message has, its reference, its new pictures."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import discord

from cogs.ui.courier import Courier
from cogs.ui.language import words_for
from cogs.ui.media import Media, media_of
from cogs.ui.parcels import REFERENCE, Parcel, Upload, pack, reference_upload, result_uploads
from cogs.ui.references import References
from studio.generations import Generation, ImageState
from studio.ports import Progress, ReferenceGoneError, ReferenceRejectedError, Rung
from studio.studio import Studio

log = logging.getLogger(__name__)

NOTHING_HELD: Mapping[str, Media] = {}


def delivered_names(generation: Generation) -> set[str]:
    """Return the names of the pictures that were shown on a message, not put aside."""
    return {
        image.name
        for image in generation.images
        if image.state is ImageState.DELIVERED and image.kept_at is None
    }


class Cargo:
    """Packs parcels for the cards of generations."""

    def __init__(self, courier: Courier, studio: Studio, references: References) -> None:
        self._courier = courier
        self._studio = studio
        self._references = references
        self._held: dict[int, Mapping[str, Media]] = {}
        self._elsewhere: dict[int, set[str]] = {}
        """Pictures that a message in the stead of the card's shows, by generation."""

    async def pack(
        self, generation: Generation, held: Mapping[str, Media], results: Sequence[Upload]
    ) -> Parcel:
        """Pack what brings a message that has the files `held` to the wanted set."""
        reference = await self._reference(generation, held, again=bool(results))
        progress = self._studio.forecast(generation)
        return pack(generation, progress, held, [*reference, *results])

    def pack_status(
        self, generation: Generation, progress: Progress, held: Mapping[str, Media]
    ) -> Parcel:
        """Pack a card on its way, with its reference as soon as that is at hand."""
        return pack(generation, progress, held, self._copy(generation, held))

    async def pack_collected(
        self, generation: Generation, pictures: Mapping[int, Path], limit: int
    ) -> Parcel:
        """Pack pictures that were put aside as a card of their own."""
        part = replace(generation, images=tuple(generation.image(n) for n in sorted(pictures)))
        results = await result_uploads(generation, pictures, limit)
        reference = await self._reference(generation, NOTHING_HELD, again=True)
        return pack(part, Progress(), NOTHING_HELD, [*reference, *results])

    async def held_of(self, generation: Generation, rung: Rung) -> Mapping[str, Media]:
        """Return the files that the card's message has; an unknown one is fetched by this step."""
        known, delivered = self._held.get(generation.id), delivered_names(generation)
        if known is not None:
            elsewhere = self._elsewhere.get(generation.id, set())
            if delivered <= known.keys() | elsewhere:  # or else another process added some
                return known
        certain = bool(delivered) or generation.reference_stored
        # A process may have ended between showing a picture and writing down that it did.
        perhaps = any(image.state is ImageState.READY for image in generation.images)
        if generation.card.message_id is None or not (certain or perhaps):
            return NOTHING_HELD
        by_token = rung is Rung.TOKEN_EDIT
        try:
            message = await self._courier.fetch(generation.card, by_token=by_token)
        except discord.Forbidden:
            if certain:
                raise
            return NOTHING_HELD
        self._held[generation.id] = media_of(message)
        self._elsewhere[generation.id] = delivered - self._held[generation.id].keys()
        return self._held[generation.id]

    async def landed(
        self, generation: Generation, parcel: Parcel, message: discord.Message
    ) -> None:
        """Take note of the files that a message has now."""
        self._held[generation.id] = media_of(message)
        if parcel.has_reference and not generation.reference_stored:
            await self._studio.reference_stored(generation.id)
        if parcel.has_reference:
            self._references.forget(generation.id)

    def forget(self, generation_id: int) -> None:
        """Drop what is known of a card that shows nothing more."""
        self._held.pop(generation_id, None)
        self._elsewhere.pop(generation_id, None)
        self._references.forget(generation_id)

    async def _reference(
        self, generation: Generation, held: Mapping[str, Media], *, again: bool
    ) -> list[Upload]:
        """Return the reference as a file for a message without it, read again if need be.

        A generation that came to nothing before it began needs none.
        """
        if generation.order.reference is None or REFERENCE in held:
            return []
        begun = again or any(image.job_id for image in generation.images)
        if begun and self._references.copy_of(generation.id) is None:
            try:
                await self._references.prepare(generation)
            except (ReferenceGoneError, ReferenceRejectedError) as error:
                log.info("generation %s ends without its reference: %s", generation.id, error)
        return self._copy(generation, held)

    def _copy(self, generation: Generation, held: Mapping[str, Media]) -> list[Upload]:
        copy = self._references.copy_of(generation.id)
        if copy is None or REFERENCE in held:
            return []
        return [reference_upload(copy, words_for(generation.order.locale))]
