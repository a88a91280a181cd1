"""Reads how a request has ended from what its requester sees: nothing else counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.reliability.rows import Ending, Seen
from tests.system.evidence import Card

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SAID = (
    ("It is not certain that Pictory received this request", Ending.UNCONFIRMED),
    ("It may still cost credits.", Ending.DETACHED),
    ("No credits were used.", Ending.FREE),
    ("It may have cost credits.", Ending.MAYBE),
    ("Credits were used", Ending.PAID),
)
"""What tells how a card without a picture has ended; the first that is found counts."""


@dataclass(frozen=True)
class Places:
    """Where the answer to one request may stand: its card, new messages beside it, and the DM."""

    card_id: str | None
    channel: Sequence[dict[str, Any]]
    direct: Sequence[dict[str, Any]]

    @property
    def card(self) -> Card | None:
        """The message that first answered."""
        return next((Card(one) for one in self.channel if one["id"] == self.card_id), None)

    @property
    def cards(self) -> Iterator[tuple[Ending, Card]]:
        """Every message, with what it would mean to be delivered there."""
        for message in self.channel:
            new = Ending.FOLLOW_UP if message["ephemeral"] else Ending.NEW_MESSAGE
            yield (Ending.OWN_CARD if message["id"] == self.card_id else new), Card(message)
        for message in self.direct:
            yield Ending.DIRECT, Card(message)


def read(places: Places) -> Seen | None:
    """Return how the request has ended; None as long as more is to come."""
    for ending, card in places.cards:
        if card.pictures and "Done" in card.text:
            return Seen(_mentioning(ending, card), card.text)
    for _, card in places.cards:
        if card.message["content"] and not card.generations:
            return Seen(Ending.REFUSED, card.text)
    for _, card in reversed(list(places.cards)):
        told = None if card.working else _told(card.text)
        if told is not None:
            return Seen(told, card.text)
    return None


def _mentioning(ending: Ending, card: Card) -> Ending:
    if ending is Ending.NEW_MESSAGE:
        assert "<@" in card.text, f"nobody is mentioned: {card.text!r}"
    return ending


def _told(text: str) -> Ending | None:
    ending = next((ending for words, ending in SAID if words in text), None)
    if ending is Ending.FREE and "This was cancelled." in text:
        return Ending.CANCELLED
    if ending is Ending.DETACHED and "This was cancelled." not in text:
        return Ending.MAYBE
    return ending


def doubles(messages: Sequence[dict[str, Any]]) -> list[str]:
    """Return what stands twice: a file in one message, or a generation in two."""
    cards = [Card(message) for message in messages if not _is_list(message)]
    found = [f"a file came twice: {card.files}" for card in cards if _repeated(card.files)]
    shown = Counter(one for card in cards for one in card.generations)
    return found + [f"generation {one} has {n} messages" for one, n in shown.items() if n > 1]


def _is_list(message: dict[str, Any]) -> bool:
    """Whether it is an answer to `/jobs`, whose buttons act on other cards."""
    return any(":stop:" in str(button["custom_id"]) for button in message["buttons"])


def _repeated(names: Sequence[str]) -> bool:
    return len(set(names)) < len(names)
