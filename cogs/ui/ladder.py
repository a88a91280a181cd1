"""Decides from the stored row by which steps a picture may reach its requester (DESIGN 3.2)."""

from __future__ import annotations

from studio.generations import Generation
from studio.ports import Rung


def rungs(generation: Generation, now: float) -> tuple[Rung, ...]:
    """Return the steps that apply at `now`, the first to be tried first.

    What was shown to one person only never goes by a step that others see.
    """
    order, card = generation.order, generation.card
    born_of_reaction = card.interaction_token is None
    steps = []
    if card.interaction_token is not None and now < card.token_expires_at:
        steps.append(Rung.TOKEN_EDIT)
    if order.private or card.ephemeral:
        return tuple(steps)
    if order.bot_in_guild or born_of_reaction:
        steps += [Rung.BOT_EDIT, Rung.NEW_MESSAGE]
    return tuple(steps)
