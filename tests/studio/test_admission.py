"""Nobody takes the studio over: a bound for each person, and turns for many at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from studio.generations import Card, ImageState
from studio.limits import Limits, TooManyError
from studio.ports import NeverShownError
from tests.studio.workshop import LIMITS, order
from tests.waiting import eventually

if TYPE_CHECKING:
    from studio.generations import Generation
    from studio.studio import Studio
    from tests.studio.workshop import Workshop

PEOPLE = range(50)


async def is_idle(studio: Studio) -> bool:
    """Whether a studio works on nothing."""
    return len(studio._staff.runs) == 0


def test_the_bound_is_generous() -> None:
    """Nobody meets it by using the bot."""
    assert Limits().open_per_user == 100


async def test_a_person_at_the_bound_is_refused_before_anything_happens(
    workshop: Workshop,
) -> None:
    """No row, no card and no POST is made; others are not concerned, and there is room again."""
    workshop.limits = replace(LIMITS, open_per_user=2)
    workshop.emulator.hold()
    studio = await workshop.studio()
    mine = [await studio.request(order(key=f"mine:{n}")) for n in range(2)]
    shown: list[Generation] = []

    async def show(generation: Generation) -> Card:
        shown.append(generation)
        return generation.card

    with pytest.raises(TooManyError) as caught:
        await studio.request(order(key="third"), show)
    assert caught.value.limit == 2
    assert shown == []
    other = await studio.request(order(key="other", user_id=8), show)
    assert shown == [other]
    assert [g.id for g in await studio.jobs_of(7, most=9)] == [mine[1].id, mine[0].id]
    workshop.emulator.release()
    for generation in (*mine, other):
        await workshop.closed(generation)
    await eventually(lambda: is_idle(studio))
    assert studio._staff.runs.count_of(7) == 0
    await workshop.closed(await studio.request(order(key="third"), show))
    assert workshop.emulator.posts == 4


async def test_a_burst_does_not_slip_through(workshop: Workshop) -> None:
    """Orders that are just being stored or answered count as well."""
    workshop.limits = replace(LIMITS, open_per_user=3)
    workshop.emulator.hold()
    studio = await workshop.studio()
    asked = (studio.request(order(key=f"{n}")) for n in range(10))
    answers = await asyncio.gather(*asked, return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, TooManyError)]
    assert len(refused) == 7
    assert len(await studio.jobs_of(7, most=99)) == 3


async def test_an_order_that_comes_to_nothing_leaves_its_place(workshop: Workshop) -> None:
    """What was never shown does not count against its requester."""
    workshop.limits = replace(LIMITS, open_per_user=1)
    studio = await workshop.studio()

    async def show(generation: Generation) -> Card:
        raise NeverShownError(str(generation.id))

    for n in range(3):
        with pytest.raises(NeverShownError):
            await studio.request(order(key=f"{n}"), show)
    done = await workshop.closed(await studio.request(order(key="last")))
    assert done.image(1).state is ImageState.DELIVERED


async def test_an_order_that_comes_again_is_known_at_the_bound_too(workshop: Workshop) -> None:
    """A replay gets the generation that it first made, not a refusal."""
    workshop.limits = replace(LIMITS, open_per_user=1)
    studio, generation = await workshop.running()
    assert (await studio.request(order())).id == generation.id
    with pytest.raises(TooManyError):
        await studio.request(order(key="another"))


async def test_what_a_process_takes_over_counts(workshop: Workshop) -> None:
    """After a restart the bound is where it was."""
    workshop.limits = replace(LIMITS, open_per_user=1)
    studio, _ = await workshop.running()
    await workshop.crash(studio)
    studio = await workshop.studio()
    with pytest.raises(TooManyError):
        await studio.request(order(key="another"))


async def test_a_reaction_above_the_bound_is_told(workshop: Workshop) -> None:
    """It is refused as a command is, and counts as not having happened."""
    workshop.limits = replace(LIMITS, open_per_user=1)
    studio, generation = await workshop.running()
    asked = order(card=Card(channel_id=5))
    with pytest.raises(TooManyError):
        await studio.react(asked, 100, "🔁")
    workshop.emulator.release()
    await workshop.closed(generation)
    await eventually(lambda: is_idle(studio))
    assert await studio.react(asked, 100, "🔁") is not None


async def test_fifty_people_who_react_at_once_take_turns(workshop: Workshop) -> None:
    """Each gets one, and nobody's second goes before another's first, whoever was quickest."""
    workshop.limits = replace(LIMITS, max_inflight=1)
    studio, first = await workshop.running()

    async def react_twice(user_id: int) -> list[Generation | None]:
        asked = order(card=Card(channel_id=5), user_id=1000 + user_id, prompt=f"for {user_id}")
        return [await studio.react(asked, message_id, "🔁") for message_id in (100, 101)]

    made = await asyncio.gather(*map(react_twice, PEOPLE))
    assert all(generation is not None for pair in made for generation in pair)

    async def all_wait() -> bool:
        return studio._staff.bench.slots.waiting == 2 * len(PEOPLE)

    await eventually(all_wait)
    workshop.emulator.release()
    await workshop.closed(first)

    async def all_had_one() -> bool:
        return len(workshop.emulator.accepted) > len(PEOPLE)

    await eventually(all_had_one, within=30)
    served = [job.order.prompt for job in workshop.emulator.accepted[1 : len(PEOPLE) + 1]]
    assert sorted(served) == sorted(f"for {user_id}" for user_id in PEOPLE)
