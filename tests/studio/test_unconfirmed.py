"""Requests of which nobody knows whether they arrived: found again, or said to be uncertain."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, update

from studio.generations import ImageState
from studio.tables import images, job_marks
from tests.studio.workshop import LIMITS, order
from tests.waiting import eventually

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sandbox.pictory.jobs import Job
    from studio.generations import Generation
    from tests.studio.workshop import Workshop

ARRIVED = ["500_after", "reset_after", "malformed", "hang_after"]


def foreign_job(workshop: Workshop) -> Job:
    """Let somebody else make a job with the same account."""
    [first, *_] = workshop.emulator.accepted
    return workshop.emulator.accept(first.order, first.origin)


async def made_one(workshop: Workshop) -> None:
    """Make a picture, so that the list of jobs holds one."""
    studio = await workshop.studio()
    await workshop.closed(await studio.request(order(key="earlier")))


@pytest.mark.parametrize("fault", ARRIVED)
async def test_a_request_that_arrived_is_found_in_the_list(workshop: Workshop, fault: str) -> None:
    """Its job is taken for the image, after one POST, and the card never says that it is lost."""
    workshop.emulator.fault("submit", fault)
    studio = await workshop.studio(request_timeout=0.2)
    done = await workshop.closed(await studio.request(order()))
    assert done.image(1).state is ImageState.DELIVERED
    assert done.image(1).credits_used == 2
    assert workshop.emulator.posts == 1
    assert workshop.presenter.settled == []


async def test_what_was_there_before_is_not_taken(workshop: Workshop) -> None:
    """A job from before the request, made by somebody else, is not what the request made."""
    await made_one(workshop)
    foreign_job(workshop)
    studio = await workshop.studio()
    second = await workshop.closed(await studio.request(order(key="second")))
    workshop.emulator.fault("submit", "500")
    lost = await workshop.closed(await studio.request(order(key="lost")))
    assert second.image(1).state is ImageState.DELIVERED
    assert lost.image(1).state is ImageState.UNCONFIRMED


async def test_the_first_request_of_all_is_found_beside_older_jobs(workshop: Workshop) -> None:
    """A new database marks where the account's list begins to be ours."""
    await made_one(workshop)
    await workshop.store.run(forget_everything)
    workshop.emulator.fault("submit", "500_after")
    studio = await workshop.studio()
    done = await workshop.closed(await studio.request(order()))
    assert done.image(1).state is ImageState.DELIVERED
    assert done.image(1).job_id == workshop.emulator.accepted[1].id


def forget_everything(connection: Connection) -> None:
    """Leave the database as empty as a new one."""
    for table in ("job_marks", "images", "generations"):
        connection.exec_driver_sql(f"DELETE FROM {table}")


async def test_of_two_unclaimed_jobs_neither_is_taken(workshop: Workshop) -> None:
    """If somebody else's job could be meant, nobody's is taken."""
    await made_one(workshop)
    workshop.emulator.hold()
    workshop.emulator.fault("submit", "hang_after")
    studio = await workshop.studio(request_timeout=0.2)
    generation = await studio.request(order())
    await eventually(lambda: has_accepted(workshop, 2))
    foreign_job(workshop)
    done = await workshop.closed(generation)
    assert done.image(1).state is ImageState.UNCONFIRMED
    [shown] = workshop.presenter.settled
    assert shown.image(1).state is ImageState.UNCONFIRMED


async def has_accepted(workshop: Workshop, count: int) -> bool:
    """Whether so many jobs were made."""
    return len(workshop.emulator.accepted) >= count


async def test_requests_for_the_same_share_what_they_made(workshop: Workshop) -> None:
    """Two lost requests of one generation get the two jobs that they made, in any order."""
    workshop.emulator.fault("submit", "500_after", 2)
    studio = await workshop.studio()
    done = await workshop.closed(await studio.request(order(count=2)))
    assert {image.state for image in done.images} == {ImageState.DELIVERED}
    assert len({image.job_id for image in done.images}) == 2
    assert workshop.emulator.posts == 2


async def test_two_lost_requests_for_different_things_stay_uncertain(workshop: Workshop) -> None:
    """One job, and two who may have made it: nobody is given another one's picture."""
    workshop.answers.clear()
    studio = await workshop.studio()
    workshop.emulator.fault("submit", "500")
    generations = await asyncio.gather(
        studio.request(order(key="one")), studio.request(order(key="two"))
    )
    await workshop.accepted()
    await workshop.crash(studio)
    workshop.answers.set()
    await workshop.studio()
    for generation in generations:
        assert (await workshop.closed(generation)).image(1).state is ImageState.UNCONFIRMED
    assert workshop.emulator.posts == 2


async def test_nobody_takes_what_an_older_lost_request_made(workshop: Workshop) -> None:
    """However long ago another request got lost, its picture is not given to somebody else."""
    await made_one(workshop)
    workshop.emulator.hold()
    workshop.emulator.fault("submit", "500_after")
    workshop.emulator.fault("list", "500", None)
    studio = workshop.studios[0]
    old = await workshop.closed(await studio.request(order(key="old")))
    long_ago = update(images).where(images.c.generation_id == old.id).values(submitted_at=1000.0)
    earlier = update(images).where(images.c.generation_id != old.id).values(accepted_at=500.0)
    await workshop.store.run(lambda c: (c.execute(long_ago), c.execute(earlier)))
    workshop.emulator.clear_faults()
    await workshop.store.run(lambda c: c.execute(delete(job_marks)))
    workshop.emulator.fault("submit", "500")
    new = await workshop.closed(await studio.request(order(key="new", user_id=8)))
    assert new.image(1).state is ImageState.UNCONFIRMED
    assert new.image(1).job_id is None


async def test_a_job_that_is_listed_late_is_still_found(workshop: Workshop) -> None:
    """The card says that it is uncertain, then goes on, and ends with the picture."""
    workshop.limits = replace(LIMITS, look_for=20.0)
    workshop.emulator.fault("submit", "500_after")
    studio = await workshop.studio()
    workshop.emulator.fault("list", "500", 2)
    done = await workshop.closed(await studio.request(order()))
    assert done.image(1).state is ImageState.DELIVERED
    assert [shown.image(1).state for shown in workshop.presenter.settled] == [
        ImageState.UNCONFIRMED
    ]


async def uncertain(workshop: Workshop) -> Generation:
    """Return a closed generation whose request arrived, though nobody found out."""
    workshop.emulator.hold()
    workshop.emulator.fault("submit", "500_after")
    workshop.emulator.fault("list", "500", None)
    studio = await workshop.studio()
    generation = await workshop.closed(await studio.request(order()))
    assert generation.image(1).state is ImageState.UNCONFIRMED
    workshop.emulator.clear_faults()
    return generation


@pytest.mark.parametrize("elsewhere", [False, True])
async def test_a_webhook_finds_it_however_late(workshop: Workshop, elsewhere: bool) -> None:
    """A signed webhook names the job, in any process; the picture arrives in its card."""
    generation = await uncertain(workshop)
    studio = await workshop.studio() if elsewhere else workshop.studios[0]
    job = workshop.emulator.accepted[0]
    studio.hint(generation.id, 1, job.id)
    await workshop.reached(generation, ImageState.GENERATING)
    workshop.emulator.release()
    await workshop.reached(generation, ImageState.DELIVERED)
    assert (await workshop.closed(generation)).image(1).job_id == job.id
    assert workshop.emulator.posts == 1


async def test_a_webhook_that_names_nothing_real_changes_nothing(workshop: Workshop) -> None:
    """A job that Pictory does not know, or that is another image's, is not taken."""
    await made_one(workshop)
    taken = workshop.emulator.accepted[0].id
    workshop.emulator.hold()
    generation = await uncertain(workshop)
    studio = workshop.studios[-1]
    for job_id in ("nothing", taken, None):
        studio.hint(generation.id, 1, job_id)
        await eventually(lambda: has_followed(workshop))
        assert await workshop.now(generation) == generation


async def has_followed(workshop: Workshop) -> bool:
    """Whether every hint has been followed up."""
    return not workshop.studios[-1]._staff.hints._followed


async def test_a_webhook_may_come_before_the_answer(workshop: Workshop) -> None:
    """A job that is known before its submit is answered is watched once, and delivered once."""
    workshop.answers.clear()
    workshop.emulator.hold()
    studio = await workshop.studio()
    generation = await studio.request(order())
    await workshop.accepted()
    studio.hint(generation.id, 1, workshop.emulator.accepted[0].id)
    await workshop.reached(generation, ImageState.GENERATING)
    workshop.answers.set()
    workshop.emulator.release()
    done = await workshop.closed(generation)
    assert done.image(1).state is ImageState.DELIVERED
    assert len(workshop.presenter.deliveries) == 1


async def test_a_cancel_meanwhile_counts_once_it_is_found(workshop: Workshop) -> None:
    """Cancelled while nobody knew: the job is found and stays watched, without its card."""
    workshop.answers.clear()
    workshop.emulator.hold()
    workshop.emulator.fault("submit", "hang_after")
    studio = await workshop.studio(request_timeout=0.2)
    generation = await studio.request(order())
    await workshop.accepted()
    await studio.cancel(generation.id, 7)
    image = await workshop.reached(generation, ImageState.CANCELLED)
    assert image.job_id == workshop.emulator.accepted[0].id
