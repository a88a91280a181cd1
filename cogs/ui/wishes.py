"""Makes the orders that a finished or failed card leads to: pure, and yet to be placed."""

from __future__ import annotations

from dataclasses import replace

import discord

from cogs.ui.buttons import can_vary
from cogs.ui.errors import RefusalError
from cogs.ui.media import media_of
from cogs.ui.parcels import REFERENCE
from cogs.ui.traces import generations_on
from studio.generations import Generation, Image, ImageState, Kind, Order, Origin, Reference


def regenerated(parent: Generation) -> Order:
    """Return an order for the same inputs again, to be placed."""
    return replace(
        parent.order,
        kind=Kind.REGENERATE,
        reference=_reference_of(parent),
        origin=origin_of(parent, None),
    )


def retried(parent: Generation) -> Order:
    """Return an order for the pictures that the parent failed to make."""
    missing = [image for image in parent.images if image.settled and not delivered(image)]
    if not missing:
        raise RefusalError("refused-nothing_failed")
    return replace(regenerated(parent), count=len(missing))


def varied(parent: Generation, n: int | None) -> Order:
    """Return an order in which image `n`, by default the first there is, becomes the reference."""
    images = [image for image in parent.images if _made(image) and n in {None, image.n}]
    if not images or not can_vary(parent):
        raise RefusalError("refused-no_picture")
    chosen = images[0]
    several = len(parent.images) > 1
    return replace(
        parent.order,
        kind=Kind.VARY,
        count=1,
        reference=Reference(
            url="",
            channel_id=parent.card.channel_id,
            message_id=parent.card.message_id,
            name=chosen.name,
        ),
        origin=origin_of(parent, chosen.n if several else None),
    )


def delivered(image: Image) -> bool:
    """Whether the picture was shown."""
    return image.state is ImageState.DELIVERED


def _made(image: Image) -> bool:
    """Whether there is a picture, on a card or put aside."""
    return delivered(image) or image.kept_at is not None


def origin_of(parent: Generation, n: int | None) -> Origin:
    """Return where an order comes from that is made of `parent`, or of image `n` of it."""
    card, before = parent.card, parent.order.origin
    if before is None:
        root: tuple[int | None, int | None] = card.channel_id, card.message_id
    else:
        root = before.root_channel_id, before.root_message_id
    return Origin(parent.id, n, card.channel_id, card.message_id, *root)


def _reference_of(parent: Generation) -> Reference | None:
    """Return where the parent's reference can be read for longest: on its card, if it is there."""
    reference = parent.order.reference
    if reference is None or not parent.reference_stored:
        return reference
    return Reference(reference.url, parent.card.channel_id, parent.card.message_id, REFERENCE)


def seen_at(order: Order, parent: Generation, channel_id: int, message_id: int) -> Order:
    """Return an order made of `parent` as of another message that shows it, and has its files.

    A copy of a private picture in a DM is the only place where they can be read again.
    """
    reference, origin = order.reference, order.origin
    if reference is not None and (order.kind is Kind.VARY or parent.reference_stored):
        reference = replace(reference, channel_id=channel_id, message_id=message_id)
    if origin is not None:
        origin = replace(origin, channel_id=channel_id, message_id=message_id)
    return replace(order, reference=reference, origin=origin)


def fresh(order: Order, message: discord.Message) -> Reference | None:
    """Return the reference with a URL signed just now, if the pressed message shows its file.

    A message that shows a picture put aside is the only one that has it. One that shows several
    generations, such as a page of a gallery, says nothing of whose a file is.
    """
    reference, origin = order.reference, order.origin
    if (
        reference is None
        or origin is None
        or set(generations_on(message)) != {origin.generation_id}
    ):
        return reference
    name = reference.name if order.kind is Kind.VARY else REFERENCE
    media = media_of(message).get(name or "")
    if media is None:
        return reference
    if message.flags.ephemeral:  # which nobody can fetch later
        return replace(reference, url=media.url)
    return Reference(media.url, message.channel.id, message.id, name)
