"""A model of the store's rows, what an operation is on both, and what has to hold for each row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from studio.generations import ImageState

if TYPE_CHECKING:
    from decimal import Decimal

    from sqlalchemy import Row as Found

    from studio.store import Store

Place = tuple[int, int]
"""A generation's id and an image's number."""

WITH_JOB = {ImageState.GENERATING, ImageState.READY, ImageState.DELIVERED}
WITHOUT_JOB = {ImageState.QUEUED, ImageState.SUBMITTING, ImageState.UNCONFIRMED}
WITH_RESULT = {ImageState.READY, ImageState.DELIVERED}
FINAL = {ImageState.DELIVERED, ImageState.FAILED, ImageState.CANCELLED}


@dataclass
class Row:
    """What is expected of one image; `waits` says that its picture can be collected."""

    state: ImageState = ImageState.QUEUED
    job_id: str | None = None
    result_url: str | None = None
    credits_used: Decimal | None = None
    settled: bool = False
    kept: bool = False
    waits: bool = False
    collected: bool = False
    posts: int = field(default=0, compare=False)
    """How many requests for it have left and may have arrived."""


@dataclass
class Work:
    """What is expected of one generation: whose it is, and whether it is closed."""

    owner: str | None
    closed: bool = False
    heartbeat_at: float = field(default=0.0, compare=False)


@dataclass
class World:
    """What is expected of the store."""

    images: dict[Place, Row] = field(default_factory=dict)
    generations: dict[int, Work] = field(default_factory=dict)

    def holder(self, job_id: str | None) -> Place | None:
        """Return the image that has a job."""
        found = (place for place, row in self.images.items() if row.job_id == job_id)
        return None if job_id is None else next(found, None)


class Operation(Protocol):
    """Something that a process does in one transaction; both methods give the same answer."""

    def expect(self, world: World) -> object:
        """Do it to the model."""

    async def do(self, store: Store) -> object:
        """Do it to the store."""


def found(rows: dict[Place, Found[Any]], works: dict[int, Found[Any]]) -> World:
    """Return the model that stored rows amount to."""
    return World(
        {
            place: Row(
                ImageState(row.state),
                row.job_id,
                row.result_url,
                row.credits_used,
                settled=row.job_settled_at is not None,
                kept=row.kept_at is not None,
                waits=row.shelved_at is not None,
                collected=row.collected_at is not None,
            )
            for place, row in rows.items()
        },
        {
            number: Work(row.owner, closed=row.closed_at is not None)
            for number, row in works.items()
        },
    )


def check_image(row: Found[Any], posts: int) -> None:
    """Fail unless one image's row keeps the invariants by itself."""
    state = ImageState(row.state)
    assert posts in {0, 1}
    assert posts or row.job_id is None
    if state in WITH_JOB:
        assert row.job_id is not None
    if state in WITHOUT_JOB:
        assert row.job_id is None
    if state in WITH_RESULT:
        assert row.result_url is not None


def check_step(before: Found[Any], row: Found[Any]) -> None:
    """Fail if a step undid what is final."""
    if ImageState(before.state) in FINAL:
        assert row.state == before.state
    if before.job_id is not None:
        assert row.job_id == before.job_id
    if before.job_settled_at is not None:
        settled = (before.job_settled_at, before.credits_used)
        assert (row.job_settled_at, row.credits_used) == settled
