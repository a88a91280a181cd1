"""How many questions an account is asked, and what one has to be worth."""

from __future__ import annotations

import math

import pytest

from pictory_async._budget import Budget, Price
from pictory_async._plan import Pace, Plan

PLAN = Plan(Pace(), (0.0, 1.0), (1.0, 1.0), price=2.0, requests=2.2, lateness=3.0)


def asked(budget: Budget, since: float, until: float) -> int:
    """Ask whenever that is allowed; return how often."""
    now, count = since, 0
    while (now := max(now, budget.opens_at(now))) < until:
        budget.spend(now)
        count += 1
    return count


@pytest.mark.parametrize("per_minute", [6, 60, 600])
def test_a_minute_has_so_many_requests(per_minute: float) -> None:
    """Whoever always wants to ask may do so so often, beside a first burst of ten seconds'."""
    budget = Budget(per_minute, least=5.0)
    burst = max(1.0, per_minute / 6)
    assert asked(budget, 0.0, 600.0) == pytest.approx(10 * per_minute + burst, abs=2)


def test_without_a_limit_there_is_no_wait() -> None:
    """An unlimited account is open whenever it is not held back."""
    budget = Budget(math.inf, least=5.0)
    for _ in range(1000):
        assert budget.opens_at(7.0) <= 7.0
        budget.spend(7.0)
    assert budget.strain(7.0) == 1.0
    budget.refused(7.0, 3.0)
    assert budget.opens_at(7.0) == 10.0


def test_retry_after_is_kept_to_the_second() -> None:
    """All questions wait, and an earlier end that another answer names changes nothing."""
    budget = Budget(600, least=5.0)
    budget.refused(100.0, 30.0)
    budget.refused(101.0, 1.0)
    assert budget.opens_at(100.0) == 130.0


def test_without_retry_after_the_waits_grow() -> None:
    """5, 10, 20, 40, 60 and then 60 seconds, until an answer comes."""
    budget, waits = Budget(600, least=5.0), []
    for number in range(7):
        now = 1000.0 * number
        budget.refused(now, None)
        waits.append(budget.opens_at(now) - now)
    assert waits == [5, 10, 20, 40, 60, 60, 60]
    budget.answered()
    budget.refused(9000.0, None)
    assert budget.opens_at(9000.0) - 9000.0 == 5


def test_a_refusal_halves_the_rate_which_then_recovers() -> None:
    """Half of what was asked lately, double after five minutes, at last as much as before."""
    budget = Budget(600, least=5.0)
    asked(budget, 0.0, 300.0)
    before = budget.rate(300.0)
    budget.refused(300.0, 0.0)
    assert budget.allowed(300.0) == pytest.approx(before / 2, rel=0.01)
    assert budget.allowed(600.0) == pytest.approx(before, rel=0.01)
    assert budget.allowed(3600.0) == 10.0


def test_many_refusals_leave_a_rest() -> None:
    """One question every ten seconds is always allowed, once the wait is over."""
    budget = Budget(600, least=5.0)
    for _ in range(50):
        budget.refused(0.0, 0.0)
    assert budget.allowed(0.0) == 0.1


def test_more_than_the_budget_makes_questions_dearer() -> None:
    """At twice the allowed rate they must be worth four times as much."""
    budget = Budget(60, least=5.0)
    for tenth in range(6000):
        budget.spend(tenth / 2)
    assert budget.strain(3000.0) == pytest.approx(4.0, rel=0.05)
    assert budget.strain(4000.0) == 1.0


def test_one_job_or_two_are_planned_for_by_themselves() -> None:
    """Their plan has its own price, whatever questions have found lately."""
    price = Price(5.0)
    for second in range(50):
        price.note(20.0, 30.0, second)
    assert price.of(PLAN, 1) == price.of(PLAN, 2) == PLAN.price
    assert price.of(PLAN, 3) > PLAN.price


def test_the_price_aims_at_a_mean_lateness() -> None:
    """Where a question finds `n` jobs, they have waited 1.6 s each: that is its price."""
    price = Price(5.0)
    for second in range(200):
        price.note(4.0, 4.0 * 1.6, second)
    assert price.of(PLAN, 100) == pytest.approx(6.4, rel=0.01)
    for second in range(200, 600):
        price.note(4.0, 4.0 * 3.2, second)
    assert price.of(PLAN, 100) == pytest.approx(3.2, rel=0.01)  # too late: cheaper, so sooner


def test_questions_that_find_little_are_as_dear_as_for_one_job() -> None:
    """Or else they would become more than the guide's timer asks."""
    price = Price(5.0)
    for second in range(400):
        price.note(1 / 2.2, 0.1, second)
    assert price.of(PLAN, 3) == pytest.approx(PLAN.price, rel=0.01)
