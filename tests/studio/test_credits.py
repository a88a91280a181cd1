"""An account that has run out of credits, and gets some again."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from studio.generations import Charged, Failure, FailureKind, ImageState
from studio.ports import Alert
from tests.studio.workshop import order
from tests.waiting import eventually

if TYPE_CHECKING:
    from tests.studio.workshop import Workshop

pytestmark = pytest.mark.expects_error_logs


async def exhausted(workshop: Workshop) -> None:
    """Start a studio whose first request finds no credits."""
    workshop.emulator.account.limit = Decimal(1)
    studio = await workshop.studio()
    first = await workshop.closed(await studio.request(order(key="first")))
    assert first.image(1).failure == Failure(FailureKind.CREDITS_EXHAUSTED, Charged.NO)


async def test_the_operator_is_told_once(workshop: Workshop) -> None:
    """However many requests find no credits, one message goes out; new trouble is a new message."""
    await exhausted(workshop)
    studio = workshop.studios[0]
    waiting = await studio.request(order(key="second"))
    await eventually(lambda: has_asked_for_quota(workshop, 2))
    assert workshop.presenter.alerts == [Alert.CREDITS_EXHAUSTED]
    workshop.emulator.account.limit = Decimal(3)
    await workshop.closed(waiting)
    await workshop.closed(await studio.request(order(key="third")))
    assert workshop.presenter.alerts == [Alert.CREDITS_EXHAUSTED] * 2


async def has_asked_for_quota(workshop: Workshop, times: int) -> bool:
    """Whether the quota was asked for so often."""
    return workshop.emulator.requests["GET /v1/quota"] >= times


async def test_submits_pause_and_go_on_when_there_are_credits(workshop: Workshop) -> None:
    """While there are none nothing is sent; the cards say why; then everything is made."""
    await exhausted(workshop)
    studio = workshop.studios[0]
    generations = [await studio.request(order(key=f"{n}", user_id=n)) for n in range(3)]
    await eventually(lambda: has_asked_for_quota(workshop, 3))
    assert workshop.emulator.posts == 1
    assert "out_of_credits" in workshop.presenter.notes
    workshop.emulator.account.limit = Decimal(100)
    for generation in generations:
        assert (await workshop.closed(generation)).image(1).state is ImageState.DELIVERED
    assert workshop.emulator.posts == 4


async def test_a_quota_that_cannot_be_read_lets_one_try(workshop: Workshop) -> None:
    """A probe without an answer is a submit, and its success opens the way for all."""
    await exhausted(workshop)
    workshop.emulator.fault("quota", "500", None)
    workshop.emulator.account.limit = Decimal(100)
    studio = workshop.studios[0]
    generations = [await studio.request(order(key=f"{n}", user_id=n)) for n in range(3)]
    for generation in generations:
        assert (await workshop.closed(generation)).image(1).state is ImageState.DELIVERED


async def test_a_waiting_request_can_be_cancelled(workshop: Workshop) -> None:
    """Nothing was spent on it."""
    await exhausted(workshop)
    studio = workshop.studios[0]
    waiting = await studio.request(order(key="second"))
    await eventually(lambda: has_asked_for_quota(workshop, 1))
    await studio.cancel(waiting.id, 7)
    done = await workshop.closed(waiting)
    assert done.image(1).state is ImageState.CANCELLED
    assert done.image(1).submitted_at is None
    assert workshop.emulator.posts == 1


async def test_an_operator_who_cannot_be_told_changes_nothing(workshop: Workshop) -> None:
    """A message that does not go out is a line in the log."""
    workshop.presenter.refusals["alert"] = [OSError("away")]
    await exhausted(workshop)
    assert workshop.presenter.alerts == [Alert.CREDITS_EXHAUSTED]
