"""What the studio needs from whoever shows its work: the only way from the studio to Discord."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from studio.generations import Card, Generation


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
    ahead: int | None = None
    """How many images go to Pictory first, while none of these has; None if that is over."""
    note: str | None = None
    """A key of the presenter's texts, such as `waiting_for_pictory`; None says nothing more."""


@dataclass(frozen=True, slots=True)
class CheckedReference:
    """A reference that can be read now: where, and how large it is in pixels once upright.

    It may be the size of a copy that was scaled down: what counts is the ratio.
    """

    url: str
    width: int
    height: int


class Alert(StrEnum):
    """What the person who runs the bot has to know at once, because only they can help."""

    CREDITS_EXHAUSTED = "credits_exhausted"
    KEY_REJECTED = "key_rejected"


class UnreachableError(Exception):
    """No step of the ladder leads to the requester, now or later."""


class NeverShownError(Exception):
    """The interaction was never answered, so nobody waits for the generation."""


class ReferenceRejectedError(Exception):
    """The reference's bytes cannot be used; it carries the RejectedReason."""


class ReferenceGoneError(Exception):
    """The reference can no longer be read anywhere; the text says what to do."""


Show = Callable[["Generation"], Awaitable["Card"]]
"""Answers a request with its card, and returns it; NeverShownError: it is certainly not there."""

ShowKept = Callable[["Generation", Mapping[int, "Path"]], Awaitable[None]]
"""Shows pictures that were put aside, given by image number as files."""


class Presenter(Protocol):
    """Shows generations to people."""

    async def open(self, generation: Generation, *, again: bool) -> Card:
        """Return the card of a generation that has no message yet, posting it at most once.

        Answers to interactions are looked up, never posted. `again` says that an earlier try may
        have worked, so that its message is looked for first. Raises NeverShownError,
        UnreachableError, or a presenter's own error if it may work later.
        """

    async def reference_url(self, generation: Generation) -> CheckedReference:
        """Return a URL of the reference that Pictory can fetch now, its bytes checked.

        Raises ReferenceRejectedError or ReferenceGoneError. Keeps the checked bytes, so that a
        later `update` or `deliver` puts them on the card.
        """

    async def update(self, generation: Generation, progress: Progress) -> None:
        """Show the current state; returns at once, and may drop all but the newest."""

    async def shows(self, generation: Generation) -> Collection[int]:
        """Return the numbers of the images whose pictures the card has already.

        A delivery may have worked just before the process ended. Raises a presenter's own error.
        """

    async def deliver(self, generation: Generation, pictures: Mapping[int, Path]) -> Delivery:
        """Show the final state of `pictures` (image number to file) on the card, or further down.

        Pictures delivered earlier are kept. Raises UnreachableError if every rung is closed, and
        OSError or a presenter's own error if it may work later; then the caller tries again.
        """

    async def reject(self, generation: Generation, reason: str) -> None:
        """Tell the requester privately that the reference cannot be used, and remove the card."""

    async def settle(self, generation: Generation) -> None:
        """Show the last state of a generation with failures, waiting for the edit to be made.

        Raises UnreachableError, or a presenter's own error if it may work later.
        """

    async def amend(self, generation: Generation) -> None:
        """Bring a card that showed its last state up to date, if that is easily done."""

    async def alert(self, alert: Alert) -> None:
        """Tell the person who runs the bot."""
