"""What the store knows of deliveries: where pictures were shown, and those put aside."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, case, delete, insert, or_, select, tuple_, update

from studio.generations import ImageState
from studio.ports import Rung
from studio.queries import add_message, close, hold
from studio.rows import to_image
from studio.statements import DELIVERING, THESE, new
from studio.tables import generations, images, kept_pictures

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection

    from studio.generations import Image
    from studio.ports import Delivery
    from studio.store import Store


DETACHED = [ImageState.CANCELLED.value, ImageState.FAILED.value]


@dataclass(frozen=True, slots=True, repr=False)
class KeptPicture:
    """An encoded picture that waits to be collected."""

    content_type: str
    data: bytes

    def __repr__(self) -> str:
        return f"KeptPicture({self.content_type}, {len(self.data)} bytes)"


class Recorded(NamedTuple):
    """Images whose delivery was written down, and whether their generation was closed with that."""

    images: list[Image]
    closed: bool


class Deliveries:
    """The deliveries in a store; every method raises StoreUnavailableError like the store's."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def record(
        self,
        generation_id: int,
        numbers: Iterable[int],
        delivery: Delivery,
        *,
        now: float,
        last: bool = False,
    ) -> Recorded:
        """Mark ready images delivered, and remember the message that shows them.

        With the `last` of its images the generation is closed at once, if there were no others.
        """
        numbers = list(numbers)
        these = {"b_id": generation_id, "b_numbers": numbers}
        facts = {
            "delivery_rung": delivery.rung.value,
            "delivery_channel_id": delivery.channel_id,
            "delivery_message_id": delivery.message_id,
        }

        def work(connection: Connection) -> Recorded:
            if last:
                hold(connection, generation_id)  # before its images, in the order of all others
            given = {**these, "b_now": now, **new(facts)}
            rows = connection.execute(DELIVERING, given).all()
            if delivery.channel_id is not None and delivery.message_id is not None:
                add_message(connection, generation_id, delivery.channel_id, delivery.message_id)
            all_ready = len(rows) == len(numbers)
            if not all_ready:
                rows = connection.execute(THESE, these).all()
            closed = last and all_ready and close(connection, generation_id, now)
            return Recorded(sorted(map(to_image, rows), key=attrgetter("n")), closed)

        return await self._store.run(work)

    async def keep(
        self, generation_id: int, pictures: Mapping[int, KeptPicture], *, now: float
    ) -> list[Image]:
        """Put pictures aside for their requester, once, and return their images.

        Ready ones count as delivered by that; those that came too late stay what they are.
        """
        these = _these(generation_id, pictures)
        ready = images.c.state == ImageState.READY.value
        late = and_(images.c.state.in_(DETACHED), images.c.result_url.is_not(None))
        change = (
            update(images)
            .where(these, images.c.kept_at.is_(None), or_(ready, late))
            .values(
                kept_at=now,
                state=case((ready, ImageState.DELIVERED.value), else_=images.c.state),
                delivered_at=case((ready, now), else_=images.c.delivered_at),
                delivery_rung=case((ready, Rung.KEPT.value), else_=images.c.delivery_rung),
            )
            .returning(images.c.n)
        )

        def work(connection: Connection) -> list[Image]:
            numbers = sorted(connection.scalars(change))
            if numbers:
                rows = [_kept_row(generation_id, n, pictures[n], now) for n in numbers]
                connection.execute(insert(kept_pictures), rows)
            return _images(connection, these)

        return await self._store.run(work)

    async def waiting_for(self, user_id: int) -> Sequence[tuple[int, Sequence[int]]]:
        """Return which images of which generations wait for a person, the oldest first."""
        asked = (
            select(kept_pictures.c.generation_id, kept_pictures.c.n)
            .join(generations, generations.c.id == kept_pictures.c.generation_id)
            .where(generations.c.user_id == user_id)
            .order_by(kept_pictures.c.generation_id, kept_pictures.c.n)
        )
        found: dict[int, list[int]] = {}
        for generation_id, n in await self._store.run(lambda c: c.execute(asked).all()):
            found.setdefault(generation_id, []).append(n)
        return list(found.items())

    async def read(self, generation_id: int, n: int) -> KeptPicture | None:
        """Return a picture that was put aside, or None if it is not there any more."""
        asked = select(kept_pictures.c.content_type, kept_pictures.c.data).where(
            kept_pictures.c.generation_id == generation_id, kept_pictures.c.n == n
        )
        row = await self._store.run(lambda c: c.execute(asked).one_or_none())
        return None if row is None else KeptPicture(row.content_type, row.data)

    async def collected(self, generation_id: int, numbers: Iterable[int], *, now: float) -> None:
        """Forget pictures that their requester has been given."""
        numbers = list(numbers)
        gone = delete(kept_pictures).where(
            kept_pictures.c.generation_id == generation_id, kept_pictures.c.n.in_(numbers)
        )
        given = update(images).where(_these(generation_id, numbers)).values(collected_at=now)

        def work(connection: Connection) -> None:
            connection.execute(gone)
            connection.execute(given)

        await self._store.run(work)

    async def expire(self, *, before: float, now: float) -> int:
        """Forget pictures that nobody collected since they were put aside; return how many."""
        old = kept_pictures.c.kept_at < before
        places = select(kept_pictures.c.generation_id, kept_pictures.c.n).where(old)
        waiting_no_more = (
            update(images)
            .where(tuple_(images.c.generation_id, images.c.n).in_(places))
            .values(collected_at=now)
        )

        def work(connection: Connection) -> int:
            connection.execute(waiting_no_more)
            return connection.execute(delete(kept_pictures).where(old)).rowcount

        return await self._store.run(work)


def _kept_row(generation_id: int, n: int, picture: KeptPicture, now: float) -> dict[str, Any]:
    return {
        "generation_id": generation_id,
        "n": n,
        "content_type": picture.content_type,
        "data": picture.data,
        "kept_at": now,
    }


def _images(connection: Connection, these: ColumnElement[bool]) -> list[Image]:
    return [to_image(row) for row in connection.execute(select(images).where(these))]


def _these(generation_id: int, numbers: Iterable[int]) -> ColumnElement[bool]:
    return and_(images.c.generation_id == generation_id, images.c.n.in_(list(numbers)))
