"""Pictures that cannot be shown, or come too late, wait for their requester."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from studio.generations import ImageState
from studio.ports import UnreachableError
from tests.studio.workshop import LIMITS, order
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from studio.generations import Generation
    from studio.studio import Studio
    from tests.studio.workshop import Workshop

NO_WAY = UnreachableError("no step is open")


class Shelf:
    """Somebody who collects pictures, and keeps them."""

    def __init__(self) -> None:
        self.shown: list[tuple[int, dict[int, bytes]]] = []
        self.refusal: Exception | None = None

    async def show(self, generation: Generation, pictures: Mapping[int, Path]) -> None:
        """Keep what is shown, or refuse it."""
        if self.refusal is not None:
            raise self.refusal
        content = {n: path.read_bytes() for n, path in pictures.items()}
        self.shown.append((generation.id, content))


async def unreachable(workshop: Workshop, **changes: object) -> tuple[Studio, Generation]:
    """Return a closed generation whose pictures nobody could be shown."""
    workshop.presenter.refusals["deliver"] = [NO_WAY] * 4
    studio = await workshop.studio()
    generation = await workshop.closed(await studio.request(order(**changes)))
    workshop.presenter.refusals.clear()
    return studio, generation


async def test_a_picture_that_nobody_can_be_shown_is_kept_and_collected(
    workshop: Workshop,
) -> None:
    """The last step of the ladder is the store; what is collected is the picture itself, once."""
    studio, generation = await unreachable(workshop, count=2)
    assert all(image.state is ImageState.DELIVERED and image.kept for image in generation.images)
    shelf = Shelf()
    assert await studio.collect(7, shelf.show, most=5) == 0
    [(found, pictures)] = shelf.shown
    assert found == generation.id
    assert sorted(pictures) == [1, 2]
    assert all(data.startswith(b"\x89PNG") for data in pictures.values())
    await studio.collect(7, shelf.show, most=5)
    assert len(shelf.shown) == 1
    assert not any(image.kept for image in (await workshop.now(generation)).images)
    assert list(workshop.spool.iterdir()) == []


async def test_only_the_requester_collects_and_a_few_at_a_time(workshop: Workshop) -> None:
    """Other people get nothing; what is left is counted."""
    studio, _ = await unreachable(workshop)
    await unreachable(workshop, key="second")
    shelf = Shelf()
    assert await studio.collect(8, shelf.show, most=5) == 0
    assert shelf.shown == []
    assert await studio.collect(7, shelf.show, most=1) == 1
    assert await studio.collect(7, shelf.show, most=1) == 0
    assert len(shelf.shown) == 2


async def test_a_collect_that_fails_loses_nothing(workshop: Workshop) -> None:
    """What could not be shown waits on, also for the next process."""
    studio, generation = await unreachable(workshop)
    shelf = Shelf()
    shelf.refusal = OSError("away")
    with pytest.raises(OSError, match="away"):
        await studio.collect(7, shelf.show, most=5)
    await workshop.crash(studio)
    shelf.refusal = None
    await (await workshop.studio()).collect(7, shelf.show, most=5)
    assert [found for found, _ in shelf.shown] == [generation.id]


async def test_a_way_that_never_opens_again_ends_at_the_store(workshop: Workshop) -> None:
    """Deliveries that fail for long enough are not tried for ever; the picture is kept."""
    workshop.limits = replace(LIMITS, present_for=0.1)
    workshop.presenter.refusals["deliver"] = [OSError("away")] * 1000
    studio = await workshop.studio()
    generation = await workshop.closed(await studio.request(order()))
    assert generation.image(1).kept


async def test_a_picture_larger_than_discord_takes_is_kept_smaller(workshop: Workshop) -> None:
    """What is put aside fits the place where it was asked for."""
    studio, _ = await unreachable(workshop, upload_limit=3000)
    shelf = Shelf()
    await studio.collect(7, shelf.show, most=1)
    [(_, pictures)] = shelf.shown
    assert 0 < len(pictures[1]) <= 3000


@pytest.mark.parametrize("restart", [False, True])
async def test_a_result_that_comes_after_a_cancel_is_kept(
    workshop: Workshop, restart: bool
) -> None:
    """What was paid for is not thrown away; the card learns that it is there."""
    studio, generation = await workshop.running()
    await studio.cancel(generation.id, 7)
    await eventually(lambda: is_shown(workshop, generation))
    if restart:
        await workshop.crash(studio)
        studio = await workshop.studio()
    workshop.emulator.release()
    image = (await workshop.closed(generation)).image(1)
    assert image.state is ImageState.CANCELLED
    assert image.kept
    assert image.credits_used == 2
    assert workshop.presenter.amended[-1].image(1) == image
    shelf = Shelf()
    await studio.collect(7, shelf.show, most=5)
    assert [found for found, _ in shelf.shown] == [generation.id]


async def is_shown(workshop: Workshop, generation: Generation) -> bool:
    """Whether the card's last state is recorded as shown."""
    return (await workshop.now(generation)).shown_at is not None


async def test_a_result_that_comes_after_the_deadline_is_kept(workshop: Workshop) -> None:
    """A card that gave up waiting says later that the picture arrived after all."""
    workshop.limits = replace(LIMITS, job_timeout=0.2)
    workshop.emulator.hold()
    studio = await workshop.studio()
    generation = await studio.request(order())
    await workshop.reached(generation, ImageState.FAILED)
    workshop.emulator.release()
    assert (await workshop.closed(generation)).image(1).kept


async def test_a_late_failure_tells_the_card_what_it_cost(workshop: Workshop) -> None:
    """A cancelled job that fails in the end cost nothing, and the card can say so."""
    workshop.emulator.fault("submit", "fail_job")
    studio, generation = await workshop.running()
    await studio.cancel(generation.id, 7)
    workshop.emulator.release()
    image = (await workshop.closed(generation)).image(1)
    assert image.job_settled_at is not None
    assert not image.kept
    assert workshop.presenter.amended[-1].image(1) == image


async def test_pictures_are_not_kept_for_ever(workshop: Workshop) -> None:
    """After a month nobody's storage is held any more."""
    studio, _ = await unreachable(workshop)
    await workshop.crash(studio)
    workshop.limits = replace(LIMITS, keep_for=0.0, heartbeat=0.02)
    studio = await workshop.studio()

    async def is_gone() -> bool:
        return await studio._staff.bench.deliveries.waiting_for(7) == []

    await eventually(is_gone)
