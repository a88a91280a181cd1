"""A Pictory in virtual time: jobs that come, run and end, and a list that shows them."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from pictory_async import Job, JobPage, JobStatus

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Load:
    """How long jobs take, lognormal, and how many are in flight; 1: one after the other."""

    in_flight: int
    sigma: float
    median: float = 25.0

    @property
    def mean(self) -> float:
        """The mean duration."""
        return self.median * math.exp(self.sigma**2 / 2)

    def done(self, age: float) -> float:
        """Return the share of jobs that take no longer than `age` seconds."""
        if age <= 0:
            return 0.0
        return (1 + math.erf(math.log(age / self.median) / (self.sigma * math.sqrt(2)))) / 2


class World:
    """Every job so far, in the order in which they were submitted."""

    def __init__(self, load: Load, seed: int) -> None:
        self.load = load
        self.ends: list[float] = []
        self._random = random.Random(seed)

    def submit(self, now: float) -> str:
        """Begin a job; return its id."""
        duration = self._random.lognormvariate(math.log(self.load.median), self.load.sigma)
        self.ends.append(now + duration)
        return str(len(self.ends) - 1)

    def pause(self) -> float:
        """Return the time until the next job, if they come at random."""
        return self._random.expovariate(self.load.in_flight / self.load.mean)

    def ended_at(self, job_id: str) -> float:
        """Return when a job ends."""
        return self.ends[int(job_id)]

    def job(self, job_id: str, now: float) -> Job:
        """Answer a question about a job."""
        return self.describe(job_id, now)

    def describe(self, job_id: str, now: float) -> Job:
        """Return a job as it is at a time."""
        if self.ended_at(job_id) > now:
            return Job(id=job_id, status=JobStatus.IN_PROGRESS)
        url = f"https://x/{job_id}.png"
        return Job(id=job_id, status=JobStatus.COMPLETED, url=url, credits_used=2)

    def page(self, key: str | None, now: float) -> JobPage:
        """Return a page of the list, newest first; a key leads to the jobs below one."""
        start = len(self.ends) if key is None else int(key)
        end = max(0, start - PAGE_SIZE)
        jobs = tuple(self.describe(str(number), now) for number in range(start - 1, end - 1, -1))
        return JobPage(jobs=jobs, next_page_key=str(end) if end else None)
