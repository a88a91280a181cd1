"""A presenter that shows generations to nobody, and keeps what it was told."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from studio.ports import CheckedReference, Delivery, Rung

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from studio.generations import Card, Generation
    from studio.ports import Alert, Progress


@dataclass
class RecordingPresenter:
    """Implements the Presenter protocol on lists.

    The exceptions in `refusals` are raised, one each, by the next calls of the method they are
    filed under.
    `gate`, while it is not set, holds deliveries back.
    """

    url: str = ""
    size: tuple[int, int] = (60, 40)
    opened: list[int] = field(default_factory=list)
    again: list[bool] = field(default_factory=list)
    prepared: int = 0
    updates: list[tuple[Generation, Progress]] = field(default_factory=list)
    deliveries: list[dict[int, bytes]] = field(default_factory=list)
    rejections: list[str] = field(default_factory=list)
    settled: list[Generation] = field(default_factory=list)
    amended: list[Generation] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    refusals: dict[str, list[Exception]] = field(default_factory=dict)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    shown: set[int] = field(default_factory=set)
    delivering: int = 0
    most_delivering: int = 0

    def __post_init__(self) -> None:
        self.gate.set()

    @property
    def pictures(self) -> dict[int, bytes]:
        """Every picture delivered, by image number."""
        return {n: data for delivery in self.deliveries for n, data in delivery.items()}

    @property
    def notes(self) -> list[str]:
        """The notes shown, in order."""
        return [progress.note for _, progress in self.updates if progress.note is not None]

    def _meet(self, method: str) -> None:
        if waiting := self.refusals.get(method):
            raise waiting.pop(0)

    async def open(self, generation: Generation, *, again: bool) -> Card:
        """Give out message numbers from 9001."""
        self.again.append(again)
        self._meet("open")
        self.opened.append(generation.id)
        return replace(generation.card, message_id=9000 + len(self.opened))

    async def reference_url(self, generation: Generation) -> CheckedReference:  # noqa: ARG002
        """Return `url` and `size`."""
        self._meet("reference_url")
        self.prepared += 1
        return CheckedReference(self.url, *self.size)

    async def update(self, generation: Generation, progress: Progress) -> None:
        """Keep what would be shown."""
        self.updates.append((generation, progress))
        self._meet("update")

    async def shows(self, generation: Generation) -> set[int]:  # noqa: ARG002
        """Return `shown`."""
        self._meet("shows")
        return self.shown

    async def deliver(self, generation: Generation, pictures: Mapping[int, Path]) -> Delivery:
        """Keep the bytes of the pictures."""
        self._meet("deliver")
        self.delivering += 1
        self.most_delivering = max(self.most_delivering, self.delivering)
        try:
            await self.gate.wait()
            shown = {n: await asyncio.to_thread(path.read_bytes) for n, path in pictures.items()}
        finally:
            self.delivering -= 1
        self.deliveries.append(shown)
        card = generation.card
        return Delivery(Rung.TOKEN_EDIT, card.channel_id, card.message_id)

    async def reject(self, generation: Generation, reason: str) -> None:  # noqa: ARG002
        """Keep the reason."""
        self._meet("reject")
        self.rejections.append(reason)

    async def settle(self, generation: Generation) -> None:
        """Keep the last state."""
        self._meet("settle")
        self.settled.append(generation)

    async def amend(self, generation: Generation) -> None:
        """Keep the state."""
        self.amended.append(generation)
        self._meet("amend")

    async def alert(self, alert: Alert) -> None:
        """Keep what the operator is told."""
        self.alerts.append(alert)
        self._meet("alert")
