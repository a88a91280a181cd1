"""When a job is asked for next."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pictory_async import AdaptiveSchedule, Durations, TimerSchedule
from pictory_async._waiting import before_the_end

SECONDS = st.floats(0.01, 10_000)
SEEN = st.lists(SECONDS, max_size=30)
QUANTILES = st.floats(0.01, 0.99)


def durations_of(seen: list[float], model: str = "m") -> Durations:
    """Return durations after `seen`."""
    durations = Durations()
    for seconds in seen:
        durations.record(model, seconds)
    return durations


def test_a_timer_asks_at_equal_distances() -> None:
    """The delay does not depend on the time that has passed."""
    schedule = TimerSchedule(15.0)
    assert [schedule.next_delay(elapsed) for elapsed in (0.0, 15.0, 900.0)] == [15.0] * 3


@given(seen=SEEN, elapsed=st.floats(0, 100_000), quantile=QUANTILES)
def test_a_running_job_always_has_time_left(
    seen: list[float], elapsed: float, quantile: float
) -> None:
    """The rest of a job that is still running is finite and above 0, however late it is."""
    left = durations_of(seen).remaining("m", elapsed, quantile)
    assert 0 < left < float("inf")


@given(seen=SEEN, elapsed=st.floats(0, 1000), low=QUANTILES, high=QUANTILES)
def test_a_surer_moment_is_a_later_one(
    seen: list[float], elapsed: float, low: float, high: float
) -> None:
    """More jobs are finished by a later moment."""
    low, high = sorted((low, high))
    durations = durations_of(seen)
    assert durations.remaining("m", elapsed, low) <= durations.remaining("m", elapsed, high)


@given(seen=SEEN, early=st.floats(0, 1000), late=st.floats(0, 1000), quantile=QUANTILES)
def test_the_expected_finish_never_moves_back(
    seen: list[float], early: float, late: float, quantile: float
) -> None:
    """A job that is still running only ever becomes later."""
    early, late = sorted((early, late))
    durations = durations_of(seen)
    first = early + durations.remaining("m", early, quantile)
    second = late + durations.remaining("m", late, quantile)
    assert second >= first - 1e-6


def test_what_was_seen_outweighs_the_prior() -> None:
    """After some jobs of 60 s the next one is expected after about 60 s."""
    durations = durations_of([58.0, 59.0, 60.0, 61.0, 62.0] * 4)
    assert durations.remaining("m", 0.0) == pytest.approx(60.0, abs=2)
    assert durations.remaining("m", 57.0) == pytest.approx(3.0, abs=2)


def test_models_are_told_apart_and_share_a_prior() -> None:
    """What one model does says nothing of another."""
    durations = durations_of([300.0] * 20, "slow")
    assert durations.remaining("slow", 0.0) == 300.0
    assert durations.remaining("new", 0.0) == Durations().remaining("other", 0.0)


def test_old_durations_are_forgotten() -> None:
    """A model that became faster is expected to be fast."""
    durations = durations_of([100.0] * 300 + [10.0] * 200)
    assert durations.remaining("m", 0.0, 0.9) == 10.0


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan"), float("inf")])
def test_a_duration_must_be_a_time(seconds: float) -> None:
    """Nonsense is refused before it spoils the estimates."""
    with pytest.raises(ValueError, match="positive number of seconds"):
        Durations().record("m", seconds)


@pytest.mark.parametrize("quantile", [0.0, 1.0, -1.0, 2.0])
def test_a_quantile_lies_between_0_and_1(quantile: float) -> None:
    """There is no moment by which all jobs are finished."""
    with pytest.raises(ValueError, match="between 0 and 1"):
        Durations().remaining("m", 0.0, quantile)


@given(seen=SEEN, elapsed=st.floats(0, 100_000), least=st.floats(0.01, 60))
def test_an_adaptive_schedule_keeps_its_distances(
    seen: list[float], elapsed: float, least: float
) -> None:
    """It never asks sooner than allowed, and never waits longer than six times that."""
    schedule = AdaptiveSchedule(durations_of(seen), "m", least)
    assert least <= schedule.next_delay(elapsed) <= 6 * least


def test_an_adaptive_schedule_beats_a_timer_once_it_has_learnt() -> None:
    """For jobs of about 25 s it asks less often than a timer of 5 s, and is less late than 15 s."""
    jobs = [25.0 + offset / 4 for offset in range(-20, 21)]
    adaptive = [_ask(AdaptiveSchedule(durations_of(jobs), "m"), job) for job in jobs]
    slow = [_ask(TimerSchedule(15.0), job) for job in jobs]
    quick = [_ask(TimerSchedule(5.0), job) for job in jobs]
    lateness, requests = (statistics.mean(column) for column in zip(*adaptive, strict=True))
    assert lateness < statistics.mean(late for late, _ in slow) / 2
    assert requests < statistics.mean(count for _, count in quick) / 2


def _ask(schedule: TimerSchedule | AdaptiveSchedule, duration: float) -> tuple[float, int]:
    """Return how late the finish of a job is seen, and after how many questions."""
    now, count = 0.0, 0
    while now < duration:
        now += schedule.next_delay(now)
        count += 1
    return now - duration, count


@pytest.mark.parametrize(
    ("pause", "elapsed", "timeout", "expected"),
    [
        (10.0, 0.0, 1800.0, 10.0),
        (15.0, 1790.0, 1800.0, 5.0),
        (15.0, 1795.0, 1800.0, 15.0),
        (15.0, 1794.0, 1800.0, 15.0),
        (3.0, 1796.0, 1800.0, 3.0),
        (60.0, 0.0, 10.0, 9.0),
    ],
)
def test_a_last_question_comes_shortly_before_the_end(
    pause: float, elapsed: float, timeout: float, expected: float
) -> None:
    """A pause that would pass the deadline is cut, once, so that a finished job is not missed."""
    assert before_the_end(pause, elapsed, timeout) == expected
