"""What the two processes of the state machine may choose to do next: mostly what makes sense."""

from __future__ import annotations

import time
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pictory_async import JobStatus
from studio.generations import TRANSITIONS, ImageState
from tests.studio.model import FINAL
from tests.studio.operations import Adopt, Collect, Deliver, Keep, Move, Observe, Settle
from tests.studio.tenure import Abandon, Close, Release, Renew, TakeOver

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from random import Random

    from studio.lease import Owner
    from tests.studio.model import Operation, Place, Row, World

JOBS = [f"job-{number}" for number in range(8)]
COSTS = [None, Decimal("0.6"), Decimal(2)]
URLS = [None, *["https://x/1.png", "https://x/2.png"] * 4]
ENDED = [JobStatus.COMPLETED, JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CLEANED]
DETACHED = {ImageState.FAILED, ImageState.CANCELLED}
TOLD = {ImageState.GENERATING, *DETACHED}
"""The states in which something new can be learnt of a job."""
FORWARD: Mapping[ImageState, Sequence[ImageState]] = {
    ImageState.QUEUED: [ImageState.SUBMITTING],
    ImageState.SUBMITTING: [ImageState.GENERATING, ImageState.UNCONFIRMED],
    ImageState.GENERATING: [ImageState.CANCELLED, ImageState.FAILED],
    ImageState.UNCONFIRMED: [ImageState.GENERATING],
}
"""The steps that lead where more can happen."""
STAGE = 4
"""How many images most things happen to, so that they come far."""


@dataclass(frozen=True)
class Chooser:
    """Chooses by `chance` what to do to the images and generations of `world`.

    Nothing but its seed is drawn, whatever the world is like: who wins a race differs from run to
    run.
    """

    chance: Random
    world: World
    owners: Sequence[Owner]
    now: float

    def pick(self, options: Sequence[Any]) -> Any:
        """Choose one of some values."""
        return self.chance.choice(options)

    def operation(self) -> Operation:
        """Choose something to do to an image, or now and then to a whole generation."""
        if self.pick([True, True, True, False]):
            images = sorted(self.world.images)
            alive = [place for place in images if is_alive(self.world.images[place])]
            return self.on_image(self.pick([*alive[:STAGE] * 5, *images]))
        return self.on_generation(self.pick(sorted(self.world.generations)))

    def on_generation(self, generation_id: int) -> Operation:
        """Choose what to do to a generation, or to all those of an owner."""
        owner = self.pick(self.owners)
        chosen: Operation = self.pick(
            [
                Abandon(generation_id, self.now),
                *[Close(generation_id, self.now)] * 3,
                *[TakeOver(owner, self.now)] * 3,
                *[Renew(owner, self.now)] * 2,
                Release(owner),
            ]
        )
        return chosen

    def on_image(self, place: Place) -> Operation:
        """Choose what to do to an image, and for some things to the rest of its generation."""
        row = self.world.images[place]
        ways = [self.move, self.answer, self.adopt, self.deliver]
        if row.job_id is not None and not row.settled and row.state in TOLD:
            ways += [self.answer] * 6
        elif row.state in FORWARD:
            ways += [self.move] * 6
        if can_be_kept(row):
            ways += [self.keep] * 3
        if row.waits:
            ways += [self.collect] * 3
        chosen: Operation = self.pick(ways)(place, row)
        return chosen

    def move(self, place: Place, row: Row) -> Operation:
        """Choose a step that the table of transitions has, or, less often, any."""
        legal = sorted(TRANSITIONS[row.state])
        forward = list(FORWARD.get(row.state, ()))
        to, job_id = self.pick([*ImageState, *legal * 2, *forward * 20]), self.pick(JOBS)
        if to in legal and self.pick([True, False]):
            return Move(place, to, job_id, frozenset({row.state}))
        return Move(place, to, job_id)

    def answer(self, place: Place, row: Row) -> Operation:
        """Choose what is learnt of a job, mostly of the image's."""
        job_id, cost = self._job(row), self.pick(COSTS)
        if row.state in DETACHED and cost is not None and self.pick([True, False]):
            return Settle(place, job_id, cost)
        return Observe(place, job_id, self.pick(ENDED), cost, self.pick(URLS))

    def adopt(self, place: Place, row: Row) -> Operation:
        """Choose a job that the request may have made."""
        return Adopt(place, self._job(row), self.pick(self.owners), time.time())

    def deliver(self, place: Place, _: Row) -> Operation:
        """Choose pictures to show."""
        return Deliver(place[0], self._numbers(place, lambda _: True))

    def keep(self, place: Place, _: Row) -> Operation:
        """Choose pictures to put aside."""
        return Keep(place[0], self._numbers(place, can_be_kept))

    def collect(self, place: Place, _: Row) -> Operation:
        """Choose pictures to give out."""
        return Collect(place[0], self._numbers(place, lambda row: row.waits))

    def _job(self, row: Row) -> str:
        own = [] if row.job_id is None else [row.job_id] * 12
        chosen: str = self.pick([*own, *JOBS])
        return chosen

    def _numbers(self, place: Place, fits: Callable[[Row], bool]) -> Sequence[int]:
        """Choose the image, or all of its generation for which the same can be done."""
        images = sorted(self.world.images.items())
        family = [n for (generation, n), row in images if generation == place[0] and fits(row)]
        chosen: Sequence[int] = self.pick([(place[1],), tuple(family)])
        return chosen


def is_alive(row: Row) -> bool:
    """Whether something may still happen to an image."""
    owed = row.job_id is not None and not row.settled
    return row.state not in FINAL or owed or row.waits or can_be_kept(row)


def can_be_kept(row: Row) -> bool:
    """Whether an image has a picture that is ready, or came too late for its card."""
    late = row.state in DETACHED and row.job_id is not None
    return row.result_url is not None and not row.kept and (late or row.state is ImageState.READY)
