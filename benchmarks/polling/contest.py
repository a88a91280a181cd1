"""Ways of watching a simulated Pictory, and what each comes to."""

from __future__ import annotations

import heapq
import itertools
import math
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from benchmarks.polling.world import PAGE_SIZE, World
from pictory_async import Belief, Durations, Job, JobKind, JobPage, PictoryError
from pictory_async._lookout import Lookout
from pictory_async._pages import Page
from pictory_async._plan import Pace, plan_within

if TYPE_CHECKING:
    from benchmarks.polling.world import Load
    from pictory_async._timetable import Question

GUIDES_TIMER = 15.0
KIND = JobKind("simulated")
NEGLIGIBLE = 1e-9
REST = 1.0
"""The time between a job's being found and the next one's submit, where they come one by one."""


@dataclass(frozen=True, slots=True)
class Score:
    """Mean seconds between a job's end and its being found, and requests a job."""

    lateness: float
    requests: float


def guide(load: Load, timer: float = GUIDES_TIMER) -> Score:
    """Return what a timer comes to, exactly."""
    requests, age = 0.0, 0.0
    while (left := 1 - load.done(age)) > NEGLIGIBLE:
        requests, age = requests + left, age + timer
    return Score(timer * requests - load.mean, requests)


def knowing(load: Load, requests: float) -> Score:
    """Return the least lateness at so many requests a job, asked for one by one.

    That is for who knows from what distribution the durations are drawn.
    """
    plan = plan_within(true_belief(load), Pace(), requests)
    return Score(plan.lateness, plan.requests)


def true_belief(load: Load, cells: int = 1000) -> Belief:
    """Tabulate the distribution from which a load's durations are drawn."""
    logs = (load.sigma * (10 * cell / cells - 5) for cell in range(cells + 1))
    times = [load.median * math.exp(one) for one in logs]
    done = [min(load.done(time), 1 - NEGLIGIBLE) for time in times[1:]]
    return Belief.of([0.0, *times], [0.0, 0.0, *done])


def least_requests(load: Load, lateness: float) -> float:
    """Return about how many requests a job pages take at least, for very many in flight.

    Of a page's 25 jobs k still run, and end at a rate k * h(t). Whoever asks for the page at a
    rate r is late by k * h / (2 * r); with r proportional to the root of k * h, lateness times
    requests is the least. Besides, every page has to be found once.
    """
    total, step, age = 0.0, load.median / 500, 0.0
    while (left := 1 - load.done(age)) > NEGLIGIBLE:
        hazard = (load.done(age + step) - load.done(age)) / step / left
        total += _mean_root(left) * math.sqrt(hazard) * step
        age += step
    return (total / PAGE_SIZE) ** 2 / 2 / lateness + 1 / PAGE_SIZE


def _mean_root(left: float) -> float:
    """Return the mean of the root of how many of a page's jobs still run."""
    return sum(
        math.comb(PAGE_SIZE, k) * left**k * (1 - left) ** (PAGE_SIZE - k) * math.sqrt(k)
        for k in range(1, PAGE_SIZE + 1)
    )


class Play:
    """Our watcher on a world, in virtual time; `latency` is how long an answer takes.

    Jobs come at random so that `load.in_flight` of them run on average, or one after the other.
    """

    def __init__(self, world: World, *, latency: float = 0.0, per_minute: float = math.inf) -> None:
        self.world = world
        self.durations = Durations()
        self.questions: list[Question] = []
        """Everything that was asked, in that order."""
        self.late: dict[str, float] = {}
        """How late the end of each job was found, in the order in which that was."""
        self._alone = world.load.in_flight == 1
        self._latency = latency
        self._lookout = Lookout(self.durations, per_minute=per_minute)
        self.now = self._next_job = 0.0
        self._answers: list[tuple[float, int, Question, Job | JobPage | PictoryError]] = []
        self._numbers = itertools.count()

    def until_found(self, jobs: int) -> None:
        """Let time pass until the ends of so many jobs have been found."""
        while len(self.late) < jobs:
            answered_at = self._answers[0][0] if self._answers else math.inf
            asks_at = self._lookout.next_at(self.now)
            self.now = max(self.now, min(self._next_job, answered_at, asks_at))
            if answered_at <= self.now:
                self._hear()
            elif self._next_job <= self.now:
                self._submit()
            elif (question := self._lookout.take(self.now)) is not None:
                self._ask(question)

    def score(self, jobs: int) -> Score:
        """Let the ends of so many more jobs be found, and say how that went."""
        found, asked = len(self.late), len(self.questions)
        self.until_found(found + jobs)
        late = list(self.late.values())[found:]
        return Score(fmean(late), (len(self.questions) - asked) / len(late))

    def _submit(self) -> None:
        self._lookout.watch(self.world.submit(self.now), KIND, self.now)
        self._next_job = math.inf if self._alone else self.now + self.world.pause()

    def _ask(self, question: Question) -> None:
        self.questions.append(question)
        about, then = question.about, self.now + self._latency / 2
        answer: Job | JobPage | PictoryError
        try:
            if isinstance(about, Page):
                answer = self.world.page(about.key, then)
            else:
                answer = self.world.job(about.job_id, then)
        except PictoryError as error:
            answer = error
        entry = (self.now + self._latency, next(self._numbers), question, answer)
        heapq.heappush(self._answers, entry)

    def _hear(self) -> None:
        _, _, question, answer = heapq.heappop(self._answers)
        ended: list[Job] = []
        if isinstance(answer, Job):
            self._lookout.told(question, answer, self.now)
            ended = [answer] if answer.finished else []
        elif isinstance(answer, JobPage):
            ended = self._lookout.listed(question, answer, self.now)
        else:
            self._lookout.unanswered(question, answer, self.now)
        for job in ended:
            self.late[job.id] = self.now - self.world.ended_at(job.id)
            if self._alone:
                self._next_job = self.now + REST


def ours(load: Load, *, jobs: int, before: int = 200, seed: int = 1, latency: float = 0.0) -> Score:
    """Return what our watcher comes to, on `jobs` jobs after so many from which it has learnt."""
    play = Play(World(load, seed), latency=latency)
    play.until_found(before)
    return play.score(jobs)
