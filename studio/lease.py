"""Who works on which generation: a process owns rows as long as it shows signs of life."""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from sqlalchemy import or_, select, update

from studio.tables import generations

if TYPE_CHECKING:
    from studio.store import Store


@dataclass(frozen=True, slots=True)
class Owner:
    """One run of one process."""

    host: str = field(default_factory=socket.gethostname)
    pid: int = field(default_factory=os.getpid)
    nonce: str = field(default_factory=lambda: secrets.token_hex(4))

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}:{self.nonce}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the owner that a row names; None if it is no such name."""
        parts = text.rsplit(":", 2)
        if len(parts) != 3 or not parts[1].isdecimal():
            return None
        return cls(parts[0], int(parts[1]), parts[2])

    def knows_dead(self, other: Owner | None) -> bool:
        """Whether `other` certainly runs no more, as far as its own host can tell."""
        if other is None or other.host != self.host or other == self:
            return False
        return other.pid == self.pid or not is_alive(other.pid)


def is_alive(pid: int) -> bool:
    """Whether a process with this id runs on this host."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class Lease:
    """The rows that this process owns; each sign of life keeps them for `seconds`."""

    def __init__(self, store: Store, owner: Owner, seconds: float) -> None:
        self._store = store
        self._me = owner
        self._seconds = seconds

    async def renew(self, now: float) -> None:
        """Show a sign of life on every row of ours that is not closed."""
        sign = (
            update(generations)
            .where(generations.c.owner == str(self._me), generations.c.closed_at.is_(None))
            .values(heartbeat_at=now)
        )
        await self._store.run(lambda connection: connection.execute(sign))

    async def take_over(self, now: float) -> list[int]:
        """Own the open rows that nobody works on any more, and return their ids."""
        dead = await self._dead_owners()
        abandoned = or_(
            generations.c.owner.is_(None),
            generations.c.owner.in_(dead),
            generations.c.heartbeat_at < now - self._seconds,
        )
        take = (
            update(generations)
            .where(generations.c.closed_at.is_(None), abandoned)
            .where(or_(generations.c.owner.is_(None), generations.c.owner != str(self._me)))
            .values(owner=str(self._me), heartbeat_at=now)
            .returning(generations.c.id)
        )
        return await self._store.run(lambda connection: sorted(connection.scalars(take)))

    async def release(self) -> None:
        """Leave the open rows to whoever starts next."""
        leave = (
            update(generations)
            .where(generations.c.owner == str(self._me), generations.c.closed_at.is_(None))
            .values(owner=None)
        )
        await self._store.run(lambda connection: connection.execute(leave))

    async def _dead_owners(self) -> list[str]:
        owners = (
            select(generations.c.owner)
            .where(generations.c.closed_at.is_(None), generations.c.owner.is_not(None))
            .distinct()
        )
        names = await self._store.run(lambda connection: connection.scalars(owners).all())
        return [name for name in names if self._me.knows_dead(Owner.parse(name))]
