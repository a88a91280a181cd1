"""When a single job is asked for next."""

from __future__ import annotations

import statistics
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pictory_async import AdaptiveSchedule, Durations, JobKind, TimerSchedule
from pictory_async._waiting import before_the_end
from tests.pictory_async.test_durations import KIND, durations_of

SECONDS = st.floats(0.01, 10_000)
SEEN = st.lists(SECONDS, max_size=20)


def test_a_timer_asks_at_equal_distances() -> None:
    """The delay does not depend on the time that has passed."""
    schedule = TimerSchedule(15.0)
    assert [schedule.next_delay(elapsed) for elapsed in (0.0, 15.0, 900.0)] == [15.0] * 3


@settings(deadline=None)
@given(seen=SEEN, elapsed=st.floats(0.01, 100_000), least=st.floats(0.01, 60))
def test_an_adaptive_schedule_keeps_its_distances(
    seen: list[float], elapsed: float, least: float
) -> None:
    """It never asks again sooner than allowed, and never waits longer than six times that."""
    schedule = AdaptiveSchedule(durations_of(seen), KIND, least)
    slack = 1e-9 * elapsed
    assert least - slack <= schedule.next_delay(elapsed) <= 6 * least + slack
    assert 0 < schedule.next_delay(0.0) <= 6 * least


def test_an_adaptive_schedule_beats_a_timer_once_it_has_learnt() -> None:
    """For jobs of about 25 s it is about half as late as 15 s, and asks no more often."""
    jobs = [25.0 + offset / 4 for offset in range(-20, 21)]
    adaptive = [_ask(AdaptiveSchedule(durations_of(jobs), KIND), job) for job in jobs]
    timer = [_ask(TimerSchedule(15.0), job) for job in jobs]
    late, requests = (statistics.mean(column) for column in zip(*adaptive, strict=True))
    assert late < statistics.mean(late for late, _ in timer) * 0.55
    assert requests <= statistics.mean(count for _, count in timer)


def test_a_job_that_lasts_is_asked_for_ever_more_rarely() -> None:
    """Long after the usual end the distances grow, up to the longest one."""
    schedule = AdaptiveSchedule(durations_of([25.0] * 50), KIND)
    ages, age = [], 60.0
    while age < 400:
        ages.append(schedule.next_delay(age))
        age += ages[-1]
    assert all(later >= age - 1e-9 for age, later in pairwise(ages))
    assert ages[-1] == pytest.approx(30.0)


def test_nothing_known_means_a_question_within_half_a_minute() -> None:
    """A model never seen may be a quick one."""
    assert 5.0 <= AdaptiveSchedule(Durations(), JobKind("new")).next_delay(0.0) <= 30.0


def _ask(schedule: TimerSchedule | AdaptiveSchedule, duration: float) -> tuple[float, int]:
    """Return how late the finish of a job is seen, and after how many questions."""
    now, count = 0.0, 0
    while now < duration:
        now += schedule.next_delay(now)
        count += 1
    return now - duration, count


def test_a_last_question_comes_shortly_before_the_end() -> None:
    """A pause that would pass the deadline is cut, once, so that a finished job is not missed."""
    table = {
        (10.0, 0.0, 1800.0): 10.0,
        (15.0, 1790.0, 1800.0): 5.0,
        (15.0, 1795.0, 1800.0): 15.0,
        (15.0, 1794.0, 1800.0): 15.0,
        (3.0, 1796.0, 1800.0): 3.0,
        (60.0, 0.0, 10.0): 9.0,
    }
    assert {times: before_the_end(*times) for times in table} == table
