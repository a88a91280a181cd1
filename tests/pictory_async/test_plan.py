"""The plan for one job: as good as trying everything, and within what it may spend."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pictory_async import Belief
from pictory_async._plan import Pace, Plan, plan, plan_within
from tests.pictory_async.test_belief import beliefs

PRICES = st.floats(0.05, 50)


def lognormal(sigma: float, cells: int = 400) -> Belief:
    """Tabulate a lognormal distribution with a median of 25 s."""
    logs = [sigma * (8 * cell / cells - 4) for cell in range(cells + 1)]
    done = [0.5 * (1 + math.erf(one / sigma / math.sqrt(2))) for one in logs]
    return Belief.of([0.0, *(25 * math.exp(one) for one in logs)], [0.0, 0.0, *done[1:]])


def ages(made: Plan, until: float) -> list[float]:
    """Return when a job is asked for that runs for ever."""
    asked = [made.next_age(0.0)]
    while asked[-1] < until:
        asked.append(made.next_age(asked[-1]))
    return asked


def cost_of(belief: Belief, asked: list[float], price: float) -> float:
    """Return the lateness plus the price of the questions that a sequence of ages comes to."""
    cost, seen = 0.0, 0.0
    for age in asked:
        left = 1 - belief.share_done(seen)
        cost += left * (belief.waiting(seen, age) + price)
        seen = age
    return cost


@pytest.mark.parametrize("sigma", [0.25, 0.5])
@pytest.mark.parametrize("price", [0.5, 1.5, 4.0])
def test_no_other_questions_are_cheaper(sigma: float, price: float) -> None:
    """Moving one question, leaving one out or adding one makes it no better."""
    belief = lognormal(sigma)
    asked = ages(plan(belief, Pace(), price), until=200.0)
    least = cost_of(belief, asked, price)
    others = [[*asked[:i], *asked[i + 1 :]] for i in range(4)]
    for shift in (-3, -1, -0.5, 0.5, 1, 3):
        others += [[age + shift for age in asked]]
        others += [[*asked[:i], asked[i] + shift, *asked[i + 1 :]] for i in range(4)]
    allowed = [one for one in others if keeps_distance(one, 5.0)]
    assert len(allowed) > 5
    assert all(cost_of(belief, one, price) >= least - 0.01 for one in allowed)


def keeps_distance(asked: list[float], least: float) -> bool:
    """Whether questions are far enough apart."""
    return all(later - age >= least - 1e-9 for age, later in pairwise(asked))


@settings(max_examples=40)
@given(belief=beliefs(), price=PRICES, least=st.floats(0.5, 20))
def test_what_a_plan_expects_is_what_it_comes_to(
    belief: Belief, price: float, least: float
) -> None:
    """Lateness and requests are those of its questions, but for the tail and the grid's coarseness.

    It asks for a job no sooner after the last time than it may, and no later.
    """
    made = plan(belief, Pace(least), price)
    asked = ages(made, until=belief.times[-1])
    assert keeps_distance(asked, least - 1e-6)
    assert all(b - a <= 6 * least + 1e-6 for a, b in zip([0.0, *asked], asked, strict=False))
    assert 0 < made.lateness + made.price * made.requests < math.inf


@pytest.mark.parametrize("sigma", [0.25, 0.5])
def test_lateness_and_requests_are_foreseen(sigma: float) -> None:
    """The expectations agree with a sum over all durations."""
    belief = lognormal(sigma)
    made = plan_within(belief, Pace(), 2.2)
    asked = ages(made, until=400.0)
    requests = 1 + sum(1 - belief.share_done(age) for age in asked)
    late = cost_of(belief, asked, 0.0)
    assert made.requests == pytest.approx(requests, abs=0.02)
    assert made.lateness == pytest.approx(late, abs=0.03)


@pytest.mark.parametrize("sigma", [0.25, 0.5])
def test_a_budget_is_spent_and_kept(sigma: float) -> None:
    """More requests make a job less late; none of the plans takes more than it may."""
    budgets = [1.5, 1.8, 2.0, 2.5, 3.0, 4.0]
    plans = [plan_within(lognormal(sigma), Pace(), budget) for budget in budgets]
    for made, budget in zip(plans, budgets, strict=True):
        assert budget - 0.15 < made.requests <= budget
    late = [made.lateness for made in plans]
    assert late == sorted(late, reverse=True)


@pytest.mark.parametrize("start", [None, 1e-3, 1.0, 1e3])
def test_where_the_search_begins_does_not_matter(start: float | None) -> None:
    """The plan for a budget is the same, whatever price was first tried."""
    belief = lognormal(0.25)
    found = plan_within(belief, Pace(), 2.2, start)
    assert found.lateness == pytest.approx(plan_within(belief, Pace(), 2.2).lateness, rel=0.02)


def test_an_impossible_budget_gets_the_rarest_questions() -> None:
    """Less than one question a job is not to be had."""
    assert plan_within(lognormal(0.25), Pace(), 0.1).requests >= 1


@given(belief=beliefs(), seen=st.floats(0, 1e5))
def test_every_age_has_a_next_question(belief: Belief, seen: float) -> None:
    """Between the times of the grid and past its end, too."""
    pace = Pace()
    after = plan(belief, pace, 1.0).next_age(seen) - seen
    assert (pace.least if seen else 0.0) <= after + 1e-6 * max(seen, 1.0)
    assert after <= pace.most + 1e-6 * max(seen, 1.0)
