"""How long earlier jobs took, for the watcher of a process that has just begun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select

from pictory_async import JobKind
from studio.generations import FailureKind, ImageState
from studio.tables import generations, images

if TYPE_CHECKING:
    from sqlalchemy import Subquery

    from studio.store import Store

LOOKED_AT = 5000
"""The latest generations, among which those of each kind are looked for."""
PER_KIND = 200


async def past_durations(
    store: Store, *, per_kind: int = PER_KIND, looked_at: int = LOOKED_AT
) -> list[tuple[JobKind, float]]:
    """Return kind and seconds of jobs that finished lately, so many a kind, the oldest first.

    The seconds are those until a job was found finished. Raises StoreUnavailableError.
    """
    finished = _finished(looked_at)
    wanted = (
        select(finished.c.model, finished.c.guided, finished.c.taken)
        .where(finished.c.place <= per_kind)
        .order_by(finished.c.place.desc())
    )
    rows = await store.run(lambda connection: connection.execute(wanted).all())
    return [(JobKind(model, int(guided)), float(taken)) for model, guided, taken in rows]


def _finished(looked_at: int) -> Subquery:
    """Select what finished jobs took, with their places among those of their kind, newest first."""
    guided = generations.c.reference_url.is_not(None).label("guided")
    latest = (
        select(generations.c.id, generations.c.model, guided)
        .order_by(generations.c.id.desc())
        .limit(looked_at)
        .subquery()
    )
    in_time = or_(
        images.c.failure_kind.is_(None), images.c.failure_kind != FailureKind.TIMED_OUT.value
    )
    seconds = images.c.finished_at - images.c.submitted_at
    place = func.row_number().over(
        partition_by=(latest.c.model, latest.c.guided),
        order_by=(latest.c.id.desc(), images.c.n.desc()),
    )
    return (
        select(latest.c.model, latest.c.guided, seconds.label("taken"), place.label("place"))
        .join(images, images.c.generation_id == latest.c.id)
        .where(images.c.result_url.is_not(None), seconds > 0)
        .where(and_(in_time, images.c.state != ImageState.CANCELLED.value))
        .subquery()
    )
