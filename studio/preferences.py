"""What people want their orders to be like when they do not say."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from pictory_async import MODELS, Style
from studio.queries import insert_into
from studio.recent import Recent
from studio.tables import preferences

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from studio.store import Store

COUNTS = range(1, 5)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What one person prefers; None is no preference."""

    model: str | None = None
    aspect_ratio: str | None = None
    style: str | None = None
    count: int | None = None
    private: bool | None = None
    ping: bool | None = None
    language: str | None = None
    mention_reference: bool | None = None

    @property
    def images(self) -> int:
        """How many images an order asks for that does not say."""
        return self.count or 1

    @property
    def hides(self) -> bool:
        """Whether only the requester is to see what was not asked for in public."""
        return bool(self.private)

    @property
    def pings(self) -> bool:
        """Whether to mention the requester once it is done."""
        return bool(self.ping)

    @property
    def mentions(self) -> bool:
        """Whether a prompt that does not speak of its reference is given a sentence that does."""
        return self.mention_reference is not False

    @property
    def usable(self) -> Preferences:
        """These preferences without what Pictory no longer offers."""
        model = self.model if self.model in MODELS else None
        return replace(
            self,
            model=model,
            aspect_ratio=self.ratio_for(model) if model else self._known_ratio,
            style=self.style if self.style in set(Style) else None,
            count=self.count if self.count in COUNTS else None,
        )

    def ratio_for(self, model: str) -> str | None:
        """Return the preferred aspect ratio if a model has it."""
        known = MODELS.get(model)
        return self.aspect_ratio if known and self.aspect_ratio in known.aspect_ratios else None

    @property
    def _known_ratio(self) -> str | None:
        return self.aspect_ratio if any(map(self.ratio_for, MODELS)) else None


NAMES = frozenset(field.name for field in fields(Preferences))
COLUMNS = [preferences.c[field.name] for field in fields(Preferences)]


class PreferenceBook:
    """The preferences in a store; every method raises StoreUnavailableError like the store's."""

    def __init__(self, store: Store, recent: Recent[int, Preferences] | None = None) -> None:
        self._store = store
        self._recent = recent or Recent()

    async def of(self, user_id: int) -> Preferences:
        """Return what a person prefers; up to a minute old, older while the store is away."""
        return await self._recent.get(user_id, lambda: self._read(user_id))

    async def change(self, user_id: int, **changes: Any) -> Preferences:
        """Set the named preferences, those given as None to none; return all of them.

        Raises TypeError for a name that is none of a preference.
        """
        if unknown := changes.keys() - NAMES:
            raise TypeError(f"no such preference: {', '.join(sorted(unknown))}")

        def work(connection: Connection) -> Preferences:
            if changes:
                added = insert_into(connection, preferences).values(user_id=user_id, **changes)
                connection.execute(
                    added.on_conflict_do_update(index_elements=["user_id"], set_=changes)
                )
            return _load(connection, user_id)

        changed = await self._store.run(work, urgent=True)
        self._recent.put(user_id, changed)
        return changed

    def forgotten(self, user_id: int) -> None:
        """Take in that a person's preferences are no longer stored."""
        self._recent.put(user_id, Preferences())

    async def _read(self, user_id: int) -> Preferences:
        return await self._store.run(lambda c: _load(c, user_id), urgent=True)


def _load(connection: Connection, user_id: int) -> Preferences:
    asked = select(*COLUMNS).where(preferences.c.user_id == user_id)
    row = connection.execute(asked).one_or_none()
    return Preferences() if row is None else Preferences(*row)
