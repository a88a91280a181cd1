"""The finished pictures: a person's, page by page, and the family that one belongs to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select, update

from studio.families import arrange
from studio.queries import add_message
from studio.relatives import read_family
from studio.statements import WORKING
from studio.tables import generations, images
from studio.walking import Place, beyond, in_order, is_delivered

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from sqlalchemy import ColumnElement, Connection, Row, Select

    from studio.families import Family, Relative
    from studio.generations import Generation
    from studio.store import Store

NO_STYLE = ""
"""As a filter: the pictures without a style."""

FIRST_WINDOW, WINDOW = 50, 1000
"""Generations looked at in one transaction: at first, and once a filter lets few through."""
FILTERS_FROM = 5000
"""The newest generations that are looked through for the filters that can be chosen."""


@dataclass(frozen=True, slots=True)
class Page:
    """Finished generations, the newest first, and the ids to turn the page with.

    `newer` goes into `after`, `older` into `before`; None if there are none.
    """

    generations: tuple[Generation, ...] = ()
    newer: int | None = None
    older: int | None = None


class Gallery:
    """The pictures in a store; every method raises StoreUnavailableError like the store's."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def page(
        self,
        user_id: int,
        *,
        before: int | None = None,
        after: int | None = None,
        style: str | None = None,
        model: str | None = None,
        most: int,
    ) -> Page:
        """Return a person's delivered pictures that were not deleted, `most` generations of them.

        The newest page, or the next one older than generation `before` or newer than `after`;
        the newest one too where these are gone or lead nowhere. `style` NO_STYLE asks for those
        without one.
        """
        fits, newer = _fits(style, model), after is not None
        start = await self._place(user_id, after if newer else before)
        if start is not None:
            page = await self._turn(user_id, fits, start, newer=newer, most=most)
            if page is not None:
                return page
        places = await self._find(user_id, fits, None, newer=False, most=most + 1)
        return await self._show(places[:most], newer=False, older=len(places) > most)

    async def _turn(
        self, user_id: int, fits: ColumnElement[bool], start: Place, *, newer: bool, most: int
    ) -> Page | None:
        """Return the page after the one that ends at a place; None for the newest one."""
        places = await self._find(user_id, fits, start, newer=newer, most=most + 1)
        more, here = len(places) > most, places[:most]
        if not here or (newer and not more):
            return None
        back = bool(await self._find(user_id, fits, here[0], newer=not newer, most=1))
        if newer:
            return await self._show(here[::-1], newer=more, older=back)
        return await self._show(here, newer=back, older=more)

    async def styles_of(self, user_id: int) -> tuple[str, ...]:
        """Return the styles that a person's newer pictures have; NO_STYLE if some have none."""
        found = await self._values(user_id, "style")
        return tuple(sorted(NO_STYLE if style is None else style for style in found))

    async def models_of(self, user_id: int) -> tuple[str, ...]:
        """Return the models that made a person's newer pictures."""
        return tuple(sorted(await self._values(user_id, "model")))

    async def family(
        self,
        generation_id: int,
        viewer_id: int,
        *,
        most: int,
        sees: Callable[[Relative], bool] | None = None,
    ) -> Family | None:
        """Return the tree that a generation belongs to; None if it is not for the viewer.

        What is private or ephemeral is for its requester only. `sees` can leave out more, such
        as what stands in channels that the viewer cannot read.
        """
        found, all_ = await self._store.run(lambda c: read_family(c, generation_id))

        def visible(relative: Relative) -> bool:
            own = relative.user_id == viewer_id
            return own or not (relative.hidden or (sees is not None and not sees(relative)))

        family = arrange(found, generation_id, sees=visible, most=most)
        return family if family is None or all_ else replace(family, more=True)

    async def mark_deleted(self, generation_id: int, *, now: float) -> bool:
        """Take a generation out of sight; False if an image works, or if it is gone already.

        Its row stays, so that what was made from it goes on working.
        """
        works = select(images.c.n).where(
            images.c.generation_id == generation_id, images.c.state.in_(WORKING)
        )
        change = (
            update(generations)
            .where(generations.c.id == generation_id, generations.c.deleted_at.is_(None))
            .where(~works.exists())
            .values(deleted_at=now)
            .returning(generations.c.id)
        )
        return await self._store.run(lambda c: c.scalar(change), urgent=True) is not None

    async def is_needed(self, generation_id: int) -> bool:
        """Whether something is being made from a generation's pictures just now."""
        asked = select(generations.c.id).where(
            generations.c.origin_generation_id == generation_id, generations.c.closed_at.is_(None)
        )
        found = await self._store.run(lambda c: c.scalar(asked.limit(1)), urgent=True)
        return found is not None

    async def also_shown(self, generation_id: int, channel_id: int, message_id: int) -> None:
        """Remember that another message shows a generation too, and can be used like its card."""
        await self._store.run(lambda c: add_message(c, generation_id, channel_id, message_id))

    async def _show(self, places: Sequence[Place], *, newer: bool, older: bool) -> Page:
        found = await self._store.find_many([place.id for place in places])
        shown = {generation.id: generation for generation in found if not generation.deleted_at}
        return Page(
            tuple(shown[place.id] for place in places if place.id in shown),
            places[0].id if newer else None,
            places[-1].id if older else None,
        )

    async def _place(self, user_id: int, generation_id: int | None) -> Place | None:
        if generation_id is None:
            return None
        asked = select(generations.c.created_at).where(
            generations.c.id == generation_id, generations.c.user_id == user_id
        )
        at = await self._store.run(lambda connection: connection.scalar(asked))
        return None if at is None else Place(at, generation_id)

    async def _find(
        self,
        user_id: int,
        fits: ColumnElement[bool],
        start: Place | None,
        *,
        newer: bool,
        most: int,
    ) -> list[Place]:
        """Return the places of the next generations that fit."""
        found: list[Place] = []
        async for rows in self._windows(user_id, fits, start, newer=newer):
            found += [Place(row.created_at, row.id) for row in rows if row.fits]
            if len(found) >= most:
                break
        return found[:most]

    async def _windows(
        self, user_id: int, fits: ColumnElement[bool], start: Place | None, *, newer: bool
    ) -> AsyncIterator[Sequence[Row[Any]]]:
        size = FIRST_WINDOW
        while True:
            asked = window(user_id, fits, start, newer=newer, most=size)
            rows = await self._store.run(partial(_all, asked))
            yield rows
            if len(rows) < size:
                return
            start, size = Place(rows[-1].created_at, rows[-1].id), WINDOW

    async def _values(self, user_id: int, column: str) -> set[Any]:
        found: set[Any] = set()
        seen = 0
        async for rows in self._windows(user_id, _fits(None, None), None, newer=False):
            found.update(row._mapping[column] for row in rows if row.fits)  # noqa: SLF001
            seen += len(rows)
            if seen >= FILTERS_FROM:
                break
        return found


def window(
    user_id: int, fits: ColumnElement[bool], start: Place | None, *, newer: bool, most: int
) -> Select[Any]:
    """Ask for a person's next generations from a place on, and which of them fit."""
    columns = (generations.c[name] for name in ("id", "created_at", "style", "model"))
    return (
        select(*columns, fits.label("fits"))
        .where(generations.c.user_id == user_id, *beyond(start, newer=newer))
        .order_by(*in_order(newer=newer))
        .limit(most)
    )


def _all(asked: Select[Any], connection: Connection) -> Sequence[Row[Any]]:
    return connection.execute(asked).all()


def _fits(style: str | None, model: str | None) -> ColumnElement[bool]:
    conditions = [
        generations.c.deleted_at.is_(None),
        generations.c.forgotten_at.is_(None),
        is_delivered(),
    ]
    if style is not None:
        conditions.append(generations.c.style.is_not_distinct_from(style or None))
    if model is not None:
        conditions.append(generations.c.model == model)
    return and_(*conditions)
