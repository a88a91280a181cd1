"""Whether the list of jobs can be relied on; pure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pictory_async._models import JobStatus

if TYPE_CHECKING:
    from pictory_async._belief import Belief
    from pictory_async._durations import Durations
    from pictory_async._models import Job
    from pictory_async._pages import Watched

_TOO_MUCH, _STRIKE = 5.5, 3.0
_MOSTLY, _ALL_BUT_FEW, _RARE = 0.9, 0.985, 0.01

_FORGETTING = 120.0
_AGAIN, _AGAIN_MOST = 360.0, 2880.0
_AUDIT_FIRST, _AUDIT_MOST = 3.0, 24.0
_REMEMBERED = 24.0
_SLOW, _LAG = 0.2, 0.6
"""Times in units of the shortest time between two questions about one job, which is 5 s."""


class Trust:
    """Adds up what speaks against the list, and gives it up once that is too much.

    It is tried again after half an hour, and after twice as long each time that was in vain. Now
    and then a job that the list shows as running is asked for singly, and so is every job that is
    overdue: an audit. That it has ended
    after all speaks for a list that is 3 s late, by as much as it is likelier then; these
    logarithms are summed up, but never to less than 0 (Page's test). A second of lag is accepted.
    """

    def __init__(self, durations: Durations, least: float) -> None:
        self._durations, self._least = durations, least
        self._doubt, self._doubted_at = 0.0, 0.0
        self._usable_from = -math.inf
        self._wait = _AGAIN
        self._ended: dict[str, float] = {}
        self._audit_at, self._audit_gap = -math.inf, _AUDIT_FIRST

    def usable(self, now: float) -> bool:
        """Whether the list is to be asked."""
        return now >= self._usable_from

    def strike(self, now: float) -> None:
        """Take in that the list was certainly wrong, or of no use; two are too much."""
        self._add(_STRIKE, now)

    def audits(self, job: Watched, now: float) -> bool:
        """Tell whether to audit a job that was just shown as running, and note it if so."""
        share = self._belief(job).share_done(now - job.started)
        if share < _MOSTLY or job.busy or now < job.asked + job.pace.least:
            return False
        if now >= self._audit_at:
            self._audit_at = now + self._audit_gap * self._least
            self._audit_gap = min(2 * self._audit_gap, _AUDIT_MOST)
            job.audited = True
        elif share >= _ALL_BUT_FEW and now >= job.asked + job.pace.most:
            job.audited = True
        return job.audited

    def weigh(self, job: Watched, now: float, *, ended: bool) -> None:
        """Take in the answer to a question about a job, if it was an audit."""
        if not job.audited:
            return
        job.audited = False
        belief, age, seen = self._belief(job), now - job.started, job.seen - job.started
        true, late = (
            min(max(belief.share_done_since(max(0.0, seen - lag), age), _RARE), 1 - _RARE)
            for lag in (0.0, _LAG * self._least)
        )
        self._add(math.log(late / true if ended else (1 - late) / (1 - true)), now)

    def ended(self, job_id: str, now: float) -> None:
        """Remember that a job has ended by a better source, whatever the list says later."""
        if not self.usable(now):
            return
        self._ended[job_id] = now
        oldest, at = next(iter(self._ended.items()))
        if now - at > _REMEMBERED * self._least:
            del self._ended[oldest]

    def contradicts(self, job_id: str, asked_at: float) -> bool:
        """Tell, once a job, whether it had long ended when the list still showed it running."""
        if asked_at < self._ended.get(job_id, math.inf) + _SLOW * self._least:
            return False
        del self._ended[job_id]
        return True

    def _belief(self, job: Watched) -> Belief:
        return self._durations.belief(job.kind)

    def _add(self, doubt: float, now: float) -> None:
        if not self.usable(now):
            return
        faded = self._doubt * math.exp((self._doubted_at - now) / (_FORGETTING * self._least))
        self._doubt, self._doubted_at = max(0.0, faded + doubt), now
        if doubt > 0:
            self._audit_at, self._audit_gap = now, _AUDIT_FIRST
        if self._doubt >= _TOO_MUCH:
            self._give_up(now)

    def _give_up(self, now: float) -> None:
        in_vain = now - self._usable_from <= _AGAIN * self._least
        self._wait = min(2 * self._wait, _AGAIN_MOST) if in_vain else _AGAIN
        self._usable_from = now + self._wait * self._least
        self._doubt = 0.0


def tells_all(job: Job) -> bool:
    """Tell whether nothing more has to be asked about a job that has ended."""
    if job.status is JobStatus.COMPLETED:
        return job.url is not None and job.credits_used is not None
    return job.status is JobStatus.CLEANED or bool(job.error_code or job.error_message)
