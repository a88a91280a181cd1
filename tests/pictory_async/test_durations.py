"""What is learnt from the jobs that were seen, and what follows for one that is running."""

from __future__ import annotations

import math
import random
from statistics import NormalDist, fmean

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pictory_async import Durations, JobKind
from pictory_async._plan import Pace

KIND = JobKind("m")
SECONDS = st.floats(0.01, 10_000)
SEEN = st.lists(SECONDS, max_size=20)
QUANTILES = st.floats(0.01, 0.99)


def durations_of(seen: list[float], kind: JobKind = KIND) -> Durations:
    """Return durations after jobs whose ends were noticed at once."""
    durations = Durations()
    for seconds in seen:
        durations.record(kind, seconds, running_at=0.99 * seconds)
    return durations


@given(seen=SEEN, elapsed=st.floats(0, 100_000), quantile=QUANTILES)
def test_a_running_job_always_has_time_left(
    seen: list[float], elapsed: float, quantile: float
) -> None:
    """The rest of a job that is still running is finite and above 0, however late it is."""
    left = durations_of(seen).remaining(KIND, elapsed, quantile)
    assert 0 < left < float("inf")


@given(seen=SEEN, elapsed=st.floats(0, 1000), low=QUANTILES, high=QUANTILES)
def test_a_surer_moment_is_a_later_one(
    seen: list[float], elapsed: float, low: float, high: float
) -> None:
    """More jobs are finished by a later moment."""
    low, high = sorted((low, high))
    durations = durations_of(seen)
    left = durations.remaining(KIND, elapsed, low), durations.remaining(KIND, elapsed, high)
    assert left[0] <= left[1] + 1e-6


@given(seen=SEEN, early=st.floats(0, 1000), late=st.floats(0, 1000), quantile=QUANTILES)
def test_the_expected_finish_never_moves_back(
    seen: list[float], early: float, late: float, quantile: float
) -> None:
    """A job that is still running only ever becomes later."""
    early, late = sorted((early, late))
    durations = durations_of(seen)
    first = early + durations.remaining(KIND, early, quantile)
    second = late + durations.remaining(KIND, late, quantile)
    assert second >= first - 1e-6 * max(1.0, first)


def test_what_was_seen_outweighs_the_prior() -> None:
    """After some jobs of 60 s the next one is expected after about 60 s."""
    durations = durations_of([58.0, 59.0, 60.0, 61.0, 62.0] * 4)
    assert durations.remaining(KIND, 0.0) == pytest.approx(60.0, abs=2)
    assert durations.remaining(KIND, 57.0) == pytest.approx(4.0, abs=3)


def test_kinds_are_told_apart() -> None:
    """What one model does says nothing of another."""
    durations = durations_of([300.0] * 20, JobKind("slow"))
    assert durations.remaining(JobKind("slow"), 0.0) == pytest.approx(300.0, rel=0.02)
    assert durations.remaining(JobKind("new"), 0.0) == Durations().remaining(KIND, 0.0)


def test_a_reference_makes_another_kind_of_the_same_family() -> None:
    """A model with a reference is its own kind; until it was seen, it is like without one."""
    plain, guided = JobKind("m", 0), JobKind("m", 1)
    durations = durations_of([40.0] * 20, plain)
    assert durations.remaining(guided, 0.0) == pytest.approx(40.0, rel=0.1)
    for _ in range(20):
        durations.record(guided, 80.0, running_at=79.0)
    assert durations.remaining(guided, 0.0) == pytest.approx(80.0, rel=0.1)
    assert durations.remaining(plain, 0.0) == pytest.approx(40.0, rel=0.1)


def test_a_model_that_became_faster_is_expected_to_be_fast() -> None:
    """What happened lately counts most: 100 jobs are enough to forget three times as many."""
    durations = durations_of([100.0] * 300 + [10.0] * 100)
    assert durations.remaining(KIND, 0.0) < 20.0
    assert durations.seen(KIND) == 200


def test_of_many_that_end_together_only_some_are_learnt_from() -> None:
    """Two thousand in flight do not push a whole day out of the memory within seconds."""
    durations = durations_of([20.0] * 50)
    for number in range(2000):
        durations.record(KIND, 10.0, running_at=9.9, at=1000.0 + number / 100)
    assert 50 < durations.seen(KIND) < 50 + 50
    assert durations.remaining(KIND, 0.0) > 12.0


def test_an_end_nobody_watched_lies_somewhat_earlier() -> None:
    """Where only the time of the question is known that found a job, its end was before that."""
    durations = Durations()
    for _ in range(50):
        durations.record(KIND, 30.0)
    assert 25.0 < durations.remaining(KIND, 0.0) < 29.5


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan"), float("inf")])
def test_a_duration_must_be_a_time(seconds: float) -> None:
    """Nonsense is refused before it spoils the estimates."""
    with pytest.raises(ValueError, match="positive number of seconds"):
        Durations().record(KIND, seconds)


@pytest.mark.parametrize("quantile", [0.0, 1.0, -1.0, 2.0])
def test_a_quantile_lies_between_0_and_1(quantile: float) -> None:
    """There is no moment by which all jobs are finished."""
    with pytest.raises(ValueError, match="between 0 and 1"):
        Durations().remaining(KIND, 0.0, quantile)


@example(seen=[1.0, 1.0, 1.0], least=12.0)
@given(seen=st.lists(st.floats(1, 500), min_size=1, max_size=20), least=st.floats(0.5, 20))
def test_a_plan_asks_no_more_often_than_the_guide(seen: list[float], least: float) -> None:
    """The timer of three times the shortest gap bounds the questions about a job.

    Unless jobs mostly end before its first one: then one in ten may need a second question.
    """
    durations = durations_of(seen)
    plan = durations.plan(KIND, Pace(least))
    assert plan.requests <= max(durations.belief(KIND).asked_every(3 * least), 1.15)
    assert durations.plan(KIND, Pace(least)) is plan


@pytest.mark.parametrize("sigma", [0.25, 0.5])
def test_forecasts_are_kept_as_often_as_they_say(sigma: float) -> None:
    """After 50 jobs, found by our own questions, half of the others end before the median.

    And four in five before the later time, 8 in a hundred more or less.
    """
    kept: dict[float, list[bool]] = {0.5: [], 0.8: []}
    for seed in range(2):
        durations, draw = Durations(), random.Random(seed)
        for number in range(250):
            duration = draw.lognormvariate(math.log(25), sigma)
            if number >= 50:
                for share, found in kept.items():
                    found.append(duration <= durations.remaining(KIND, 0.0, share))
            watch(durations, duration)
    for share, found in kept.items():
        assert fmean(found) == pytest.approx(share, abs=0.08)


def test_questions_do_not_teach_themselves() -> None:
    """Ends that are found late by questions at fixed times are believed to have been earlier."""
    durations, draw = Durations(), random.Random(1)
    for _ in range(200):
        duration = draw.lognormvariate(math.log(25), 0.25)
        found = next(age for age in (22.0, 29.0, 36.0, 60.0, 300.0) if age >= duration)
        seen = max(age for age in (0.0, 22.0, 29.0, 36.0, 60.0) if age < found)
        durations.record(KIND, found, running_at=seen)
    belief, true = durations.belief(KIND), NormalDist(math.log(25), 0.25)
    for age in (18.0, 22.0, 25.0, 30.0, 36.0):
        assert belief.share_done(age) == pytest.approx(true.cdf(math.log(age)), abs=0.1)


def watch(durations: Durations, duration: float) -> None:
    """Watch one job by the plan, and record what that shows."""
    plan, age = durations.plan(KIND, Pace()), 0.0
    seen = age
    while age < duration:
        seen, age = age, plan.next_age(age)
    durations.record(KIND, age, running_at=seen)
