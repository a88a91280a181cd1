"""Watching many jobs, in virtual time: what is asked, and how soon ends are found."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import pairwise
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.polling.contest import KIND, Play, guide
from benchmarks.polling.world import Load, World
from pictory_async import Durations, Job, JobKind, JobPage, JobStatus, ServerError
from pictory_async._lookout import Lookout
from pictory_async._pages import Page, Watched
from pictory_async._timetable import Question
from tests.pictory_async.worlds import (
    Broken,
    Empty,
    Foreign,
    Forgetful,
    Lagging,
    Patient,
    Shared,
    Terse,
)

LEAST = 5.0
RUNNING = JobStatus.IN_PROGRESS


def singles(play: Play) -> dict[str, list[float]]:
    """Return when each job was asked for by itself."""
    times: defaultdict[str, list[float]] = defaultdict(list)
    for question in play.questions:
        if isinstance(question.about, Watched):
            times[question.about.job_id].append(question.at)
    return times


def pages(play: Play) -> list[float]:
    """Return when pages were asked for."""
    return [question.at for question in play.questions if isinstance(question.about, Page)]


@settings(max_examples=8, deadline=None)
@given(
    number=st.sampled_from([1, 2, 3, 7, 30, 120]),
    sigma=st.floats(0.05, 1.2),
    median=st.floats(2, 200),
    seed=st.integers(0, 10**6),
    latency=st.floats(0, 3),
)
def test_whatever_the_load_the_rules_are_kept(
    number: int, sigma: float, median: float, seed: int, latency: float
) -> None:
    """Each end is found; no job is asked for too often, none after it was found."""
    play = Play(World(Load(number, sigma, median), seed), latency=latency)
    play.until_found(30)
    for job_id, times in singles(play).items():
        assert all(later - time >= LEAST - 1e-6 for time, later in pairwise(times))
        if job_id in play.late:
            assert times[-1] <= play.world.ended_at(job_id) + play.late[job_id]
    assert all(late >= 0 for late in play.late.values())


@pytest.mark.parametrize(
    ("world", "most_late", "most_requests"),
    [
        (Empty, 0.6, 1.05),
        (Foreign, 0.6, 1.2),
        (Broken, 0.6, 1.05),
        (Terse, 0.4, 1.05),
        (Shared, 0.3, 0.85),
        (Forgetful, 0.6, 1.05),
    ],
)
@pytest.mark.parametrize("number", [3, 40])
def test_a_list_of_no_use_costs_little(
    world: type[World], most_late: float, most_requests: float, number: int
) -> None:
    """It is noticed and given up; then jobs are found as if there were none, or even sooner."""
    load = Load(number, 0.25)
    play = Play(world(load, 1))
    play.until_found(80)
    score, timer = play.score(450), guide(load)
    assert score.lateness < most_late * timer.lateness
    assert score.requests < most_requests * timer.requests


@pytest.mark.parametrize("number", [3, 40])
def test_a_list_that_begins_to_lag_is_given_up(number: int) -> None:
    """Audits find it out within minutes; then ends are found as without a list."""
    world = Lagging(Load(number, 0.25), 1)
    play = Play(world)
    play.until_found(100)
    world.lag = 25.0
    began = play.now
    play.until_found(100 + 20 * number)
    last = max(pages(play))
    assert last - began < 300
    assert play.score(100).lateness < 0.55 * guide(world.load).lateness


def test_a_list_that_was_given_up_is_tried_again() -> None:
    """Half an hour later it is good, and used."""
    world = Lagging(Load(5, 0.25), 1)
    world.lag = 25.0
    play = Play(world)
    play.until_found(300)
    world.lag = 0.0
    while play.now - pages(play)[-1] > 60 or play.now < 2400:
        play.until_found(len(play.late) + 10)
    longest = max(later - time for time, later in pairwise(pages(play)))
    assert 1800 <= longest < 2000
    assert play.score(100).requests < 0.8 * guide(world.load).requests


def test_many_share_a_page_and_few_do_not() -> None:
    """One job is asked for by itself; of twenty nearly all are found on pages."""
    alone, many = (Play(World(Load(number, 0.25), 1)) for number in (1, 20))
    for play in (alone, many):
        play.until_found(100)
    assert not pages(alone)
    assert len(pages(many)) > 0.8 * len(many.questions)
    assert len(many.questions) < len(alone.questions) / 2


def test_a_429_holds_everything_back() -> None:
    """Nothing is asked until the time that Pictory named is over."""
    world = Patient(Load(30, 0.25), 1)
    play = Play(world)
    play.until_found(1000)
    times = [question.at for question in play.questions]
    assert len(world.refused_at) >= 3
    for refused in world.refused_at:
        assert not [time for time in times if refused < time < refused + world.retry_after]


def test_a_small_budget_is_kept_and_spent_where_it_helps() -> None:
    """With 20 requests a minute, 50 jobs in flight are still found, later."""
    load = Load(50, 0.25)
    tight, wide = Play(World(load, 1), per_minute=20), Play(World(load, 1))
    scores = []
    for play in (tight, wide):
        play.until_found(200)
        scores.append(play.score(300))
    rate = 60 * scores[0].requests * load.in_flight / load.mean
    assert rate <= 21
    assert scores[1].lateness < scores[0].lateness < 8 * scores[1].lateness


def test_a_slower_model_is_learnt_again() -> None:
    """Twice as slow from one job to the next: soon it is asked for as it should be."""
    world = World(Load(1, 0.25), 1)
    play = Play(world)
    play.until_found(100)
    world.load = Load(1, 0.25, median=50.0)
    play.until_found(200)
    score, timer = play.score(100), guide(world.load)
    assert score.lateness < 0.65 * timer.lateness
    assert score.requests < 1.1 * timer.requests


def test_a_thousand_jobs_cost_no_scan() -> None:
    """The work for a job does not grow with the number of the others."""
    per_job = []
    for number in (100, 1000):
        play = Play(World(Load(number, 0.25), 1))
        play.until_found(2 * number)
        looks = sum(len(entry) for entry in singles(play).values()) + len(pages(play))
        per_job.append(looks / len(play.late))
        assert len(play._lookout._times._agenda._heap) < 4 * number + 200
    assert per_job[1] < 1.5 * per_job[0]


class Watch:
    """A lookout with hands: asks and answers by itself."""

    def __init__(self) -> None:
        self.lookout = Lookout(Durations(), least=LEAST)

    def job(self, now: float = 0.0, **options: float) -> Watched:
        """Watch a job."""
        return self.lookout.watch(f"j{len(self.lookout)}", KIND, now, **options)

    def next_question(self, now: float) -> Question:
        """Wait for the next question."""
        while (question := self.lookout.take(now)) is None:
            now = max(now, self.lookout.next_at(now))
            assert now < math.inf
        return question

    def running(self, question: Question) -> None:
        """Answer that the job runs."""
        assert isinstance(question.about, Watched)
        job = Job(id=question.about.job_id, status=RUNNING)
        self.lookout.told(question, job, question.at)


def test_a_hint_is_followed_after_its_gap() -> None:
    """At once at first, and no more often than the gap allows, however often it comes."""
    watch = Watch()
    job = watch.job()
    for _ in range(5):
        watch.lookout.hint(job, 1.0, gap=2.0)
    first = watch.next_question(1.0)
    assert first.at == 1.0
    watch.running(first)
    watch.lookout.hint(job, 1.5, gap=2.0)
    assert watch.next_question(1.5).at == 3.0


def test_a_hint_while_the_job_is_asked_for_is_not_lost() -> None:
    """The answer may have been given just before the end."""
    watch = Watch()
    job = watch.job()
    question = watch.next_question(0.0)
    watch.lookout.hint(job, question.at + 0.1, gap=1.0)
    watch.running(question)
    assert watch.next_question(question.at + 0.2).at == question.at + 1.0


def test_a_hint_tells_when_a_job_ended() -> None:
    """The duration that is learnt is that of the hint, not of the last look before it."""
    watch = Watch()
    for _ in range(30):
        now = 1000.0 * len(watch.lookout)
        job = watch.job(now)
        watch.lookout.hint(job, now + 60.0, gap=1.0)
        job.asked = -math.inf
        while (question := watch.next_question(now)).at < now + 60.0:
            watch.running(question)
        ended = Job(id=job.job_id, status=JobStatus.COMPLETED, url="https://x/1.png")
        watch.lookout.told(question, ended, question.at)
    median = watch.lookout._durations.belief(KIND).age_when(0.5)
    assert 53.0 < median < 61.0


def test_a_job_is_asked_for_at_its_deadline() -> None:
    """Also one that a page shows, and one whose deadline had passed before it was watched."""
    watch = Watch()
    job = watch.job(100.0, started=0.0, deadline=50.0)
    assert watch.next_question(100.0) == Question(job, 100.0)
    many = Watch()
    jobs = [many.job(0.0, deadline=12.0) for _ in range(5)]
    asked: set[str] = set()
    now = 0.0
    while len(asked) < len(jobs):
        question = many.next_question(now)
        now = question.at
        if isinstance(question.about, Watched):
            assert now >= 12.0
            asked.add(question.about.job_id)
            many.running(question)
        else:
            page = JobPage(jobs=tuple(Job(id=one.job_id, status=RUNNING) for one in jobs[::-1]))
            many.lookout.listed(question, page, now)
    assert now < 13.0


def test_failures_make_the_questions_rarer() -> None:
    """5, 10, 20 and then 30 s, as long as there is no answer."""
    watch = Watch()
    watch.job()
    question, gaps = watch.next_question(0.0), []
    for _ in range(5):
        watch.lookout.unanswered(question, ServerError(500), question.at)
        following = watch.next_question(question.at)
        gaps.append(following.at - question.at)
        question = following
    assert gaps == pytest.approx([5.0, 10.0, 20.0, 30.0, 30.0])


def test_a_rare_job_is_asked_for_rarely() -> None:
    """Three times the gaps, where webhooks tell of the end."""
    gaps = []
    for rarer in (1.0, 3.0):
        watch = Watch()
        watch.job(rarer=rarer)
        times = [watch.next_question(0.0)]
        for _ in range(4):
            watch.running(times[-1])
            times.append(watch.next_question(times[-1].at))
        gaps.append(fmean(later.at - one.at for one, later in pairwise(times)))
    assert gaps[1] > 2 * gaps[0]


def test_what_is_forgotten_is_asked_for_no_more() -> None:
    """Nothing is left when nobody watches."""
    watch = Watch()
    jobs = [watch.job() for _ in range(10)]
    for job in jobs:
        watch.lookout.forget(job, 1.0)
        watch.lookout.forget(job, 1.0)
    assert len(watch.lookout) == 0
    assert watch.lookout.next_at(1.0) == math.inf
    assert watch.lookout.take(100.0) is None


def test_an_answer_about_a_forgotten_job_changes_nothing() -> None:
    """It is neither learnt from nor asked for again."""
    watch = Watch()
    job = watch.job()
    question = watch.next_question(0.0)
    watch.lookout.forget(job, question.at)
    ended = Job(id=job.job_id, status=JobStatus.COMPLETED, url="https://x/1.png")
    watch.lookout.told(question, ended, question.at + 0.1)
    assert watch.lookout._durations.seen(JobKind("simulated")) == 0
    assert watch.lookout.next_at(question.at + 1) == math.inf
