"""What a card promises: when the last picture of a generation will be there."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from statistics import NormalDist, fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pictory_async import Durations, JobKind
from studio.etas import forecast, kind_of
from studio.generations import Generation, Image, ImageState, Order, Reference
from studio.ports import Progress
from tests.studio.workshop import ORDER

NOW = 1_000_000.0
GUIDED = replace(ORDER, reference=Reference("https://x/1.png"))


def learnt(order: Order = ORDER, *, median: float = 25.0, sigma: float = 0.25) -> Durations:
    """Return durations after 100 jobs of an order's kind, which cover their distribution well."""
    durations, shape = Durations(), NormalDist(math.log(median), sigma)
    for number in random.Random(1).sample(range(100), 100):
        seconds = math.exp(shape.inv_cdf((number + 0.5) / 100))
        durations.record(kind_of(order), seconds, running_at=0.99 * seconds)
    return durations


def generation(*elapsed: float | None, order: Order = ORDER) -> Generation:
    """Make a generation whose images run since so long; None waits for its turn."""
    images = (
        Image(1, n, ImageState.QUEUED)
        if seconds is None
        else Image(1, n, ImageState.GENERATING, f"j{n}", submitted_at=NOW - seconds)
        for n, seconds in enumerate(elapsed, 1)
    )
    return Generation(1, order, tuple(images), NOW, 1)


def test_a_job_is_promised_by_the_median_of_its_kind() -> None:
    """And by the time that four in five keep."""
    progress = forecast(generation(0.0), learnt(), NOW)
    assert progress.ready_at is not None
    assert progress.by_at is not None
    assert progress.ready_at - NOW == pytest.approx(25.0, rel=0.1)
    assert progress.by_at - NOW == pytest.approx(25.0 * math.exp(0.25 * 0.84), rel=0.1)


def test_a_promise_stays_while_nothing_is_learnt() -> None:
    """That time passes, and nobody has looked, is no news."""
    started = forecast(generation(0.0), learnt(), NOW)
    later = forecast(generation(20.0), learnt(), NOW)
    assert started.ready_at is not None
    assert later.ready_at == pytest.approx(started.ready_at - 20.0)


def test_a_job_seen_running_is_promised_for_later() -> None:
    """What was not finished a moment ago ends later than others."""
    unseen = forecast(generation(22.0), learnt(), NOW)
    seen = forecast(generation(22.0), learnt(), NOW, {1: 22.0})
    assert unseen.ready_at is not None
    assert seen.ready_at is not None
    assert seen.ready_at > unseen.ready_at + 2


@given(
    elapsed=st.lists(st.none() | st.floats(0, 5000), min_size=1, max_size=4),
    seen=st.floats(0, 1),
)
def test_no_promise_lies_in_the_past(elapsed: list[float | None], seen: float) -> None:
    """However late a job is, and whenever it was seen."""
    running = {n: seen * seconds for n, seconds in enumerate(elapsed, 1) if seconds is not None}
    progress = forecast(generation(*elapsed), learnt(), NOW, running)
    assert progress.ready_at is not None
    assert progress.by_at is not None
    assert NOW < progress.ready_at <= progress.by_at < NOW + 1e5


def test_the_last_of_several_pictures_counts() -> None:
    """Four take longer than one; a job that is late holds all of them up."""
    one, four, late = (
        forecast(generation(*elapsed), learnt(), NOW).ready_at
        for elapsed in ([0.0], [0.0] * 4, [0.0, 60.0])
    )
    assert one is not None
    assert four is not None
    assert late is not None
    assert NOW + 25 * 1.1 < four < NOW + 25 * 1.6
    assert late >= one


def test_a_waiting_image_counts_as_begun_now() -> None:
    """Nobody knows when its turn comes."""
    waiting = forecast(generation(None), learnt(), NOW)
    assert waiting == forecast(generation(0.0), learnt(), NOW)


def test_nothing_is_promised_when_nothing_runs() -> None:
    """A finished generation needs no time."""
    ready = replace(generation(0.0), images=(Image(1, 1, ImageState.READY, "j"),))
    assert forecast(ready, learnt(), NOW) == Progress()


def test_a_reference_makes_a_difference() -> None:
    """Jobs with a reference are another kind."""
    assert kind_of(ORDER) == JobKind(ORDER.model, 0)
    assert kind_of(GUIDED) == JobKind(ORDER.model, 1)
    durations = learnt(GUIDED, median=60.0)
    progress = forecast(generation(0.0, order=GUIDED), durations, NOW)
    assert progress.ready_at is not None
    assert progress.ready_at - NOW == pytest.approx(60.0, rel=0.1)


@pytest.mark.parametrize("images", [1, 2, 4])
def test_promises_are_kept_as_often_as_they_say(images: int) -> None:
    """Half of all generations have their last picture by the first time, four in five by both."""
    durations, draw = learnt(), random.Random(2)
    progress = forecast(generation(*[0.0] * images), durations, NOW)
    assert progress.ready_at is not None
    assert progress.by_at is not None
    ends = [
        NOW + max(draw.lognormvariate(math.log(25), 0.25) for _ in range(images))
        for _ in range(2000)
    ]
    assert fmean(end <= progress.ready_at for end in ends) == pytest.approx(0.5, abs=0.1)
    assert fmean(end <= progress.by_at for end in ends) == pytest.approx(0.8, abs=0.1)
