"""A presenter that shows nothing to nobody: what is measured then is the studio alone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from studio.ports import CheckedReference, Delivery, Rung

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from studio.generations import Card, Generation
    from studio.ports import Alert, Progress


class Audience:
    """Implements the Presenter protocol by counting the generations that came to their end."""

    def __init__(self) -> None:
        self.seen = 0
        self._more = asyncio.Condition()

    async def has_seen(self, generations: int) -> None:
        """Wait until so many generations have ended."""
        async with self._more:
            await self._more.wait_for(lambda: self.seen >= generations)

    async def deliver(self, generation: Generation, pictures: Mapping[int, Path]) -> Delivery:
        """Read the pictures, as one must who sends them."""
        for path in pictures.values():
            path.read_bytes()
        await self._count()
        return Delivery(Rung.TOKEN_EDIT, generation.card.channel_id, generation.card.message_id)

    async def settle(self, generation: Generation) -> None:
        """Fail, because every job of the emulator goes well."""
        raise AssertionError(f"generation {generation.id} failed: {generation.images}")

    async def _count(self) -> None:
        async with self._more:
            self.seen += 1
            self._more.notify_all()

    async def open(self, generation: Generation, *, again: bool) -> Card:  # noqa: ARG002
        """Give out the number of the generation."""
        return replace(generation.card, message_id=generation.id)

    async def reference_url(self, generation: Generation) -> CheckedReference:
        """Have none."""
        raise NotImplementedError

    async def update(self, generation: Generation, progress: Progress) -> None:
        """Show nothing."""

    async def shows(self, generation: Generation) -> set[int]:  # noqa: ARG002
        """Have shown nothing."""
        return set()

    async def reject(self, generation: Generation, reason: str) -> None:
        """Say nothing."""

    async def amend(self, generation: Generation) -> None:
        """Show nothing."""

    async def alert(self, alert: Alert) -> None:
        """Tell nobody."""
