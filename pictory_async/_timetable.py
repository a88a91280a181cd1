"""When each watched job, and each page that shows some, is to be asked for; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from pictory_async._agenda import Agenda
from pictory_async._pages import Page, Watched

if TYPE_CHECKING:
    from pictory_async._pages import Pages
    from pictory_async._trust import Trust
    from pictory_async._worth import Worth

_SHARED = 2
_SHARED_IF_TERSE = 5
"""How many jobs make a page worth a look; more where the list does not tell their results."""

_PAGE_GAP = 0.1
"""The shortest time between two looks at one page, in units of that between two at a job."""

_NEARLY = 0.97
_AT_ONCE = 0.01

Subject: TypeAlias = Watched | Page


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, about a job or for a page of the list, and when."""

    about: Subject
    at: float


class Timetable:
    """Puts jobs and pages on an agenda, by what questions about them are worth."""

    def __init__(self, worth: Worth, pages: Pages, trust: Trust, least: float) -> None:
        self.jobs: dict[str, Watched] = {}
        self._worth, self._pages, self._trust, self._least = worth, pages, trust, least
        self._agenda: Agenda[Subject] = Agenda()
        self._shared = _SHARED

    def list_is_terse(self) -> None:
        """Take in that the list does not tell all that is to be known of a job that has ended."""
        self._shared = _SHARED_IF_TERSE

    def next_due(self) -> float:
        """Return when something is due; infinity if nothing is."""
        return self._agenda.next_due()

    def pop(self, now: float) -> Subject | None:
        """Take out what is due now; None if it turns out not to be worth it yet."""
        subject = self._agenda.pop()
        if subject.busy:
            return None  # its answer will say how it goes on
        try:
            due = self._is_due(subject, now)
        except Exception:
            self._agenda.put(subject, now + self._least)  # or else it would never be asked for
            raise
        return subject if due else None

    def _is_due(self, subject: Subject, now: float) -> bool:
        if isinstance(subject, Page):
            return self._page_is_due(subject, now)
        return self._job_is_due(subject, now)

    def remove(self, subject: Subject) -> None:
        """Ask for a job or a page no more."""
        self._agenda.remove(subject)

    def shares(self, page: Page) -> bool:
        """Whether so many jobs are on a page that they are asked for together."""
        return len(page.jobs) >= self._shared

    # Pages

    def arrange(self, page: Page, now: float) -> None:
        """Decide when to look at a page, or to ask for each of its jobs instead."""
        if page.busy:
            return
        together = self.shares(page) and self._trust.usable(now)
        if not together:
            self._agenda.remove(page)
        elif page.failures:
            self._agenda.put(page, now + self._backoff(page.failures))
        else:
            jobs = page.jobs.values()
            at_once = page.chained > 0
            due = now if at_once else self._worth.page_due(jobs, now, len(self.jobs))
            self._agenda.put(page, max(due, page.looked + _PAGE_GAP * self._least))
        for job in page.jobs.values():
            self.arrange_job(job, now)

    def look_soon(self, page: Page, at: float) -> None:
        """Look at a page no later than at a time, if it is worth it then."""
        if not page.busy and (page.due is None or page.due > at):
            self._agenda.put(page, at)

    def _page_is_due(self, page: Page, now: float) -> bool:
        jobs = page.jobs.values()
        if not self.shares(page) or not self._trust.usable(now):
            self.arrange(page, now)
            return False
        if page.chained or page.failures or (page is self._pages.first and self._pages.sliding):
            return True
        price = self._worth.price(jobs, now, len(self.jobs))
        if self._worth.waited(jobs, now) < _NEARLY * price and now < self._worth.latest(jobs):
            self.arrange(page, now)
            return False
        self._worth.asked(jobs, now)
        return True

    # Jobs

    def arrange_job(self, job: Watched, now: float) -> None:
        """Decide when to ask for a job by itself: if a page shows it, only at its deadline."""
        if job.busy or job.urgent:
            return
        due = job.deadline
        if not self._is_shown(job):
            due = self._worth.single_due(job, now, len(self.jobs))
            if job.failures:
                due = max(due, now + self._backoff(job.failures))
        self._agenda.put(job, self._allowed(job, due))

    def hurry(self, job: Watched, at: float) -> None:
        """Ask for a job by itself at a time, whatever it is worth."""
        if not job.busy:
            job.urgent = True
            self._agenda.put(job, at)

    def _job_is_due(self, job: Watched, now: float) -> bool:
        if job.urgent:
            return True
        if now < job.deadline:
            if not (job.failures or self._is_worth_it(job, now)):
                self.arrange_job(job, now)
                return False
            self._worth.asked([job], now)
            return True
        allowed = self._allowed(job, now)
        if allowed > now:
            self._agenda.put(job, allowed)
        return allowed <= now

    def _is_worth_it(self, job: Watched, now: float) -> bool:
        if self._is_shown(job):
            return False
        due = self._worth.single_due(job, now, len(self.jobs))
        return due <= now + _AT_ONCE * self._least

    def _is_shown(self, job: Watched) -> bool:
        """Whether a page that is going to be looked at shows a job."""
        page = job.page
        return page is not None and not page.failures and (page.busy or page.due is not None)

    def _allowed(self, job: Watched, due: float) -> float:
        """Return a time for a question, no later than the deadline, and not too soon either."""
        return max(min(due, job.deadline), job.asked + job.pace.least)

    def _backoff(self, failures: int) -> float:
        return self._least * min(2.0 ** min(failures - 1, 30), 6.0)
