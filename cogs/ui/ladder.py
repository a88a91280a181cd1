"""Decides from the stored row by which steps a picture may reach its requester (DESIGN 3.2)."""

from __future__ import annotations

from studio.generations import Generation
from studio.ports import Rung


def rungs(generation: Generation, now: float) -> tuple[Rung, ...]:
    """Return the steps that apply at `now`, the first to be tried first.

    What was shown to one person only never goes by a step that others see. A card without a
    message (it was never posted) cannot be edited.
    """
    card = generation.card
    steps: list[Rung] = []
    if card.message_id is not None and token_lives(generation, now):
        steps.append(Rung.TOKEN_EDIT)
    if for_one_person(generation):
        if in_direct_message(generation):
            steps.append(Rung.BOT_EDIT)
        return (*steps, Rung.DIRECT_MESSAGE)
    if card.message_id is not None and _bot_present(generation):
        steps.append(Rung.BOT_EDIT)
    if _bot_present(generation):
        steps.append(Rung.NEW_MESSAGE)
    if not _with_the_bot(generation):
        steps.append(Rung.DIRECT_MESSAGE)
    return tuple(steps)


def token_lives(generation: Generation, now: float) -> bool:
    """Whether the interaction's token can still be used."""
    card = generation.card
    return card.interaction_token is not None and now < card.token_expires_at


def for_one_person(generation: Generation) -> bool:
    """Whether nobody but the requester may see the picture."""
    return generation.order.private or generation.card.ephemeral


def in_direct_message(generation: Generation) -> bool:
    """Whether the card has gone to a DM, as the last way to its requester.

    Such a card is recorded as seen by one person, like the ephemeral one it stands for, but no
    token leads to it.
    """
    card = generation.card
    return card.ephemeral and card.interaction_token is None and card.message_id is not None


def follows_up(generation: Generation) -> bool:
    """Whether a card out of the token's reach may be followed by an ephemeral message.

    The bot's own token cannot edit such cards, so nothing else comes before a DM.
    """
    return for_one_person(generation) or not generation.order.bot_present


def _bot_present(generation: Generation) -> bool:
    born_of_reaction = generation.card.interaction_token is None
    return generation.order.bot_present or born_of_reaction


def _with_the_bot(generation: Generation) -> bool:
    """Whether the channel is already the bot's own DM with the requester."""
    return generation.order.guild_id is None and generation.order.bot_present
