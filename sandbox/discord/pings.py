"""Whom each message notified when it came."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simcord.backend.models import Message


class Pings:
    """The people whom messages notified; an edit notifies nobody, whomever it mentions."""

    def __init__(self) -> None:
        self._people: dict[int, list[int]] = {}

    def note(self, message: Message) -> None:
        """Remember whom a message that came right now notifies."""
        others = [user_id for user_id in message.ping_user_ids if user_id != message.author_id]
        if others:
            self._people[message.id] = others

    def of(self, message_id: int) -> list[int]:
        """Return the ids of the people whom a message notified."""
        return self._people.get(message_id, [])
