"""When the list of jobs is believed, doubted, given up and tried again."""

from __future__ import annotations

import random

import pytest

from pictory_async import Job, JobKind, JobStatus
from pictory_async._pages import Watched
from pictory_async._plan import Pace
from pictory_async._trust import Trust, tells_all
from tests.pictory_async.test_durations import durations_of

KIND = JobKind("m")
DURATIONS = durations_of([18.0, 20.0, 22.0, 24.0, 25.0, 27.0, 29.0, 32.0, 35.0, 40.0] * 5)


def trust() -> Trust:
    """Make a new one."""
    return Trust(DURATIONS, 5.0)


def job(age: float, now: float) -> Watched:
    """Make a job of some age that a page has just shown as running."""
    return Watched("j", KIND, Pace(), now - age, float("inf"), seen=now)


def test_two_certain_faults_are_too_much() -> None:
    """One may have been a mishap."""
    list_ = trust()
    list_.strike(100.0)
    assert list_.usable(100.0)
    list_.strike(160.0)
    assert not list_.usable(161.0)


def test_a_fault_is_forgiven_in_time() -> None:
    """One an hour does no harm."""
    list_ = trust()
    for hour in range(20):
        list_.strike(3600.0 * hour)
        assert list_.usable(3600.0 * hour)


def test_it_is_tried_again_ever_more_rarely() -> None:
    """After half an hour, and after an hour if that was in vain."""
    list_ = trust()
    for number in range(2):
        list_.strike(float(number))
    assert [list_.usable(now) for now in (1799.0, 1802.0)] == [False, True]
    for number in range(2):
        list_.strike(1802.0 + number)
    assert [list_.usable(1802.0 + wait) for wait in (1803.0, 3599.0, 3602.0)] == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(("lag", "believed"), [(0.0, True), (0.3, True), (6.0, False)])
def test_audits_tell_a_late_list_from_a_true_one(lag: float, believed: bool) -> None:
    """The single question finds jobs ended that the list shows running: now and then, or often."""
    list_, draw = trust(), random.Random(1)
    now, audits = 0.0, 0
    while now < 7200.0 and list_.usable(now):
        now += 5.0
        shown = job(38.0, now)
        if list_.audits(shown, now):
            audits += 1
            hazard = DURATIONS.belief(KIND).share_done_since(38.0 - lag, 38.2)
            list_.weigh(shown, now + 0.2, ended=draw.random() < hazard)
    assert audits > 2
    assert list_.usable(now) is believed


def test_only_late_jobs_are_audited_and_not_too_often() -> None:
    """A job that is not due says nothing; and one question in 15 s is enough at first."""
    list_ = trust()
    assert not list_.audits(job(20.0, 100.0), 100.0)
    found = [now for now in range(100, 160) if list_.audits(job(38.0, now), now)]
    assert found == [100, 115, 145]


def test_an_overdue_job_is_always_asked_for_singly() -> None:
    """However often the list has been right, no picture is lost to it."""
    list_ = trust()
    for now in range(0, 5000, 10):
        list_.audits(job(38.0, now), now)
    assert all(list_.audits(job(300.0, now), now) for now in range(5000, 5010))


def test_a_job_that_has_ended_must_not_be_shown_running() -> None:
    """Once it is known to have ended for a second; each job is evidence once."""
    list_ = trust()
    list_.ended("j", 100.0)
    assert not list_.contradicts("j", 100.5)
    assert not list_.contradicts("other", 110.0)
    assert list_.contradicts("j", 102.0)
    assert not list_.contradicts("j", 103.0)


def test_ended_jobs_are_remembered_for_a_while_only() -> None:
    """The memory does not grow for ever."""
    list_ = trust()
    for number in range(10_000):
        list_.ended(f"{number}", float(number))
    assert len(list_._ended) < 200


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"status": JobStatus.COMPLETED, "url": "https://x/1.png", "credits_used": 2}, True),
        ({"status": JobStatus.COMPLETED, "url": "https://x/1.png"}, False),
        ({"status": JobStatus.COMPLETED, "credits_used": 2}, False),
        ({"status": JobStatus.FAILED, "error_code": "X"}, True),
        ({"status": JobStatus.FAILED, "error_message": "No"}, True),
        ({"status": JobStatus.FAILED}, False),
        ({"status": JobStatus.CLEANED}, True),
    ],
)
def test_a_bare_status_does_not_tell_all(facts: dict[str, object], told: bool) -> None:
    """Without a result's address and cost, or a failure's reason, the job has to be asked for."""
    assert tells_all(Job.model_validate({"id": "j", **facts})) is told
