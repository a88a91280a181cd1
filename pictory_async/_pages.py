"""Where the watched jobs stand in the account's list of jobs, and which page shows them; pure.

The list is newest first. Its first page moves on as jobs are added; a page that a key leads to
stays where it is. So every look at the first page yields a fixed page just below it, which takes
over the jobs that have slid off the first one, for as long as they run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pictory_async._arrivals import Arrivals

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pictory_async._durations import JobKind
    from pictory_async._plan import Pace

_SIZE = 25
_GAP = 1_000_000
_CHAIN = 20


@dataclass(slots=True, eq=False)
class Watched:
    """A job that is being watched; times are of one clock.

    `seen` is when it was last known to be running, `asked` when it was last asked for singly.
    `hinted` is when something first said that it has ended, after which it is asked for `hint_gap`
    after the last time. It is `urgent` if it is to be asked for singly whatever that is worth,
    and `audited` if that is because a page has just shown it as running. `place` is its place in
    the list, counted from the oldest.
    """

    job_id: str
    kind: JobKind
    pace: Pace
    started: float
    deadline: float
    weight: float = 1.0
    seen: float = 0.0
    asked: float = -math.inf
    failures: int = 0
    hinted: float | None = None
    hint_gap: float = 0.0
    audited: bool = False
    urgent: bool = False
    page: Page | None = None
    place: int | None = None
    due: float | None = None
    busy: bool = False


@dataclass(slots=True, eq=False)
class Page:
    """A page of the list and the watched jobs that it is looked at for.

    It shows places below `below`; None is the first page, which shows the highest ones. `chained`
    counts the pages above it that were looked at, one after the other, for where its jobs are.
    """

    key: str | None = None
    below: int | None = None
    chained: int = 0
    jobs: dict[str, Watched] = field(default_factory=dict)
    due: float | None = None
    busy: bool = False
    looked: float = -math.inf
    failures: int = 0

    def give(self, jobs: Iterable[Watched]) -> None:
        """Take over jobs from wherever they are."""
        for job in jobs:
            if job.page is not None:
                job.page.jobs.pop(job.job_id, None)
            job.page = self
            self.jobs[job.job_id] = job


@dataclass(frozen=True, slots=True)
class View:
    """What a look at a page has shown of the jobs that it was looked at for.

    `below` is a new page for those further down; `chained` if they may be further down still.
    `absent` are those that should have been there.
    """

    below: Page | None
    absent: Sequence[Watched]


class Pages:
    """The first page, and the fixed ones on which there are watched jobs, oldest first.

    `patience` is how long a job may take to appear in the list.
    """

    def __init__(self, patience: float) -> None:
        self.first = Page()
        self.fixed: list[Page] = []
        self._patience = patience
        self._size = _SIZE
        self._newest: dict[str, int] = {}
        self._arrivals = Arrivals()

    def add(self, job: Watched, now: float) -> None:
        """Expect a job that was just submitted on the first page."""
        self.first.give([job])
        self._arrivals.add(job.job_id, now)

    @property
    def sliding(self) -> bool:
        """Whether the first page has to be looked at, before jobs slide off it unseen."""
        return self._arrivals.fill(self._size)

    def remove(self, job: Watched) -> None:
        """Take a job off its page."""
        page, job.page = job.page, None
        if page is not None:
            page.jobs.pop(job.job_id, None)
            self._drop_if_empty(page)

    def drop(self, page: Page) -> list[Watched]:
        """Take every job off a page; return them."""
        jobs = list(page.jobs.values())
        for job in jobs:
            self.remove(job)
        return jobs

    def take_in(
        self, page: Page, ids: Sequence[str], next_key: str | None, asked_at: float
    ) -> View:
        """Note which jobs a page showed; the absent ones are left without a page."""
        if next_key is not None:
            self._size = max(len(ids), 1)
        linked = page.below is not None or not self._newest.keys().isdisjoint(ids)
        top = self._top(ids) if page.below is None else page.below - 1
        places = {job_id: top - i for i, job_id in enumerate(ids)}
        for job in page.jobs.values():
            job.place = places.get(job.job_id, job.place)
        low = top - len(ids) + 1
        lower, absent = self._unshown(page, places, low, asked_at, linked=linked)
        if page.below is None:
            self._note_newest(places, asked_at, linked=linked)
        if next_key is None:
            absent, lower = absent + lower, []
        for job in absent:
            self.remove(job)
        below = self._page_below(page, next_key, low, lower) if lower else None
        if below is not None and any(job.place is None for job in lower):
            below.chained = page.chained + 1
        page.chained = 0
        return View(below, absent)

    def _top(self, ids: Sequence[str]) -> int:
        """Return the place of the first id, by one that the first page showed before."""
        for i, job_id in enumerate(ids):
            if job_id in self._newest:
                return self._newest[job_id] + i
        return max(self._newest.values(), default=0) + _GAP

    def _unshown(
        self, page: Page, places: Mapping[str, int], low: int, asked_at: float, *, linked: bool
    ) -> tuple[list[Watched], list[Watched]]:
        """Return the page's jobs that it did not show: those further down, and the absent ones."""
        lower: list[Watched] = []
        absent: list[Watched] = []
        shown = [job.started for job in page.jobs.values() if job.job_id in places]
        # A first page full of unknown jobs: ours are certainly further down.
        newest = min(shown, default=-math.inf if linked else math.inf)
        for job in page.jobs.values():
            if job.job_id in places:
                continue
            if job.place is not None:
                (lower if job.place < low else absent).append(job)
            elif page.chained:
                (lower if page.chained < _CHAIN else absent).append(job)
            elif job.started < newest:
                lower.append(job)
            elif job.started <= asked_at - self._patience or page.below is not None:
                absent.append(job)
        return lower, absent

    def _note_newest(self, places: dict[str, int], asked_at: float, *, linked: bool) -> None:
        passed = max(places.values()) - max(self._newest.values()) if linked else None
        self._arrivals.look(places, asked_at, passed=passed, patience=self._patience)
        self._newest = places or self._newest

    def _page_below(self, page: Page, key: str | None, low: int, jobs: list[Watched]) -> Page:
        """Return a new page below one; below the first, it replaces those that it can."""
        below = Page(key, below=low)
        for newest in reversed(self.fixed) if page.below is None else ():
            others = list(newest.jobs.values())
            if not all(job.place is not None and job.place >= low - self._size for job in others):
                break
            jobs = jobs + others
        below.give(jobs)
        for old in [old for old in self.fixed if not old.jobs]:
            self._drop_if_empty(old)
        self.fixed.append(below)
        self.fixed.sort(key=lambda one: one.below or 0)
        return below

    def _drop_if_empty(self, page: Page) -> None:
        if not page.jobs and page in self.fixed:
            self.fixed.remove(page)
            page.due = None
