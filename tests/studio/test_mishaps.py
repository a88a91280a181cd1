"""Errors that nobody expected: nothing hangs on them, and nothing is lost by them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from studio.generations import ImageState
from studio.ports import UnreachableError
from studio.tables import generations
from tests.studio.workshop import LIMITS, order
from tests.waiting import eventually

if TYPE_CHECKING:
    from studio.generations import Generation
    from tests.studio.workshop import Workshop


async def test_a_spool_that_was_cleared_away_is_made_anew(workshop: Workshop) -> None:
    """A system that tidies its temporary files costs no picture."""
    studio = await workshop.studio()
    shutil.rmtree(workshop.spool)
    done = await workshop.closed(await studio.request(order()))
    assert done.image(1).state is ImageState.DELIVERED


@pytest.mark.expects_error_logs
async def test_a_picture_whose_file_is_gone_is_fetched_again(workshop: Workshop) -> None:
    """Work that fails begins anew from its row, and gives back all that it held."""
    workshop.limits = replace(LIMITS, begin_again_after=0.05)
    workshop.presenter.refusals["deliver"] = [OSError("away")] * 3
    studio = await workshop.studio()
    generation = await studio.request(order())
    await workshop.reached(generation, ImageState.READY)
    await eventually(lambda: spooled(workshop))
    for path in workshop.spool.iterdir():
        path.unlink()
    workshop.presenter.refusals["deliver"] = [UnreachableError("no step is open")]
    image = (await workshop.closed(generation)).image(1)
    assert image.state is ImageState.DELIVERED
    bench = studio._staff.bench
    assert bench.spooled._value == bench.limits.max_spooled
    assert workshop.emulator.posts == 1


async def spooled(workshop: Workshop) -> bool:
    """Whether a picture is on the spool."""
    return any(path.suffix for path in workshop.spool.iterdir())


@pytest.mark.expects_error_logs
async def test_rows_that_are_not_understood_hold_nobody_up(workshop: Workshop) -> None:
    """What a newer program wrote is left alone; everything else goes on."""
    strange, _ = await workshop.store.add(order(key="strange"), owner="elsewhere:1:aa", now=1.0)
    good, _ = await workshop.store.add(order(key="good"), owner="elsewhere:1:aa", now=1.0)
    odd = update(generations).where(generations.c.id == strange.id).values(kind="of the future")
    await workshop.store.run(lambda connection: connection.execute(odd))
    await workshop.studio()
    assert (await workshop.closed(good)).image(1).state is ImageState.DELIVERED


async def test_what_is_taken_over_twice_is_worked_on_once(workshop: Workshop) -> None:
    """Rows that another process took and gave back are still ours to work on, once."""
    workshop.limits = replace(LIMITS, heartbeat=0.02)
    studio, generation = await workshop.running()
    run = studio._staff.runs.get(generation.id)
    nobody = update(generations).values(owner=None)
    await workshop.store.run(lambda connection: connection.execute(nobody))
    await eventually(lambda: is_owned(workshop, generation))
    assert studio._staff.runs.get(generation.id) is run
    workshop.emulator.release()
    await workshop.closed(generation)
    assert len(workshop.presenter.deliveries) == 1


async def is_owned(workshop: Workshop, generation: Generation) -> bool:
    """Whether somebody works on a generation."""
    return await workshop.owner(generation) is not None


async def test_a_kept_picture_settles_its_card(workshop: Workshop) -> None:
    """A card whose picture could not be shown does not go on saying that it is being made."""
    workshop.presenter.refusals["deliver"] = [UnreachableError("no step is open")]
    studio = await workshop.studio()
    await workshop.closed(await studio.request(order()))
    [shown] = workshop.presenter.settled
    assert shown.image(1).kept


async def test_one_that_cannot_be_collected_keeps_no_other_back(workshop: Workshop) -> None:
    """The others are shown; what could not be is still there."""
    workshop.presenter.refusals["deliver"] = [UnreachableError("no step is open")] * 2
    studio = await workshop.studio()
    first = await workshop.closed(await studio.request(order(key="first")))
    second = await workshop.closed(await studio.request(order(key="second")))
    seen: list[int] = []

    async def show(generation: Generation, _: object) -> None:
        if generation.id == first.id:
            raise OSError("cannot be packed")
        seen.append(generation.id)

    assert await studio.collect(7, show, most=5) == 1
    assert seen == [second.id]
    with pytest.raises(OSError, match="packed"):
        await studio.collect(7, show, most=5)


async def test_a_stop_twice_is_a_stop(workshop: Workshop) -> None:
    """Whoever stops a studio again waits for nothing."""
    studio, generation = await workshop.running()
    await studio.stop()
    await studio.stop()
    assert await workshop.owner(generation) is None
