"""What the store knows of Pictory's jobs: whose they are, and how they ended."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from studio.generations import ImageState
from studio.queries import insert_into
from studio.rows import to_image
from studio.store import JobTakenError
from studio.tables import generations, images, job_marks

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Connection

    from studio.generations import Image
    from studio.store import Store

ON_THE_WAY_SECONDS = 120.0
"""How long after its submit a request may still become a job, at the very most."""

MARKS_KEPT_SECONDS = 30 * 24 * 3600.0

WITHOUT_JOB = [ImageState.SUBMITTING.value, ImageState.UNCONFIRMED.value]


@dataclass(frozen=True, slots=True)
class Rivals:
    """The images beside one that may have made the same job; `siblings` asked for the same."""

    submitting: int
    unconfirmed: int
    siblings: int


class Jobs:
    """The jobs in a store; every method raises StoreUnavailableError like the store's."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def settle(
        self, generation_id: int, n: int, job_id: str, *, now: float, **values: Any
    ) -> Image | None:
        """Record how a job ended whose card no longer waits for it; None if that is known."""
        change = (
            update(images)
            .where(images.c.generation_id == generation_id, images.c.n == n)
            .where(images.c.job_id == job_id, images.c.job_settled_at.is_(None))
            .where(images.c.state.in_([ImageState.FAILED.value, ImageState.CANCELLED.value]))
            .values(job_settled_at=now, **values)
            .returning(images)
        )
        row = await self._store.run(lambda c: c.execute(change).one_or_none())
        return None if row is None else to_image(row)

    async def adopt(
        self, generation_id: int, n: int, job_id: str, *, owner: str, timeout: float
    ) -> tuple[Image, bool] | None:
        """Give an image the job that its request has made, as it turned out.

        The generation is open again; the answer says whether it is now the caller's to work on,
        because nobody did. None if the image waits for no job. Raises JobTakenError.
        """
        now = time.time()
        change = (
            update(images)
            .where(images.c.generation_id == generation_id, images.c.n == n)
            .where(images.c.state.in_(WITHOUT_JOB))
            .values(
                state=ImageState.GENERATING.value,
                job_id=job_id,
                accepted_at=now,
                deadline_at=now + timeout,
            )
            .returning(images)
        )
        closed = generations.c.closed_at.is_not(None)
        reopened = (
            update(generations)
            .where(generations.c.id == generation_id)
            .values(
                owner=case((closed, owner), else_=generations.c.owner),
                heartbeat_at=case((closed, now), else_=generations.c.heartbeat_at),
                shown_at=None,
                closed_at=None,
            )
            .returning(generations.c.owner)
        )

        def work(connection: Connection) -> tuple[Image, bool] | None:
            row = connection.execute(change).one_or_none()
            if row is None:
                return None
            return to_image(row), connection.scalar(reopened) == owner

        try:
            return await self._store.run(work)
        except IntegrityError:
            raise JobTakenError(f"job of generation {generation_id}, image {n}") from None

    async def known(self, job_ids: Collection[str]) -> Mapping[str, float]:
        """Return since when these jobs are known: ours since accepted, others since seen listed."""
        accepted_at = func.coalesce(
            images.c.accepted_at, images.c.submitted_at + ON_THE_WAY_SECONDS
        )
        ours = select(images.c.job_id, accepted_at).where(images.c.job_id.in_(job_ids))
        marked = select(job_marks.c.job_id, job_marks.c.seen_at).where(
            job_marks.c.job_id.in_(job_ids)
        )
        rows = await self._store.run(lambda c: [*c.execute(ours), *c.execute(marked)])
        return {job_id: float(since) for job_id, since in rows}

    async def mark(self, job_id: str, *, now: float) -> None:
        """Remember that a job was listed, or with an empty id that none was."""
        old = delete(job_marks).where(job_marks.c.seen_at < now - MARKS_KEPT_SECONDS)

        def work(connection: Connection) -> None:
            connection.execute(old)
            added = insert_into(connection, job_marks).values(job_id=job_id, seen_at=now)
            connection.execute(added.on_conflict_do_nothing(index_elements=["job_id"]))

        await self._store.run(work)

    async def claimed(self, job_ids: Collection[str]) -> set[str]:
        """Return which of these jobs belong to an image."""
        ours = select(images.c.job_id).where(images.c.job_id.in_(job_ids))
        return set(await self._store.run(lambda c: c.scalars(ours).all()))

    async def rivals(self, image: Image, since: float) -> Rivals:
        """Count the images that may have made a job which was made after `since`."""
        since -= ON_THE_WAY_SECONDS
        sibling = images.c.generation_id == image.generation_id
        asked = (
            select(images.c.state, sibling.label("sibling"), func.count())
            .where(images.c.state.in_(WITHOUT_JOB), images.c.submitted_at >= since)
            .where(or_(~sibling, images.c.n != image.n))
            .group_by(images.c.state, sibling)
        )
        counts = {"submitting": 0, "unconfirmed": 0, "siblings": 0}
        for state, is_sibling, count in await self._store.run(lambda c: c.execute(asked).all()):
            same = is_sibling and state == ImageState.UNCONFIRMED.value
            counts["siblings" if same else state] += count
        return Rivals(**counts)

    async def renew_url(self, generation_id: int, n: int, url: str) -> Image | None:
        """Remember another address of a result that is still to be fetched; None if it is not."""
        change = (
            update(images)
            .where(images.c.generation_id == generation_id, images.c.n == n)
            .where(images.c.result_url.is_not(None), images.c.kept_at.is_(None))
            .where(images.c.state != ImageState.DELIVERED.value)
            .values(result_url=url)
            .returning(images)
        )
        row = await self._store.run(lambda c: c.execute(change).one_or_none())
        return None if row is None else to_image(row)
