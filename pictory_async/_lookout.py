"""Decides which question to ask next about many jobs: about one of them, or for a page; pure.

A question costs the same whether it is about one job or brings a page that shows 25. It is asked
when the jobs that it would show are expected to have waited for it long enough, all together.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pictory_async._budget import Budget, Price
from pictory_async._errors import InvalidRequestError, NotFoundError, RateLimitError
from pictory_async._models import JobStatus
from pictory_async._pages import Page, Pages, Watched
from pictory_async._plan import Pace
from pictory_async._timetable import Question, Timetable
from pictory_async._trust import Trust, tells_all
from pictory_async._worth import Worth

if TYPE_CHECKING:
    from pictory_async._durations import Durations, JobKind
    from pictory_async._models import Job, JobPage
    from pictory_async._timetable import Subject

_BARELY = 0.02
_FAILURES = 3
_PATIENCE = 2.0


class Lookout:
    """Watches jobs: says what to ask, and takes in the answers.

    All times are of one monotonic clock. `least` is the shortest time between two questions about
    one job; a page asks about none. `per_minute` bounds all questions together.
    """

    def __init__(
        self, durations: Durations, *, least: float = 5.0, per_minute: float = 3000.0
    ) -> None:
        self._durations, self._least = durations, least
        self._budget = Budget(per_minute, least)
        worth = Worth(durations, Price(least), self._budget, least)
        self._trust = Trust(durations, least)
        self._pages = Pages(patience=_PATIENCE * least)
        self._times = Timetable(worth, self._pages, self._trust, least)

    def __len__(self) -> int:
        return len(self._times.jobs)

    # Jobs

    def watch(
        self,
        job_id: str,
        kind: JobKind,
        now: float,
        *,
        started: float | None = None,
        deadline: float = math.inf,
        rarer: float = 1.0,
    ) -> Watched:
        """Watch a job until it has ended; after its deadline it is asked for once more.

        `rarer` is by how much longer than usual the gaps between questions about it are.
        """
        started = now if started is None else started
        pace = Pace(self._least * rarer)
        job = Watched(job_id, kind, pace, started, deadline, rarer**-2, seen=started)
        self._times.jobs[job_id] = job
        if self._trust.usable(now):
            self._expect(job, now)
        else:
            self._times.arrange_job(job, now)
        return job

    def _expect(self, job: Watched, now: float) -> None:
        """Expect a new job on the first page of the list."""
        first = self._pages.first
        self._pages.add(job, now)
        if first.due is None or not self._times.shares(first):
            self._times.arrange(first, now)
        else:
            # To compute anew for each new job what the page is worth would be dear.
            quick = job.started + self._durations.belief(job.kind).age_when(_BARELY)
            self._times.look_soon(first, max(now, quick))
            self._times.arrange_job(job, now)
        if self._pages.sliding and self._times.shares(first):
            self._times.look_soon(first, now)

    def forget(self, job: Watched, now: float) -> None:
        """Watch a job no more."""
        if not self.watches(job):
            return
        del self._times.jobs[job.job_id]
        self._times.remove(job)
        page = job.page
        self._pages.remove(job)
        if page is not None and not self._times.shares(page):
            self._times.arrange(page, now)

    def watches(self, job: Watched) -> bool:
        """Whether a job is still being watched."""
        return self._times.jobs.get(job.job_id) is job

    def hint(self, job: Watched, now: float, *, gap: float) -> None:
        """Ask for a job soon, `gap` after the last time, because something says that it has ended.

        That is believed as to the time, if it turns out to be true.
        """
        if self.watches(job):
            job.hinted, job.hint_gap = now if job.hinted is None else job.hinted, gap
            self._times.hurry(job, max(now, job.asked + gap))

    # Questions

    def next_at(self, now: float) -> float:
        """Return when to ask for a question; infinity if there is nothing to ask."""
        due = self._times.next_due()
        return due if due == math.inf else max(due, self._budget.opens_at(now))

    def take(self, now: float) -> Question | None:
        """Return a question to be asked now, if one is due; what becomes of it has to be told."""
        while self.next_at(now) <= now:
            subject = self._times.pop(now)
            if subject is not None:
                self._budget.spend(now)
                subject.busy = True
                if isinstance(subject, Watched):
                    subject.asked = now
                else:
                    subject.looked = now
                return Question(subject, now)
        return None

    # Answers

    def told(self, question: Question, job: Job, now: float) -> None:
        """Take in what a question about a job brought; if it has ended, it is watched no more."""
        watched = question.about
        assert isinstance(watched, Watched)
        self._budget.answered()
        if self.watches(watched):
            self._trust.weigh(watched, now, ended=job.finished)
            self._use_list_no_more(now)
        if job.finished and self.watches(watched):
            self._trust.ended(job.id, now)
            self._ended(watched, job, now)
        else:
            watched.seen = max(watched.seen, question.at)
            watched.failures = 0
            if watched.hinted is not None and watched.hinted <= question.at:
                watched.hinted = None  # or else it may have been answered just before the end
        self._go_on(watched, now)

    def listed(self, question: Question, shown: JobPage, now: float) -> list[Job]:
        """Take in a page; return the watched jobs that have ended, which are watched no more."""
        page = question.about
        assert isinstance(page, Page)
        self._budget.answered()
        page.busy, page.failures = False, 0
        ids = [job.id for job in shown.jobs]
        view = self._pages.take_in(page, ids, shown.next_page_key, question.at)
        useless = view.absent and self._times.jobs.keys().isdisjoint(ids)
        ended = [job for job in shown.jobs if self._shows_end(page, job, question.at, now)]
        if useless:
            self._strike(now)
        for page_ in (page, view.below):
            if page_ is not None:
                self._times.arrange(page_, now)
        for watched in view.absent:
            self._times.arrange_job(watched, now)
        return ended

    def unanswered(self, question: Question, error: Exception, now: float) -> None:
        """Take in that a question brought an error, which says nothing about any job.

        After a 429 nothing is asked for a while, and less from then on. A page that is refused
        cannot be had any more, and its jobs are asked for singly.
        """
        subject = question.about
        if isinstance(error, RateLimitError):
            self._budget.refused(now, error.retry_after)
        if isinstance(subject, Page):
            subject.failures += 1
            lost = isinstance(error, InvalidRequestError | NotFoundError)
            if lost:
                self._leave(subject, now)
            if lost or subject.failures >= _FAILURES:
                self._strike(now)
        elif not isinstance(error, RateLimitError):
            subject.failures += 1
        self._go_on(subject, now)

    def _go_on(self, subject: Subject, now: float) -> None:
        subject.busy = False
        if isinstance(subject, Page):
            self._times.arrange(subject, now)
        elif self.watches(subject):
            subject.urgent = False
            if subject.hinted is not None:
                gap = max(subject.hint_gap, self._least if subject.failures else 0.0)
                self._times.hurry(subject, max(now, subject.asked + gap))
            else:
                self._times.arrange_job(subject, now)

    def _ended(self, watched: Watched, job: Job, now: float) -> None:
        if job.status is JobStatus.COMPLETED and now > watched.started:
            ran = watched.seen
            if watched.hinted is not None:
                ran = max(ran, watched.hinted - self._least)
            age = now - watched.started
            self._durations.record(
                watched.kind, age, running_at=min(ran - watched.started, age), at=now
            )
        self.forget(watched, now)

    def _shows_end(self, page: Page, job: Job, asked_at: float, now: float) -> bool:
        """Take in one job of a page; tell whether it is a watched one that has ended."""
        watched = self._times.jobs.get(job.id)
        if watched is None:
            if not job.finished and self._trust.contradicts(job.id, asked_at):
                self._strike(now)
            return False
        if not job.finished:
            watched.seen = max(watched.seen, asked_at)
            if watched.page is None and self._trust.usable(now):
                page.give([watched])
            if self._trust.audits(watched, now):
                self._times.hurry(watched, now)
            return False
        if not tells_all(job):
            self._times.list_is_terse()
            self._pages.remove(watched)
            self._times.hurry(watched, max(now, watched.asked + watched.pace.least))
            return False
        self._ended(watched, job, now)
        return True

    def _strike(self, now: float) -> None:
        self._trust.strike(now)
        self._use_list_no_more(now)

    def _use_list_no_more(self, now: float) -> None:
        """Ask for every job singly, if the list has been given up."""
        if self._trust.usable(now):
            return
        for page in (self._pages.first, *self._pages.fixed):
            self._leave(page, now)

    def _leave(self, page: Page, now: float) -> None:
        """Look at a page no more, and ask for its jobs singly."""
        self._times.remove(page)
        for job in self._pages.drop(page):
            self._times.arrange_job(job, now)
