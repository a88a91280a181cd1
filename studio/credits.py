"""Holds submits back while Pictory says that there are no credits, and probes for their return."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from pictory_async import PictoryError

if TYPE_CHECKING:
    from decimal import Decimal

    from pictory_async import PictoryClient

log = logging.getLogger(__name__)


class CreditBreaker:
    """A circuit breaker: open from the first refusal for want of credits until a submit works.

    While it is open one question at a time is asked, ever more rarely: the account's quota, which
    costs nothing. If that tells of enough credits, or cannot be read, one submit may try.
    """

    def __init__(self, client: PictoryClient, *, first: float, most: float) -> None:
        self._client = client
        self._first = first
        self._most = most
        self._pause = first
        self._probe_at: float | None = None
        """When the next probe is due, on the monotonic clock; None while submits may go."""

    @property
    def open(self) -> bool:
        """Whether submits are held back."""
        return self._probe_at is not None

    def trip(self) -> None:
        """Hold submits back from now on."""
        if not self.open:
            self._pause = self._first
            self._probe_at = time.monotonic() + self._pause

    def reset(self) -> None:
        """Let submits go, because one has worked."""
        if self.open:
            log.info("Pictory takes submits again")
        self._probe_at = None

    async def lets_through(self, price: Decimal) -> bool:
        """Whether an image of this price may be submitted now."""
        if self._probe_at is None:
            return True
        if time.monotonic() < self._probe_at:
            return False
        self._pause = min(self._pause * 2, self._most)
        self._probe_at = time.monotonic() + self._pause  # so that the others wait meanwhile
        try:
            left = (await self._client.quota(retry=False)).ai_credits.remaining
        except PictoryError as error:
            log.info("quota unknown reason=%s", type(error).__name__)
            return True
        return left >= price
