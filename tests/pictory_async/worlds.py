"""Pictories in virtual time whose list of jobs is not as it should be."""

from __future__ import annotations

from benchmarks.polling.world import Load, World
from pictory_async import Job, JobPage, JobStatus, NotFoundError, RateLimitError, ServerError


class Lagging(World):
    """The list shows jobs as they were `lag` seconds ago."""

    lag = 0.0

    def page(self, key: str | None, now: float) -> JobPage:
        """Show jobs that have ended as running."""
        shown = super().page(key, now).jobs
        jobs = tuple(self.describe(job.id, now - self.lag) for job in shown)
        return JobPage(jobs=jobs, next_page_key=super().page(key, now).next_page_key)


class Empty(World):
    """The list shows nothing."""

    def page(self, key: str | None, now: float) -> JobPage:  # noqa: ARG002
        """Show an empty page."""
        return JobPage(jobs=())


class Foreign(World):
    """The list shows nothing but the jobs of others, without an end."""

    def page(self, key: str | None, now: float) -> JobPage:  # noqa: ARG002
        """Show a page of other jobs."""
        url = "https://x/1.png"
        jobs = (Job(id=f"other {now} {n}", status=JobStatus.COMPLETED, url=url) for n in range(25))
        return JobPage(jobs=tuple(jobs), next_page_key=f"{now}")


class Terse(World):
    """The list tells no more than that a job has ended."""

    def page(self, key: str | None, now: float) -> JobPage:
        """Show a page without results."""
        page = super().page(key, now)
        jobs = (Job(id=job.id, status=job.status) for job in page.jobs)
        return JobPage(jobs=tuple(jobs), next_page_key=page.next_page_key)


class Broken(World):
    """The list cannot be had."""

    def page(self, key: str | None, now: float) -> JobPage:  # noqa: ARG002
        """Fail."""
        raise ServerError(500)


class Forgetful(World):
    """The keys of pages are worthless."""

    def page(self, key: str | None, now: float) -> JobPage:
        """Know only the first page."""
        if key is not None:
            raise NotFoundError(404)
        return super().page(key, now)


class Shared(World):
    """Somebody else makes as many jobs with the same account."""

    def page(self, key: str | None, now: float) -> JobPage:
        """Show one of ours, then one of theirs, and so on."""
        start = 2 * len(self.ends) if key is None else int(key)
        end = max(0, start - 25)
        jobs = (self._either(n, now) for n in range(start - 1, end - 1, -1))
        return JobPage(jobs=tuple(jobs), next_page_key=f"{end}" if end else None)

    def _either(self, number: int, now: float) -> Job:
        if number % 2:
            return Job(id=f"other {number}", status=JobStatus.IN_PROGRESS)
        return self.describe(f"{number // 2}", now)


class Patient(World):
    """Every hundredth answer is a 429."""

    retry_after = 40.0

    def __init__(self, load: Load, seed: int) -> None:
        super().__init__(load, seed)
        self.asked = 0
        self.refused_at: list[float] = []

    def job(self, job_id: str, now: float) -> Job:
        """Show a job, or refuse."""
        self._count(now)
        return super().job(job_id, now)

    def page(self, key: str | None, now: float) -> JobPage:
        """Show a page, or refuse."""
        self._count(now)
        return super().page(key, now)

    def _count(self, now: float) -> None:
        self.asked += 1
        if self.asked % 100 == 0:
            self.refused_at.append(now)
            raise RateLimitError(429, retry_after=self.retry_after)
