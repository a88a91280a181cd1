"""What processes do to whole generations, on the store and on the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.generations import SETTLED, ImageState
from studio.lease import Lease

if TYPE_CHECKING:
    from studio.lease import Owner
    from studio.store import Store
    from tests.studio.model import World

LEASE = 50.0


@dataclass(frozen=True)
class Abandon:
    """Close a generation that nobody was told of, unless one of its images works."""

    generation_id: int
    now: float

    def expect(self, world: World) -> object:
        """Do it to the model."""
        for (generation_id, _), row in world.images.items():
            if generation_id == self.generation_id and row.state is ImageState.QUEUED:
                row.state = ImageState.CANCELLED
        Close(self.generation_id, self.now).expect(world)
        return None

    async def do(self, store: Store) -> object:
        """Do it to the store."""
        await store.abandon(self.generation_id, now=self.now)
        return None


@dataclass(frozen=True)
class Close:
    """Note that nothing is left to do for a generation, unless one of its images works."""

    generation_id: int
    now: float

    def expect(self, world: World) -> object:
        """Do it to the model."""
        rows = [row for place, row in world.images.items() if place[0] == self.generation_id]
        if not all(row.state in SETTLED for row in rows):
            return False
        world.generations[self.generation_id].closed = True
        return True

    async def do(self, store: Store) -> object:
        """Do it to the store."""
        return await store.close_generation(self.generation_id, now=self.now)


@dataclass(frozen=True)
class TakeOver:
    """Own the open rows of others that show no sign of life."""

    owner: Owner
    now: float

    def expect(self, world: World) -> object:
        """Do it to the model."""
        taken = []
        for generation_id, work in world.generations.items():
            silent = work.owner is None or work.heartbeat_at < self.now - LEASE
            if silent and not work.closed and work.owner != str(self.owner):
                work.owner, work.heartbeat_at = str(self.owner), self.now
                taken.append(generation_id)
        return sorted(taken)

    async def do(self, store: Store) -> object:
        """Do it to the store."""
        return await Lease(store, self.owner, LEASE).take_over(self.now)


@dataclass(frozen=True)
class Renew:
    """Show a sign of life."""

    owner: Owner
    now: float

    def expect(self, world: World) -> object:
        """Do it to the model."""
        for work in world.generations.values():
            if work.owner == str(self.owner) and not work.closed:
                work.heartbeat_at = self.now
        return None

    async def do(self, store: Store) -> object:
        """Do it to the store."""
        await Lease(store, self.owner, LEASE).renew(self.now)
        return None


@dataclass(frozen=True)
class Release:
    """Leave the open rows to whoever starts next."""

    owner: Owner

    def expect(self, world: World) -> object:
        """Do it to the model."""
        for work in world.generations.values():
            if work.owner == str(self.owner) and not work.closed:
                work.owner = None
        return None

    async def do(self, store: Store) -> object:
        """Do it to the store."""
        await Lease(store, self.owner, LEASE).release()
        return None
