"""What servers want: from which cost on orders are confirmed, and who may not order there."""

from __future__ import annotations

import time
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from studio.queries import insert_into
from studio.recent import Recent
from studio.tables import blocked_members, servers

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from studio.store import Store

CONFIRM_ABOVE = Decimal(20)
"""The credits above which an order is confirmed where nobody has said otherwise."""
NEVER = Decimal(0)
"""As `confirm_above`: orders are not confirmed, whatever they cost."""
CONFIRM_MOST = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What one server wants; `confirm_above` None is the default, NEVER is never."""

    confirm_above: Decimal | None = None

    @property
    def threshold(self) -> Decimal | None:
        """The credits above which an order is confirmed; None if none ever is."""
        if self.confirm_above is None:
            return CONFIRM_ABOVE
        return None if self.confirm_above == NEVER else self.confirm_above

    def needs_confirmation(self, cost: Decimal) -> bool:
        """Whether an order of that many credits is to be confirmed first."""
        return self.threshold is not None and cost > self.threshold


class Servers:
    """The servers in a store; every method raises StoreUnavailableError like the store's."""

    def __init__(
        self,
        store: Store,
        settings: Recent[int, ServerSettings] | None = None,
        blocks: Recent[tuple[int, int], bool] | None = None,
    ) -> None:
        self._store = store
        self._settings = settings or Recent()
        self._blocks = blocks or Recent()

    async def of(self, guild_id: int | None) -> ServerSettings:
        """Return what a server wants, or the defaults outside of servers; up to a minute old."""
        if guild_id is None:
            return ServerSettings()
        return await self._settings.get(guild_id, lambda: self._read(guild_id))

    async def change(self, guild_id: int, *, confirm_above: Decimal | None) -> ServerSettings:
        """Set from which cost on a server's orders are confirmed; None is the default again.

        Raises ValueError for what is no number of credits from NEVER to CONFIRM_MOST.
        """
        if confirm_above is not None and not _is_amount(confirm_above):
            raise ValueError(f"not a number of credits: {confirm_above}")
        wanted = {"confirm_above": confirm_above}

        def work(connection: Connection) -> ServerSettings:
            added = insert_into(connection, servers).values(guild_id=guild_id, **wanted)
            connection.execute(
                added.on_conflict_do_update(index_elements=["guild_id"], set_=wanted)
            )
            return _load(connection, guild_id)

        changed = await self._store.run(work, urgent=True)
        self._settings.put(guild_id, changed)
        return changed

    async def block(
        self, guild_id: int, user_id: int, by: int, *, now: float | None = None
    ) -> bool:
        """Let a member order nothing in a server; return whether that is new."""
        values = {"guild_id": guild_id, "user_id": user_id, "blocked_by": by}
        values["blocked_at"] = time.time() if now is None else now  # type: ignore[assignment]

        def work(connection: Connection) -> bool:
            added = insert_into(connection, blocked_members).values(**values)
            once = added.on_conflict_do_nothing(index_elements=["guild_id", "user_id"])
            return connection.scalar(once.returning(blocked_members.c.user_id)) is not None

        new = await self._store.run(work, urgent=True)
        self._blocks.put((guild_id, user_id), value=True)
        return new

    async def unblock(self, guild_id: int, user_id: int) -> bool:
        """Let a member order again; return whether that is new."""
        gone = (
            delete(blocked_members)
            .where(blocked_members.c.guild_id == guild_id, blocked_members.c.user_id == user_id)
            .returning(blocked_members.c.user_id)
        )
        new = await self._store.run(lambda c: c.scalar(gone), urgent=True) is not None
        self._blocks.put((guild_id, user_id), value=False)
        return new

    async def blocked(self, guild_id: int, *, most: int = 100) -> tuple[int, ...]:
        """Return the members who may not order in a server, the last one blocked first."""
        asked = (
            select(blocked_members.c.user_id)
            .where(blocked_members.c.guild_id == guild_id)
            .order_by(blocked_members.c.blocked_at.desc(), blocked_members.c.user_id)
            .limit(most)
        )
        return tuple(await self._store.run(lambda connection: connection.scalars(asked).all()))

    async def is_blocked(self, guild_id: int | None, user_id: int) -> bool:
        """Whether a member may not order in a server; nobody is blocked outside of servers."""
        if guild_id is None:
            return False
        return await self._blocks.get(
            (guild_id, user_id), lambda: self._reads_block(guild_id, user_id)
        )

    async def _read(self, guild_id: int) -> ServerSettings:
        return await self._store.run(lambda c: _load(c, guild_id), urgent=True)

    async def _reads_block(self, guild_id: int, user_id: int) -> bool:
        asked = select(blocked_members.c.user_id).where(
            blocked_members.c.guild_id == guild_id, blocked_members.c.user_id == user_id
        )
        return await self._store.run(lambda c: c.scalar(asked), urgent=True) is not None


def _load(connection: Connection, guild_id: int) -> ServerSettings:
    asked = select(servers.c.confirm_above).where(servers.c.guild_id == guild_id)
    return ServerSettings(connection.scalar(asked))


def _is_amount(credits_: Decimal) -> bool:
    return credits_.is_finite() and NEVER <= credits_ <= CONFIRM_MOST
