"""When a generation's pictures will be there, as far as earlier ones tell; pure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from pictory_async import JobKind
from studio.generations import ImageState
from studio.ports import Progress

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pictory_async import Belief, Durations
    from studio.generations import Generation, Order

RUNNING = frozenset({ImageState.QUEUED, ImageState.SUBMITTING, ImageState.GENERATING})
LIKELY = 0.5
NEARLY_SURE = 0.8
_HALVINGS = 30


class _Job(NamedTuple):
    """A job that runs or is about to: when it began, and at what age it was last seen running."""

    began: float
    seen: float

    def age(self, at: float) -> float:
        return max(at - self.began, self.seen)


def kind_of(order: Order) -> JobKind:
    """Return what the durations of an order's jobs depend on."""
    return JobKind(order.model, 0 if order.reference is None else 1)


def forecast(
    generation: Generation,
    durations: Durations,
    now: float,
    seen_running: Mapping[int, float] | None = None,
    waits: Mapping[int, float] | None = None,
) -> Progress:
    """Return when half, and when four in five, of such generations have their last picture.

    `seen_running` is the age at which each image's job was last known to be running, `waits` in how
    many seconds it is probably an image's turn; without that it counts as if it began now. A time
    that has passed in vain is replaced by one for who has just been seen running.
    """
    known, turns = seen_running or {}, waits or {}
    jobs = [
        _Job(
            now + turns.get(image.n, 0.0)
            if image.submitted_at is None
            else min(image.submitted_at, now),
            known.get(image.n, 0.0),
        )
        for image in generation.images
        if image.state in RUNNING
    ]
    if not jobs:
        return Progress()
    belief = durations.belief(kind_of(generation.order))
    ready_at, by_at = (_end(jobs, belief, share) for share in (LIKELY, NEARLY_SURE))
    running = [_Job(job.began, job.age(now)) for job in jobs]
    if ready_at <= now:
        ready_at, by_at = (_end(running, belief, share) for share in (LIKELY, NEARLY_SURE))
    return Progress(ready_at=ready_at, by_at=max(by_at, ready_at))


def _end(jobs: Sequence[_Job], belief: Belief, share: float) -> float:
    """Return by when such a share of the times all of these jobs have ended."""

    def latest(of_each: float) -> float:
        return max(job.began + belief.age_when(of_each, job.seen) for job in jobs)

    low = high = latest(share)
    if len(jobs) > 1:
        high = latest(share ** (1 / len(jobs)))
    for _ in range(_HALVINGS if high > low else 0):
        middle = (low + high) / 2
        ended = math.prod(belief.share_done_since(job.seen, job.age(middle)) for job in jobs)
        low, high = (middle, high) if ended < share else (low, middle)
    return high
