"""Makes an order of what a person asked for, the same way at every door, and hands it on."""

from __future__ import annotations

from typing import Any

import discord

from cogs.ui.checks import check_reference_support, check_source, checked_prompt
from cogs.ui.defaults import Asked, model_for, ratio_for, style_for
from cogs.ui.host import host_of
from cogs.ui.intake import place, take
from cogs.ui.permissions import require_card_permissions
from cogs.ui.sources import Source
from studio.generations import Kind, Order
from studio.preferences import Preferences
from studio.prompts import with_mention
from studio.queries import ReactionAdd


async def ask(
    interaction: discord.Interaction[Any], asked: Asked, source: Source | None = None
) -> None:
    """Check and complete what was asked for, and answer with its card.

    Raises RefusalError before anything is shown or spent.
    """
    await ask_with(interaction, await completed(interaction, asked, source))


async def ask_with(
    interaction: discord.Interaction[Any], order: Order, *, once: ReactionAdd | None = None
) -> None:
    """Answer with the card of a complete order, if the bot may show it there."""
    if not order.private:
        require_card_permissions(interaction)
    await take(interaction, order, once=once)


async def completed(
    interaction: discord.Interaction[Any], asked: Asked, source: Source | None
) -> Order:
    """Return the order that is asked for, with what was left out.

    Raises RefusalError, and StoreUnavailableError if nobody knows what was left out: it might be
    that it is private.
    """
    preferred = await host_of(interaction).studio.preferences.of(interaction.user.id)
    model = model_for(preferred, asked.model, with_reference=source is not None)
    prompt = checked_prompt(asked.prompt)
    ratio = ratio_for(preferred, asked, model, with_reference=source is not None)
    if source is not None:
        check_reference_support(model)
        check_source(source)
        prompt = _mentioning(preferred, asked.kind, prompt)
    return Order(
        kind=asked.kind,
        prompt=prompt,
        model=model.name,
        aspect_ratio=ratio[0],
        ratio_source=ratio[1],
        style=style_for(preferred, asked.style),
        count=asked.count or preferred.usable.images,
        private=preferred.hides if asked.private is None else asked.private,
        ping=preferred.pings,
        reference=source.reference if source is not None else None,
        origin=asked.origin or (source.origin if source is not None else None),
        **await place(interaction),
    )


def _mentioning(preferred: Preferences, kind: Kind, prompt: str) -> str:
    """Return a prompt that says that there is a reference, unless that is not wanted.

    What is asked of a picture as a whole says so anyway.
    """
    return with_mention(prompt) if kind is Kind.GENERATE and preferred.mentions else prompt
