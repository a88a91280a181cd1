"""An order and the answer to it: nothing is spent before the requester knows, or is known to."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import pytest
from sqlalchemy import func, select

from studio.generations import Card, ImageState
from studio.ports import NeverShownError
from studio.store import Store
from studio.studio import StoppingError
from studio.tables import generations
from tests.studio.workshop import order

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from studio.generations import Generation
    from tests.studio.workshop import Workshop

T = TypeVar("T")

UNANSWERED = Card(channel_id=5)
"""The card of an interaction before its answer."""
ANSWER = Card(channel_id=5, message_id=4711)


class Answers:
    """Answers interactions, and keeps what there was to see at that moment."""

    def __init__(self, workshop: Workshop, error: Exception | None = None) -> None:
        self._workshop = workshop
        self._error = error
        self.shown: list[Generation] = []
        self.posts: list[int] = []

    async def show(self, generation: Generation) -> Card:
        """Answer, or raise."""
        self.shown.append(await self._workshop.now(generation))
        self.posts.append(self._workshop.emulator.posts)
        if self._error is not None:
            raise self._error
        return ANSWER


async def rows(workshop: Workshop) -> int:
    """Count the generations stored."""
    asked = select(func.count()).select_from(generations)
    return await workshop.store.run(lambda connection: connection.scalars(asked).one())


async def test_an_order_is_shown_between_its_row_and_its_submit(workshop: Workshop) -> None:
    """Whoever is answered has a row already, and nothing was spent on it yet."""
    studio, answers = await workshop.studio(), Answers(workshop)
    generation = await studio.request(order(card=UNANSWERED), answers.show)
    done = await workshop.closed(generation)
    assert [shown.id for shown in answers.shown] == [generation.id]
    assert answers.shown[0].image(1).state is ImageState.QUEUED
    assert answers.posts == [0]
    assert done.image(1).state is ImageState.DELIVERED
    assert done.card == ANSWER
    assert workshop.presenter.opened == []


async def test_an_order_that_was_certainly_not_shown_is_not_made(workshop: Workshop) -> None:
    """The error reaches the one who asked, and nothing is spent, now or after a restart."""
    studio, answers = await workshop.studio(), Answers(workshop, NeverShownError())
    with pytest.raises(NeverShownError):
        await studio.request(order(card=UNANSWERED), answers.show)
    done = await workshop.closed(answers.shown[0])
    assert done.image(1).state is ImageState.CANCELLED
    await studio.stop()
    await workshop.studio()
    assert workshop.presenter.again == []
    assert workshop.emulator.posts == 0


async def test_an_order_of_which_it_is_unclear_is_looked_for(workshop: Workshop) -> None:
    """After any other error the answer may be there; if it is found, the work goes on."""
    studio, answers = await workshop.studio(), Answers(workshop, OSError("hung up"))
    generation = await studio.request(order(card=UNANSWERED), answers.show)
    done = await workshop.closed(generation)
    assert workshop.presenter.again == [True]
    assert done.image(1).state is ImageState.DELIVERED
    assert done.card.message_id == 9001


async def test_the_same_interaction_is_answered_once(workshop: Workshop) -> None:
    """The same key again returns what it first made, at the same time or later."""
    studio, answers = await workshop.studio(), Answers(workshop)
    wanted = order(card=UNANSWERED)
    first, second = await asyncio.gather(*(studio.request(wanted, answers.show) for _ in range(2)))
    await workshop.closed(first)
    third = await studio.request(wanted, answers.show)
    assert first.id == second.id == third.id
    assert len(answers.shown) == 1
    assert workshop.emulator.posts == 1


async def test_nothing_is_taken_after_the_stop(workshop: Workshop) -> None:
    """Who asks while the bot ends is told so, and leaves no row."""
    studio, answers = await workshop.studio(), Answers(workshop)
    await studio.stop()
    with pytest.raises(StoppingError):
        await studio.request(order(card=UNANSWERED), answers.show)
    assert answers.shown == []
    assert await rows(workshop) == 0


# A crash around the answer


class Forgetful(Store):
    """A store that takes nothing more once `deaf` is set: what comes then waits."""

    deaf = False

    async def run(self, work: Callable[[Connection], T], *, urgent: bool = False) -> T:
        """Do something in a transaction, or wait for ever."""
        if self.deaf:
            await asyncio.Event().wait()
        return await super().run(work, urgent=urgent)


async def crashed(workshop: Workshop, *, answered: bool) -> Generation:
    """End the process between a row and its answer, or between the answer and its record."""
    shown = asyncio.Event()
    async with await Forgetful.open(workshop.database) as store:
        workshop.studios_store = store

        async def show(_: Generation) -> Card:
            store.deaf = True
            shown.set()
            if not answered:
                await asyncio.Event().wait()
            return ANSWER

        studio = await workshop.studio()
        asking = asyncio.create_task(studio.request(order(card=UNANSWERED), show))
        await shown.wait()
        if answered:
            await asking
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        await workshop.crash(studio)
    workshop.studios_store = None
    generation = await workshop.store.find(1)
    assert generation is not None
    assert generation.card == UNANSWERED
    return generation


@pytest.mark.parametrize("answered", [False, True])
async def test_an_answer_that_is_found_after_a_crash_gets_its_picture(
    workshop: Workshop, answered: bool
) -> None:
    """The next process looks for the answer, records it, and makes the picture once."""
    generation = await crashed(workshop, answered=answered)
    assert workshop.emulator.posts == 0
    await workshop.studio()
    done = await workshop.closed(generation)
    assert workshop.presenter.again == [True]
    assert done.card == replace(UNANSWERED, message_id=9001)
    assert done.image(1).state is ImageState.DELIVERED
    assert workshop.emulator.posts == 1


@pytest.mark.parametrize("answered", [False, True])
async def test_an_answer_that_is_not_found_after_a_crash_costs_nothing(
    workshop: Workshop, answered: bool
) -> None:
    """What nobody was told of is closed, and stays closed."""
    generation = await crashed(workshop, answered=answered)
    workshop.presenter.refusals["open"] = [NeverShownError()]
    await workshop.studio()
    done = await workshop.closed(generation)
    assert done.image(1).state is ImageState.CANCELLED
    await workshop.studios[-1].stop()
    await workshop.studio()
    assert workshop.presenter.again == []
    assert workshop.emulator.posts == 0


async def test_a_look_for_the_answer_that_fails_is_made_again(workshop: Workshop) -> None:
    """Discord being away at the start does not decide whether there was an answer."""
    generation = await crashed(workshop, answered=True)
    workshop.presenter.refusals["open"] = [OSError("away"), OSError("away")]
    await workshop.studio()
    done = await workshop.closed(generation)
    assert workshop.presenter.again == [True] * 3
    assert done.image(1).state is ImageState.DELIVERED
    assert await rows(workshop) == 1
