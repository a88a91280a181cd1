"""What the studio needs from whoever shows its work: the only way from the studio to Discord."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from studio.generations import Generation


class Rung(StrEnum):
    """The step of the delivery ladder that reached the requester."""

    TOKEN_EDIT = "token_edit"  # noqa: S105
    BOT_EDIT = "bot_edit"
    NEW_MESSAGE = "new_message"
    DIRECT_MESSAGE = "direct_message"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where the pictures of a generation ended up."""

    rung: Rung
    channel_id: int | None = None
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """What a card shows beside the stored snapshot; times are seconds since the epoch."""

    ready_at: float | None = None
    by_at: float | None = None
    note: str | None = None
    """A key of the presenter's texts, such as `waiting_for_pictory`; None says nothing more."""


class ReferenceRejectedError(Exception):
    """The reference's bytes cannot be used; the text says why, for the requester."""


class ReferenceGoneError(Exception):
    """The reference can no longer be read anywhere; the text says what to do."""


class Presenter(Protocol):
    """Shows generations to people."""

    async def open(self, generation: Generation) -> int:
        """Post the card of a generation that has no message yet, at most once; return its id."""

    async def reference_url(self, generation: Generation) -> str:
        """Return a URL of the reference that Pictory can fetch now, its bytes checked.

        Raises ReferenceRejectedError or ReferenceGoneError. Keeps the checked bytes, so that a
        later `update` or `deliver` puts them on the card.
        """

    async def update(self, generation: Generation, progress: Progress) -> None:
        """Show the current state; returns at once, and may drop all but the newest."""

    async def deliver(self, generation: Generation, pictures: Mapping[int, Path]) -> Delivery:
        """Show the final state of `pictures` (image number to file) on the card, or further down.

        Pictures delivered earlier are kept. Raises OSError or a presenter's own error if no rung
        can be tried now; the caller tries again later.
        """

    async def reject(self, generation: Generation, reason: str) -> None:
        """Tell the requester privately that the reference cannot be used, and remove the card."""

    async def settle(self, generation: Generation) -> None:
        """Show the last state of a generation with failures, waiting for the edit to be made."""
