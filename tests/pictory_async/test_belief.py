"""The tabulated distribution: shares, areas and ages agree with each other."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pictory_async import Belief

BELIEF = Belief.of([0.0, 10.0, 20.0, 40.0], [0.0, 0.0, 0.5, 0.9])
AGES = st.floats(0, 10_000)


@st.composite
def beliefs(draw: st.DrawFn) -> Belief:
    """Make a distribution of a few steps."""
    gaps = draw(st.lists(st.floats(0.1, 100), min_size=2, max_size=8))
    parts = draw(st.lists(st.floats(0.01, 1), min_size=len(gaps), max_size=len(gaps)))
    whole = sum(parts) * draw(st.floats(1.001, 2))
    times, done = [0.0], [0.0]
    for gap, part in zip(gaps, parts, strict=True):
        times.append(times[-1] + gap)
        done.append(done[-1] + part / whole)
    return Belief.of(times, done)


@pytest.mark.parametrize(
    ("age", "share"),
    [(0, 0), (10, 0), (15, 0.25), (20, 0.5), (30, 0.7), (40, 0.9), (80, 0.975), (400, 0.999)],
)
def test_shares_are_read_off_the_table(age: float, share: float) -> None:
    """Evenly between two times, and with a tail of power -2 past the last."""
    assert BELIEF.share_done(age) == pytest.approx(share)


@given(belief=beliefs(), first=AGES, second=AGES)
def test_more_are_done_later(belief: Belief, first: float, second: float) -> None:
    """The share rises with the age and stays below 1, also of those seen running."""
    first, second = sorted((first, second))
    assert 0 <= belief.share_done(first) <= belief.share_done(second) + 1e-12
    assert belief.share_done(second) < 1
    assert 0 <= belief.share_done_since(first, second) <= 1


@given(belief=beliefs(), seen=st.floats(0, 500), share=st.floats(0.01, 0.99))
def test_an_age_has_the_share_it_was_asked_for(belief: Belief, seen: float, share: float) -> None:
    """Finding the age of a share is the inverse of finding the share of an age."""
    age = belief.age_when(share, seen)
    assert age >= seen
    assert belief.share_done_since(seen, age) == pytest.approx(share, abs=1e-6)


@given(belief=beliefs(), seen=st.floats(0, 200), later=st.floats(0, 300))
def test_waiting_is_the_area_below_the_share(belief: Belief, seen: float, later: float) -> None:
    """How long a job has been done is the sum over time of the chance that it is."""
    steps = 2000
    moments = (seen + later * (step + 0.5) / steps for step in range(steps))
    area = sum(belief.share_done_since(seen, moment) for moment in moments) * later / steps
    assert belief.waiting(seen, seen + later) == pytest.approx(area, abs=1e-3 * max(1.0, later))


def test_a_timer_asks_once_and_again_while_it_runs() -> None:
    """Every 20 s: once, again for the half that is not done, and for the tail."""
    tail = sum(0.1 * (40 / age) ** 2 for age in range(40, 401, 20))
    assert BELIEF.asked_every(20.0) == pytest.approx(1 + 0.5 + tail, abs=0.01)
    assert math.isfinite(BELIEF.asked_every(1e-6))
