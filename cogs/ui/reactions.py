"""Reads reactions: which emoji asks for what, and the order that it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import discord

from cogs.ui.buttons import NUMBERS, REGENERATE, VARY, can_vary
from cogs.ui.errors import RefusalError
from cogs.ui.ladder import for_one_person
from cogs.ui.panel import DELETE, MAIL
from cogs.ui.wishes import delivered, regenerated, seen_at, varied
from studio.generations import Generation, Order

SELECTOR = "\N{VARIATION SELECTOR-16}"
"""What asks for the coloured form of a sign; clients send it or leave it out."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reaction asks for, by the name of its button; `n` is the picture meant, if any."""

    action: str
    n: int | None = None


def plain(emoji: str) -> str:
    """Return an emoji without variation selectors, so that each has one spelling."""
    return emoji.replace(SELECTOR, "")


WISHES: Mapping[str, Wish] = {
    plain(emoji): wish
    for emoji, wish in (
        (REGENERATE, Wish("regenerate")),
        (VARY, Wish("vary")),
        *((number, Wish("vary", n)) for n, number in enumerate(NUMBERS, start=1)),
        (MAIL, Wish("dm")),
        (DELETE, Wish("delete")),
    )
}


def wish_of(emoji: discord.PartialEmoji) -> Wish | None:
    """Return what an emoji asks for, or None if it means nothing here."""
    return WISHES.get(plain(emoji.name)) if emoji.is_unicode_emoji() else None


@dataclass(frozen=True, slots=True)
class Reaction:
    """Somebody's reaction to a message that shows `parent`."""

    wish: Wish
    parent: Generation
    guild_id: int | None
    channel_id: int
    message_id: int
    user_id: int
    emoji: str

    @classmethod
    def of(
        cls, wish: Wish, parent: Generation, payload: discord.RawReactionActionEvent
    ) -> Reaction:
        """Put together what an event tells and what was found out."""
        emoji = plain(str(payload.emoji))
        return cls(
            wish,
            parent,
            payload.guild_id,
            payload.channel_id,
            payload.message_id,
            payload.user_id,
            emoji,
        )

    @property
    def counts(self) -> bool:
        """Whether the message shows finished pictures that are for the person who reacted.

        What went to one person by DM may have left a public card behind, which tells nothing.
        """
        parent = self.parent
        finished = parent.settled and any(map(delivered, parent.images))
        theirs = parent.order.user_id == self.user_id or not for_one_person(parent)
        return finished and theirs and parent.deleted_at is None

    @property
    def order(self) -> Order | None:
        """The order that it leads to, yet to be placed; None if it asks for what is not there.

        Raises RefusalError if it does not say which of several pictures is meant.
        """
        parent = self.parent
        order = regenerated(parent) if self.wish.action == "regenerate" else self._variation()
        # A message in a DM is the card or a copy of it; elsewhere it may be a card left behind.
        if order is None or not (
            self.guild_id is None or self.message_id == parent.card.message_id
        ):
            return order
        return seen_at(order, parent, self.channel_id, self.message_id)

    def _variation(self) -> Order | None:
        there = [image.n for image in self.parent.images if delivered(image)]
        several, n = len(self.parent.images) > 1, self.wish.n
        if not can_vary(self.parent):
            return None
        if n is not None:
            return varied(self.parent, n) if several and n in there else None
        if len(there) > 1:
            raise RefusalError("note-which", numbers=" ".join(NUMBERS[n - 1] for n in there))
        return varied(self.parent, there[0])
